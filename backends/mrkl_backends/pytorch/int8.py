"""Matrices of eight bits a weight: symmetric, one scale for each output.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import ctypes

import torch
from torch import Tensor, nn

from mrkl_backends.pytorch.cpu_matrix import Blocks
from mrkl_backends.pytorch.linear import Matrix, product

_LARGEST = 127
_ROWS_AT_ONCE = 256


class Int8Matrix(Matrix):
    """A matrix (O, I) of int8 with scales (O,) float32; activations keep their dtype."""

    def __init__(
        self, outputs: int, inputs: int, *, bias: bool, dtype: torch.dtype, device: str
    ) -> None:
        super().__init__(outputs, inputs, bias=bias, dtype=dtype, device=device)
        weight = torch.empty(outputs, inputs, dtype=torch.int8, device=device)
        self.weight = nn.Parameter(weight, requires_grad=False)
        scales = torch.empty(outputs, dtype=torch.float32, device=device)
        self.scales = nn.Parameter(scales, requires_grad=False)

    def put_rows(self, start: int, rows: Tensor) -> None:
        """Quantise ``rows`` (R, I) into rows ``start`` to ``start + R``."""
        for part in rows.split(_ROWS_AT_ONCE):  # a copy in float32 of all would be a peak
            values = part.float()
            scales = values.abs().amax(dim=1).clamp_(min=1e-12) / _LARGEST
            values = (values / scales[:, None]).round_().clamp_(-_LARGEST, _LARGEST)
            self.weight[start : start + len(part)].copy_(values)
            self.scales[start : start + len(part)].copy_(scales)
            start += len(part)

    def finish(self, library: ctypes.CDLL | None) -> None:
        """Lay the weights out for integer arithmetic, where there is a program for it."""
        if library is not None:
            self._lay_out(Blocks(library, self.weight, self.scales, self.bias))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I)."""
        if self.blocks is not None:
            return self.blocks.times(x)
        # Integers up to 127 are exact in 16 bits, so only the sums are rounded.
        found = product(x, self.weight, None).mul_(self.scales).to(x.dtype)
        return found if self.bias is None else found + self.bias
