"""A call of an earlier turn with the arguments that a fragment replaces: "and in yen?".

What the fragment replaces is believed only if the earlier question, asked once more with the new
words in place of the old, is routed to the very same call: "How much is 100 dollars in yen?". And
only if the fragment says nothing else: "and half as much?" is no amount.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from mrkl_core.answer import Step, Turn, text_sources
from mrkl_core.provenance import replay
from mrkl_core.templates import Pointer, cut, single
from mrkl_core.values import Abstain, Call, Decision, ExpertSpec, Provenance
from mrkl_router.composition import Part, Span
from mrkl_router.earlier import earlier
from mrkl_router.fragments import (
    core,
    directed,
    is_of_other_kind,
    pointers_of,
    program_of,
    replaces_values,
    says_more,
    takes_filling,
)
from mrkl_router.measures import at_odds
from mrkl_router.restating import restated
from mrkl_router.years import in_year_before

#: By how much a fragment that names something raises the odds of the expert asked before. Values
#: of the same kinds as before leave no doubt: "400 euros" after "250 euros in pounds".
_ODDS_OF_NAME = 2.0


class Asking(Protocol):
    """How the router judges fragments and whole questions."""

    def state(self, part: Part, expert: str) -> Call:
        """Return what a fragment states for the expert."""

    def ask(self, words: str, prior: Mapping[str, float]) -> Decision:
        """Decide about another question than the one at hand; the prior raises experts' odds."""


def elliptical(
    question: str,
    span: Span,
    turns: Sequence[Turn],
    specs: Mapping[str, ExpertSpec],
    asking: Asking,
) -> Call | Abstain | None:
    """Return the call before with what a fragment says anew; None, or why, if it does not fit.

    Args:
        question: The whole question.
        span: The fragment's characters in it.
        turns: Earlier turns.
        specs: The enabled experts by name.
        asking: Reads the fragment, and the earlier question with the new words.
    """
    before = earlier(turns)
    if before is None or before.call.name not in specs:
        return None
    span = core(question, span)
    spec, sources = specs[before.call.name], text_sources(question, turns)
    stated = directed(question, asking.state(Part(*span), spec.name))
    call = stated and restated(spec, before.call, stated, span, sources)
    if call is None or _chooses_more(before.call, call) or says_more(question, span, call):
        return None
    if takes_filling(call, sources) or is_of_other_kind(before.call, call, sources):
        return None
    if any(slot.format == "expression" for slot in spec.slots):
        return call  # only a number is another, and programs are written without seeing numbers
    call = in_year_before(before.call, call, sources)
    if call is None:
        return None
    odds = math.inf if replaces_values(before.call, call, sources) else _ODDS_OF_NAME
    full = _in_full(call, turns[: before.index + 1], sources)
    same = any(_is_same(asking.ask(words, {call.name: odds}), call) for words in full)
    return at_odds(call) or call if same else None


def _chooses_more(base: Call, call: Call) -> bool:
    """Tell whether an argument is added to a call that chose what it does, and maybe has no use."""
    chosen = any(origin.kind == "enum" for origin in base.provenance.values())
    return chosen and call.provenance.keys() != base.provenance.keys()


def _is_same(decision: Decision, call: Call) -> bool:
    return (
        isinstance(decision, Call)
        and decision.name == call.name
        and dict(decision.arguments) == dict(call.arguments)
    )


def _in_full(call: Call, turns: Sequence[Turn], sources: Mapping[str, Any]) -> Iterator[str]:
    """Yield the earlier questions for that expert, latest first, with a call's words in them."""
    for turn in reversed(turns):
        if not turn.answer.steps:
            continue
        step = turn.answer.steps[-1]
        if step.expert != call.name:
            return
        words = _reworded(call, step, turn.question, sources)
        if words is not None:
            yield words


def _reworded(call: Call, step: Step, asked: str, sources: Mapping[str, Any]) -> str | None:
    """Return an earlier question with the words of a call in place of its own step's.

    None if the step took arguments from elsewhere, or is not like the call.
    """
    changes: dict[Span, str] = {}
    added: list[str] = []
    for name, origin in call.provenance.items():
        if origin.kind == "enum":
            continue
        own = step.provenance.get(name)
        if own is None or own.kind == "default":
            added.append(_said(origin.source, origin, sources))
        elif own.source != "question" or len(pointers_of(own)) != len(pointers_of(origin)):
            return None
        elif program_of(own) is None:
            changes[own.start, own.end] = _in_place_of(own, origin, sources)
        for old, new in zip(pointers_of(own), pointers_of(origin), strict=True) if own else ():
            if old.source is None:
                changes[old.start, old.end] = _said(new.source or origin.source, new, sources)
    return _put(asked, changes, added)


def _in_place_of(own: Provenance, origin: Provenance, sources: Mapping[str, Any]) -> str:
    """Return an argument in words; a date with its year, where it is not the one that is meant."""
    words = _said(origin.source, origin, sources)
    if not (own.transform.startswith("date(") and origin.transform.startswith("date(")):
        return words
    meant = replay(origin, sources)
    alone = replay(replace(origin, transform=own.transform), sources)
    return words if meant == alone else f"{words} {meant[:4]}"


def _said(source: str, place: Provenance | Pointer, sources: Mapping[str, Any]) -> str:
    """Return the words at a place of an earlier text, or an earlier value in words."""
    value = sources[source]
    if source.startswith("answer:"):
        return str(single(value))
    return cut(str(value), place.start, place.end)


def _put(asked: str, changes: Mapping[Span, str], added: Sequence[str]) -> str:
    raw = asked.encode()
    for (start, end), words in sorted(changes.items(), reverse=True):
        raw = raw[:start] + words.encode() + raw[end:]
    said = raw.decode(errors="replace")
    return " ".join([said.rstrip(" ?.!"), *added]) if added else said
