"""Matrices of eight bits a weight: symmetric, one scale for each output.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mrkl_backends.pytorch.linear import Matrix, packs

_LARGEST = 127
#: Tokens that go through integer arithmetic at once: what is made on the way stays in the cache.
_AT_ONCE = 32
#: Steps of the second byte of an activation within one of the first.
_FINER = 254


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
        self._zeros: Tensor | None = None

    def put_rows(self, start: int, rows: Tensor) -> None:
        """Quantise ``rows`` (R, I) into rows ``start`` to ``start + R``."""
        values = rows.float()
        scales = values.abs().amax(dim=1).clamp_(min=1e-12) / _LARGEST
        values = (values / scales[:, None]).round_().clamp_(-_LARGEST, _LARGEST)
        self.weight[start : start + len(rows)].copy_(values)
        self.scales[start : start + len(rows)].copy_(scales)

    def finish(self) -> None:
        """Lay the weights out for integer arithmetic, where the CPU has it."""
        if packs(self.weight.device):
            laid_out = torch.ops.onednn.qlinear_prepack(self.weight.data, [1, self.inputs])
            self.weight = nn.Parameter(laid_out, requires_grad=False)
            self._zeros = torch.zeros(len(self.scales), dtype=torch.int64)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I)."""
        if self._zeros is None:
            # Integers up to 127 are exact in 16 bits, so only the sums are rounded.
            found = nn.functional.linear(x, self.weight.to(x.dtype)).mul_(self.scales)
        else:
            parts = [self._by_integers(part) for part in x.float().split(_AT_ONCE)]
            found = parts[0] if len(parts) == 1 else torch.cat(parts)
        return found.to(x.dtype) if self.bias is None else found.to(x.dtype) + self.bias

    def _by_integers(self, x: Tensor) -> Tensor:
        """Multiply in int8: each activation is two bytes, a coarse and a fine one, as two rows.

        The error is that of 15-bit activations; the weights are read once for both rows.
        """
        step = x.abs().amax(dim=1, keepdim=True).clamp_(min=1e-12) / _LARGEST
        steps = x / step
        coarse = steps.round()
        fine = ((steps - coarse) * _FINER).round_()
        rows = torch.cat((coarse, fine)).add_(128).to(torch.uint8)
        made = torch.ops.onednn.qlinear_pointwise(
            rows, 1.0, 128, self.weight, self.scales, self._zeros, None, 1.0, 0, torch.float32,
            "none", [], "",
        )  # fmt: skip
        return torch.add(made[: len(x)], made[len(x) :], alpha=1 / _FINER).mul_(step)
