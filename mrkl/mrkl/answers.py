"""Steps put together into one answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from mrkl.calls import needed_steps
from mrkl.records import decision_calls, decision_reason
from mrkl_core.answer import Answer, Step
from mrkl_core.errors import ProvenanceError
from mrkl_core.values import Abstain, Call, Clarify, Decision, decision_kind

NO_MODEL_HINT = (
    "To have a language model answer such questions, set MRKL_MODEL (or model in mrkl.toml), "
    "or pass model=... to System."
)


def compose(
    question: str,
    decision: Decision,
    steps: Sequence[Step],
    *,
    ms: float,
    usage: Mapping[str, int] | None = None,
) -> Answer:
    """Return the answer that ``steps`` give; they follow the calls of ``decision``.

    On abstention there are no steps, or those of the language model that stood in: its own comes
    last and gives the text and the value, those before it are the calls that it made.
    """
    return Answer(
        id=uuid.uuid4().hex,
        question=question,
        text=_text(decision, steps),
        value=_value(decision, steps),
        decision=decision_kind(decision),
        confidence=decision.confidence,
        reason=decision_reason(decision),
        steps=tuple(steps),
        sources=tuple(
            source for step in steps if step.result is not None for source in step.result.sources
        ),
        usage=usage,
        ms=round(ms, 3),
    )


def _text(decision: Decision, steps: Sequence[Step]) -> str:
    if steps:
        shown = steps[-1:] if isinstance(decision, Abstain) else steps
        return "\n".join(map(_step_text, shown))
    if isinstance(decision, Clarify):
        return decision.text
    return f"No expert is confident enough to answer this. {NO_MODEL_HINT}"


def _step_text(step: Step) -> str:
    if step.error is not None:
        return f"{step.expert} failed: {step.error.message} {step.error.hint}".rstrip()
    return step.result.text if step.result is not None else ""


def _value(decision: Decision, steps: Sequence[Step]) -> Any:
    """Return the value of the only step no other builds on, or the list of all such values."""
    used = {
        needed
        for index, call in enumerate(decision_calls(decision))
        for needed in _needed(call, index)
    }
    values = [
        step.result.value if step.result is not None else None
        for index, step in enumerate(steps)
        if (index == len(steps) - 1 if isinstance(decision, Abstain) else index not in used)
    ]
    return values[0] if len(values) == 1 else (values or None)


def _needed(call: Call, index: int) -> tuple[int, ...]:
    try:
        return needed_steps(call, index)
    except ProvenanceError:
        # Such a call was refused, so it has used nothing.
        return ()
