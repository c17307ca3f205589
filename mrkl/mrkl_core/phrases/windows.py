"""Finds phrases in running text: the longest stretch of known words that a parser reads.

Only stretches of words that a grammar knows are tried, so that most of a text costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

MAX_TEXT = 2_000
"""Longest text, in characters, that is searched: some seconds where every word is a number."""

_LONGEST = 12
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’](?:clock|s)\b)?|\S")

Found = TypeVar("Found")


class Window(NamedTuple):
    """Characters ``start`` to ``end`` of ``text``, which may be a phrase."""

    text: str
    start: int
    end: int

    @property
    def phrase(self) -> str:
        """Return the characters themselves."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """Return the last characters before."""
        return self.text[max(0, self.start - 12) : self.start]

    @property
    def after(self) -> str:
        """Return the next characters."""
        return self.text[self.end : self.end + 12]


def longest(
    text: str, known: Callable[[str], bool], read: Callable[[Window], Found | None]
) -> Iterator[tuple[int, int, Found]]:
    """Yield start, end and value of the longest phrases, from left to right.

    Args:
        text: Running text.
        known: Whether a word in lower case or a sign may belong to a phrase; digits always may.
        read: What a window means, or None where it is no phrase.
    """
    for run in _runs(text, known):
        at = 0
        while at < len(run):
            for end in range(min(len(run), at + _LONGEST), at, -1):
                window = Window(text, run[at][0], run[end - 1][1])
                value = read(window) if _whole(window) else None
                if value is not None:
                    yield window.start, window.end, value
                    at = end
                    break
            else:
                at += 1


def _whole(window: Window) -> bool:
    """Return whether a window cuts no word, numeral, or name such as "SCP-173"."""
    before, phrase, after = window.before, window.phrase, window.after
    if phrase[-1].isalnum() and after[:1].isalnum():
        return False
    if phrase[-1].isdigit() and re.match(r"[.,:/]\d|-\w", after):
        return False
    if phrase[0] in "-−." and re.search(r"\w$|\d\s*$", before):
        return False
    inside = before[-1:].isalnum() or re.search(r"[^\W\d]-$|\d[.,:/-]$", before)
    return not (phrase[0].isalnum() and inside)


def _runs(text: str, known: Callable[[str], bool]) -> Iterator[list[tuple[int, int]]]:
    """Yield the stretches of known tokens, as starts and ends."""
    run: list[tuple[int, int]] = []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _TOKEN.finditer(text):
        word = re.sub("['’]s$", "", match[0].lower())
        in_address = any(start <= match.start() < end for start, end in addresses)
        if not in_address and (word[0].isdigit() or known(word)):
            run.append(match.span())
        elif run:
            yield run
            run = []
    if run:
        yield run
