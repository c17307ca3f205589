"""Triton kernels between the matrices of a step; those of attention and products are beside.

A step of few tokens moves every weight once and computes little, so what counts is how few launches
there are. Each kernel has a twin in plain PyTorch among the tests.

Dimensions: S tokens, D hidden, H query heads, K key-value heads, E width of a head, F FFN width,
T tokens of the cache, V vocabulary.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from mrkl_backends.pytorch.gpu_attention import attend, attend_stretches
from mrkl_backends.pytorch.gpu_product import gated_product, product

__all__ = (
    "add_norm",
    "attend",
    "attend_stretches",
    "embed",
    "gated",
    "gated_product",
    "likeliest",
    "product",
    "rotate_store",
)

_SPLIT_VOCABULARY = 4096


@triton.jit
def _embed_kernel(embedding, ids, chosen, out, width, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    token = tl.load(ids + row)
    if token < 0:
        token = tl.load(chosen - 1 - token)
    at = tl.arange(0, BLOCK)
    inside = at < width
    tl.store(out + row * width + at, tl.load(embedding + token * width + at, inside), inside)


def embed(embedding: Tensor, ids: Tensor, chosen: Tensor) -> Tensor:
    """Return the embeddings (S, D) of tokens.

    Args:
        embedding: (V, D).
        ids: (S,) int64; ``~row`` stands for the token that ``row`` has chosen.
        chosen: int64, by row.
    """
    width = embedding.shape[1]
    out = torch.empty(len(ids), width, dtype=embedding.dtype, device=embedding.device)
    _embed_kernel[(len(ids),)](
        embedding, ids, chosen, out, width, BLOCK=triton.next_power_of_2(width), num_warps=8
    )
    return out


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
def _likeliest_kernel(logits, peaks, tokens, sums, width, BLOCK: tl.constexpr):
    row, split = tl.program_id(0), tl.program_id(1)
    at = split * BLOCK + tl.arange(0, BLOCK)
    value = tl.load(logits + row * width + at, mask=at < width, other=float("-inf")).to(tl.float32)
    peak = tl.max(value, axis=0)
    part = row * tl.num_programs(1) + split
    tl.store(peaks + part, peak)
    tl.store(tokens + part, tl.min(tl.where(value == peak, at, width - 1), axis=0))
    # From a finite number, so that a stretch of minus infinities adds nothing.
    tl.store(sums + part, tl.sum(tl.exp(value - tl.maximum(peak, -1e30)), axis=0))


@triton.jit
def _likeliest_of_all_kernel(
    peaks, tokens, sums, chosen, found, width, splits, SPLITS: tl.constexpr
):
    row = tl.program_id(0)
    at = tl.arange(0, SPLITS)
    known, part = at < splits, row * splits + at
    peak = tl.load(peaks + part, mask=known, other=float("-inf"))
    best = tl.max(peak, axis=0)
    own = tl.load(tokens + part, mask=known, other=0)
    token = tl.min(tl.where(known & (peak == best), own, width - 1), axis=0)
    base = tl.maximum(best, -1e30)
    total = tl.sum(tl.exp(peak - base) * tl.load(sums + part, mask=known, other=0.0), axis=0)
    tl.store(chosen + row, token.to(tl.int64))
    tl.store(found + 2 * row, token.to(tl.float64))
    tl.store(found + 2 * row + 1, (best - base - tl.log(total)).to(tl.float64))


def likeliest(logits: Tensor, chosen: Tensor) -> Tensor:
    """Return the likeliest token of each row and its log-probability, (S, 2) float64.

    Of equal ones the first; a log-probability that is no number tells of a row without use.

    Args:
        logits: (S, V).
        chosen: int64; its first S are overwritten with the tokens.
    """
    count, width = logits.shape
    splits, device = triton.cdiv(width, _SPLIT_VOCABULARY), logits.device
    peaks, sums = torch.empty(2, count, splits, device=device)
    tokens = torch.empty(count, splits, dtype=torch.int32, device=device)
    found = torch.empty(count, 2, dtype=torch.float64, device=device)
    _likeliest_kernel[(count, splits)](
        logits, peaks, tokens, sums, width, BLOCK=_SPLIT_VOCABULARY, num_warps=8
    )
    _likeliest_of_all_kernel[(count,)](
        peaks, tokens, sums, chosen, found, width, splits,
        SPLITS=triton.next_power_of_2(splits), num_warps=1,
    )  # fmt: skip
    return found
