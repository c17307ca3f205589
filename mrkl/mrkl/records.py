"""Errors and decisions as plain data, the same in traces, streams and files."""

from __future__ import annotations

from typing import Any

from mrkl_core.codec import to_dict
from mrkl_core.errors import MRKLError
from mrkl_core.values import Call, Clarify, Decision, ErrorRecord, Plan, decision_kind


def error_record(error: MRKLError) -> ErrorRecord:
    """Return a typed error as a value."""
    data: dict[str, Any] = error.to_dict()
    return ErrorRecord(**data)


def decision_calls(decision: Decision) -> tuple[Call, ...]:
    """Return the calls of a decision; none for clarify and abstain."""
    if isinstance(decision, Call):
        return (decision,)
    return decision.calls if isinstance(decision, Plan) else ()


def decision_reason(decision: Decision) -> str | None:
    """Return why no call was made; None for call and plan."""
    if isinstance(decision, Call | Plan):
        return None
    if isinstance(decision, Clarify):
        return f"{decision.expert} needs {decision.slot}"
    return decision.reason


def decision_record(decision: Decision) -> dict[str, Any]:
    """Return ``{"decision", "calls", "reason"?, "confidence"}``."""
    record: dict[str, Any] = {
        "decision": decision_kind(decision),
        "calls": to_dict(decision_calls(decision)),
        "confidence": decision.confidence,
    }
    reason = decision_reason(decision)
    if reason is not None:
        record["reason"] = reason
    return record
