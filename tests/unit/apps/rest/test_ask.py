import asyncio
import json

import pytest
from fastapi.testclient import TestClient

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call
from mrkl_apps.rest.app import create_app
from mrkl_backends.echo import EchoModel
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_core.values import Generation

Q = "please shout grüezi now"


def test_an_answer_is_the_same_as_everywhere(ask):
    response = ask(question=Q)
    assert response.status_code == 200
    answer = from_dict(Answer, response.json())
    assert answer.text == "GRÜEZI"
    assert answer.replay() == ({"text": "grüezi"},)


def test_events_are_streamed(ask):
    response = ask(question=Q, stream=True)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n") for block in response.text.strip().split("\n\n")]
    assert [lines[0] for lines in events] == ["event: route", "event: step", "event: answer"]
    answer = json.loads(events[-1][1].removeprefix("data: "))
    assert from_dict(Answer, answer).text == "GRÜEZI"


def test_a_conversation_is_continued(ask, system):
    for _ in range(2):
        assert ask(question=Q, conversation="c").status_code == 200
    response = ask(question="x", conversation="c", experts=["shout"])
    assert response.json()["decision"] == "abstain"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": ""}, "question_error"),
        ({"question": "a\x00"}, "question_error"),
        ({"question": "x" * 40_000}, "question_error"),
        ({"question": "x", "experts": ["shot"]}, "unknown_expert"),
        ({"question": "", "stream": True}, "question_error"),
        ({}, "invalid_request"),
        ({"question": 3}, "invalid_request"),
        ({"question": "x", "qestion": "y"}, "invalid_request"),
    ],
)
def test_bad_requests_are_problems(ask, body, code):
    response = ask(**body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == code
    assert problem["type"] == f"urn:mrkl:error:{code}"
    assert problem["status"] == 422
    assert problem["detail"]
    assert problem["hint"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "invalid_request"),
        (b"[1]", 422, "invalid_request"),
        (b"{", 400, "malformed_json"),
        (b"\xff\xfe", 400, "malformed_json"),
        (b'{"question": "\\ud800"}', 400, "malformed_json"),
        (b'{"question": NaN}', 400, "malformed_json"),
        (b"[" * 65 + b"]" * 65, 413, "too_large"),
    ],
)
def test_what_is_no_question_is_a_problem(client, content, status, code):
    response = client.post("/v1/ask", content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize("body", [b"x" * 1_000_000, [b"x" * 100_000] * 10])
def test_a_giant_body_is_refused_with_the_limit(client, body):
    content = body if isinstance(body, bytes) else iter(body)
    response = client.post("/v1/ask", content=content)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] in ("too_large", "http_413")


def test_a_giant_body_for_openais_clients_is_refused_in_their_envelope(client):
    response = client.post("/v1/chat/completions", content=b"x" * 1_000_000)
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


def test_a_disabled_expert_is_a_problem(ask, system):
    system.disable("shout")
    assert ask(question=Q, experts=["shout"]).json()["code"] == "expert_disabled"


@pytest.mark.parametrize(
    ("question", "status", "code"), [("weights", 503, "weights_error"), ("bug", 500, "internal")]
)
def test_failures_are_problems_without_traceback(ask, question, status, code):
    response = ask(question=question)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert "secret" not in response.text


def test_a_failure_during_a_stream_is_its_last_event(ask):
    response = ask(question="weights", stream=True)
    assert response.text.startswith("event: error\ndata: ")
    assert '"weights_error"' in response.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/nowhere", 404), ("GET", "/v1/ask", 405)]
)
def test_unknown_addresses_are_problems(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].endswith(f"{method} {path}.")


def test_experts_are_listed_with_what_is_wrong(client, system):
    system.disable("shout")
    found = client.get("/v1/experts").json()
    expert = found["experts"][0]
    assert expert["name"] == "shout"
    assert expert["enabled"] is False
    assert expert["arguments"] == [
        {"name": "text", "type": "string", "description": "t", "required": True}
    ]
    assert expert["annotations"]["timeout_s"] == 10.0
    assert found["problems"][0]["message"] == "No database."


def test_health_and_readiness(client, system):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    system.disable("shout")
    system.disable("send")
    assert client.get("/readyz").status_code == 503


def test_the_experts_are_closed_with_the_application(system):
    with TestClient(create_app(system)):
        assert not system.experts["shout"].closed
    assert system.experts["shout"].closed


