"""Matrices as ``cpu_step/step.cpp`` reads them.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import ctypes

import torch
from torch import Tensor

_BLOCK, _TOGETHER = 16, 4


class CompiledMatrix(ctypes.Structure):
    """The program's own record of a matrix; addresses stay valid as long as their tensors do."""

    _fields_ = (
        ("weights", ctypes.c_void_p),
        ("scales", ctypes.c_void_p),
        ("sums", ctypes.c_void_p),
        ("bias", ctypes.c_void_p),
        ("outputs", ctypes.c_int64),
        ("inputs", ctypes.c_int64),
    )


class Int8Blocks:
    """An int8 matrix laid out in blocks, so that one vector instruction serves 16 outputs.

    Args:
        library: The compiled program.
        weight: (O, I) int8, not needed afterwards.
        scales: (O,) float32.
        bias: (O,) bfloat16, or None.
    """

    def __init__(
        self, library: ctypes.CDLL, weight: Tensor, scales: Tensor, bias: Tensor | None
    ) -> None:
        outputs, inputs = weight.shape
        padded = -(-outputs // _BLOCK) * _BLOCK
        self._multiply = library.mrkl_multiply
        self._blocks = torch.empty(padded * -(-inputs // _TOGETHER) * _TOGETHER, dtype=torch.int8)
        self._scales, self._sums = torch.zeros(padded), torch.zeros(padded)
        self._scales[:outputs] = scales
        library.mrkl_pack(
            ctypes.c_void_p(weight.data_ptr()), ctypes.c_int64(outputs), ctypes.c_int64(inputs),
            ctypes.c_void_p(self._blocks.data_ptr()), ctypes.c_void_p(self._sums.data_ptr()),
        )  # fmt: skip
        self._bias = bias
        self.record = CompiledMatrix(
            self._blocks.data_ptr(), self._scales.data_ptr(), self._sums.data_ptr(),
            0 if bias is None else bias.data_ptr(), outputs, inputs,
        )  # fmt: skip

    def times(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I), both bfloat16; activations count as 15 bits."""
        x = x.contiguous()
        y = torch.empty(len(x), self.record.outputs, dtype=torch.bfloat16)
        self._multiply(
            ctypes.byref(self.record), ctypes.c_void_p(x.data_ptr()), ctypes.c_int64(len(x)),
            ctypes.c_void_p(y.data_ptr()), ctypes.c_int64(torch.get_num_threads()),
        )  # fmt: skip
        return y
