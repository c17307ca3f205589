"""Matrices that a model multiplies with, filled from a checkpoint piece by piece.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Matrix(nn.Module):
    """A matrix (O, I) and perhaps a bias (O,), as they are stored.

    Args:
        outputs: O.
        inputs: I.
        bias: Whether there is one.
        dtype: A floating one.
        device: Where it lies; ``meta`` takes no memory.
    """

    def __init__(
        self, outputs: int, inputs: int, *, bias: bool, dtype: torch.dtype, device: str
    ) -> None:
        super().__init__()
        self.weight = _empty((outputs, inputs), dtype, device)
        self.bias = _empty((outputs,), dtype, device) if bias else None

    def put_rows(self, start: int, rows: Tensor) -> None:
        """Copy ``rows`` (R, I), of any floating dtype, into rows ``start`` to ``start + R``."""
        self.weight[start : start + len(rows)].copy_(rows)

    def put_bias(self, start: int, values: Tensor) -> None:
        """Copy ``values`` (R,) into the bias; there must be one."""
        if self.bias is not None:
            self.bias[start : start + len(values)].copy_(values)

    def finish(self) -> None:
        """Get ready to multiply; called once, when everything was put in."""

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I)."""
        return nn.functional.linear(x, self.weight, self.bias)


def _empty(shape: tuple[int, ...], dtype: torch.dtype, device: str) -> nn.Parameter:
    return nn.Parameter(torch.empty(shape, dtype=dtype, device=device), requires_grad=False)