def test_a_client_that_leaves_cancels_the_work(tmp_path):
    """Drive the application directly: the client goes after the first event."""
    cancelled = asyncio.Event()

    class Slow(FakeExpert):
        async def run(self, arguments, context):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.set()
                raise

    made = System(
        router=ScriptedRouter({Q: call(Q, "slow", text="grüezi")}),
        experts=[Slow("slow")],
        settings=Settings(data_dir=tmp_path),
    )
    body = json.dumps({"question": Q, "stream": True}).encode()

    async def leave():
        sent = asyncio.Event()
        inbox = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive():
            if inbox:
                return inbox.pop()
            await sent.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message.get("body"):
                sent.set()

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "path": "/v1/ask", "raw_path": b"/v1/ask", "query_string": b"", "root_path": "",
            "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 9),
            "headers": [(b"content-type", b"application/json")],
        }  # fmt: skip
        app = create_app(made)
        async with app.router.lifespan_context(app):
            await app(scope, receive, send)
        await asyncio.wait_for(cancelled.wait(), 10)

    asyncio.run(leave())
    assert cancelled.is_set()


def test_thinking_is_asked_for_in_the_body(ask, system):
    system.model = EchoModel([Generation(text="Well.", reasoning="Hm."), "Well.", "Well."])
    events = ask(question="what now", think="on", stream=True).text
    kinds = [line for line in events.split("\n") if line.startswith("event: ")]
    assert kinds[:3] == ["event: route", "event: reasoning", "event: token"]
    assert ask(question="what now", think="off").json()["text"] == "Well."
    ask(question="what now")
    assert [request.think for request in system.model.requests] == ["on", "off", "off"]
    assert ask(question="what now", think="maybe").status_code == 422


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("model", "by"),
    [
        (None, "shout"),
        ("mrkl", "shout"),
        ("mrkl/shout", "shout"),
        ("mrkl/send", "language_model"),
        ("mrkl/language_model", "language_model"),
    ],
)
def test_the_body_says_who_answers(ask, system, model, by, stream):
    system.model = EchoModel(["Well."])
    said = ask(question=Q, model=model, stream=stream, think="off").text
    answer = json.loads(said.split("data: ")[-1].split("\nid: ")[0])
    assert [step["expert"] for step in answer["steps"]] == [by]
    assert answer["text"] == ("GRÜEZI" if by == "shout" else "Well.")


def test_the_language_model_alone_hears_the_conversation_and_has_no_tools(ask, client, system):
    system.model = EchoModel(["Well.", "Again."])
    ask(question=Q, conversation="c")
    ask(question=Q, conversation="c", model="mrkl/language_model")
    (request,) = system.model.requests
    assert [each.content for each in request.messages] == [Q, "GRÜEZI", Q]
    assert request.tools == ()
    first = client.get("/v1/conversations/c").json()["messages"][0]["id"]
    again = ask(answer_to=first, conversation="c", model="mrkl/language_model")
    assert again.json()["text"] == "Again."
    assert again.json()["reason"] == "there is no expert to choose from"


@pytest.mark.parametrize("more", [{}, {"stream": True}, {"conversation": "c"}])
@pytest.mark.parametrize("name", ["mrkl/shot", "gpt-5", "mrkl/language_model"])
def test_an_unknown_model_is_a_problem_that_names_the_known(ask, name, more):
    response = ask(question=Q, model=name, **more)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["code"] == "unknown_model"
    assert found["context"] == {"param": "model"}
    assert name in found["detail"]
    assert found["hint"].startswith("Known: mrkl, mrkl/send, mrkl/shout.")


def test_a_model_that_is_switched_off_is_unknown(ask, system):
    system.disable("send")
    assert ask(question=Q, model="mrkl/send").json()["hint"].startswith("Known: mrkl, mrkl/shout.")


def test_experts_are_restricted_once(ask):
    assert ask(question=Q, model="mrkl", experts=["send"]).json()["decision"] == "abstain"
    response = ask(question=Q, model="mrkl/shout", experts=["send"])
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_the_model_is_described(client):
    schema = client.get("/openapi.json").json()["components"]["schemas"]["AskBody"]
    assert "model" in schema["properties"]
    assert schema["examples"][1]["model"] == "mrkl/calculator"


def test_experts_are_compared_without_running_any(client, system):
    response = client.post("/v1/explain", json={"question": Q})
    first, second = response.json()["scores"]
    assert (first["expert"], first["score"], first["threshold"]) == ("shout", 1.0, 0.5)
    assert second["expert"] == "send"
    assert system.experts["shout"].runs == []
    assert client.post("/v1/explain", json={"question": ""}).status_code == 422
