"""A call of an earlier turn with the arguments that a fragment replaces: "and in yen?".

What the fragment replaces is believed only if the earlier question, asked once more with the new
words in place of the old, is routed to the very same call: "How much is 100 dollars in yen?". And
only if the fragment says nothing else: "and half as much?" is no amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from mrkl_core.answer import Step, Turn, text_sources
from mrkl_core.templates import Pointer, cut, single
from mrkl_core.values import Call, Decision, ExpertSpec, Provenance
from mrkl_router.composition import Part, Span
from mrkl_router.earlier import earlier
from mrkl_router.fragments import (
    core,
    directed,
    drops_year,
    is_of_other_kind,
    pointers_of,
    program_of,
    says_more,
    takes_filling,
)
from mrkl_router.restating import restated


class Asking(Protocol):
    """How the router judges fragments and whole questions."""

    def state(self, part: Part, expert: str) -> Call:
        """Return what a fragment states for the expert."""

    def ask(self, words: str) -> Decision:
        """Decide about another question than the one at hand, as one part."""


def elliptical(
    question: str,
    span: Span,
    turns: Sequence[Turn],
    specs: Mapping[str, ExpertSpec],
    asking: Asking,
) -> Call | None:
    """Return the call before with what a fragment says anew, or None if it does not fit.

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
    if drops_year(before.call, call, sources):
        return None
    if any(slot.format == "expression" for slot in spec.slots):
        return call  # only a number is another, and programs are written without seeing numbers
    full = _in_full(call, turns[: before.index + 1], sources)
    return call if any(_is_same(asking.ask(words), call) for words in full) else None


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
            changes[own.start, own.end] = _said(origin.source, origin, sources)
        for old, new in zip(pointers_of(own), pointers_of(origin), strict=True) if own else ():
            if old.source is None:
                changes[old.start, old.end] = _said(new.source or origin.source, new, sources)
    return _put(asked, changes, added)


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
