"""Triton kernels for the step that reads one token of each of S sequences.

Such a step moves every weight once and computes little, so what counts is how few launches there
are between the matrices. Each kernel has a twin in plain PyTorch among the tests.

Dimensions: S sequences, D hidden, H query heads, K key-value heads, G = H / K, E width of a head,
F FFN width, T tokens of the cache, P pages of the longest sequence, I inputs, O outputs.
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

from mrkl_backends.pytorch.pages import PAGE_TOKENS

Way = Callable[[Tensor, Tensor], Tensor]
"""Multiplies one row by a matrix."""

#: Tokens that one program of the attention reads; longer sequences are shared among several.
SPLIT_TOKENS = 256
_BLOCK_TOKENS = 64
_FEWEST_ROWS = _FEWEST_WIDTH = 16  # of a matrix product in Triton


@triton.jit
def _add_norm_kernel(
    x, delta, weight, normed, width, epsilon, ADDS: tl.constexpr, BLOCK: tl.constexpr
):
    at = tl.arange(0, BLOCK)
    inside = at < width
    place = tl.program_id(0) * width + at
    value = tl.load(x + place, mask=inside, other=0.0).to(tl.float32)
    if ADDS:
        value += tl.load(delta + place, mask=inside, other=0.0).to(tl.float32)
        rounded = value.to(x.dtype.element_ty)
        tl.store(x + place, rounded, mask=inside)
        value = rounded.to(tl.float32)
    factor = tl.rsqrt(tl.sum(value * value, axis=0) / width + epsilon)
    scale = tl.load(weight + at, mask=inside, other=0.0).to(tl.float32)
    tl.store(normed + place, (value * factor * scale).to(normed.dtype.element_ty), mask=inside)


def add_norm(x: Tensor, delta: Tensor | None, weight: Tensor, epsilon: float) -> Tensor:
    """Add ``delta`` (S, D) to the residual stream ``x`` (S, D) in place; return its RMSNorm."""
    normed = torch.empty_like(x)
    width = x.shape[1]
    _add_norm_kernel[(len(x),)](
        x, x if delta is None else delta, weight, normed, width, epsilon,
        ADDS=delta is not None, BLOCK=triton.next_power_of_2(width), num_warps=8,
    )  # fmt: skip
    return normed


@triton.jit
def _rotate_store_kernel(
    qkv, cosines, sines, positions, places, queries, keys, values, heads, kv_heads,
    HALF: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    row, head = tl.program_id(0), tl.program_id(1)
    width: tl.constexpr = 2 * HALF
    at = tl.arange(0, BLOCK)
    inside = at < HALF
    source = qkv + (row * (heads + 2 * kv_heads) + head) * width
    low = tl.load(source + at, mask=inside).to(tl.float32)
    high = tl.load(source + HALF + at, mask=inside).to(tl.float32)
    if head < heads + kv_heads:
        turn = tl.load(positions + row) * width + at
        cosine = tl.load(cosines + turn, mask=inside).to(tl.float32)
        sine = tl.load(sines + HALF + turn, mask=inside).to(tl.float32)
        turned_low = low * cosine - high * sine
        high = high * cosine + low * sine
        low = turned_low
    place = tl.load(places + row)
    if head < heads:
        target = queries + (row * heads + head) * width
    elif head < heads + kv_heads:
        target = keys + (place * kv_heads + head - heads) * width
    else:
        target = values + (place * kv_heads + head - heads - kv_heads) * width
    tl.store(target + at, low.to(qkv.dtype.element_ty), mask=inside)
    tl.store(target + HALF + at, high.to(qkv.dtype.element_ty), mask=inside)


def rotate_store(
    qkv: Tensor, table: Tensor, positions: Tensor, places: Tensor, keys: Tensor, values: Tensor
) -> Tensor:
    """Turn queries and keys by their positions, and store keys and values.

    Args:
        qkv: (S, H + 2 K, E).
        table: (2, positions, 1, E), see ``Rotary``.
        positions: (S,) int64.
        places: (S,) int64, where each new token lies in the cache.
        keys: (T, K, E), written to.
        values: (T, K, E), written to.

    Returns:
        The queries, (S, H, E).
    """
    count, all_heads, width = qkv.shape
    kv_heads = keys.shape[1]
    heads = all_heads - 2 * kv_heads
    queries = torch.empty(count, heads, width, dtype=qkv.dtype, device=qkv.device)
    half = width // 2
    _rotate_store_kernel[(count, all_heads)](
        qkv, table[0], table[1], positions, places, queries, keys, values, heads, kv_heads,
        HALF=half, BLOCK=triton.next_power_of_2(half), num_warps=1,
    )  # fmt: skip
    return queries


@triton.jit
def _attend_kernel(
    queries, keys, values, table, lengths, found, peaks, sums, merged, scale, pages,
    splits: tl.constexpr, group, WIDTH: tl.constexpr, BLOCK: tl.constexpr, ROWS: tl.constexpr,
    TOKENS: tl.constexpr, SPLIT: tl.constexpr, PAGE: tl.constexpr,
):  # fmt: skip
    row, head, split = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    kv_heads = tl.num_programs(1)
    length = tl.load(lengths + row)
    rows, at, step = tl.arange(0, ROWS), tl.arange(0, BLOCK), tl.arange(0, TOKENS)
    inside = (rows[:, None] < group) & (at[None, :] < WIDTH)
    query_rows = (row * kv_heads + head) * group + rows
    q = tl.load(queries + query_rows[:, None] * WIDTH + at[None, :], mask=inside, other=0.0)
    peak = tl.full((ROWS,), -1e30, tl.float32)
    total = tl.zeros((ROWS,), tl.float32)
    gathered = tl.zeros((ROWS, BLOCK), tl.float32)
    for start in range(split * SPLIT, tl.minimum((split + 1) * SPLIT, length), TOKENS):
        token = start + step
        seen = token < length
        page = tl.load(table + row * pages + token // PAGE, mask=seen, other=0)
        place = ((page * PAGE + token % PAGE) * kv_heads + head) * WIDTH
        wanted = seen[:, None] & (at[None, :] < WIDTH)
        k = tl.load(keys + place[:, None] + at[None, :], mask=wanted, other=0.0)
        scores = tl.dot(q, tl.trans(k), input_precision="ieee") * scale
        scores = tl.where(seen[None, :], scores, -1e30)
        higher = tl.maximum(peak, tl.max(scores, axis=1))
        odds = tl.exp(scores - higher[:, None])
        shrink = tl.exp(peak - higher)
        v = tl.load(values + place[:, None] + at[None, :], mask=wanted, other=0.0)
        gathered = gathered * shrink[:, None]
        gathered += tl.dot(odds.to(v.dtype), v, input_precision="ieee")
        total = total * shrink + tl.sum(odds, axis=1)
        peak = higher
    if splits == 1:
        out = (gathered / total[:, None]).to(queries.dtype.element_ty)
        tl.store(merged + query_rows[:, None] * WIDTH + at[None, :], out, mask=inside)
        return
    part = query_rows * splits + split
    tl.store(peaks + part, peak, mask=rows < group)
    tl.store(sums + part, total, mask=rows < group)
    tl.store(found + part[:, None] * WIDTH + at[None, :], gathered, mask=inside)


@triton.jit
def _merge_kernel(
    found, peaks, sums, out, splits, WIDTH: tl.constexpr, BLOCK: tl.constexpr, SPLITS: tl.constexpr
):
    head = tl.program_id(0)
    at, split = tl.arange(0, BLOCK), tl.arange(0, SPLITS)
    known = split < splits
    peak = tl.load(peaks + head * splits + split, mask=known, other=-1e30)
    weight = tl.exp(peak - tl.max(peak, axis=0))
    total = tl.sum(weight * tl.load(sums + head * splits + split, mask=known, other=0.0), axis=0)
    inside = known[:, None] & (at[None, :] < WIDTH)
    parts = (head * splits + split)[:, None] * WIDTH + at[None, :]
    value = tl.sum(weight[:, None] * tl.load(found + parts, mask=inside, other=0.0), axis=0)
    tl.store(out + head * WIDTH + at, (value / total).to(out.dtype.element_ty), mask=at < WIDTH)


def attend(queries: Tensor, keys: Tensor, values: Tensor, table: Tensor, lengths: Tensor) -> Tensor:
    """Attend from the last token of every sequence over all of it (flash decoding).

    Args:
        queries: (S, H, E).
        keys: (T, K, E).
        values: (T, K, E).
        table: (S, P) int64, the pages of each sequence; what lies behind its length is not read.
        lengths: (S,) int64, the new token included.

    Returns:
        (S, H, E).
    """
    count, heads, width = queries.shape
    kv_heads, pages = keys.shape[1], table.shape[1]
    splits = triton.cdiv(pages * PAGE_TOKENS, SPLIT_TOKENS)
    group, block = heads // kv_heads, triton.next_power_of_2(width)
    parts = torch.empty(count * heads * splits, width + 2, device=queries.device)
    sums = parts.view(-1)
    places = len(parts)
    found, peaks, totals = sums[: places * width], sums[-2 * places : -places], sums[-places:]
    out = torch.empty_like(queries)
    _attend_kernel[(count, kv_heads, splits)](
        queries, keys, values, table, lengths, found, peaks, totals, out, width**-0.5, pages,
        splits, group, WIDTH=width, BLOCK=max(block, _FEWEST_WIDTH),
        ROWS=max(_FEWEST_ROWS, triton.next_power_of_2(group)), TOKENS=_BLOCK_TOKENS,
        SPLIT=SPLIT_TOKENS, PAGE=PAGE_TOKENS, num_warps=4,
    )  # fmt: skip
    if splits == 1:
        return out
    _merge_kernel[(count * heads,)](
        found, peaks, totals, out, splits, WIDTH=width, BLOCK=block,
        SPLITS=triton.next_power_of_2(splits), num_warps=1,
    )  # fmt: skip
    return out


@triton.jit
def _gated_kernel(gate_up, out, width, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    at = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    inside = at < width
    gate = tl.load(gate_up + row * 2 * width + at, mask=inside, other=0.0).to(tl.float32)
    up = tl.load(gate_up + (row * 2 + 1) * width + at, mask=inside, other=0.0).to(tl.float32)
    value = gate / (1 + tl.exp(-gate)) * up
    tl.store(out + row * width + at, value.to(out.dtype.element_ty), mask=inside)


def gated(gate_up: Tensor) -> Tensor:
    """Return silu(gate) * up, (S, F), for (S, 2 F)."""
    count, width = gate_up.shape[0], gate_up.shape[1] // 2
    out = torch.empty(count, width, dtype=gate_up.dtype, device=gate_up.device)
    _gated_kernel[(count, triton.cdiv(width, 1024))](gate_up, out, width, BLOCK=1024, num_warps=4)
    return out


@triton.jit
def _product_kernel(x, weight, out, inputs, outputs, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    known = rows < outputs
    total = tl.zeros((ROWS, BLOCK), tl.float32)
    for start in range(0, inputs, BLOCK):
        at = start + tl.arange(0, BLOCK)
        inside = at < inputs
        value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32)
        part = tl.load(
            weight + rows[:, None].to(tl.int64) * inputs + at[None, :],
            mask=known[:, None] & inside[None, :],
            other=0.0,
        )
        total += part.to(tl.float32) * value[None, :]
    tl.store(out + rows, tl.sum(total, axis=1).to(out.dtype.element_ty), mask=known)


def product(x: Tensor, weight: Tensor) -> Tensor:
    """Return ``x`` (1, I) times the matrix (O, I), (1, O); the weights stream past once.

    The first product of each shape tries the ways to do it, which takes some milliseconds.
    """
    known = _quickest.get(key := (*weight.shape, weight.dtype, weight.device))
    if known is None:
        known = _quickest[key] = _quickest_way(x, weight)
    return known(x, weight)


def _way(rows: int, block: int, warps: int) -> Way:
    def streamed(x: Tensor, weight: Tensor) -> Tensor:
        outputs, inputs = weight.shape
        out = torch.empty(1, outputs, dtype=x.dtype, device=x.device)
        _product_kernel[(triton.cdiv(outputs, rows),)](
            x, weight, out, inputs, outputs, ROWS=rows, BLOCK=block, num_warps=warps
        )
        return out

    return streamed


#: Rows of a program, inputs that it reads at once, and its warps; the library's own way last.
WAYS: Sequence[Way] = (
    _way(4, 1024, 4), _way(2, 1024, 4), _way(8, 512, 4), _way(8, 1024, 8), _way(4, 2048, 8),
    _way(1, 2048, 4), torch.nn.functional.linear,
)  # fmt: skip
_quickest: dict[tuple[Any, ...], Way] = {}


def _quickest_way(x: Tensor, weight: Tensor) -> Way:
    if x.device.type != "cuda":  # interpreted
        return WAYS[0]
    times = [
        do_bench(functools.partial(way, x, weight), warmup=2, rep=10, return_mode="median")
        for way in WAYS
    ]
    return WAYS[times.index(min(times))]
