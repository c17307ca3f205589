"""What attention sees: the seam between the model and whoever keeps keys and values.

Dimensions: N tokens of a ragged batch, H query heads, K key-value heads, E width of one head.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from mrkl_backends.pytorch.linear import packs

#: Tokens of a block, scores kept at a time, and a block that is allowed at any length.
_BLOCK, _MOST_SCORES, _SMALLEST_BLOCK = 64, 2**22, 16
#: Tokens seen are rounded to it; fewer are not worth it.
_STEP = 128


class AttentionState(Protocol):
    """Keeps keys and values, and attends over them."""

    def attend(self, place: int, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Store keys and values, and return what the queries find.

        Args:
            place: The layer's place in the cache, see ``Architecture.cache_indices``.
            queries: (N, H, E), turned by their positions.
            keys: (N, K, E), turned likewise.
            values: (N, K, E).

        Returns:
            (N, H, E).
        """


class OneSequence:
    """Causal attention over one whole sequence; keeps nothing."""

    def attend(self, place: int, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Attend; every token sees itself and those before it."""
        return causal(queries, keys, values)


def causal(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Attend from the last N of T tokens over all T.

    Args:
        queries: (N, H, E).
        keys: (T, K, E); H is a multiple of K.
        values: (T, K, E).

    Returns:
        (N, H, E).
    """
    count, total = len(queries), len(keys)
    if count == 1:
        return _alone(queries, keys, values)
    many = count >= _BLOCK and total >= _STEP
    quick = many and queries.dtype == torch.bfloat16 and packs(queries.device)
    return (in_blocks if quick else _at_once)(queries, keys, values)


def _at_once(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Attend as ``causal`` does, by PyTorch's own attention."""
    count, total = len(queries), len(keys)
    mask = None
    if count < total:
        seen = torch.ones(count, total, dtype=torch.bool, device=queries.device)
        mask = seen.tril_(total - count)
    found = torch.nn.functional.scaled_dot_product_attention(
        queries.transpose(0, 1)[None],
        keys.transpose(0, 1)[None],
        values.transpose(0, 1)[None],
        attn_mask=mask,
        is_causal=mask is None,
        enable_gqa=queries.shape[1] != keys.shape[1],
    )
    return found[0].transpose(0, 1)


def in_blocks(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Attend on a CPU from a block of tokens at a time, a group's heads as rows of one matrix.

    As ``causal`` does, for 64 tokens and more over 128 and more.

    With products of bfloat16, scores rounded to it, twice as quick as PyTorch's own attention,
    which multiplies small tiles, each head's keys anew (docs/decisions/024). All blocks have the
    same rows, the last overlaps with the one before, and they see rounded numbers of tokens: for
    each shape of a product the library makes and keeps a program.
    """
    count, heads, width = queries.shape
    total, kv_heads, _ = keys.shape
    group, past = heads // kv_heads, total - count
    rows = _BLOCK
    while rows > _SMALLEST_BLOCK and heads * rows * total > _MOST_SCORES:
        rows //= 2
    most = _rounded(total)
    scaled = (queries * width**-0.5).view(count, kv_heads, group, width).permute(1, 2, 0, 3)
    found = torch.empty(count, kv_heads, group, width, dtype=queries.dtype)
    room = torch.empty(2, heads * rows * most, dtype=queries.dtype)
    later = torch.ones(rows, most, dtype=torch.bool).triu_(1)
    seen, columns, kept = 0, keys, values
    for start in (*range(0, count - rows, rows), count - rows):
        first, block = past + start, slice(start, start + rows)
        if seen != _rounded(first + rows):
            seen = _rounded(first + rows)
            columns, kept = _laid_out(keys, values, seen)
        scores, odds = room[:, : heads * rows * seen].view(2, kv_heads, group * rows, seen)
        asked = scaled[:, :, block].reshape(kv_heads, group * rows, width)
        torch.bmm(asked, columns, out=scores)
        unknown = scores.view(kv_heads, group, rows, seen)[..., first:]
        unknown.masked_fill_(later[:, : seen - first], -torch.inf)
        torch.softmax(scores, -1, out=odds)
        mixed = torch.bmm(odds, kept)
        found[block] = mixed.view(kv_heads, group, rows, width).permute(2, 0, 1, 3)
    return found.view(count, heads, width)


def _rounded(tokens: int) -> int:
    """Return ``tokens`` or more: a power of two up to 1,024, then by steps of a quarter of one."""
    step = max(_STEP, 1 << ((tokens - 1).bit_length() - (1 if tokens <= 1024 else 3)))
    return -(-tokens // step) * step


def _laid_out(keys: Tensor, values: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Return the first ``count`` keys (K, E, count) and values (K, count, E), padded by zeros."""
    missing = max(0, count - len(keys))
    keys, values = keys[:count].permute(1, 2, 0), values[:count].transpose(0, 1)
    pad = torch.nn.functional.pad
    return pad(keys, (0, missing)).contiguous(), pad(values, (0, 0, 0, missing)).contiguous()


def _alone(query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Attend from one token, which sees everything: the heads of a group are its rows.

    Several times quicker on a CPU than one row for each of many heads.
    """
    _, heads, width = query.shape
    kv_heads = keys.shape[1]
    found = torch.nn.functional.scaled_dot_product_attention(
        query.reshape(1, kv_heads, heads // kv_heads, width),
        keys.transpose(0, 1)[None],
        values.transpose(0, 1)[None],
    )
    return found.reshape(1, heads, width)
