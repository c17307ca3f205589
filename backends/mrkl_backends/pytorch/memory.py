"""How much memory a model will take, from its architecture alone; needs no torch and no weights.

Dimensions: N tokens of a step, T tokens of a sequence, D hidden, H query heads, K key-value heads,
E width of one head, F FFN width, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.cpu_build import find_compiler, multiplies_bfloat16
from mrkl_backends.pytorch.tensors import Shape, expected_tensors
from mrkl_core.errors import SettingsError, did_you_mean

#: Bytes of a number that is computed with; int8 is a way to keep matrices only.
ELEMENT_BYTES: Mapping[str, int] = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 2}

_EMBEDDING = "model.embed_tokens.weight"
_FLOAT32 = 4
# As the engine has them; those constants cannot be read without torch.
_PAGE_TOKENS = 16
_STEP_TOKENS = 1024
_PIECE = 256
# Rotary tables begin with this many positions, and grow to twice what was asked for.
_FIRST_ROTARY_LENGTH = 2048
# What a step frees stays with the allocator, in pieces that not everything fits into: measured,
# a process keeps about twice what is alive at once.
_KEPT_BY_ALLOCATOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes that a model takes; the program around it and its libraries come on top.

    Attributes:
        weights: All parameters, as they are kept.
        cache: Keys and values of all sequences, in whole pages.
        working: The most that one step holds besides.
    """

    weights: int
    cache: int
    working: int

    @property
    def total(self) -> int:
        """Return the sum."""
        return self.weights + self.cache + self.working


def computed_in(architecture: Architecture, dtype: str = "auto") -> str:
    """Return the dtype that ``dtype`` stands for; ``auto`` is what the configuration says.

    Raises:
        SettingsError: There is no such dtype.
    """
    if dtype == "auto":
        return architecture.dtype or "float32"
    if dtype not in ELEMENT_BYTES:
        known = ("auto", *ELEMENT_BYTES)
        raise SettingsError(
            f"No dtype {dtype!r}. Known: {', '.join(known)}.", hint=did_you_mean(dtype, known)
        )
    return dtype


def predict_memory(
    architecture: Architecture,
    *,
    batch: int = 1,
    length: int = 4096,
    dtype: str = "auto",
    bfloat16_arithmetic: bool | None = None,
) -> Memory:
    """Return what ``batch`` sequences of ``length`` tokens each, prompt and reply, will take.

    Args:
        architecture: Of the model.
        batch: Sequences at once.
        length: Tokens of each.
        dtype: What is computed in, see ``computed_in``.
        bfloat16_arithmetic: Whether the processor has it; None asks the one at hand.

    Raises:
        SettingsError: There is no such dtype, or batch or length is not positive, or the
            sequences are longer than the model's positions.
    """
    _check(architecture, batch, length)
    dtype = computed_in(architecture, dtype)
    element = ELEMENT_BYTES[dtype]
    pages = -(-length // _PAGE_TOKENS)
    if bfloat16_arithmetic is None:
        bfloat16_arithmetic = multiplies_bfloat16()
    tokens = 0 if bfloat16_arithmetic else min(batch * length, _STEP_TOKENS)
    return Memory(
        weights=_weights(architecture, dtype),
        cache=batch * pages * _PAGE_TOKENS * architecture.kv_bytes_per_token(element),
        working=_KEPT_BY_ALLOCATOR * _working(architecture, batch, length, element)
        + _widened(architecture, tokens, dtype),
    )


def _check(architecture: Architecture, batch: int, length: int) -> None:
    for name, value in (("batch", batch), ("length", length)):
        if value < 1:
            raise SettingsError(f"{name} is {value}; it must be at least 1.", hint="Raise it.")
    if length > architecture.max_positions:
        raise SettingsError(
            f"length is {length:,}; the model has {architecture.max_positions:,} positions.",
            hint="Lower it.",
        )


def _weights(architecture: Architecture, dtype: str) -> int:
    return sum(_tensor_bytes(name, shape, dtype) for name, shape in expected_tensors(architecture))


def _tensor_bytes(name: str, shape: Shape, dtype: str) -> int:
    if dtype == "int8" and len(shape) == 2 and name != _EMBEDDING:
        return math.prod(shape) + shape[0] * _FLOAT32  # and one scale a row
    return math.prod(shape) * ELEMENT_BYTES[dtype]


def _working(architecture: Architecture, batch: int, length: int, element: int) -> int:
    """Return the bytes of the largest sub-block, the logits and the rotary table."""
    tokens = min(batch * length, max(_STEP_TOKENS, batch))
    stream = 3 * tokens * architecture.hidden_size  # the residual, its norm, what is added
    largest = max(_attention(architecture, tokens, length), _feed_forward(architecture, tokens))
    rotary = 2 * max(2 * length, _FIRST_ROTARY_LENGTH) * architecture.head_dim
    logits = batch * architecture.vocab_size * (element + _FLOAT32)
    return (stream + largest + rotary) * element + logits


def _widened(architecture: Architecture, tokens: int, dtype: str) -> int:
    """Return the bytes of what a CPU makes wider before it multiplies.

    Without a compiled program int8 matrices are made 16 bits; without arithmetic in bfloat16
    ``tokens`` of them, and a piece of a matrix at a time, are made float32.
    """
    if dtype == "int8" and not find_compiler():
        return _largest_matrix(architecture) * ELEMENT_BYTES[dtype]
    if dtype == "bfloat16" and tokens:
        widths = [block.feed_forward.width for block in architecture.blocks]
        inputs = max(architecture.hidden_size, architecture.heads * architecture.head_dim, *widths)
        return _FLOAT32 * (tokens * inputs + _PIECE * (tokens + inputs))
    return 0


def _largest_matrix(architecture: Architecture) -> int:
    rows = [0 if architecture.tied_embeddings else architecture.vocab_size]
    for block in architecture.blocks:
        heads = architecture.heads + 2 * block.attention.kv_heads
        rows.append(heads * architecture.head_dim if block.attention.kv_heads else 0)
        rows.append(2 * block.feed_forward.width)  # gate and up are one matrix
    return max(rows) * architecture.hidden_size


def _attention(architecture: Architecture, tokens: int, length: int) -> int:
    """Return the numbers of queries, keys and values, turned ones, what is found, and the mask."""
    kv_heads = max((block.attention.kv_heads for block in architecture.blocks), default=0)
    if kv_heads == 0:
        return 0
    heads = architecture.heads + kv_heads
    projected = (heads + kv_heads) * architecture.head_dim
    turned = 3 * heads * architecture.head_dim
    found = architecture.heads * architecture.head_dim
    return tokens * (projected + turned + found) + 2 * tokens * length


def _feed_forward(architecture: Architecture, tokens: int) -> int:
    """Return the numbers of gate, up, the activated gate and their product."""
    width = max((block.feed_forward.width for block in architecture.blocks), default=0)
    return 4 * tokens * width
