"""Judges the parts of one question for the planner, with the router's own means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from mrkl_core.protocols import Clock
from mrkl_core.values import Abstain, Call, Decision
from mrkl_router.antecedents import Given, examples
from mrkl_router.clause import Clause
from mrkl_router.composition import Composition, Part, Span


class Deciding(Protocol):
    """What the judge needs of the router."""

    def clause(self, question: str, part: Part, givens: tuple[Given, ...], words: str) -> Clause:
        """Return a part as a clause whose vector is that of ``words``."""

    def composition(self, words: str) -> Composition:
        """Return the parts of a text."""

    def decide(self, clause: Clause, experts: Sequence[str], clock: Clock) -> Decision:
        """Return the decision over one clause."""

    def state(self, clause: Clause, expert: str, clock: Clock) -> Call:
        """Return what a fragment states for an expert."""


class Judge:
    """See ``mrkl_router.planner.Deciding``.

    Args:
        router: Decides about clauses.
        question: The whole question.
        experts: Names of the enabled experts.
        clock: Says what "today" is.
    """

    def __init__(
        self, router: Deciding, question: str, experts: Sequence[str], clock: Clock
    ) -> None:
        self._router = router
        self._question = question
        self._experts = experts
        self._clock = clock

    def decide(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        """Decide about a part, once with values like those it refers to, then in its own words."""
        said = examples(givens)
        decision = self._router.decide(self._clause(part, givens, said), self._experts, self._clock)
        if said and isinstance(decision, Abstain):
            clause = self._clause(part, givens, {})
            decision = self._router.decide(clause, self._experts, self._clock)
        return decision

    def state(self, part: Part, expert: str) -> Call:
        """Return what a fragment states for the expert."""
        return self._router.state(self._clause(part, (), {}), expert, self._clock)

    def look(self, part: Part) -> Part:
        """Return an inner noun phrase with those inside it."""
        found = self._router.composition(part.text(self._question))
        alone = len(found.parts) == 1 and not found.parts[0].fragment
        return replace(part, inner=found.parts[0].moved(part.start).inner) if alone else part

    def _clause(self, part: Part, givens: tuple[Given, ...], said: dict[Span, str]) -> Clause:
        words = part.spoken(self._question, said)
        return self._router.clause(self._question, part, givens, words)
