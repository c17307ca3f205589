"""Spans by OpenTelemetry's conventions for generative AI; silent until an exporter is set up.

All names stand here, since the conventions still change. What people ask is not in the spans.
"""

from __future__ import annotations

import time
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

from mrkl.answering import Asked
from mrkl_core.answer import Answer, Event, Step

_OPERATION = "gen_ai.operation.name"
_TOOL = "gen_ai.tool.name"
_INPUT_TOKENS = "gen_ai.usage.input_tokens"
_OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
_tracer = trace.get_tracer("mrkl")


def name_request(name: str) -> None:
    """Give the request's span, which FastAPI makes, the name that logs and problems have too."""
    trace.get_current_span().set_attribute("mrkl.request", name)


class QuestionSpans:
    """The spans of one question: the whole, its route and each step.

    Args:
        asked: The question as it begins.
    """

    def __init__(self, asked: Asked) -> None:
        self._whole = _tracer.start_span(
            "invoke_workflow mrkl",
            attributes={_OPERATION: "invoke_workflow", "mrkl.experts": len(asked.experts)},
        )
        self._context = trace.set_span_in_context(self._whole)
        self._started_ns = time.time_ns()

    def __call__(self, event: Event) -> None:
        """Note an event."""
        if event.kind == "route":
            self._route(event.data)
        elif event.kind == "step":
            self._step(event.data)
        elif event.kind == "answer":
            self._end(event.data)
        elif event.kind == "error":
            self._whole.set_status(Status(StatusCode.ERROR, event.data.code))
            self._whole.end()

    def _route(self, decision: Any) -> None:
        span = _tracer.start_span(
            "mrkl.route",
            context=self._context,
            start_time=self._started_ns,
            attributes={
                "mrkl.route.decision": decision["decision"],
                "mrkl.route.confidence": decision["confidence"],
                "mrkl.route.experts": [call["name"] for call in decision["calls"]],
            },
        )
        span.end()

    def _step(self, step: Step) -> None:
        now = time.time_ns()
        is_model = step.expert == "language_model"
        operation = "chat" if is_model else "execute_tool"
        span = _tracer.start_span(
            f"{operation} {step.expert}",
            context=self._context,
            start_time=now - int(step.ms * 1e6),
            attributes={_OPERATION: operation, _TOOL: step.expert},
        )
        if step.error is not None:
            span.set_status(Status(StatusCode.ERROR, step.error.code))
        span.end(now)

    def _end(self, answer: Answer) -> None:
        self._whole.set_attribute("mrkl.decision", answer.decision)
        self._whole.set_attribute("mrkl.route.confidence", answer.confidence)
        if answer.usage:
            self._whole.set_attribute(_INPUT_TOKENS, answer.usage["prompt_tokens"])
            self._whole.set_attribute(_OUTPUT_TOKENS, answer.usage["completion_tokens"])
        self._whole.end()
