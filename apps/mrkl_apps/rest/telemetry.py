"""Spans by OpenTelemetry's conventions for generative AI; silent until an exporter is set up.

All names stand here, since the conventions still change. What people ask is not in the spans.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from starlette.types import Scope

from mrkl.answering import Asked
from mrkl_core.answer import Answer, Event, Step

_OPERATION = "gen_ai.operation.name"
_TOOL = "gen_ai.tool.name"
_INPUT_TOKENS = "gen_ai.usage.input_tokens"
_OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
_tracer = trace.get_tracer("mrkl")


class RequestSpan:
    """The span of one HTTP request."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def ended(self, route: str, status: int) -> None:
        """Say how the request ended."""
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self._span.set_status(Status(StatusCode.ERROR))


@contextmanager
def request_span(scope: Scope, name: str) -> Iterator[RequestSpan]:
    """Hold a span around a request."""
    with _tracer.start_as_current_span(
        f"{scope['method']} {scope['path']}",
        kind=SpanKind.SERVER,
        attributes={"http.request.method": scope["method"], "mrkl.request": name},
    ) as span:
        yield RequestSpan(span)


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
