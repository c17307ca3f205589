"""Judges the parts of one question for the planner, with the router's own means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from mrkl_core.protocols import Clock
from mrkl_core.values import Abstain, Call, Decision
from mrkl_router.antecedents import Given, examples
from mrkl_router.clause import Clause
from mrkl_router.composition import Composition, Part, Span
from mrkl_router.weights import Array


class Deciding(Protocol):
    """What the judge needs of the router."""

    def vector(self, words: str) -> Array:
        """Return the (D,) unit sentence vector of a text."""

    def composition(self, words: str) -> tuple[Composition, Array]:
        """Return the parts of a text and its (D,) unit sentence vector."""

    def decide(
        self,
        clause: Clause,
        experts: Sequence[str],
        clock: Clock,
        prior: Mapping[str, float] = MappingProxyType({}),
    ) -> Decision:
        """Return the decision over one clause; ``prior`` raises the odds of experts."""

    def foreseen(self, vector: Callable[[], Array], experts: Sequence[str]) -> Sequence[str]:
        """Return the experts of which one is called if a clause becomes a call."""

    def state(self, clause: Clause, expert: str, clock: Clock) -> Call:
        """Return what a fragment states for an expert."""


class Judge:
    """See ``mrkl_router.making.Deciding``.

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
        self._decided: dict[Part, Decision] = {}
        self._vectors: dict[str, Array] = {}

    def decide(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        """Decide about a part, once with values like those it refers to, then in its own words.

        A part without such values is decided about once, however often it is asked for.
        """
        if givens:
            return self._decide(part, givens)
        if part not in self._decided:
            self._decided[part] = self._decide(part, ())
        return self._decided[part]

    def _decide(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        said = examples(givens)
        decision = self._router.decide(self._clause(part, givens, said), self._experts, self._clock)
        if said and isinstance(decision, Abstain):
            clause = self._clause(part, givens, {})
            decision = self._router.decide(clause, self._experts, self._clock)
        return decision

    def foreseen(self, part: Part) -> Sequence[str]:
        """Return the experts of which one is called if the part becomes a call."""
        return self._router.foreseen(lambda: self._clause(part, (), {}).vector, self._experts)

    def state(self, part: Part, expert: str) -> Call:
        """Return what a fragment states for the expert."""
        return self._router.state(self._clause(part, (), {}), expert, self._clock)

    def ask(self, words: str, prior: Mapping[str, float]) -> Decision:
        """Decide about another question than the one at hand, as one part."""
        clause = Clause(words, 0, len(words), self._router.vector(words))
        return self._router.decide(clause, self._experts, self._clock, prior)

    def look(self, part: Part) -> Part:
        """Return an inner noun phrase with those inside it."""
        words = part.text(self._question)
        found, self._vectors[words] = self._router.composition(words)
        alone = len(found.parts) == 1 and not found.parts[0].fragment
        return replace(part, inner=found.parts[0].moved(part.start).inner) if alone else part

    def _clause(self, part: Part, givens: tuple[Given, ...], said: dict[Span, str]) -> Clause:
        words = part.spoken(self._question, said)
        if words not in self._vectors:
            self._vectors[words] = self._router.vector(words)
        vector = self._vectors[words]
        return Clause(self._question, part.start, part.end, vector, part.hidden, givens)
