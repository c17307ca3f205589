"""From the parts of a question to calls with data flowing between them.

The planner knows neither encoder nor weights: it is handed what judges a part. A plan is made
only if every part becomes a confident call and everything that a part refers to finds its place;
otherwise the question is left to be routed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from mrkl_core.answer import Turn, text_sources
from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import cited_spans, named_sources
from mrkl_core.values import Abstain, Call, Clarify, Decision, ExpertSpec, Plan, Provenance
from mrkl_router.antecedents import Given, is_measure, pronoun
from mrkl_router.composition import Composition, Part, Span, referring
from mrkl_router.earlier import earlier
from mrkl_router.ellipsis import elliptical
from mrkl_router.follow_ups import operated
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

    def ask(self, words: str) -> Decision:
        """Decide about another question than the one at hand, as one part."""


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
    done = operated(question, Part(0, len(question)), turns, specs, deciding)
    if done is not None:
        return done
    composition = referring(composition, question, follows=bool(turns))
    making = _Making(question, turns, specs, deciding)
    if composition.simple:
        found = making.pointing(composition.parts[0]) if composition.parts and turns else None
        return found or _bare(composition, question, deciding)
    try:
        for part in composition.parts:
            if part.fragment:
                making.add_fragment(part)
            else:
                making.add_question(part)
    except _NoPlanError as stopped:
        alone = making.unfitting(composition.parts) if turns else None
        return stopped.decision or alone or _half_understood(question, composition)
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
        if not self.calls:
            done = operated(self.question, part, self.turns, self.specs, self.deciding)
            if done is not None:
                self._add(done)
                return
        references = self._references(part)
        inner = []
        for start, end in part.inner:
            self.add_question(self.deciding.look(Part(start, end)))
            inner.append(self._step((start, end)))
        decision = self._judged(part, _ordered(*references, *inner))
        if isinstance(decision, Clarify) and (references or inner):
            raise _NoPlanError(decision)  # it is clear what is asked, and what is not said
        if part.references and not (references and isinstance(decision, Call)):
            decision = self._alone(part, inner)
        self._add(decision)

    def pointing(self, part: Part) -> Decision | None:
        """Return the call for a part with a pronoun for what is before; None if it needs none.

        "Convert that from miles to feet" says no number of its own, so "that" is one; "how many
        pounds is that" behind "my suitcase weighs 19 kilograms" is not about the turn before.
        """
        span = pronoun(self.question, (part.start, part.end))
        if span is None:
            return None
        part = replace(part, references=(span,))
        alone = self.deciding.decide(part, ())
        if isinstance(alone, Call) and self._says_enough(part, alone):
            return None
        givens = self._references(part)
        decision = self._judged(part, tuple(givens)) if givens else alone
        if givens and isinstance(decision, Call):
            return decision
        return _unclear(self.question, part) if isinstance(alone, Call) else None

    def _says_enough(self, part: Part, call: Call) -> bool:
        """Tell whether a call takes words besides the references, and a value if it can.

        What is handed the whole question has all of it.
        """
        slots = self.specs[call.name].slots
        if any(slot.format == "question" for slot in slots):
            return True
        if self._takes_nothing_else(part, call):
            return False
        measures = [slot.name for slot in slots if is_measure(slot)]
        return not measures or any(name in call.provenance for name in measures)

    def _judged(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        """Decide about a part; no program over an earlier answer is believed but an operation."""
        try:
            decision = self.deciding.decide(part, givens)
        except ProvenanceError as error:  # a date is no number
            return Abstain(reason=str(error))
        origins = decision.provenance.values() if isinstance(decision, Call) else ()
        if any(origin.kind == "program" and _rests_on_answer(origin) for origin in origins):
            return Abstain(reason="It is not clear what is to be computed with the answer before.")
        return decision

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
        span = part.start, part.end
        if not self.calls:
            before = elliptical(self.question, span, self.turns, self.specs, self.deciding)
            if before is None:
                raise _NoPlanError
            self._add(before)
            return
        base = self.calls[-1]
        queries = any(slot.format == "sql" for slot in self.specs[base.name].slots)
        if queries and self._is_alternative(part):
            raise _NoPlanError  # "from Brazil or from Canada" is one condition
        sources = text_sources(self.question, self.turns)
        stated = self.deciding.state(part, base.name)
        call = restated(self.specs[base.name], base, stated, span, sources)
        if call is None:
            raise _NoPlanError
        self._add(call)

    def unfitting(self, parts: Sequence[Part]) -> Decision | None:
        """Return the decision for a question that is a fragment and fits no turn before.

        It may be a question of its own, without "and" before it: "and 5 times 5?".
        """
        if len(parts) != 1 or not parts[0].fragment:
            return None
        decision = self.deciding.decide(parts[0], ())
        words = self.question[parts[0].start : parts[0].end]
        none = Abstain(reason=f"It is not clear what is asked about {words!r}.")
        return decision if isinstance(decision, Call) else none

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
        before = earlier(self.turns)
        if not part.references or before is None:
            return []
        # Without a typed value only arguments of the call can be meant.
        values = {} if before.value is None else {before.source: before.value}
        return [self._given(s, before.source, before.call, values) for s in part.references]

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
        return Given(*span, self.question[slice(*span)], source, call, values, self.question)


def _computes_nothing(call: Call) -> bool:
    """Tell whether a call's only argument is a program that is a bare number: what is half read."""
    (origin, *others) = call.provenance.values() or (None,)
    return origin is not None and not others and _BARE.fullmatch(origin.transform) is not None


def _rests_on_answer(origin: Provenance) -> bool:
    return any(source.startswith("answer:") for source in named_sources(origin))


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
