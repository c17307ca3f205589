"""Matrices of eight bits a weight: symmetric, one scale for each output.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mrkl_backends.pytorch.linear import Matrix

_LARGEST = 127


class Int8Matrix(Matrix):
    """A matrix (O, I) of int8 with scales (O,) float32; activations keep their dtype."""

    def __init__(
        self, outputs: int, inputs: int, *, bias: bool, dtype: torch.dtype, device: str
    ) -> None:
        super().__init__(outputs, inputs, bias=bias, dtype=dtype, device="meta")
        self.weight = nn.Parameter(
            torch.empty(outputs, inputs, dtype=torch.int8, device=device), requires_grad=False
        )
        self.scales = nn.Parameter(
            torch.empty(outputs, dtype=torch.float32, device=device), requires_grad=False
        )
        if self.bias is not None:
            self.bias = nn.Parameter(
                torch.empty(outputs, dtype=dtype, device=device), requires_grad=False
            )

    def put_rows(self, start: int, rows: Tensor) -> None:
        """Quantise ``rows`` (R, I) into rows ``start`` to ``start + R``."""
        values = rows.float()
        scales = values.abs().amax(dim=1).clamp_(min=1e-12) / _LARGEST
        values = (values / scales[:, None]).round_().clamp_(-_LARGEST, _LARGEST)
        self.weight[start : start + len(rows)].copy_(values)
        self.scales[start : start + len(rows)].copy_(scales)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I)."""
        weight = self.weight.to(x.dtype) * self.scales[:, None].to(x.dtype)
        return nn.functional.linear(x, weight, self.bias)
