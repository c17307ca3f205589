"""What attention sees: the seam between the model and whoever keeps keys and values.

Dimensions: N tokens of a ragged batch, H query heads, K key-value heads, E width of one head.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor


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
