"""Fills a model with the weights of a checkpoint folder.

Files are mapped into memory, and every tensor is copied once, straight into its place: peak memory
is that of the model and of one tensor.
"""

from __future__ import annotations

import contextlib
import mmap
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

import torch
from torch import Tensor

from mrkl_backends.dtypes import DType
from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.checkpoint import list_tensors
from mrkl_backends.pytorch.checkpoint_files import file_error
from mrkl_backends.pytorch.configs import load_architecture
from mrkl_backends.pytorch.cpu_build import FindLibrary, cpu_step_library
from mrkl_backends.pytorch.layers import Attention, FeedForward, LinearAttention
from mrkl_backends.pytorch.linear import Matrix
from mrkl_backends.pytorch.model import Layer, Model
from mrkl_backends.pytorch.safetensors_header import TensorInfo
from mrkl_backends.pytorch.tensors import check_tensors, expected_tensors
from mrkl_core.errors import BackendError

Progress = Callable[[int, int], None]
"""Told the bytes done and the bytes in all."""
Read = Callable[[str, TensorInfo], Tensor]
LetGo = Callable[[TensorInfo], None]

_STORED: Mapping[str, torch.dtype] = {
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
}
_DTYPES: Mapping[str, torch.dtype] = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}
_IN_LAYER = re.compile(r"model\.layers\.(\d+)\.(?:self_attn|mlp)\.(\w+?)(?:_proj)?\.(weight|bias)")
_NORM_IN_LAYER = re.compile(r"model\.layers\.(\d+)\.(input|post_attention)_layernorm\.weight")


def load_model(
    folder: Path,
    *,
    dtype: DType = "auto",
    device: str = "cpu",
    progress: Progress | None = None,
    find_library: FindLibrary = cpu_step_library,
) -> Model:
    """Return the model of a checkpoint folder, ready to run.

    Args:
        folder: Holds ``config.json`` and safetensors files.
        dtype: What to compute in; ``auto`` is what the weights are stored as. ``int8`` keeps the
            matrices in eight bits a weight and computes in bfloat16.
        device: A torch device, such as ``cpu`` or ``cuda:0``.
        progress: Called after every tensor.
        find_library: See ``Model.finish``.

    Raises:
        ModelNotFoundError: The folder holds no weights that can be read.
        BackendError: Configuration and weights disagree, a file is damaged, a tensor holds a
            number that is not finite (file and tensor are named), or there is no such device.
    """
    architecture = load_architecture(folder)
    tensors = list_tensors(folder)
    check_tensors({name: info.shape for name, info in tensors.items()}, architecture)
    wanted = {name: tensors[name] for name, _ in expected_tensors(architecture)}
    model = _made(architecture, _computed_in(dtype, architecture, wanted), device, dtype == "int8")
    total = sum(info.end - info.begin for info in wanted.values())
    done = 0
    with torch.no_grad(), _mapped(wanted) as (read, let_go):
        # The largest first: while it is copied, it lies in memory twice.
        for name, info in sorted(wanted.items(), key=lambda one: one[1].begin - one[1].end):
            _put(model, name, read(name, info))
            let_go(info)
            done += info.end - info.begin
            if progress is not None:
                progress(done, total)
        model.finish(find_library)
    return model.eval()


def _computed_in(
    dtype: DType, architecture: Architecture, wanted: Mapping[str, TensorInfo]
) -> torch.dtype:
    if dtype == "int8":
        return torch.bfloat16
    if dtype == "auto":
        stored = next(iter(wanted.values())).dtype
        return _STORED.get(stored, _DTYPES.get(architecture.dtype or "float32", torch.float32))
    return _DTYPES[dtype]


