"""Matrices that a model multiplies with, filled from a checkpoint piece by piece.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import ctypes

import torch
from torch import Tensor, nn

from mrkl_backends.pytorch.cpu_matrix import Blocks

#: Tokens from which on it is worth making weights float32, and rows made so at a time.
_MANY, _PIECE = 8, 256


class Matrix(nn.Module):
    """A matrix (O, I) and perhaps a bias (O,), as they are stored.

    Args:
        outputs: O.
        inputs: I.
        bias: Whether there is one.
        dtype: A floating one.
        device: Where it lies; ``meta`` takes no memory.

    Attributes:
        blocks: The weights as the compiled program reads them; they are nowhere else then.
    """

    def __init__(
        self, outputs: int, inputs: int, *, bias: bool, dtype: torch.dtype, device: str
    ) -> None:
        super().__init__()
        self.inputs = inputs
        self.weight = _empty((outputs, inputs), dtype, device)
        self.bias = _empty((outputs,), dtype, device) if bias else None
        self.blocks: Blocks | None = None
        self._packed = False

    def put_rows(self, start: int, rows: Tensor) -> None:
        """Copy ``rows`` (R, I), of any floating dtype, into rows ``start`` to ``start + R``."""
        self.weight[start : start + len(rows)].copy_(rows)

    def put_bias(self, start: int, values: Tensor) -> None:
        """Copy ``values`` (R,) into the bias; there must be one."""
        if self.bias is not None:
            self.bias[start : start + len(values)].copy_(values)

    def finish(self, library: ctypes.CDLL | None) -> None:
        """Get ready to multiply; called once, when everything was put in.

        A compiled program may want the weights in blocks. Without one, on a CPU with bfloat16
        arithmetic, they are laid out as oneDNN's kernels read them, which halves the time of a
        single token. The plain layout is dropped.

        Args:
            library: The program that takes steps.
        """
        if self.weight.dtype != torch.bfloat16:
            return
        if library is not None and library.mrkl_packs_bfloat16(ctypes.c_int64(self.inputs)):
            self._lay_out(Blocks(library, self.weight, None, self.bias))
        elif library is None and packs(self.weight.device):
            laid_out = torch.ops.mkldnn._reorder_linear_weight(self.weight.data, 1)
            self.weight = nn.Parameter(laid_out, requires_grad=False)
            self._packed = True

    def _lay_out(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.weight = nn.Parameter(self.weight.new_empty(0), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I)."""
        if self.blocks is not None:
            return self.blocks.times(x)
        if self._packed:
            return torch.ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", [], "")
        return product(x, self.weight, self.bias)


def product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Return (N, O) for ``x`` (N, I), weights (O, I) of any dtype, and perhaps a bias (O,).

    Processors without arithmetic in bfloat16 multiply it twenty times slower than float32.
    """
    slow = x.dtype == torch.bfloat16 and x.device.type == "cpu" and not packs(x.device)
    return (in_float32 if slow and len(x) >= _MANY else _at_once)(x, weight, bias)


def _at_once(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    return nn.functional.linear(x, weight.to(x.dtype), bias)


def in_float32(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Return the product as ``product`` does, by float32, a piece of the weights at a time."""
    found = torch.empty(len(x), len(weight), dtype=x.dtype)
    wide, place = x.float(), 0
    for piece in weight.split(_PIECE):
        some = slice(place, place + len(piece))
        added = None if bias is None else bias[some].float()
        found[:, some] = nn.functional.linear(wide, piece.float(), added)
        place += len(piece)
    return found


def packs(device: torch.device) -> bool:
    """Tell whether matrices on ``device`` multiply quicker in the layout of oneDNN."""
    return (
        device.type == "cpu"
        and torch.backends.mkldnn.is_available()
        and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    )


def _empty(shape: tuple[int, ...], dtype: torch.dtype, device: str) -> nn.Parameter:
    return nn.Parameter(torch.empty(shape, dtype=dtype, device=device), requires_grad=False)
