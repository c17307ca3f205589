"""From the parts of a question to calls with data flowing between them.

The planner knows neither encoder nor weights: it is handed what judges a part. A plan is made
only if every part becomes a confident call and everything that a part refers to finds its place;
otherwise the question is left to be routed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mrkl_core.answer import Turn
from mrkl_core.provenance import cited_spans
from mrkl_core.values import Abstain, Call, Decision, ExpertSpec, Plan
from mrkl_router.composition import Composition, Part, referring
from mrkl_router.follow_ups import operated
from mrkl_router.foresight import is_vain
from mrkl_router.making import Deciding, Making, NoPlanError
from mrkl_router.pointing import pointed, unclear
from mrkl_router.replies import replied
from mrkl_router.spans import byte_offset

MAX_PARTS = 6
#: A program that is one literal of the question.
_BARE = re.compile(r'template\("\{\d+:\d+\|number\}"\)')


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
    if done is None and turns:
        done = _nothing(composition, question) or replied(question, turns, specs, deciding)
    if done is not None:
        return done
    composition = referring(composition, question, follows=bool(turns))
    parts = composition.parts
    if composition.simple:
        found = pointed(question, parts[0], turns, specs, deciding) if parts and turns else None
        return found or _bare(composition, question, deciding)
    making = Making(question, turns, specs, deciding)
    try:
        if not turns and is_vain(parts, question, specs, deciding):
            raise NoPlanError
        for part in parts:
            making.add(part)
    except NoPlanError as stopped:
        alone = _unfitting(parts, question, deciding) if turns else None
        asked = alone if isinstance(alone, Call) else stopped.decision or alone
        return asked or _half_understood(question, composition)
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


def _nothing(composition: Composition, question: str) -> Abstain | None:
    """Return that nothing is asked, as in "thank you"."""
    return None if composition.parts else Abstain(reason=f"{question!r:.80} asks nothing.")


def _bare(composition: Composition, question: str, deciding: Deciding) -> Decision | None:
    """Return the call of a question without the courtesy before it; None if that is no call."""
    if not composition.is_preceded(question):
        return None
    decision = deciding.decide(composition.parts[0], ())
    return decision if isinstance(decision, Call) else None


def _unfitting(parts: Sequence[Part], question: str, deciding: Deciding) -> Decision | None:
    """Return the decision for a question that is a fragment and fits no turn before.

    It may be a question of its own, without "and" before it: "and 5 times 5?".
    """
    if len(parts) != 1 or not parts[0].fragment:
        return None
    decision = deciding.decide(parts[0], ())
    words = question[parts[0].start : parts[0].end]
    none = Abstain(reason=f"It is not clear what is asked about {words!r}.")
    return decision if isinstance(decision, Call) else none


def _computes_nothing(call: Call) -> bool:
    """Tell whether a call's only argument is a program that is a bare number: what is half read."""
    (origin, *others) = call.provenance.values() or (None,)
    return origin is not None and not others and _BARE.fullmatch(origin.transform) is not None


def _half_understood(question: str, composition: Composition) -> Decision | None:
    """Return that a later part refers to one that is not understood; None if none refers."""
    if len(composition.parts) == 1:
        return None
    referring = [part for part in composition.parts if part.references]
    return unclear(question, referring[0]) if referring else None
