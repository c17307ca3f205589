"""Metrics and spans: what those who run a server see of the questions."""

import pytest
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from mrkl_apps.rest.app import create_app
from mrkl_backends.echo import EchoModel
from mrkl_core.values import Generation

Q = "please shout grüezi now"
SEND = "send grüezi now"


@pytest.fixture(scope="module")
def exporter():
    """Collect the spans of this process; a provider can be set only once."""
    provider, made = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(made))
    trace.set_tracer_provider(provider)
    return made


@pytest.fixture
def spans(exporter):
    exporter.clear()
    return lambda: {span.name: span for span in exporter.get_finished_spans()}


def counted(client, name):
    page = client.get("/metrics").text
    (line,) = (line for line in page.split("\n") if line.startswith(name))
    return float(line.rpartition(" ")[2])


def test_requests_decisions_and_failures_are_counted(client, ask):
    ask(question=Q)
    ask(question="nobody knows")
    ask(question=SEND)
    ask(question="weights")
    assert (
        counted(client, 'mrkl_http_requests_total{method="POST",route="/v1/ask",status="200"}') == 3
    )
    assert (
        counted(client, 'mrkl_http_requests_total{method="POST",route="/v1/ask",status="503"}') == 1
    )
    assert counted(client, 'mrkl_route_total{decision="call",expert="shout"}') == 1
    assert counted(client, 'mrkl_route_total{decision="abstain",expert="none"}') == 1
    assert counted(client, 'mrkl_expert_errors_total{code="approval_required",expert="send"}') == 1
    assert counted(client, "mrkl_questions_running") == 0
    assert counted(client, "mrkl_route_confidence_count") == 3


def test_tokens_are_counted(make_system):
    system = make_system()
    system.model = EchoModel([Generation(text="Well, well, well.")])
    with TestClient(create_app(system)) as client:
        client.post("/v1/ask", json={"question": "what now"})
        assert counted(client, 'mrkl_model_tokens_total{kind="completion_tokens"}') == 3


def test_the_metrics_need_an_admin_where_keys_are_needed(make_system):
    with TestClient(create_app(make_system(require_key=True))) as client:
        assert client.get("/metrics").status_code == 401


def test_a_question_is_a_tree_of_spans(spans, ask):
    answered = ask(question=Q)
    found = spans()
    request = found["POST /v1/ask"]
    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["mrkl.request"] == answered.headers["x-request-id"]
    whole = found["invoke_workflow mrkl"]
    assert whole.context.trace_id == request.context.trace_id
    assert whole.attributes["mrkl.decision"] == "call"
    for name in ("mrkl.route", "execute_tool shout"):
        assert found[name].parent.span_id == whole.context.span_id
    assert found["mrkl.route"].attributes["mrkl.route.experts"] == ("shout",)
    assert "grüezi" not in str([span.attributes for span in found.values()])


def test_failures_are_marked_in_the_spans(spans, ask):
    ask(question=SEND)
    assert spans()["execute_tool send"].status.description == "approval_required"
    ask(question="weights")
    found = spans()
    assert not found["POST /v1/ask"].status.is_ok


def test_a_model_is_a_chat_with_its_tokens(spans, make_system):
    system = make_system()
    system.model = EchoModel([Generation(text="Well, well, well.")])
    with TestClient(create_app(system)) as client:
        client.post("/v1/ask", json={"question": "what now"})
    found = spans()
    assert found["chat language_model"].attributes["gen_ai.operation.name"] == "chat"
    assert found["invoke_workflow mrkl"].attributes["gen_ai.usage.output_tokens"] == 3


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1", True), ("x" * 65, False), ("a b", False), ("ü", False)]
)
def test_a_request_keeps_its_name_if_it_is_one(client, given, kept):
    response = client.get("/healthz", headers={"X-Request-Id": given.encode("latin-1")})
    assert (response.headers["x-request-id"] == given) is kept
    problem = client.get("/nowhere", headers={"X-Request-Id": "mine"}).json()
    assert problem["instance"] == "mine"


def test_a_server_that_stops_or_cannot_keep_anything_is_not_ready(client):
    server = client.app.state.server
    server.runs.shut_down()
    assert client.get("/readyz").json() == {"status": "the server stops"}
    client.portal.call(server.store.aclose)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "The store is closed."})
