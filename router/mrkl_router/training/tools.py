"""Questions with a tool that answers them and the words that fill its arguments: the tool task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mrkl_core.values import ExpertSpec

#: Marks a value that is chosen from a slot's options rather than pointed at.
Span = tuple[int, int]


@dataclass(frozen=True)
class Chosen:
    """An enumeration's value or a boolean that the question states."""

    value: Any


#: What a question says of a slot: a character span, a chosen value, or None (nothing). A slot that
#: is not in the mapping is unknown and teaches nothing.
Said = Span | Chosen | None


@dataclass(frozen=True)
class ToolRow:
    """A question, the tool that answers it, and what it says of the tool's slots.

    Attributes:
        question: The user's words.
        spec: The tool.
        said: Slot names to what the question says of them.
        wrong: Tools that do not answer the question, the hardest first.
        matches: Whether ``spec`` is known to answer the question; None if that is not known, and
            only the arguments teach.
        source: Where the row comes from.
    """

    question: str
    spec: ExpertSpec
    said: Mapping[str, Said]
    source: str
    wrong: tuple[ExpertSpec, ...] = ()
    matches: bool | None = True
