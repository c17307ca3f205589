import json
import subprocess
import sys
from pathlib import Path

import pytest
from published_models import nano_8b, super_49b, ultra_253b

from mrkl_backends.pytorch.inspection import inspect_checkpoint
from mrkl_core.errors import BackendError, ModelNotFoundError


@pytest.fixture
def folder(tmp_path: Path):
    def make(config) -> Path:
        (tmp_path / "config.json").write_text(json.dumps(config))
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("config", "layers", "parameters", "tensors", "elements"),
    [
        (super_49b, 80, 49_867_145_216, 568, 100_352),
        (ultra_253b, 162, 253_401_268_224, 647, 131_072),
        (nano_8b, 32, 8_030_261_248, 291, 65_536),
    ],
)
def test_published_models(folder, config, layers, parameters, tensors, elements) -> None:
    found = inspect_checkpoint(folder(config())).to_dict()
    assert list(found)[:6] == [
        "model_type", "layers", "parameters", "tensors", "kv_elements_per_token", "blocks",
    ]  # fmt: skip
    assert found["model_type"] == config()["model_type"]
    assert (found["layers"], found["parameters"]) == (layers, parameters)
    assert (found["tensors"], found["kv_elements_per_token"]) == (tensors, elements)
    assert found["kv_bytes_per_token"] == 2 * elements
    assert len(found["blocks"]) == layers
    assert sum(block["kv_bytes_per_token"] for block in found["blocks"]) == 2 * elements
    memory = found["memory"]
    assert memory["total"] == memory["weights"] + memory["cache"] + memory["working"]
    assert (memory["batch"], memory["length"]) == (1, 4096)
    assert memory["weights"] == 2 * parameters
    assert json.loads(json.dumps(found)) == found


def test_blocks_say_what_they_are(folder) -> None:
    blocks = inspect_checkpoint(folder(super_49b())).to_dict()["blocks"]
    assert blocks[0] == {
        "attention": "normal",
        "kv_heads": 8,
        "ffn": "normal",
        "ffn_width": 14_336,
        "parameters": 503_332_864,
        "kv_bytes_per_token": 4096,
    }
    assert (blocks[6]["attention"], blocks[6]["kv_heads"]) == ("none", 0)
    empty = inspect_checkpoint(folder(ultra_253b())).to_dict()["blocks"][153]
    assert (empty["ffn"], empty["ffn_width"], empty["parameters"]) == ("none", 0, 0)


@pytest.mark.parametrize(("config", "count"), [(super_49b, 25), (nano_8b, 1)])
def test_equal_neighbours_fold_into_runs(folder, config, count) -> None:
    found = inspect_checkpoint(folder(config()))
    folded, every = list(found.runs()), list(found.runs(folded=False))
    assert len(folded) == count
    assert [run.first for run in every] == list(range(len(every)))
    assert all(run.count == 1 for run in every)
    assert [run.block for run in folded for _ in range(run.count)] == [run.block for run in every]
    assert sum(run.count * run.parameters for run in folded) == sum(run.parameters for run in every)


def test_what_is_asked_for_changes_the_memory(folder) -> None:
    path = folder(nano_8b())
    one = inspect_checkpoint(path, length=16)
    two = inspect_checkpoint(path / "config.json", batch=2, length=32, dtype="float32")
    assert two.memory.cache == 8 * one.memory.cache
    assert two.memory.weights == 2 * one.memory.weights
    assert two.kv_bytes_per_token == 2 * one.kv_bytes_per_token
    assert (two.dtype, one.dtype) == ("float32", "bfloat16")


def test_short_models_are_not_asked_for_more_than_they_take(folder) -> None:
    path = folder(nano_8b() | {"max_position_embeddings": 300, "rope_scaling": None})
    assert inspect_checkpoint(path).length == 300


def test_folders_that_are_no_checkpoints(folder, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"holds no 'config\.json'"):
        inspect_checkpoint(tmp_path)
    with pytest.raises(BackendError, match="'model_type'"):
        inspect_checkpoint(folder({"model_type": "gpt2"}))


def test_neither_torch_nor_weights_are_needed(folder) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from mrkl_backends.pytorch.block_picture import block_picture\n"
        "from mrkl_backends.pytorch.inspection import inspect_checkpoint\n"
        "block_picture(inspect_checkpoint(Path(sys.argv[1])))\n"
        "print([name for name in ('torch', 'transformers', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder(super_49b()))],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"
