"""The calls of a question's parts, made one after another.

A part may refer to the part before it, to the turn before where it is the first, or repeat the
call before with other arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mrkl_core.answer import Turn, text_sources
from mrkl_core.values import Call, Clarify, Decision, ExpertSpec
from mrkl_router.antecedents import Given
from mrkl_router.composition import Part, Span
from mrkl_router.ellipsis import elliptical
from mrkl_router.follow_ups import operated
from mrkl_router.foresight import Foreseeing, is_one_query
from mrkl_router.pointing import judged, of_turn_before, takes_nothing_else, unclear
from mrkl_router.restating import restated

_PLURAL = frozenset("them both these those all they".split())


class Deciding(Foreseeing, Protocol):
    """How the router judges a part; whoever makes calls has no other knowledge of it."""

    def decide(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        """Decide about a part whose given spans stand for values: anything but a Plan.

        A call must use every given value.
        """

    def state(self, part: Part, expert: str) -> Call:
        """Return what a fragment states for the expert; required arguments may be lacking."""

    def look(self, part: Part) -> Part:
        """Return an inner noun phrase with the noun phrases inside it."""

    def ask(self, words: str, prior: Mapping[str, float]) -> Decision:
        """Decide about another question than the one at hand, as one part.

        Args:
            words: The question.
            prior: By how much the turns before raise the odds of experts.
        """


class NoPlanError(Exception):
    """The parts do not fit together; ``decision`` says what to ask back, if anything."""

    def __init__(self, decision: Decision | None = None) -> None:
        super().__init__()
        self.decision = decision


@dataclass(slots=True)
class Making:
    """A plan so far.

    Attributes:
        question: The whole question.
        turns: Earlier turns.
        specs: The enabled experts by name.
        deciding: Judges one part.
        calls: Those of the parts added.
    """

    question: str
    turns: Sequence[Turn]
    specs: Mapping[str, ExpertSpec]
    deciding: Deciding
    calls: list[Call] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Add the calls of the next part.

        Raises:
            NoPlanError: It cannot be.
        """
        if part.fragment:
            self._add_fragment(part)
        else:
            self._add_question(part)

    def _add_question(self, part: Part) -> None:
        """Add the calls of a part that stands on its own, or refers to the one before."""
        if not self.calls:
            done = operated(self.question, part, self.turns, self.specs, self.deciding)
            if done is not None:
                self._add(done)
                return
        references = self._references(part)
        inner = []
        for start, end in part.inner:
            self._add_question(self.deciding.look(Part(start, end)))
            inner.append(self._step((start, end)))
        decision = judged(part, _ordered(*references, *inner), self.deciding)
        if isinstance(decision, Clarify) and (references or inner):
            raise NoPlanError(decision)  # it is clear what is asked, and what is not said
        if part.references and not (references and isinstance(decision, Call)):
            decision = self._alone(part, inner)
        self._add(decision)

    def _alone(self, part: Part, inner: Sequence[Given]) -> Decision:
        """Decide about a part whose references stand for nothing before it.

        "The tank holds 40 litres. How many gallons is that?" says itself what "that" is; "multiply
        that by 2" does not. The rest of it alone would be another question.

        Raises:
            NoPlanError: The call would take the words themselves, or say nothing without them.
        """
        decision = self.deciding.decide(part, _ordered(*inner))
        if isinstance(decision, Call) and not takes_nothing_else(self.question, part, decision):
            return decision
        if self.calls or self.turns or isinstance(decision, Call):
            raise NoPlanError(unclear(self.question, part))
        return decision

    def _add_fragment(self, part: Part) -> None:
        """Add the call before once more, with what the fragment states anew."""
        span = part.start, part.end
        if not self.calls:
            before = elliptical(self.question, span, self.turns, self.specs, self.deciding)
            if not isinstance(before, Call):
                raise NoPlanError(before)
            self._add(before)
            return
        base = self.calls[-1]
        if is_one_query(part, self.question, self.specs[base.name]):
            raise NoPlanError
        sources = text_sources(self.question, self.turns)
        stated = self.deciding.state(part, base.name)
        call = restated(self.specs[base.name], base, stated, span, sources)
        if call is None:
            raise NoPlanError
        self._add(call)

    def _add(self, decision: Decision) -> None:
        if not isinstance(decision, Call):
            raise NoPlanError
        self.calls.append(decision)

    def _references(self, part: Part) -> list[Given]:
        """Return what the part's references stand for; nothing if there is nothing before."""
        if not self.calls:
            return of_turn_before(self.question, part, self.turns)
        plural = any(self.question[a:b].lower() in _PLURAL for a, b in part.references)
        if plural and len(self.calls) > 1:
            raise NoPlanError  # which of them?
        return [self._step(span) for span in part.references]

    def _step(self, span: Span) -> Given:
        """Return that words stand for the result of the call before."""
        source = f"step:{len(self.calls) - 1}"
        return Given(*span, self.question[slice(*span)], source, self.calls[-1], {}, self.question)


def _ordered(*givens: Given) -> tuple[Given, ...]:
    return tuple(sorted(givens, key=lambda given: given.start))
