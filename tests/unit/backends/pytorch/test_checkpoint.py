import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from mrkl_backends.pytorch.checkpoint import INDEX_FILE, SINGLE_FILE, list_tensors
from mrkl_core.errors import BackendError, ModelNotFoundError

FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"


def save(path: Path, *names: str) -> None:
    save_file({name: np.zeros((2, 3), dtype=np.float32) for name in names}, path)


def index(folder: Path, content: Any) -> None:
    (folder / INDEX_FILE).write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    save(tmp_path / FIRST, "a", "b")
    save(tmp_path / SECOND, "c")
    index(tmp_path, {"metadata": {}, "weight_map": {"a": FIRST, "b": FIRST, "c": SECOND}})
    return tmp_path


def refused(folder: Path) -> BackendError:
    with pytest.raises(BackendError) as caught:
        list_tensors(folder)
    return caught.value


def test_a_single_file_is_read(tmp_path: Path) -> None:
    save(tmp_path / SINGLE_FILE, "a", "b")
    found = list_tensors(tmp_path)
    assert sorted(found) == ["a", "b"]
    assert {info.file for info in found.values()} == {tmp_path / SINGLE_FILE}


def test_shards_are_read_as_the_index_says(sharded: Path) -> None:
    found = list_tensors(sharded)
    assert {name: info.file.name for name, info in found.items()} == {
        "a": FIRST,
        "b": FIRST,
        "c": SECOND,
    }
    assert found["a"].shape == (2, 3)
    # What a shard holds besides is not part of the model.
    index(sharded, {"weight_map": {"b": FIRST}})
    assert list(list_tensors(sharded)) == ["b"]


def test_a_single_file_goes_before_an_index(sharded: Path) -> None:
    save(sharded / SINGLE_FILE, "whole")
    assert list(list_tensors(sharded)) == ["whole"]


def test_shards_may_be_links(sharded: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = tmp_path_factory.mktemp("blobs")
    (sharded / FIRST).rename(store / "0123")
    (sharded / FIRST).symlink_to(store / "0123")
    assert len(list_tensors(sharded)) == 3


def test_a_missing_shard_is_named(sharded: Path) -> None:
    (sharded / SECOND).unlink()
    error = refused(sharded)
    assert error.context == {"file": str(sharded / SECOND), "tensor": "c"}
    assert str(error).endswith("puts the tensor 'c' there. Download all shards.")


def test_a_tensor_that_its_shard_lacks_is_named(sharded: Path) -> None:
    index(sharded, {"weight_map": {"a": FIRST, "b": SECOND}})
    error = refused(sharded)
    assert error.context == {"file": str(sharded / SECOND), "tensor": "b"}
    assert "does not hold the tensor 'b'" in error.message


def test_a_damaged_shard_is_named(sharded: Path) -> None:
    whole = (sharded / SECOND).read_bytes()
    (sharded / SECOND).write_bytes(whole[:-1])
    error = refused(sharded)
    assert error.context == {"file": str(sharded / SECOND), "tensor": "c"}
    assert "the file is truncated" in error.message


@pytest.mark.parametrize(
    "shard",
    [
        "../secret.safetensors",
        "/etc/passwd",
        "/tmp/x.safetensors",
        "sub/model.safetensors",
        "..\\secret.safetensors",
        "C:\\x.safetensors",
        "..safetensors",
        ".safetensors",
        "pytorch_model.bin",
        "model.safetensors\n",
        "model\0.safetensors",
        "\ud800.safetensors",
        "x" * 300 + ".safetensors",
        "",
        None,
        7,
        ["model.safetensors"],
    ],
)
def test_shards_are_plain_names_in_the_folder(sharded: Path, shard: Any) -> None:
    index(sharded, {"weight_map": {"a": shard}})
    error = refused(sharded)
    assert error.context == {"file": str(sharded / INDEX_FILE), "tensor": "a"}
    assert "which is not the plain name of a safetensors file" in error.message


@pytest.mark.parametrize(
    "content", [[], {}, {"weight_map": {}}, {"weight_map": []}, {"weight_map": None}, "text"]
)
def test_a_damaged_index_is_named(sharded: Path, content: Any) -> None:
    index(sharded, content)
    assert refused(sharded).context["file"] == str(sharded / INDEX_FILE)


def test_pickled_weights_are_never_opened(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    for number in range(9):
        (tmp_path / f"pytorch_model-{number}.bin").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    error = refused(tmp_path)
    assert isinstance(error, ModelNotFoundError)
    assert "holds pickled weights only (pytorch_model-0.bin, " in error.message
    assert "-5.bin" not in error.message
    assert error.context["file"] == str(tmp_path / "pytorch_model-0.bin")


def test_a_folder_without_weights_says_what_it_holds(tmp_path: Path) -> None:
    assert "but nothing." in refused(tmp_path).message
    (tmp_path / "model.gguf").touch()
    (tmp_path / "adapter_model.safetensors").touch()
    error = refused(tmp_path)
    assert isinstance(error, ModelNotFoundError)
    assert "but adapter_model.safetensors, model.gguf." in error.message


def test_no_folder_at_all(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "absent", tmp_path / "file"):
        error = refused(path)
        assert isinstance(error, ModelNotFoundError)
        assert error.context["file"] == str(path)


@given(st.binary(max_size=80))
def test_no_index_escapes_as_another_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("checkpoint")
    (folder / INDEX_FILE).write_bytes(data)
    refused(folder)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=3))
def test_no_weight_map_escapes_as_another_error(
    tmp_path_factory: pytest.TempPathFactory, weight_map: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("checkpoint")
    index(folder, {"weight_map": weight_map})
    refused(folder)
