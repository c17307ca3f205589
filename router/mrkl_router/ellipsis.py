"""A call of an earlier turn with the arguments that a fragment replaces: "and in yen?".

What the fragment replaces is believed only if the earlier question, asked once more with the new
words in place of the old, is routed to the very same call: "How much is 100 dollars in yen?". And
only if the fragment says nothing else: "and half as much?" is no amount.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from mrkl_core.answer import Turn, text_sources
from mrkl_core.values import Abstain, Call, Decision, ExpertSpec
from mrkl_router.composition import Part, Span
from mrkl_router.earlier import earlier
from mrkl_router.fragments import (
    core,
    directed,
    is_of_other_kind,
    may_be_the_other,
    replaces_values,
    says_more,
    takes_filling,
)
from mrkl_router.measures import at_odds
from mrkl_router.restating import restated
from mrkl_router.rewording import in_full
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
    if stated is None or may_be_the_other(spec, before.call, stated, question):
        return None
    call = restated(spec, before.call, stated, span, sources)
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
    full = in_full(call, turns[: before.index + 1], sources)
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
