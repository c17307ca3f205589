"""The sub-blocks of a heterogeneous Llama, each with its own norm in front.

Dimensions: N tokens, D hidden, H query heads, K key-value heads, E width of one head, F FFN width.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from mrkl_backends.pytorch.attention_state import AttentionState
from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.linear import Matrix
from mrkl_backends.pytorch.rotary import rotated

MakeMatrix = Callable[[int, int, bool], Matrix]
"""Makes a matrix of so many outputs and inputs, with or without a bias."""


class Norm(nn.Module):
    """RMSNorm; the mean square is taken in float32."""

    def __init__(self, width: int, epsilon: float, *, dtype: torch.dtype, device: str) -> None:
        super().__init__()
        empty = torch.empty(width, dtype=dtype, device=device)
        self.weight = nn.Parameter(empty, requires_grad=False)
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, D) for ``x`` (N, D)."""
        return nn.functional.rms_norm(x, self.weight.shape, self.weight, self.epsilon)


class Attention(nn.Module):
    """Grouped-query attention with rotary positions; one matrix for queries, keys and values.

    Attributes:
        rows: Where the rows of the queries, keys and values begin in ``qkv``.
        place: Of the layer in the cache, see ``Architecture.cache_indices``.
    """

    def __init__(
        self, architecture: Architecture, kv_heads: int, place: int, matrix: MakeMatrix
    ) -> None:
        super().__init__()
        width, bias = architecture.head_dim, architecture.attention_bias
        self._heads, self._turned = architecture.heads, architecture.heads + kv_heads
        self._width, self.place = width, place
        self.rows = {"q": 0, "k": self._heads * width, "v": self._turned * width}
        rows = (self._turned + kv_heads) * width
        self.qkv = matrix(rows, architecture.hidden_size, bias)
        self.output = matrix(architecture.hidden_size, architecture.heads * width, bias)

    def forward(self, x: Tensor, table: Tensor, state: AttentionState) -> Tensor:
        """Return (N, D) for normed ``x`` (N, D); ``table`` is that of ``Rotary.at``."""
        split = self.qkv(x).view(len(x), -1, self._width)  # (N, H + 2K, E)
        turned = rotated(split[:, : self._turned], table)
        queries, keys = turned[:, : self._heads], turned[:, self._heads :]
        found = state.attend(self.place, queries, keys, split[:, self._turned :])
        return self.output(found.reshape(len(x), -1))


class FeedForward(nn.Module):
    """SwiGLU; one matrix for gate and up.

    Attributes:
        rows: Where the rows of gate and up begin in ``gate_up``.
    """

    def __init__(self, architecture: Architecture, width: int, matrix: MakeMatrix) -> None:
        super().__init__()
        hidden, bias = architecture.hidden_size, architecture.mlp_bias
        self.rows = {"gate": 0, "up": width}
        self.gate_up = matrix(2 * width, hidden, bias)
        self.down = matrix(hidden, width, bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, D) for normed ``x`` (N, D)."""
        gate, up = self.gate_up(x).chunk(2, dim=-1)
        return self.down(nn.functional.silu(gate) * up)


class LinearAttention(nn.Module):
    """One matrix in place of attention (Puzzle, arXiv 2411.19146, section 2)."""

    def __init__(self, hidden: int, matrix: MakeMatrix) -> None:
        super().__init__()
        self.matrix = matrix(hidden, hidden, False)

    def forward(self, x: Tensor, table: Tensor, state: AttentionState) -> Tensor:
        """Return (N, D) for normed ``x`` (N, D); positions and other tokens do not matter."""
        return self.matrix(x)
