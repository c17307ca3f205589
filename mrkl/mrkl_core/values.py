"""Frozen records that cross layers: specs, decisions, results, answers.

All are keyword-only and slotted, and go to JSON and back without loss (``to_dict`` and
``mrkl_core.codec.from_dict``). Offsets are UTF-8 byte offsets, end exclusive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ProvenanceClass = Literal["copied", "normalised", "enum", "default", "program", "derived", "human"]
SlotType = Literal["string", "integer", "number", "boolean", "array", "object"]
Think = Literal["on", "off", "auto"]
"""Whether a language model shall reason before it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a database table, with a few values the router may match against."""

    name: str
    type: str = "text"
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a database as the router sees it."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One argument of an expert.

    Attributes:
        name: Argument name, as ``run`` receives it.
        type: JSON-schema type.
        format: How the router fills it: ``expression``, ``sql``, ``date``, ``date-time``,
            ``time``, ``duration``, ``question`` (the whole question), or None (a span,
            normalised by ``type``).
        description: What the span head reads next to the question.
        required: Whether the router must fill it, else it asks back.
        default: Value when absent and not required.
        enum: Allowed values; empty means any.
        tables: The schema that a ``sql`` program may name.
        items: What each element of an array is; None means anything.
        properties: The members of an object; empty means any.
    """

    name: str
    description: str
    type: SlotType = "string"
    format: str | None = None
    required: bool = True
    default: Any = None
    enum: tuple[Any, ...] = ()
    tables: tuple[Table, ...] = ()
    items: Slot | None = None
    properties: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What a call may do; the executor obeys these."""

    read_only: bool = True
    idempotent: bool = True
    needs_network: bool = False
    needs_approval: bool = False
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertSpec:
    """Everything the router and the executor know of an expert."""

    name: str
    description: str
    slots: tuple[Slot, ...] = ()
    examples: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    annotations: Annotations = field(default_factory=Annotations)

    def slot(self, name: str) -> Slot | None:
        """Return the slot called ``name``, or None."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an argument came from; replaying ``transform`` over the source gives the value.

    Attributes:
        kind: The class of provenance (JSON key ``class``).
        source: ``question``, ``turn:K``, ``step:J``, ``document:D``, ``spec`` or
            ``language_model``.
        start: First byte of the span in the UTF-8 source.
        end: Byte after the span.
        transform: Name of the transform with its parameters, see ``mrkl_router.provenance``.
    """

    kind: ProvenanceClass = field(metadata={"key": "class"})
    source: str
    start: int
    end: int
    transform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One expert with its arguments; every argument has a provenance of the same name."""

    name: str
    arguments: Mapping[str, Any]
    provenance: Mapping[str, Provenance]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Several calls; call j may use the result of an earlier call through ``step:i``."""

    calls: tuple[Call, ...]

    @property
    def confidence(self) -> float:
        """Return the confidence of the weakest call, in [0, 1]."""
        return min((call.confidence for call in self.calls), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarify:
    """The expert is clear, but a required argument is missing."""

    expert: str
    slot: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstain:
    """No expert is confident enough."""

    reason: str
    confidence: float = 0.0


Decision = Call | Plan | Clarify | Abstain


DecisionKind = Literal["call", "plan", "clarify", "abstain"]
_KINDS: Mapping[type, DecisionKind] = {
    Call: "call",
    Plan: "plan",
    Clarify: "clarify",
    Abstain: "abstain",
}


def decision_kind(decision: Decision) -> DecisionKind:
    """Return ``call``, ``plan``, ``clarify`` or ``abstain``."""
    return _KINDS[type(decision)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one expert scored for a question, against its own threshold; both in [0, 1]."""

    expert: str
    score: float
    threshold: float
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A passage an answer rests on; offsets are bytes of the document's text."""

    document: str
    start: int
    end: int
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an expert found: ``value`` for programs, ``text`` for people."""

    value: Any
    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRecord:
    """A typed error as data, for traces."""

    code: str
    message: str
    hint: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A tool that a language model wants called.

    Attributes:
        name: The tool's name.
        arguments: The arguments, as JSON data; empty where they cannot be read.
        arguments_text: How the model spelled the arguments; a history repeats the spelling as it
            stands.
        id: What the model's server calls this call; empty where it has no name.
        problem: Why the call cannot be run; empty for a sound one.
    """

    name: str
    arguments: Mapping[str, Any]
    arguments_text: str | None = None
    id: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message for a language model.

    Attributes:
        role: Who speaks; ``tool`` gives the result of one call.
        content: What is said.
        tool_calls: The tools that this turn of the assistant calls.
        tool_call_id: The ``id`` of the call that this result answers.
    """

    role: Literal["system", "user", "assistant", "tool"]
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """A stretch of what a language model thinks before it answers."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A stretch of what a language model answers."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What a language model wrote; counts are tokens.

    Attributes:
        text: The answer, without reasoning and calls.
        finish_reason: Whether it ended by itself or at the most tokens.
        prompt_tokens: Tokens of the prompt.
        completion_tokens: Tokens written, reasoning included.
        reasoning: What it thought before it answered.
        tool_calls: The tools it wants called, in order.
    """

    text: str
    finish_reason: Literal["stop", "length"] = "stop"
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()


StreamEvent = Reasoning | Content | Generation
"""A streamed reply: stretches as they come, and last the whole."""

Hear = Callable[[Reasoning | Content], None]
"""Told of a reply as it comes, on the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text found by the span head; byte offsets, score in [0, 1]."""

    start: int
    end: int
    score: float
