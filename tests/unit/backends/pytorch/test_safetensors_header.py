import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from mrkl_backends.pytorch import safetensors_header
from mrkl_backends.pytorch.safetensors_header import TensorInfo, read_header
from mrkl_core.errors import BackendError


def built(header: Any, data: bytes = b"") -> bytes:
    """Return a safetensors file with a given header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def entry(begin: Any, end: Any, shape: Any = None, dtype: Any = "U8") -> dict[str, Any]:
    shape = [end - begin] if shape is None else shape
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "model.safetensors"
    path.write_bytes(data)
    return path


def test_what_the_reference_writes_is_read(tmp_path: Path) -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.arange(4, dtype=np.int64),
        "scalar": np.array(1.5, dtype=np.float16),
        "empty": np.zeros((0, 3), dtype=np.uint8),
    }
    path = written(tmp_path, save(arrays, metadata={"format": "np"}))
    found = read_header(path)
    assert set(found) == set(arrays)
    content = path.read_bytes()
    for name, array in arrays.items():
        assert found[name].shape == array.shape
        assert content[found[name].begin : found[name].end] == array.tobytes()
    assert {name: info.dtype for name, info in found.items()} == {
        "a": "F32",
        "b": "I64",
        "scalar": "F16",
        "empty": "U8",
    }


def test_offsets_count_from_the_start_of_the_file(tmp_path: Path) -> None:
    header = json.dumps({"x": entry(0, 3)}).encode()
    path = written(tmp_path, built(header, b"abc"))
    begin = 8 + len(header)
    assert read_header(path) == {
        "x": TensorInfo(file=path, dtype="U8", shape=(3,), begin=begin, end=begin + 3)
    }


def test_packed_dtypes_have_parts_of_bytes(tmp_path: Path) -> None:
    header = {"four": entry(0, 4, [8], "F4"), "six": entry(4, 10, [2, 4], "F6_E2M3")}
    path = written(tmp_path, built(header, bytes(10)))
    assert read_header(path)["six"].shape == (2, 4)


def test_a_file_without_tensors_is_valid(tmp_path: Path) -> None:
    assert read_header(written(tmp_path, built({}))) == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is truncated: it has 0 bytes"),
        (b"1234567", "is truncated: it has 7 bytes"),
        (struct.pack("<Q", 3) + b"{}", "truncated or not a safetensors file"),
        (struct.pack("<Q", 2**64 - 1) + b"{}", "header would take 18,446,744,073,709,551,615"),
        (b"PK\x03\x04" + bytes(100), "truncated or not a safetensors file"),
        (b"\x80\x02}q\x00X\x05\x00\x00\x00modelq\x01" + bytes(50), "not a safetensors file"),
        (b"GGUF" + bytes(100), "not a safetensors file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "only a Git LFS pointer"),
        (built(b"{"), "does not hold valid JSON"),
        (built(b""), "does not hold valid JSON"),
        (built(b"[]"), "holds a JSON list where an object belongs"),
        (built(b"\xff\xff"), "does not hold valid JSON"),
        (built(b'{"a": 1, "a": 1}'), "a key stands there twice"),
        (built({"__metadata__": {"format": 1}}), "metadata that are not texts"),
        (built({"__metadata__": "pt"}), "metadata that are not texts"),
        (built({"__metadata__": {}}, b"rest"), "has 4 bytes that belong to no tensor"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = written(tmp_path, data)
    with pytest.raises(BackendError) as caught:
        read_header(path)
    assert said in caught.value.message
    assert caught.value.context["file"] == str(path)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (7, "is described by 7, not by an object"),
        ({}, "has the unknown dtype None"),
        (entry(4, 6, dtype="F16X"), "unknown dtype 'F16X'. Known: BF16, BOOL, "),
        (entry(4, 6, dtype=["U8"]), "unknown dtype ['U8']"),
        (entry(4, 6, "2"), "has the shape '2', which is none"),
        (entry(4, 6, [-2]), "has the shape [-2]"),
        (entry(4, 6, [2.0]), "has the shape [2.0]"),
        (entry(4, 6, [True, 2]), "has the shape [True, 2]"),
        (entry(4, 6, [2**63]), "has the shape"),
        (entry(4, 6, [1] * 33), "has the shape"),
        (entry(4, 6, [2**62] * 32), "which is not the size of U8"),
        (entry(4, 6, [3]), "takes 2 bytes, which is not the size of U8 in [3]"),
        (entry(4, 6, [2], "F32"), "takes 2 bytes, which is not the size of F32"),
        (entry(4, 6, [5], "F4"), "which is not the size of F4"),
        (entry(6, 4, [2]), "has the offsets [6, 4], which are none"),
        (entry(-1, 1, [2]), "has the offsets [-1, 1]"),
        (entry(4.0, 6.0, [2]), "has the offsets [4.0, 6.0]"),
        ({"dtype": "U8", "shape": [2], "data_offsets": [4]}, "has the offsets [4]"),
        ({"dtype": "U8", "shape": [2], "data_offsets": {"0": 4}}, "has the offsets {'0': 4}"),
        ({"dtype": "U8", "shape": [2]}, "has the offsets None"),
        (entry(3, 6), "overlaps another tensor"),
        (entry(0, 4), "overlaps another tensor"),
        (entry(5, 7), "leaves a gap before it"),
        (entry(4, 7), "; the file is truncated at "),
        (entry(4, 2**62), "; the file is truncated at "),
    ],
)
def test_damaged_tensors_are_named(tmp_path: Path, bad: Any, said: str) -> None:
    # Sorted by offset the good tensor comes first, also where the two begin at one byte.
    path = written(tmp_path, built({"good": entry(0, 4), "z.bad": bad}, bytes(6)))
    with pytest.raises(BackendError) as caught:
        read_header(path)
    assert said in caught.value.message
    assert caught.value.context == {"file": str(path), "tensor": "z.bad"}


def test_headers_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, built(b"{}" + b" " * 62))
    assert read_header(path) == {}
    monkeypatch.setattr(safetensors_header, "MOST_HEADER_BYTES", 63)
    with pytest.raises(BackendError, match="headers at most 63"):
        read_header(path)


def read_bytes(factory: pytest.TempPathFactory, data: bytes) -> dict[str, TensorInfo] | None:
    """Return the header of a file with that content; None if it is refused."""
    try:
        return read_header(written(factory.mktemp("file"), data))
    except BackendError:
        return None


def check_against_reference(data: bytes, found: dict[str, TensorInfo]) -> None:
    """Assert that the reference reads the same out of what we accept."""
    reference = dict(safetensors.deserialize(data))
    assert set(reference) == set(found)
    for name, info in found.items():
        assert tuple(reference[name]["shape"]) == info.shape
        assert reference[name]["dtype"] == info.dtype
        assert bytes(reference[name]["data"]) == data[info.begin : info.end]


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert not read_bytes(tmp_path_factory, data)


@given(st.binary(max_size=60), st.binary(max_size=20))
def test_random_headers_are_refused(
    tmp_path_factory: pytest.TempPathFactory, header: bytes, data: bytes
) -> None:
    assert not read_bytes(tmp_path_factory, built(header, data))


VALID = built({"a": entry(0, 6, [2, 3]), "b": entry(6, 14, [2], "F32")}, bytes(range(14)))


@given(
    at=st.integers(0, len(VALID) - 1),
    value=st.integers(0, 255),
    keep=st.integers(0, len(VALID)),
    more=st.binary(max_size=2),
)
def test_what_is_accepted_of_damaged_files_is_what_the_reference_reads(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int, keep: int, more: bytes
) -> None:
    changed = bytearray(VALID)
    changed[at] = value
    for data in (bytes(changed), VALID[:keep] + more):
        found = read_bytes(tmp_path_factory, data)
        if found is not None:
            check_against_reference(data, found)


@given(
    st.dictionaries(
        st.text(max_size=4),
        st.builds(
            entry,
            st.integers(0, 9),
            st.integers(0, 9),
            st.lists(st.integers(0, 4), max_size=3),
            st.sampled_from(["U8", "F16", "F4", "BF16", "F8_E4M3"]),
        )
        | st.none(),
        max_size=3,
    ),
    st.binary(max_size=9),
)
def test_headers_of_random_values_are_read_as_the_reference_does(
    tmp_path_factory: pytest.TempPathFactory, header: dict[str, Any], rest: bytes
) -> None:
    data = built(header, rest)
    found = read_bytes(tmp_path_factory, data)
    if found is None:
        with pytest.raises(safetensors.SafetensorError):
            safetensors.deserialize(data)
    else:
        check_against_reference(data, found)
