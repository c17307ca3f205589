"""A part of a question in words of its own, with the way back to the question's characters.

What belongs to other parts is left out, and words that stand for a value are replaced by a value
such as they stand for: "convert that to pounds" alone may be money or weight, "convert 100 yen to
pounds" is not. Whatever is read from the wording is then found again in the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mrkl_router.antecedents import Given
from mrkl_router.composition import Part, Span

_THAT = "that"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end`` of the wording are ``first`` to ``last`` of the question.

    Attributes:
        start: First character in the wording.
        end: Character after the last in the wording.
        first: First character in the question.
        last: Character after the last in the question.
        given: What the characters stand for; None where they are the question's own.
    """

    start: int
    end: int
    first: int
    last: int
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A text made of pieces of a question."""

    text: str
    pieces: tuple[Piece, ...]

    def place(self, start: int, end: int) -> Span | None:
        """Return where characters of the wording stand in the question; None if not together."""
        for piece in self.pieces:
            if piece.start <= start and end <= piece.end and piece.given is None:
                return piece.first + start - piece.start, piece.first + end - piece.start
        return None

    def given_at(self, start: int, end: int) -> Given | None:
        """Return what stands for a value in these characters."""
        touched = (p.given for p in self.pieces if p.start < end and start < p.end)
        return next((given for given in touched if given is not None), None)

    def span_of(self, given: Given) -> Span:
        """Return the characters of the wording that stand for a value."""
        return next((piece.start, piece.end) for piece in self.pieces if piece.given == given)


def whole(question: str, start: int, end: int) -> Wording:
    """Return a stretch of the question as it stands."""
    return Wording(question[start:end], (Piece(0, end - start, start, end),))


def wording(
    question: str, part: Part, givens: Sequence[Given], said: Mapping[Span, str]
) -> Wording:
    """Return a part in words of its own.

    Args:
        question: The whole question.
        part: The part.
        givens: What stands for a value in it.
        said: What to say for the spans of some of them. Words that only refer are said as they
            are; noun phrases that have to be asked first become "that".
    """
    cuts: list[tuple[int, int, str, Given | None]] = [(a, b, " ", None) for a, b in part.hidden]
    for given in givens:
        span = (given.start, given.end)
        own = _THAT if span in part.inner else given.words
        cuts.append((*span, said.get(span, own), given))
    text, pieces, position = "", [], part.start
    for start, end, words, found in sorted(cuts, key=lambda cut: cut[:2]):
        pieces.append(Piece(len(text), len(text) + start - position, position, start))
        text += question[position:start]
        if found is not None:
            pieces.append(Piece(len(text), len(text) + len(words), start, end, found))
        text += words
        position = end
    pieces.append(Piece(len(text), len(text) + part.end - position, position, part.end))
    return Wording(text + question[position : part.end], tuple(pieces))
