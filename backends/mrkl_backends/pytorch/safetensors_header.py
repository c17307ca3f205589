"""The header of one safetensors file: which tensors it holds, and where their bytes lie.

The format: eight bytes with the length of the header (little-endian), the header (a JSON object:
tensor name to dtype, shape and ``data_offsets``), then the data, which the tensors cover without
gap or overlap. Files are untrusted; no number of the header is used before it is checked.

Reference: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeGuard

from mrkl_backends.pytorch.checkpoint_files import (
    file_error,
    opened,
    parse_json_object,
    shown,
)
from mrkl_core.errors import BackendError, did_you_mean

MOST_HEADER_BYTES = 100_000_000  # the reference implementation's limit

_MOST_DIMENSIONS = 32
_LENGTH = struct.Struct("<Q")
# A clone without the large files holds such text in their place.
_LFS_POINTER = b"version https://git-lfs"
_BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("I8", "U8", "BOOL"), 8),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorInfo:
    """Where a tensor lies.

    Attributes:
        file: The safetensors file.
        dtype: As the format calls it: ``BF16``, ``F32``.
        shape: Its dimensions; a scalar has none.
        begin: First byte, counted from the start of the file.
        end: The byte after its last.
    """

    file: Path
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def read_header(path: Path) -> dict[str, TensorInfo]:
    """Return the tensors of a safetensors file, without reading their data.

    Raises:
        BackendError: The file is missing, truncated or damaged; file and tensor are named.
    """
    with opened(path) as (stream, size):
        header = _header(stream, size, path)
    entries = parse_json_object(header, path)
    _check_metadata(entries.pop("__metadata__", {}), path)
    start = _LENGTH.size + len(header)
    tensors = {name: _tensor(name, entry, start, path) for name, entry in entries.items()}
    _check_layout(tensors, start, size, path)
    return tensors


def _header(stream: BinaryIO, size: int, path: Path) -> bytes:
    first = stream.read(_LENGTH.size)
    if len(first) < _LENGTH.size:
        raise file_error(path, f"is truncated: it has {size} bytes")
    (length,) = _LENGTH.unpack(first)
    if length > min(size - _LENGTH.size, MOST_HEADER_BYTES):
        stream.seek(0)
        if stream.read(len(_LFS_POINTER)) == _LFS_POINTER:
            raise file_error(
                path, "is only a Git LFS pointer", hint="Fetch the data with `git lfs pull`."
            )
        raise file_error(
            path,
            f"is truncated or not a safetensors file: its header would take {length:,} bytes,"
            f" the file has {size:,}, and headers at most {MOST_HEADER_BYTES:,}",
        )
    return stream.read(length)


def _check_metadata(metadata: object, path: Path) -> None:
    texts = metadata.values() if isinstance(metadata, dict) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise file_error(path, "has metadata that are not texts by name")


def _tensor(name: str, entry: object, start: int, path: Path) -> TensorInfo:
    """Return what a header entry says, if it agrees with itself."""
    if not isinstance(entry, dict):
        raise _tensor_error(path, name, f"is described by {shown(entry)}, not by an object")
    dtype, shape = entry.get("dtype"), entry.get("shape")
    if not isinstance(dtype, str) or dtype not in _BITS:
        known = did_you_mean(str(dtype)[:20], _BITS)
        raise _tensor_error(
            path, name, f"has the unknown dtype {shown(dtype)}. {known}".rstrip(".")
        )
    if not _is_counts(shape) or len(shape) > _MOST_DIMENSIONS:
        raise _tensor_error(path, name, f"has the shape {shown(shape)}, which is none")
    offsets = entry.get("data_offsets")
    if not _is_counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise _tensor_error(path, name, f"has the offsets {shown(offsets)}, which are none")
    begin, end = offsets
    bits = math.prod(shape) * _BITS[dtype]
    if bits != 8 * (end - begin):
        raise _tensor_error(
            path,
            name,
            f"takes {end - begin:,} bytes, which is not the size of {dtype} in {shown(shape)}",
        )
    return TensorInfo(
        file=path, dtype=dtype, shape=tuple(shape), begin=start + begin, end=start + end
    )


def _check_layout(tensors: dict[str, TensorInfo], start: int, size: int, path: Path) -> None:
    """Check that the tensors cover the data: in turn, without gap, to the end of the file."""
    reached = start
    for name, tensor in sorted(tensors.items(), key=lambda item: (item[1].begin, item[1].end)):
        if tensor.begin != reached:
            what = "overlaps another tensor" if tensor.begin < reached else "leaves a gap before it"
            raise _tensor_error(path, name, what)
        if tensor.end > size:
            raise _tensor_error(
                path, name, f"ends at byte {tensor.end:,}; the file is truncated at {size:,}"
            )
        reached = tensor.end
    if reached < size:
        raise file_error(path, f"has {size - reached:,} bytes that belong to no tensor")


def _is_counts(value: object) -> TypeGuard[list[int]]:
    """Return whether ``value`` is a list of whole numbers that 63 bits hold."""
    return isinstance(value, list) and all(
        isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 2**63 for one in value
    )


def _tensor_error(path: Path, name: str, said: str) -> BackendError:
    return file_error(path, f"is damaged: the tensor {shown(name)} {said}", tensor=name)
