"""From the parts of a question to calls with data flowing between them.

The planner knows neither encoder nor weights: it is handed what judges a part. A plan is made
only if every part becomes a confident call and everything that a part refers to finds its place;
otherwise the question is left to be routed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from mrkl_core.answer import Turn, text_sources
from mrkl_core.provenance import cited_spans
from mrkl_core.values import Abstain, Call, Clarify, Decision, ExpertSpec, Plan, Provenance
from mrkl_router.antecedents import Given, call_of
from mrkl_router.composition import Composition, Part, Span, referring
from mrkl_router.restating import restated
from mrkl_router.spans import byte_offset

MAX_PARTS = 6
#: A program that is one literal of the question.
_BARE = re.compile(r'template\("\{\d+:\d+\|number\}"\)')
_PLURAL = frozenset("them both these those all they".split())


class Deciding(Protocol):
    """How the router judges a part; the planner has no other knowledge of it."""

    def decide(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        """Decide about a part whose given spans stand for values: anything but a Plan.

        A call must use every given value.
        """

    def state(self, part: Part, expert: str) -> Call:
        """Return what a fragment states for the expert; required arguments may be lacking."""

    def look(self, part: Part) -> Part:
        """Return an inner noun phrase with the noun phrases inside it."""


class _NoPlanError(Exception):
    """The parts do not fit together; ``decision`` says what to ask back, if anything."""

    def __init__(self, decision: Decision | None = None) -> None:
        super().__init__()
        self.decision = decision


def plan(
    composition: Composition,
    question: str,
    turns: Sequence[Turn],
    specs: Mapping[str, ExpertSpec],
    deciding: Deciding,
) -> Decision | None:
    """Return the decision for a question of several parts, or one that leans on earlier turns.

    Args:
        composition: The parts.
        question: The whole question.
        turns: Earlier turns.
        specs: The enabled experts by name.
        deciding: Judges one part.

    Returns:
        A Plan, a Call, a Clarify of one part, or an Abstain where what a part refers to is missing
        or of no use to it; None if the question is to be routed as a whole.
    """
    if len(composition.parts) > MAX_PARTS:
        return None
    composition = referring(composition, question, follows=bool(turns))
    if composition.simple:
        return _bare(composition, question, deciding)
    making = _Making(question, turns, specs, deciding)
    try:
        for part in composition.parts:
            if part.fragment:
                making.add_fragment(part)
            else:
                making.add_question(part)
    except _NoPlanError as stopped:
        return stopped.decision or _half_understood(question, composition)
    if len(making.calls) > 1 and any(map(_computes_nothing, making.calls)):
        return _half_understood(question, composition)
    return making.calls[0] if len(making.calls) == 1 else Plan(calls=tuple(making.calls))


def half_answered(decision: Decision, composition: Composition, question: str) -> Abstain | None:
    """Return why a call for a whole question is refused; None if it takes all of it.

    "Convert 20 and 30 celsius to fahrenheit" may become no plan, and a call with one of the two.
    """
    if not isinstance(decision, Call):
        return None
    used = [span for origin in decision.provenance.values() for span in cited_spans(origin)]
    for part in composition.parts:
        start, end = byte_offset(question, part.start), byte_offset(question, part.end)
        if part.fragment and not any(a < end and start < b for a, b in used):
            words = question[part.start : part.end]
            return Abstain(
                reason=f"{decision.name} would answer a part of the question only: it is not "
                f"clear what is asked about {words!r}."
            )
    return None


def _bare(composition: Composition, question: str, deciding: Deciding) -> Decision | None:
    """Return the call of a question without the courtesy before it; None if that is no call."""
    if not composition.is_preceded(question):
        return None
    decision = deciding.decide(composition.parts[0], ())
    return decision if isinstance(decision, Call) else None


@dataclass(slots=True)
class _Making:
    """A plan so far."""

    question: str
    turns: Sequence[Turn]
    specs: Mapping[str, ExpertSpec]
    deciding: Deciding
    calls: list[Call] = field(default_factory=list)

    def add_question(self, part: Part) -> None:
        """Add the calls of a part that stands on its own, or refers to the one before.

        Raises:
            _NoPlanError: It cannot be.
        """
        references = self._references(part)
        inner = []
        for start, end in part.inner:
            self.add_question(self.deciding.look(Part(start, end)))
            inner.append(self._step((start, end)))
        decision = self.deciding.decide(part, _ordered(*references, *inner))
        if isinstance(decision, Clarify) and (references or inner):
            raise _NoPlanError(decision)  # it is clear what is asked, and what is not said
        if part.references and not (references and isinstance(decision, Call)):
            decision = self._alone(part, inner)
        self._add(decision)

    def _alone(self, part: Part, inner: Sequence[Given]) -> Decision:
        """Decide about a part whose references stand for nothing before it.

        "The tank holds 40 litres. How many gallons is that?" says itself what "that" is; "multiply
        that by 2" does not. The rest of it alone would be another question.

        Raises:
            _NoPlanError: The call would take the words themselves, or say nothing without them.
        """
        decision = self.deciding.decide(part, _ordered(*inner))
        if isinstance(decision, Call) and not self._takes_nothing_else(part, decision):
            return decision
        if self.calls or self.turns or isinstance(decision, Call):
            raise _NoPlanError(_unclear(self.question, part))
        return decision

    def add_fragment(self, part: Part) -> None:
        """Add the call before once more, with what the fragment states anew.

        Raises:
            _NoPlanError: There is no such call, or the fragment does not fit it.
        """
        earlier = self._earlier()
        base = self.calls[-1] if self.calls else earlier and earlier[1]
        if base is None or base.name not in self.specs:
            raise _NoPlanError
        queries = any(slot.format == "sql" for slot in self.specs[base.name].slots)
        if queries and self._is_alternative(part):
            raise _NoPlanError  # "from Brazil or from Canada" is one condition
        sources = text_sources(self.question, self.turns)
        stated = self.deciding.state(part, base.name)
        call = restated(self.specs[base.name], base, stated, (part.start, part.end), sources)
        if call is None:
            raise _NoPlanError
        self._add(call)

    def _is_alternative(self, part: Part) -> bool:
        """Tell whether "or" joins a fragment to what is before it."""
        return self.question[: part.start].rstrip(" ,").lower().endswith(" or")

    def _add(self, decision: Decision) -> None:
        if not isinstance(decision, Call):
            raise _NoPlanError
        self.calls.append(decision)

    def _references(self, part: Part) -> list[Given]:
        """Return what the part's references stand for; nothing if there is nothing before."""
        if self.calls:
            plural = any(self.question[a:b].lower() in _PLURAL for a, b in part.references)
            if plural and len(self.calls) > 1:
                raise _NoPlanError  # which of them?
            return [self._step(span) for span in part.references]
        earlier = self._earlier()
        if not part.references or earlier is None:
            return []
        index, call = earlier
        values = text_sources(self.question, self.turns)
        if values[f"answer:{index}"] is None:
            del values[f"answer:{index}"]  # it failed; only its arguments can be meant
        return [self._given(s, f"answer:{index}", call, values) for s in part.references]

    def _takes_nothing_else(self, part: Part, call: Call) -> bool:
        """Tell whether a call takes the references themselves, or no other words."""
        words = [
            (byte_offset(self.question, start), byte_offset(self.question, end))
            for start, end in part.references
        ]
        said = [span for origin in call.provenance.values() for span in _own_words(origin)]
        return not said or any(a < y and b > x for a, b in said for x, y in words)

    def _step(self, span: Span) -> Given:
        return self._given(span, f"step:{len(self.calls) - 1}", self.calls[-1], {})

    def _given(self, span: Span, source: str, call: Call, values: Mapping[str, Any]) -> Given:
        return Given(*span, self.question[slice(*span)], source, call, values)

    def _earlier(self) -> tuple[int, Call] | None:
        """Return the last call of the latest turn that made any, with the turn's number."""
        for index in range(len(self.turns) - 1, -1, -1):
            call = call_of(self.turns[index], index)
            if call is not None:
                return index, call
        return None


def _computes_nothing(call: Call) -> bool:
    """Tell whether a call's only argument is a program that is a bare number: what is half read."""
    (origin, *others) = call.provenance.values() or (None,)
    return origin is not None and not others and _BARE.fullmatch(origin.transform) is not None


def _own_words(origin: Provenance) -> tuple[Span, ...]:
    """Return the words that an argument was read from; none for programs and choices."""
    copied = origin.kind in ("copied", "normalised") and origin.source == "question"
    return cited_spans(origin) if copied else ()


def _ordered(*givens: Given) -> tuple[Given, ...]:
    return tuple(sorted(givens, key=lambda given: given.start))


def _half_understood(question: str, composition: Composition) -> Decision | None:
    """Return that a later part refers to one that is not understood; None if none refers."""
    if len(composition.parts) == 1:
        return None
    referring = [part for part in composition.parts if part.references]
    return _unclear(question, referring[0]) if referring else None


def _unclear(question: str, part: Part) -> Abstain:
    words = question[slice(*part.references[0])]
    return Abstain(reason=f"It is not clear what {words!r} refers to, or what is asked about it.")
