"""Labelled spans while a text is still being put together: marks inside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from mrkl_router.composition import LABELS

#: Marked spans are written into the text between private characters and cut out at the end.
_OPEN = {label: chr(0xE000 + k) for k, label in enumerate(LABELS)}
_CLOSE = {label: chr(0xE010 + k) for k, label in enumerate(LABELS)}
LABEL_OF = {mark: label for label, mark in chain(_OPEN.items(), _CLOSE.items())}
_OPENING = frozenset(_OPEN.values())


@dataclass(frozen=True)
class CompositionRow:
    """A text with the character spans of each label that occurs in it."""

    text: str
    spans: Mapping[str, tuple[tuple[int, int], ...]]


def marked(label: str, words: str) -> str:
    """Return ``words`` marked with ``label``; blanks and line ends around them stay outside."""
    body = words.strip()
    if not body:
        return words
    before, _, after = words.partition(body)
    return f"{before}{_OPEN[label]}{body}{_CLOSE[label]}{after}"


def read_marks(words: str) -> CompositionRow:
    """Return the row that ``words`` with marks describe."""
    out: list[str] = []
    opened: dict[str, int] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for character in words:
        label = LABEL_OF.get(character)
        if label is None:
            out.append(character)
        elif character in _OPENING:
            opened[label] = len(out)
        else:
            spans.setdefault(label, []).append((opened.pop(label), len(out)))
    return CompositionRow("".join(out), {label: tuple(found) for label, found in spans.items()})
