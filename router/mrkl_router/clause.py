"""A stretch of a question that asks one thing."""

from __future__ import annotations

from dataclasses import dataclass

from mrkl_router.antecedents import Given
from mrkl_router.composition import Part
from mrkl_router.spans import byte_offset
from mrkl_router.weights import Array


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a question that asks one thing.

    Attributes:
        question: The whole question.
        start: First character of the clause.
        end: Character after it.
        vector: (D,) unit sentence vector of the clause.
        hidden: Stretches inside it that belong to other clauses; blank in ``text``.
        given: Words inside it that stand for a value.
    """

    question: str
    start: int
    end: int
    vector: Array
    hidden: tuple[tuple[int, int], ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def text(self) -> str:
        """Return the clause's words, blank where it is hidden."""
        return Part(self.start, self.end, hidden=self.hidden).text(self.question)

    @property
    def plain_end(self) -> int:
        """Return the character after the words before anything hidden."""
        return self.hidden[0][0] if self.hidden else self.end

    def masked(self) -> list[tuple[int, int, str]]:
        """Return the given spans in ``text``, each with its value's source."""
        return [(g.start - self.start, g.end - self.start, g.source) for g in self.given]

    def given_at(self, start: int, end: int) -> Given | None:
        """Return what stands for a value in these characters of ``text``."""
        start, end = start + self.start, end + self.start
        return next((g for g in self.given if g.start < end and start < g.end), None)

    def is_hidden(self, start: int, end: int) -> bool:
        """Return whether any of these characters of ``text`` belongs to another clause."""
        start, end = start + self.start, end + self.start
        return any(a < end and start < b for a, b in self.hidden)

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """Return byte offsets in the question of a character span of the clause."""
        return (
            byte_offset(self.question, self.start + start),
            byte_offset(self.question, self.start + end),
        )
