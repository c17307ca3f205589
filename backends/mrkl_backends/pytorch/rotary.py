"""Rotary position embeddings (RoFormer, arXiv 2104.09864), with llama3's stretched frequencies.

Dimensions: N tokens of a ragged batch, E width of one head.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from mrkl_backends.pytorch.blocks import Architecture, RopeScaling

_FIRST_LENGTH = 2048


def inverse_frequencies(architecture: Architecture) -> Tensor:
    """Return the frequency of each pair of coordinates, (E / 2,) float32."""
    exponents = torch.arange(0, architecture.head_dim, 2, dtype=torch.float32)
    frequencies = 1.0 / architecture.rope_theta ** (exponents / architecture.head_dim)
    scaling = architecture.rope_scaling
    return frequencies if scaling is None else _stretched(frequencies, scaling)


def _stretched(frequencies: Tensor, scaling: RopeScaling) -> Tensor:
    """Slow down the low frequencies, keep the high ones, and blend those between."""
    wavelengths = 2 * math.pi / frequencies
    low = scaling.original_positions / scaling.low_frequency_factor
    high = scaling.original_positions / scaling.high_frequency_factor
    share = scaling.original_positions / wavelengths - scaling.low_frequency_factor
    share = share / (scaling.high_frequency_factor - scaling.low_frequency_factor)
    blended = (1 - share) * frequencies / scaling.factor + share * frequencies
    slow = torch.where(wavelengths > low, frequencies / scaling.factor, blended)
    return torch.where(wavelengths < high, frequencies, slow)


class Rotary:
    """The cosines and signed sines of all positions so far asked for.

    Args:
        architecture: Says the frequencies and the width of a head.
        dtype: That of queries and keys.
        device: Where they lie.
    """

    def __init__(self, architecture: Architecture, *, dtype: torch.dtype, device: str) -> None:
        self._frequencies = inverse_frequencies(architecture)
        self._dtype, self._device = dtype, device
        self._table = torch.empty(0)

    def at(self, positions: Tensor) -> Tensor:
        """Return (2, N, 1, E) for positions (N,) int64: cosines, and sines signed for a roll."""
        return self.table(int(positions.max()) + 1)[:, positions]

    def table(self, longest: int) -> Tensor:
        """Return the whole table, (2, T, 1, E), of at least ``longest`` positions."""
        if self._table.numel() == 0 or longest > self._table.shape[1]:
            self._table = self._made(max(2 * longest, _FIRST_LENGTH))
        return self._table

    def _made(self, length: int) -> Tensor:
        # In float32 on the CPU whatever the device, so that all devices turn alike.
        angles = torch.outer(torch.arange(length, dtype=torch.float32), self._frequencies)
        cosines, sines = angles.cos(), angles.sin()
        table = torch.stack((torch.cat((cosines, cosines), -1), torch.cat((-sines, sines), -1)))
        return table[:, :, None].to(self._device, self._dtype)  # (2, T, 1, E)


def rotated(heads: Tensor, table: Tensor) -> Tensor:
    """Turn queries or keys (N, heads, E) by their positions; the halves of a head are paired.

    Args:
        heads: What to turn.
        table: (2, N, 1, E) as ``Rotary.at`` returns it.
    """
    swapped = heads.roll(heads.shape[-1] // 2, -1)
    return torch.addcmul(heads * table[0], swapped, table[1])
