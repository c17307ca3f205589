"""Triton kernels that multiply one row by a matrix, whose weights stream past once.

Dimensions: I inputs, O outputs, F FFN width.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.testing import do_bench

Way = Callable[[Tensor, Tensor], Tensor]
"""Multiplies one row by a matrix."""


@triton.jit
def _product_kernel(
    x, weight, out, inputs, outputs, ROWS: tl.constexpr, BLOCK: tl.constexpr, GATED: tl.constexpr
):
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    known = rows < outputs
    row = rows[:, None].to(tl.int64)
    total = tl.zeros((ROWS, BLOCK), tl.float32)
    above = tl.zeros((ROWS, BLOCK), tl.float32)
    for start in range(0, inputs, BLOCK):
        at = start + tl.arange(0, BLOCK)
        inside = at < inputs
        wanted = known[:, None] & inside[None, :]
        value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32)
        part = tl.load(weight + row * inputs + at[None, :], mask=wanted, other=0.0)
        total += part.to(tl.float32) * value[None, :]
        if GATED:
            upper = (row + outputs) * inputs
            part = tl.load(weight + upper + at[None, :], mask=wanted, other=0.0)
            above += part.to(tl.float32) * value[None, :]
    result = tl.sum(total, axis=1)
    if GATED:
        # Rounded as the two products would be, had they been stored.
        gate = result.to(out.dtype.element_ty).to(tl.float32)
        up = tl.sum(above, axis=1).to(out.dtype.element_ty).to(tl.float32)
        result = gate / (1 + tl.exp(-gate)) * up
    tl.store(out + rows, result.to(out.dtype.element_ty), mask=known)


def _way(rows: int, block: int, warps: int, *, gated: bool = False) -> Way:
    def streamed(x: Tensor, weight: Tensor) -> Tensor:
        outputs, inputs = weight.shape[0] // 2 if gated else weight.shape[0], weight.shape[1]
        out = torch.empty(1, outputs, dtype=x.dtype, device=x.device)
        _product_kernel[(triton.cdiv(outputs, rows),)](
            x, weight, out, inputs, outputs, ROWS=rows, BLOCK=block, GATED=gated, num_warps=warps
        )
        return out

    return streamed


#: Rows of a program, inputs that it reads at once, and its warps; the library's own way last.
WAYS: Sequence[Way] = (
    _way(4, 1024, 4), _way(2, 1024, 4), _way(8, 512, 4), _way(8, 1024, 8), _way(4, 2048, 8),
    _way(1, 2048, 4), torch.nn.functional.linear,
)  # fmt: skip
#: The same; a program reads twice as many rows.
GATED_WAYS: Sequence[Way] = (
    _way(2, 1024, 4, gated=True), _way(1, 1024, 4, gated=True), _way(4, 512, 4, gated=True),
    _way(1, 2048, 4, gated=True), _way(2, 2048, 8, gated=True),
)  # fmt: skip
_quickest: dict[tuple[Any, ...], Way] = {}


def product(x: Tensor, weight: Tensor) -> Tensor:
    """Return ``x`` (1, I) times the matrix (O, I), (1, O).

    The first product of each shape tries the ways to do it, which takes some milliseconds.
    """
    return _quickest_way(WAYS, x, weight)(x, weight)


def gated_product(x: Tensor, weight: Tensor) -> Tensor:
    """Return silu(gate) * up, (1, F), where ``x`` (1, I) times the matrix (2 F, I) is both.

    The first product of each shape tries the ways to do it, which takes some milliseconds.
    """
    return _quickest_way(GATED_WAYS, x, weight)(x, weight)


def _quickest_way(ways: Sequence[Way], x: Tensor, weight: Tensor) -> Way:
    key = (ways is GATED_WAYS, *weight.shape, weight.dtype, weight.device)
    known = _quickest.get(key)
    if known is None:
        known = _quickest[key] = ways[0] if x.device.type != "cuda" else _tried(ways, x, weight)
    return known


def _tried(ways: Sequence[Way], x: Tensor, weight: Tensor) -> Way:
    times = [
        do_bench(functools.partial(way, x, weight), warmup=2, rep=10, return_mode="median")
        for way in ways
    ]
    return ways[times.index(min(times))]
