"""What is counted, in Prometheus' format."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from mrkl.answering import Asked
from mrkl_apps.rest.telemetry import QuestionSpans
from mrkl_core.answer import Answer, Event, Step

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter(
            "mrkl_http_requests", "Requests.", "method", "route", "status"
        )
        self._request_seconds = self._histogram(
            "mrkl_http_request_seconds", "How long requests took.", "route"
        )
        self._routes = self._counter("mrkl_route", "Decisions, by expert.", "expert", "decision")
        self._confidence = Histogram(
            "mrkl_route_confidence",
            "Confidence of decisions.",
            buckets=[tenth / 10 for tenth in range(1, 10)],
            registry=self._registry,
        )
        self._steps = self._histogram("mrkl_expert_seconds", "How long experts took.", "expert")
        self._errors = self._counter("mrkl_expert_errors", "Failures.", "expert", "code")
        self._tokens = self._counter("mrkl_model_tokens", "Tokens of language models.", "kind")
        self._asked = Gauge(
            "mrkl_questions_running", "Questions being answered.", registry=self._registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def watch(self, asked: Asked) -> Callable[[Event], None]:
        """Count a question and what comes of it; its spans are made on the way."""
        spans = QuestionSpans(asked)
        self._asked.inc()

        def tell(event: Event) -> None:
            spans(event)
            if event.kind == "step":
                self._step(event.data)
            elif event.kind in ("answer", "error"):
                self._asked.dec()
                if event.kind == "answer":
                    self._answer(event.data)

        return tell

    def page(self) -> bytes:
        """Return everything, as Prometheus reads it."""
        return generate_latest(self._registry)

    def _step(self, step: Step) -> None:
        self._steps.labels(step.expert).observe(step.ms / 1000)
        if step.error is not None:
            self._errors.labels(step.expert, step.error.code).inc()

    def _answer(self, answer: Answer) -> None:
        for expert in {step.expert for step in answer.steps} or {"none"}:
            self._routes.labels(expert, answer.decision).inc()
        self._confidence.observe(answer.confidence)
        for kind, count in (answer.usage or {}).items():
            self._tokens.labels(kind).inc(count)

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(name, help, labels, registry=self._registry)

    def _histogram(self, name: str, help: str, *labels: str) -> Histogram:
        return Histogram(name, help, labels, buckets=_SECONDS, registry=self._registry)
