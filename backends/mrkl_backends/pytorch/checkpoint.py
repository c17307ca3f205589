"""The tensors of a checkpoint folder: one safetensors file, or shards with an index.

Only headers are read. Pickled weights are never opened, for reading a pickle can run code.
"""

from __future__ import annotations

import re
from pathlib import Path

from mrkl_backends.pytorch.checkpoint_files import (
    file_error,
    is_file,
    read_json_object,
    shown,
)
from mrkl_backends.pytorch.safetensors_header import TensorInfo, read_header
from mrkl_core.errors import BackendError, ModelNotFoundError

SINGLE_FILE = "model.safetensors"
INDEX_FILE = "model.safetensors.index.json"

_MOST_INDEX_BYTES = 100_000_000
# A plain name in the same folder: no path leads out of it.
_SHARD = re.compile(r"\w[\w.-]{0,250}\.safetensors", re.ASCII)
_PICKLED = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl"})
_MOST_LISTED = 5


def list_tensors(folder: Path) -> dict[str, TensorInfo]:
    """Return every tensor of the checkpoint in ``folder`` by name, without reading its data.

    A single ``model.safetensors`` goes before an index, as elsewhere.

    Raises:
        ModelNotFoundError: There are no weights in the folder, or only ones we do not read.
        BackendError: A file is missing, truncated or damaged, or disagrees with the index; file
            and tensor are named.
    """
    single, index = folder / SINGLE_FILE, folder / INDEX_FILE
    if is_file(single):
        return read_header(single)
    if is_file(index):
        return _list_sharded(index)
    raise _no_weights(folder)


def _list_sharded(index: Path) -> dict[str, TensorInfo]:
    """Return the tensors that the index names, from the shards where it says they are."""
    weight_map = read_json_object(index, most_bytes=_MOST_INDEX_BYTES).get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise file_error(index, f"has the 'weight_map' {shown(weight_map)}, which names no tensor")
    shards: dict[str, dict[str, TensorInfo]] = {}
    tensors = {}
    for name, shard in weight_map.items():
        if not isinstance(shard, str) or not _SHARD.fullmatch(shard):
            raise file_error(
                index,
                f"puts the tensor {shown(name)} into {shown(shard)}, which is not the plain name"
                " of a safetensors file",
                tensor=name,
            )
        if shard not in shards:
            shards[shard] = _read_shard(index, shard, name)
        if name not in shards[shard]:
            raise file_error(
                index.parent / shard,
                f"does not hold the tensor {shown(name)}, which {INDEX_FILE} puts there",
                tensor=name,
            )
        tensors[name] = shards[shard][name]
    return tensors


def _read_shard(index: Path, shard: str, name: str) -> dict[str, TensorInfo]:
    path = index.parent / shard
    if not is_file(path):
        raise file_error(
            path,
            f"is missing; {INDEX_FILE} puts the tensor {shown(name)} there",
            hint="Download all shards.",
            tensor=name,
        )
    return read_header(path)


def _no_weights(folder: Path) -> BackendError:
    """Return the error for a folder without safetensors, by what it holds instead."""
    try:
        found = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return ModelNotFoundError(
            f"{str(folder)!r} is not a folder with a checkpoint: {reason}.",
            hint="Give the folder with config.json and the safetensors files.",
            file=str(folder),
        )
    pickled = [name for name in found if Path(name).suffix in _PICKLED]
    if pickled:
        listed = ", ".join(pickled[:_MOST_LISTED])
        return ModelNotFoundError(
            f"{str(folder)!r} holds pickled weights only ({listed}); reading them could run code.",
            hint="Use a safetensors version of the checkpoint, or convert it where you trust it.",
            file=str(folder / pickled[0]),
        )
    listed = ", ".join(found[:_MOST_LISTED]) or "nothing"
    return ModelNotFoundError(
        f"{str(folder)!r} holds neither {SINGLE_FILE!r} nor {INDEX_FILE!r}, but {listed}.",
        hint="Give the folder with config.json and the safetensors files.",
        file=str(folder),
    )
