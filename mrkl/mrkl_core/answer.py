"""The answer to a question, with its whole trace.

An answer knows how to replay itself; it does not know who made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mrkl_core.provenance import replay_arguments
from mrkl_core.values import DecisionKind, ErrorRecord, Provenance, Result, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One executed call in the trace: either ``result`` or ``error`` is set."""

    expert: str
    arguments: Mapping[str, Any]
    provenance: Mapping[str, Provenance]
    confidence: float
    ms: float
    result: Result | None = None
    error: ErrorRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question, the same in SDK, CLI, REST and web page."""

    id: str
    question: str
    text: str
    value: Any = field(default=None, metadata={"always": True})
    decision: DecisionKind
    confidence: float
    reason: str | None = None
    steps: tuple[Step, ...] = ()
    sources: tuple[Source, ...] = ()
    usage: Mapping[str, int] | None = None
    ms: float = 0.0

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def replay(self, turns: Sequence[Turn] = ()) -> tuple[Mapping[str, Any], ...]:
        """Recompute every argument of every step from its provenance alone.

        Args:
            turns: The earlier turns of the conversation, for arguments taken from them.

        Returns:
            The arguments of each step, in order; equal to what the steps hold.

        Raises:
            ProvenanceError: An argument has no provenance, or replays to another value.
        """
        sources = text_sources(self.question, turns)
        replayed: list[Mapping[str, Any]] = []
        for index, step in enumerate(self.steps):
            replayed.append(replay_arguments(step.arguments, step.provenance, sources))
            if step.result is not None:
                sources[f"step:{index}"] = step.result.value
        return tuple(replayed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of the same conversation, with its answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a streamed answer.

    Attributes:
        kind: ``route``, ``step``, ``reasoning``, ``token``, ``answer`` or ``error``.
        data: The decision as a mapping, a ``Step``, text (twice), an ``Answer``, an
            ``ErrorRecord``.
    """

    kind: Literal["route", "step", "reasoning", "token", "answer", "error"]
    data: Any


def text_sources(question: str, turns: Sequence[Turn]) -> dict[str, Any]:
    """Return what provenance may name: the question, the earlier turns and their answers."""
    sources: dict[str, Any] = {"question": question}
    for index, turn in enumerate(turns):
        sources[f"turn:{index}"] = turn.question
        sources[f"answer:{index}"] = turn.answer.value
    return sources