def _made(architecture: Architecture, dtype: torch.dtype, device: str, int8: bool) -> Model:
    try:
        return Model(architecture, dtype=dtype, device=device, int8=int8)
    except (RuntimeError, AssertionError) as error:  # torch raises both for a device it lacks
        raise BackendError(
            f"The model does not fit on the device {device!r}, or there is no such device:"
            f" {str(error).splitlines()[0]}",
            hint="Use 'cpu', a device that torch knows here, or a smaller dtype.",
            device=device,
        ) from error


#: Checked together; what that makes on the way stays small.
_NUMBERS_AT_ONCE = 1 << 20


@contextlib.contextmanager
def _mapped(wanted: Mapping[str, TensorInfo]) -> Iterator[tuple[Read, LetGo]]:
    """Yield how to read a tensor as it lies in its file, and how to let its memory go again."""
    with contextlib.ExitStack() as stack:
        maps: dict[Path, mmap.mmap] = {}
        for file in {info.file for info in wanted.values()}:
            stream = stack.enter_context(file.open("rb"))
            # Private pages: torch wants a buffer that could be written to.
            maps[file] = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
        yield (
            lambda name, info: _tensor(name, info, maps[info.file]),
            lambda info: _let_go(info, maps[info.file]),
        )


def _let_go(info: TensorInfo, data: mmap.mmap) -> None:
    """Give back the pages of a tensor that was copied: they count as the process's own."""
    begin = -(-info.begin // mmap.PAGESIZE) * mmap.PAGESIZE
    length = (info.end - begin) // mmap.PAGESIZE * mmap.PAGESIZE
    if length > 0 and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED, begin, length)


def _tensor(name: str, info: TensorInfo, data: mmap.mmap) -> Tensor:
    dtype = _STORED.get(info.dtype)
    if dtype is None:
        raise file_error(
            info.file,
            f"stores the tensor {name!r} as {info.dtype}; known are {', '.join(_STORED)}",
            hint="Use a checkpoint that is not quantised.",
            tensor=name,
        )
    count = (info.end - info.begin) // dtype.itemsize
    tensor = torch.frombuffer(data, dtype=dtype, count=count, offset=info.begin).view(info.shape)
    if not all(torch.isfinite(part).all() for part in tensor.view(-1).split(_NUMBERS_AT_ONCE)):
        raise file_error(
            info.file,
            f"holds numbers that are not finite in the tensor {name!r}",
            hint="Fetch the checkpoint again, or use one that was not overflown in training.",
            tensor=name,
        )
    return tensor


def _put(model: Model, name: str, tensor: Tensor) -> None:
    """Copy a tensor of the checkpoint into its place."""
    if name == "model.embed_tokens.weight":
        model.embedding.copy_(tensor)
    elif name == "model.norm.weight":
        model.norm.weight.copy_(tensor)
    elif name == "lm_head.weight" and model.head is not None:
        model.head.put_rows(0, tensor)
    elif found := _NORM_IN_LAYER.fullmatch(name):
        layer = model.layers[int(found[1])]
        norm = layer.attention_norm if found[2] == "input" else layer.feed_forward_norm
        norm.weight.copy_(tensor)
    elif found := _IN_LAYER.fullmatch(name):
        matrix, start = _place(model.layers[int(found[1])], found[2])
        put = matrix.put_rows if found[3] == "weight" else matrix.put_bias
        put(start, tensor)


def _place(layer: Layer, part: str) -> tuple[Matrix, int]:
    """Return the matrix that holds a part of a layer, and the row where the part begins."""
    attention, feed_forward = layer.attention, layer.feed_forward
    if isinstance(attention, LinearAttention) and part == "linear_attn":
        return attention.matrix, 0
    if isinstance(attention, Attention) and part in attention.rows:
        return attention.qkv, attention.rows[part]
    if isinstance(attention, Attention) and part == "o":
        return attention.output, 0
    if isinstance(feed_forward, FeedForward):
        if part == "down":
            return feed_forward.down, 0
        return feed_forward.gate_up, feed_forward.rows[part]
    return cast(Matrix, feed_forward), 0  # a linear FFN is one matrix
