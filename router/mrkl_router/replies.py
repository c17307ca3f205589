"""A short answer to what was asked back: "kilometres" after "Convert 5 miles".

The question before and the answer are read as one, and each argument has to rest on the words of
one of the two. What says more than was asked for is a question of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from mrkl_core.answer import Turn, text_sources
from mrkl_core.values import Abstain, Call, Clarify, Decision, ExpertSpec, Provenance
from mrkl_router.composition import Span
from mrkl_router.fragments import converts_kinds, core, names_value, says_more, takes_filling
from mrkl_router.leftovers import left_out
from mrkl_router.measures import at_odds
from mrkl_router.rewording import ENDS, LINKS
from mrkl_router.spans import byte_offset


class Asking(Protocol):
    """How the router judges whole questions."""

    def ask(self, words: str, prior: Mapping[str, float]) -> Decision:
        """Decide about another question than the one at hand; the prior raises experts' odds."""


def replied(
    question: str, turns: Sequence[Turn], specs: Mapping[str, ExpertSpec], asking: Asking
) -> Call | Abstain | None:
    """Return the call of the turn before with what it lacked; None if that is not what is said.

    Args:
        question: What may be the answer to a clarifying question.
        turns: Earlier turns; the last one asked back, if anything is answered.
        specs: The enabled experts by name.
        asking: Says once more what was lacking, and reads the two as one.
    """
    if not turns or turns[-1].answer.decision != "clarify":
        return None
    asked = turns[-1].question.rstrip(ENDS)
    lacking = asking.ask(turns[-1].question, {})
    if not isinstance(lacking, Clarify):
        return None
    span = core(question, (0, len(question)))
    sources = text_sources(question, turns)
    for link in LINKS:
        joined = _Joined(asked, link, question, span, f"turn:{len(turns) - 1}")
        read = asking.ask(joined.text, {lacking.expert: math.inf})
        if isinstance(read, Call) and not left_out(joined.text, [read], specs):
            call = joined.parted(read)
            if call and _fills(call, lacking) and not says_more(question, span, call):
                return _believed(call, lacking, sources)
    return None


def _believed(call: Call, lacking: Clarify, sources: Mapping[str, Any]) -> Call | Abstain | None:
    """Return a call if what was lacking may be such a thing: "12" is no place, "Rome" no unit."""
    is_end = lacking.slot.startswith(("from_", "to_"))
    copied = call.provenance[lacking.slot].transform == "copy"
    no_name = copied and not is_end and names_value(str(call.arguments[lacking.slot]))
    if no_name or converts_kinds(call) or takes_filling(call, sources):
        return None
    return at_odds(call) or call


def _fills(call: Call, lacking: Clarify) -> bool:
    """Tell whether a call is one with the argument that was lacking, in words of the question."""
    own = call.provenance.get(lacking.slot)
    return call.name == lacking.expert and own is not None and own.source == "question"


@dataclass(frozen=True, slots=True)
class _Joined:
    """A question and the answer to what it lacked, as one text."""

    asked: str
    link: str
    question: str
    span: Span
    source: str

    @property
    def text(self) -> str:
        return f"{self.asked}{self.link}{self.question[slice(*self.span)]}"

    def parted(self, call: Call) -> Call | None:
        """Return a call for the text with each argument's own source; None if one has none."""
        found = {name: self._placed(origin) for name, origin in call.provenance.items()}
        provenance = {name: origin for name, origin in found.items() if origin is not None}
        return replace(call, provenance=provenance) if len(provenance) == len(found) else None

    def _placed(self, origin: Provenance) -> Provenance | None:
        """Return where words of the text stand; a choice rests on all of the question before."""
        first, last = len(self.asked.encode()), len(f"{self.asked}{self.link}".encode())
        if origin.kind == "enum" or origin.end <= first:
            return replace(origin, source=self.source, end=min(origin.end, first))
        if origin.start < last or origin.kind == "program":
            return None
        distance = byte_offset(self.question, self.span[0]) - last
        return replace(origin, start=origin.start + distance, end=origin.end + distance)
