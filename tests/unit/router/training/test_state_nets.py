import numpy as np
import pytest

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.training.tools import Chosen, ToolRow

pytest.importorskip("torch")

SPEC = ExpertSpec(
    name="find_flights",
    description="Finds flights.",
    slots=(
        Slot(name="to", description="where to"),
        Slot(name="cabin", description="cabin", enum=("economy", "business"), required=False),
        Slot(name="note", description="anything else", required=False),
    ),
)
OTHER = ExpertSpec(name="play_music", description="Plays music.")


def rows():
    made = []
    for city in ("Rome", "Oslo", "Bern", "Kyiv"):
        question = f"business flights to {city}"
        span = (len(question) - len(city), len(question))
        said = {"to": span, "cabin": Chosen("business"), "note": None}
        made.append(ToolRow(question, SPEC, said, "test", wrong=(OTHER,)))
    return made


@pytest.fixture(scope="module")
def examples(router_parts):
    from mrkl_router.training.batches import tool_examples

    encoder, _ = router_parts
    return [e for row in rows() for e in tool_examples(row, encoder.tokenizer)]


def test_examples_say_where_things_stand(examples):
    own, other = examples[:2]
    assert own.target.matches == 1.0
    assert other.target.matches == 0.0
    to, cabin, note = own.target.slots
    assert to.said == (4, 4)
    assert cabin.said == (2, 0)
    assert note.said == (0, 0)


def test_the_network_learns_what_fits_and_where_it_stands(router_parts, examples, tmp_path):
    from mrkl_router.encoder import session
    from mrkl_router.training import reader_net
    from mrkl_router.training.export import export_reader

    encoder, _ = router_parts
    states = reader_net.states_of(encoder, examples)
    model = reader_net.fit(examples, states, rounds=40, seed=1)
    export_reader(model.net, tmp_path)
    run = session((tmp_path / "reader.onnx").read_bytes(), 1)
    heads = model.heads()
    matches = []
    for one in states:
        hidden = one.astype(np.float32)[None]
        mask = np.ones(hidden.shape[:2], np.float32)
        (read,) = run.run(None, {"hidden": hidden, "mask": mask})
        assert read.shape == hidden.shape
        matches.append(float((read[0, 0] @ heads["match.weight"].T + heads["match.bias"])[0]))
    assert min(matches[0::2]) > 0 > max(matches[1::2])
