"""What earlier turns leave to a follow-up: the last call, and its result if that is typed.

Only the user's own words and typed values of results are used: a number or a date. Text that an
expert found, a document's or a tool's, could say anything, and never becomes an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mrkl_core.answer import Answer, Step, Turn
from mrkl_core.provenance import named_sources
from mrkl_core.templates import single
from mrkl_core.values import Call, Provenance

#: What an argument that is used again may rest on: the user's words, answers' values, choices.
_OWN = ("question", "turn:", "answer:", "spec")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest turn that made a call.

    Attributes:
        index: Its number among the turns.
        call: Its last call as seen from now.
        value: The answer's value, None unless it is a number or a date of the turn just before.
    """

    index: int
    call: Call
    value: Any = None

    @property
    def source(self) -> str:
        """Return the name of the value as a source."""
        return f"answer:{self.index}"

    @property
    def is_number(self) -> bool:
        """Whether the value is a number, or the only cell of a table that is one."""
        return is_number(self.value)


def earlier(turns: Sequence[Turn]) -> Earlier | None:
    """Return the latest turn that made calls; None if there is none, or it answered several things.

    Turns that led to no call are passed over, but what "that" would be is not known then: the value
    counts only if the turn is the last.
    """
    for index in range(len(turns) - 1, -1, -1):
        answer = turns[index].answer
        if answer.steps:
            last = index == len(turns) - 1
            value = answer.value if last and _is_typed(answer.value) else None
            return Earlier(index, call_of(answer.steps[-1], index), value) if _one(answer) else None
    return None


def _one(answer: Answer) -> bool:
    """Tell whether an answer is one value: every step but the last is used by a later one."""
    used = {
        source
        for step in answer.steps
        for origin in step.provenance.values()
        for source in named_sources(origin)
    }
    return all(f"step:{index}" in used for index in range(len(answer.steps) - 1))


def is_number(value: Any) -> bool:
    """Tell whether a value is a number, or holds one as its only cell or item."""
    held = single(value)
    return isinstance(held, int | float) and not isinstance(held, bool)


def _is_typed(value: Any) -> bool:
    held = single(value)
    return is_number(held) or (isinstance(held, str) and _is_date(held))


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def call_of(step: Step, index: int) -> Call:
    """Return the call of an earlier turn's step, as seen from now.

    Args:
        step: One of its steps.
        index: The turn's number among the turns.
    """
    arguments: dict[str, Any] = {}
    provenance: dict[str, Provenance] = {}
    for name, origin in step.provenance.items():
        seen = _seen_from_later(origin, index)
        if seen is not None:
            arguments[name], provenance[name] = step.arguments[name], seen
    return Call(
        name=step.expert, arguments=arguments, provenance=provenance, confidence=step.confidence
    )


def _seen_from_later(origin: Provenance, index: int) -> Provenance | None:
    """Return an earlier turn's provenance as of now; None where it cannot be replayed again."""
    own = all(source.startswith(_OWN) for source in named_sources(origin))
    if origin.kind in ("default", "human") or not own:
        return None
    transform = origin.transform.replace("{question:", f"{{turn:{index}:")
    source = f"turn:{index}" if origin.source == "question" else origin.source
    return replace(origin, source=source, transform=transform)
