"""What local models compute in."""

from __future__ import annotations

from typing import Literal

DType = Literal["auto", "float32", "bfloat16", "float16", "int8"]
"""``auto`` is what the weights are stored as."""
