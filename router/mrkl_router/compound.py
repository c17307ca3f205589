"""Decides about a question that may ask several things, so that no part of it is dropped silently.

The compose head's parts are tried first, then other ways to part the question; what still leaves
out a number is refused. Half an answer that looks like a whole one is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mrkl_core.answer import Turn, text_sources
from mrkl_core.provenance import named_sources
from mrkl_core.values import Abstain, Call, Decision, ExpertSpec, Plan
from mrkl_router.composition import Composition, Part, Span, trimmed
from mrkl_router.ellipsis import elliptical
from mrkl_router.fragments import takes_filling
from mrkl_router.leftovers import (
    calls_of,
    char_span,
    cited,
    is_silent,
    is_used,
    left_out,
    one_list,
    says_something,
    with_unit,
)
from mrkl_router.making import Deciding
from mrkl_router.partings import at_joints, unfolded
from mrkl_router.planner import half_answered, plan
from mrkl_router.restating import restated

#: A question that leans on the one before.
_LEANS = re.compile(r"\s*(?:and|or|but|also|(?:what|how)\s+about)\b|.*\bthat\b", re.IGNORECASE)
#: One that ends in what is counted from another time: "the day before?".
_COUNTS = re.compile(r".*\b(?:before|after|later|earlier)\W*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compound:
    """One question with what judges it.

    Attributes:
        question: The whole question.
        turns: Earlier turns.
        specs: The enabled experts by name.
        deciding: Judges a part.
    """

    question: str
    turns: Sequence[Turn]
    specs: Mapping[str, ExpertSpec]
    deciding: Deciding

    def decide(self, composition: Composition, whole: Callable[[], Decision]) -> Decision:
        """Return the decision.

        Args:
            composition: The parts that the compose head found.
            whole: Decides about the question as one.
        """
        other = self._complete(unfolded(composition, self.question))
        if other is not None and _evenly(other):
            return other
        decision = self._planned(composition)
        if decision is None:
            decision = whole()
            decision = half_answered(decision, composition, self.question) or decision
        calls = calls_of(decision)
        if not calls:
            return self._elliptical() or decision
        if any(map(self._says_nothing, calls)):
            return self._elliptical() or Abstain(reason="It is not clear what is asked about.")
        missing = left_out(self.question, calls, self.specs)
        listed = self._listed(decision, missing) if missing else None
        return listed or self._rescued(decision, composition, missing)

    def _elliptical(self) -> Call | None:
        """Return the call before with what the whole question says anew."""
        span = trimmed(self.question, (0, len(self.question)))
        found = elliptical(self.question, span, self.turns, self.specs, self.deciding)
        return found if isinstance(found, Call) else None

    def _says_nothing(self, call: Call) -> bool:
        """Tell whether a call takes words that name nothing, or leans on others and takes none."""
        chosen = all(origin.kind == "enum" for origin in call.provenance.values())
        counts = bool(self.turns) and _COUNTS.match(self.question) is not None
        leans = chosen and (counts or _LEANS.match(self.question) is not None)
        filling = self.turns and takes_filling(call, text_sources(self.question, self.turns))
        return leans or bool(filling)

    def _planned(self, composition: Composition) -> Decision | None:
        return plan(composition, self.question, self.turns, self.specs, self.deciding)

    def _complete(self, composition: Composition | None) -> Plan | None:
        """Return the plan of parts if it leaves nothing out."""
        made = None if composition is None else self._planned(composition)
        if not isinstance(made, Plan) or left_out(self.question, made.calls, self.specs):
            return None
        return made

    def _rescued(
        self, decision: Decision, composition: Composition, missing: Sequence[Span]
    ) -> Decision:
        """Return a decision that answers all of the question, or why there is none."""
        calls = calls_of(decision)
        tail = self._lost_tail(composition, calls)
        missing = [*missing, *self._unheard(composition, calls)]
        if tail is not None:
            missing = [*missing, tail]
            other = self._complete(unfolded(composition, self.question, alone=False))
            if other is not None and _evenly(other):
                return other
        if not missing and not is_silent(self.question, self._used(calls)):
            return decision
        other = self._complete(at_joints(composition, self.question))
        if other is not None or not missing:
            return other or decision
        words = self.question[slice(*missing[0])]
        names = " and ".join(dict.fromkeys(call.name for call in calls))
        return Abstain(
            reason=f"{names} would answer a part of the question only: it leaves out {words!r}."
        )

    def _listed(self, decision: Decision, missing: Sequence[Span]) -> Plan | None:
        """Return a call once more for each number of a list of which it took one.

        "3 feet and 7 feet in metres": what stands behind the list holds for all of it.
        """
        taken = self._number(decision)
        if not isinstance(decision, Call) or taken is None:
            return None
        numbers = sorted([*missing, taken])
        if not one_list(self.question, numbers):
            return None
        base = self._with(decision, taken) or decision
        calls = [base if span == taken else self._with(base, span) for span in numbers]
        made = Plan(calls=tuple(call for call in calls if call is not None))
        whole = len(made.calls) == len(numbers)
        return made if whole and not left_out(self.question, made.calls, self.specs) else None

    def _with(self, base: Call, number: Span) -> Call | None:
        """Return a call with another number of the list."""
        span = with_unit(self.question, number)
        sources = text_sources(self.question, self.turns)
        stated = self.deciding.state(Part(*span), base.name)
        return restated(self.specs[base.name], base, stated, span, sources)

    def _number(self, decision: Decision) -> Span | None:
        """Return the characters of the only number that was read for the question."""
        origins = [origin for call in calls_of(decision) for origin in call.provenance.values()]
        own = [o for o in origins if o.source == "question" and o.transform == "number"]
        if len(own) != 1:
            return None
        return char_span(self.question, own[0].start, own[0].end)

    def _used(self, calls: Sequence[Call]) -> list[Span]:
        """Return the bytes of the question that calls rest on."""
        return [span for call in calls for span in cited(self.question, call)]

    def _lost_tail(self, composition: Composition, calls: Sequence[Call]) -> Span | None:
        """Return what stands behind fragments and says something that no call rests on."""
        used = self._used(calls)
        for part in composition.parts:
            if not part.hidden:
                continue
            tail = part.hidden[-1][1], part.end
            if is_used(self.question, tail, used):
                continue
            stated = self.deciding.state(Part(*tail), calls[0].name)
            if cited(self.question, stated):
                return tail
        return None

    def _unheard(self, composition: Composition, calls: Sequence[Call]) -> list[Span]:
        """Return the parts on which nothing rests, though they name something or are a call."""
        if len(composition.parts) < 2 or len(calls) > 1:
            return []
        used = self._used(calls)
        found = []
        for part in composition.parts:
            span = part.start, part.end
            if part.fragment or is_used(self.question, span, used):
                continue
            if says_something(self.question[slice(*span)]) or self._is_call(part):
                found.append(span)
        return found

    def _is_call(self, part: Part) -> bool:
        """Tell whether a part becomes a call by itself, and one that takes words of it."""
        alone = self.deciding.decide(part, ())
        return isinstance(alone, Call) and bool(cited(self.question, alone))


def _evenly(made: Plan) -> bool:
    """Tell whether calls of one expert state the same of it: none took what was said of all.

    A call that goes on from an earlier one is another question.
    """
    slots: dict[str, set[str]] = {}
    return all(
        slots.setdefault(call.name, set(call.provenance)) == set(call.provenance)
        for call in made.calls
        if not _goes_on(call)
    )


def _goes_on(call: Call) -> bool:
    sources = [source for origin in call.provenance.values() for source in named_sources(origin)]
    return any(source.startswith("step:") for source in sources)
