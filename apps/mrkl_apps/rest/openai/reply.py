"""The next message of a dialogue, in pieces and as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mrkl.answers import compose
from mrkl.records import decision_record
from mrkl_apps.rest.openai.dialogue import Dialogue
from mrkl_apps.rest.openai.envelope import FAILURES, ReplyFailedError
from mrkl_apps.rest.openai.tool_calls import new_id
from mrkl_core.answer import Answer, Step
from mrkl_core.codec import to_dict
from mrkl_core.values import Call, Content, Decision, Generation, Plan, Reasoning, ToolCall

_NO_TOKENS: Mapping[str, int] = {"prompt_tokens": 0, "completion_tokens": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The router's decision, as ``decision_record`` has it."""

    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The whole of the next message.

    Attributes:
        trace: The answer, or, where calls are handed back, the decision; as JSON data.
        text: What is said.
        answer: The answer, if there is one.
        tool_calls: What the caller shall run.
        finish_reason: Why it ends.
        usage: Tokens of all language models' replies together.
    """

    trace: Mapping[str, Any]
    text: str = ""
    answer: Answer | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: Literal["stop", "length", "tool_calls"] = "stop"
    usage: Mapping[str, int] = field(default_factory=lambda: _NO_TOKENS)


Piece = Routed | Reasoning | Content | Reply
Hear = Callable[[Piece], None]


def handed_back(decision: Decision, calls: tuple[ToolCall, ...]) -> Reply:
    """Return the reply that lets the caller run what the router chose."""
    return Reply(trace=decision_record(decision), tool_calls=calls, finish_reason="tool_calls")


def called_by_model(said: Generation) -> Reply:
    """Return the reply that lets the caller run what the model calls."""
    calls = tuple(call if call.id else replace(call, id=new_id("call")) for call in said.tool_calls)
    made = tuple(
        Call(name=call.name, arguments=call.arguments, provenance={}, confidence=0.0)
        for call in calls
    )
    return Reply(
        trace=decision_record(Plan(calls=made)),
        text=said.text,
        tool_calls=calls,
        finish_reason="tool_calls",
        usage=tokens(None, said),
    )


def composed(
    asked: Dialogue, decision: Decision, steps: Sequence[Step], said: Generation | None = None
) -> Reply:
    """Return the reply that steps give which ran outside the system."""
    usage = tokens(None, said)
    ms = sum(step.ms for step in steps)
    counted = usage if any(usage.values()) else None
    return answered(compose(asked.question, decision, steps, ms=ms, usage=counted), usage, said)


def answered(answer: Answer, usage: Mapping[str, int], last: Generation | None) -> Reply:
    """Return the reply that an answer is; ``last`` is the model's last message, if it spoke."""
    return Reply(
        trace=to_dict(answer),
        text=answer.text,
        answer=answer,
        finish_reason=last.finish_reason if last else "stop",
        usage=usage,
    )


def check_answer(answer: Answer) -> Answer:
    """Return the answer, unless it only says that something failed which may work another time.

    Raises:
        ReplyFailedError: It does.
    """
    if not any(step.result is not None for step in answer.steps):
        for step in answer.steps:
            error = step.error
            if error and error.code in FAILURES and error.context.get("retryable") is not False:
                raise ReplyFailedError(error)
    return answer


def tokens(counted: Mapping[str, int] | None, said: Generation | None) -> dict[str, int]:
    """Return the tokens of an answer and of a reply beside it."""
    counts = {**_NO_TOKENS, **(counted or {})}
    if said is not None:
        counts["prompt_tokens"] += said.prompt_tokens
        counts["completion_tokens"] += said.completion_tokens
    return counts
