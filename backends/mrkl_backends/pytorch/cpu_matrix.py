"""Matrices as ``cpu_step/step.cpp`` reads them.

Dimensions: N tokens, I inputs, O outputs.
"""

from __future__ import annotations

import ctypes

import torch
from torch import Tensor

_BLOCK, _FILLED_UP = 16, 4


class CompiledMatrix(ctypes.Structure):
    """The program's own record of a matrix; addresses stay valid as long as their tensors do."""

    _fields_ = (
        ("weights", ctypes.c_void_p),
        ("scales", ctypes.c_void_p),
        ("sums", ctypes.c_void_p),
        ("bias", ctypes.c_void_p),
        ("outputs", ctypes.c_int64),
        ("inputs", ctypes.c_int64),
        ("in_blocks", ctypes.c_int64),
    )


class Blocks:
    """A matrix laid out in blocks, so that one vector instruction serves many outputs.

    Args:
        library: The compiled program.
        weight: (O, I) int8 or bfloat16, not needed afterwards.
        scales: (O,) float32 for int8, else None.
        bias: (O,) bfloat16, or None.
    """

    def __init__(
        self, library: ctypes.CDLL, weight: Tensor, scales: Tensor | None, bias: Tensor | None
    ) -> None:
        outputs, inputs = weight.shape
        padded = _rounded_up(outputs, _BLOCK)
        rows, sizes = ctypes.c_void_p(weight.data_ptr()), map(ctypes.c_int64, weight.shape)
        self._multiply, self._bias = library.mrkl_multiply, bias
        self._scales, self._sums = torch.zeros(2, 0 if scales is None else padded)
        if scales is None:
            self._weights = torch.empty(padded * inputs, dtype=weight.dtype)
            library.mrkl_pack_bfloat16(rows, *sizes, ctypes.c_void_p(self._weights.data_ptr()))
        else:
            self._weights = torch.empty(padded * _rounded_up(inputs, _FILLED_UP), dtype=torch.int8)
            self._scales[:outputs] = scales
            library.mrkl_pack(
                rows, *sizes, ctypes.c_void_p(self._weights.data_ptr()),
                ctypes.c_void_p(self._sums.data_ptr()),
            )  # fmt: skip
        self.record = CompiledMatrix(
            self._weights.data_ptr(),
            None if scales is None else self._scales.data_ptr(),
            None if scales is None else self._sums.data_ptr(),
            None if bias is None else bias.data_ptr(),
            outputs, inputs, True,
        )  # fmt: skip

    def times(self, x: Tensor) -> Tensor:
        """Return (N, O) for ``x`` (N, I), both bfloat16; beside int8 it counts as 15 bits."""
        x = x.contiguous()
        y = torch.empty(len(x), self.record.outputs, dtype=torch.bfloat16)
        self._multiply(
            ctypes.byref(self.record), ctypes.c_void_p(x.data_ptr()), ctypes.c_int64(len(x)),
            ctypes.c_void_p(y.data_ptr()), ctypes.c_int64(torch.get_num_threads()),
        )  # fmt: skip
        return y


def _rounded_up(count: int, step: int) -> int:
    return -(-count // step) * step
