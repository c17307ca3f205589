"""What a conversation with a Llama-Nemotron model is made of, and the pieces of its prompt.

A prompt is a sequence of pieces, each either control (one special token, such as
``<|eot_id|>``) or literal text. Only the renderers make control pieces. What users and tools
wrote is always literal, even where it spells a special token, so that nobody can forge a turn:
encode literal pieces with the tokenizer's special tokens switched off, and no others. The prompt
begins with its own begin-of-text token; do not let the tokenizer add another.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Think = Literal["on", "off"]
Tool = Mapping[str, Any]
"""A function spec in OpenAI's form, with or without its ``{"type", "function"}`` wrapper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a prompt: one special token if ``is_control``, else text without any."""

    text: str
    is_control: bool


def control(token: str) -> Piece:
    """Return a special token as a piece."""
    return Piece(text=token, is_control=True)


def literal(text: str) -> Piece:
    """Return text as a piece that holds no special token, whatever it spells."""
    return Piece(text=text, is_control=False)


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with neighbouring literals as one and empty literals left out.

    Tokenizers merge across our seams, so text between two special tokens must be one piece.
    """
    result: list[Piece] = []
    for is_control, group in itertools.groupby(pieces, key=lambda piece: piece.is_control):
        if is_control:
            result.extend(group)
        elif text := "".join(piece.text for piece in group):
            result.append(literal(text))
    return tuple(result)


def as_text(pieces: Iterable[Piece]) -> str:
    """Return the prompt as people read it; never encode this text, encode the pieces."""
    return "".join(piece.text for piece in pieces)
