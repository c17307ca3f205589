"""Triton kernels of attention over pages.

Dimensions: S tokens of the step, B sequences, H query heads, K key-value heads, G = H / K, E width
of a head, T tokens of the cache, P pages of the longest sequence.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from mrkl_backends.pytorch.pages import PAGE_TOKENS

#: Tokens that one program reads of a long sequence whose last token attends alone.
SPLIT_TOKENS = 256
_BLOCK_TOKENS = 64
_FEWEST_ROWS = _FEWEST_WIDTH = 16  # of a matrix product in Triton
_MOST_ROWS = 64  # query heads of one program where several tokens of a sequence attend


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
def _stretches_kernel(
    queries, keys, values, table, stretches, out, scale, pages, group, WIDTH: tl.constexpr,
    BLOCK: tl.constexpr, ROWS: tl.constexpr, TOKENS: tl.constexpr, PAGE: tl.constexpr,
):  # fmt: skip
    sequence, head, block = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    kv_heads = tl.num_programs(1)
    first = tl.load(stretches + 3 * sequence)
    new = tl.load(stretches + 3 * sequence + 1)
    past = tl.load(stretches + 3 * sequence + 2)
    rows, at, step = tl.arange(0, ROWS), tl.arange(0, BLOCK), tl.arange(0, TOKENS)
    # A row is one head of one token; a program takes whole tokens.
    tokens = ROWS // group
    token = block * tokens + rows // group
    known = (rows < tokens * group) & (token < new)
    inside = known[:, None] & (at[None, :] < WIDTH)
    query_rows = ((first + token) * kv_heads + head) * group + rows % group
    q = tl.load(queries + query_rows[:, None] * WIDTH + at[None, :], mask=inside, other=0.0)
    peak = tl.full((ROWS,), -1e30, tl.float32)
    total = tl.zeros((ROWS,), tl.float32)
    gathered = tl.zeros((ROWS, BLOCK), tl.float32)
    length = tl.where(block * tokens < new, past + tl.minimum((block + 1) * tokens, new), 0)
    for start in range(0, length, TOKENS):
        place_in = start + step
        exists = place_in < length
        page = tl.load(table + sequence * pages + place_in // PAGE, mask=exists, other=0)
        place = ((page * PAGE + place_in % PAGE) * kv_heads + head) * WIDTH
        wanted = exists[:, None] & (at[None, :] < WIDTH)
        k = tl.load(keys + place[:, None] + at[None, :], mask=wanted, other=0.0)
        scores = tl.dot(q, tl.trans(k), input_precision="ieee") * scale
        seen = place_in[None, :] <= past + token[:, None]
        scores = tl.where(seen & exists[None, :], scores, -1e30)
        higher = tl.maximum(peak, tl.max(scores, axis=1))
        odds = tl.exp(scores - higher[:, None])
        shrink = tl.exp(peak - higher)
        v = tl.load(values + place[:, None] + at[None, :], mask=wanted, other=0.0)
        gathered = gathered * shrink[:, None]
        gathered += tl.dot(odds.to(v.dtype), v, input_precision="ieee")
        total = total * shrink + tl.sum(odds, axis=1)
        peak = higher
    # Programs behind the end of a short stretch have read nothing, and store nothing.
    result = (gathered / tl.maximum(total, 1e-30)[:, None]).to(out.dtype.element_ty)
    tl.store(out + query_rows[:, None] * WIDTH + at[None, :], result, mask=inside)


def attend_stretches(
    queries: Tensor, keys: Tensor, values: Tensor, table: Tensor, stretches: Tensor, longest: int
) -> Tensor:
    """Attend from the last tokens of every sequence, each over those up to itself.

    Args:
        queries: (S, H, E), the sequences one after another.
        keys: (T, K, E).
        values: (T, K, E).
        table: (B, P) int64, the pages of each sequence.
        stretches: (B, 3) int64: the first row of each, how many it has, and the tokens before.
        longest: Most rows of one sequence.

    Returns:
        (S, H, E).
    """
    _, heads, width = queries.shape
    kv_heads = keys.shape[1]
    group = heads // kv_heads
    rows = max(_MOST_ROWS, triton.next_power_of_2(group))
    out = torch.empty_like(queries)
    _stretches_kernel[(len(stretches), kv_heads, triton.cdiv(longest, rows // group))](
        queries, keys, values, table, stretches, out, width**-0.5, table.shape[1], group,
        WIDTH=width, BLOCK=max(triton.next_power_of_2(width), _FEWEST_WIDTH), ROWS=rows,
        TOKENS=_BLOCK_TOKENS, PAGE=PAGE_TOKENS, num_warps=4,
    )  # fmt: skip
    return out
