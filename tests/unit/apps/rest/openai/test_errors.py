import asyncio
import json
import logging

import pytest
from fastapi.testclient import TestClient
from slow_model import Model

from mrkl_backends.echo import EchoModel
from mrkl_core.errors import BackendError, BackendUnavailableError
from mrkl_core.values import Content, Generation

ROUTES = ("/v1/chat/completions", "/v1/responses")


class FailingModel(EchoModel):
    """Says some words, then fails or ends too early."""

    def __init__(self, *words, error=None):
        super().__init__()
        self._words = words
        self._error = error

    async def stream(self, messages, **options):
        for word in self._words:
            yield Content(text=word)
        if self._error:
            raise self._error


class SilentModel(Model):
    """Works without a word."""

    async def stream(self, messages, **options):
        self.asked.append(messages)
        self.is_working = True
        try:
            await asyncio.sleep(self.pause_s)
            yield Content(text="late")
        finally:
            self.is_working = False


def check_envelope(response, status, code):
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == code
    assert error["message"]
    assert "secret" not in response.text
    return error


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("slow", 504, "expert_timeout"),
        ("down", 503, "expert_unavailable"),
        ("broken", 502, "backend_error"),
        ("buggy", 500, "expert_error"),
        ("weights", 503, "weights_error"),
        ("bug", 500, "mrkl_error"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_failures_have_their_status_even_when_streamed(talk, question, status, code, stream):
    for response in (talk.chat(question, stream=stream), talk.respond(question, stream=stream)):
        assert check_envelope(response, status, code)["type"] == "server_error"


@pytest.mark.parametrize("question", ["nothing", "offline"])
def test_what_no_second_try_can_mend_is_an_answer(talk, question):
    found = talk.chat(question).json()
    assert found["choices"][0]["message"]["content"].startswith(f"{question} failed: ")
    assert found["mrkl"]["steps"][0]["error"]["code"]


@pytest.mark.parametrize("model", ["mrkl", "mrkl/language_model"])
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BackendUnavailableError("Gone."), 503, "backend_unavailable"),
        (BackendError("Refused."), 502, "backend_error"),
        (ZeroDivisionError("secret"), 502, "backend_error"),
        (None, 502, "backend_error"),
    ],
)
def test_a_failing_model_has_its_status(talk_with, model, error, status, code):
    talk = talk_with(FailingModel(error=error))
    check_envelope(talk.chat("x", model=model), status, code)


def test_a_model_that_writes_nothing_has_failed(talk_with):
    talk = talk_with(EchoModel([" ", Generation(text="", finish_reason="length")]))
    check_envelope(talk.chat("x", model="mrkl/language_model"), 502, "backend_error")
    found = talk.chat("x", model="mrkl/language_model").json()
    assert found["choices"][0]["finish_reason"] == "length"


def test_a_model_that_takes_too_long_is_stopped(talk_with):
    model = Model(pause_s=30)
    talk = talk_with(model, deadline_s=0.05)
    check_envelope(talk.chat("x", model="mrkl/language_model"), 504, "expert_timeout")
    assert not model.is_working


def test_a_failure_on_the_way_is_the_last_event_of_a_chat(talk_with):
    chunks = talk_with(FailingModel("Hel", error=BackendError("Died."))).chunks("x")
    assert chunks[1]["choices"][0]["delta"] == {"content": "Hel"}
    assert chunks[-1]["error"]["code"] == "backend_error"


def test_words_that_were_streamed_are_not_said_again_by_another_try(talk_with):
    chunks = talk_with(FailingModel("Hel", error=BackendUnavailableError("Died."))).chunks("joke")
    said = [chunk["choices"][0]["delta"].get("content") for chunk in chunks[:-1]]
    assert said == ["", "Hel"]
    assert chunks[-1]["error"]["code"] == "backend_unavailable"
    assert chunks[-1]["error"]["type"] == "server_error"


def test_a_failure_on_the_way_ends_a_response(talk_with):
    events = talk_with(FailingModel("Hel", error=BackendError("Died."))).events("x")
    error, failed = events[-2:]
    assert (error["type"], error["code"]) == ("error", "backend_error")
    assert failed["type"] == "response.failed"
    assert failed["response"]["status"] == "failed"
    assert failed["response"]["error"]["code"] == "server_error"
    assert [event["sequence_number"] for event in events] == list(range(len(events)))


@pytest.mark.parametrize("path", ROUTES)
def test_other_methods_are_refused_in_an_envelope(talk, path):
    response = talk.client.get(path)
    check_envelope(response, 405, "http_405")
    assert response.headers["allow"] == "POST"


def test_a_body_without_end_is_refused_in_an_envelope(talk):
    def pieces():
        for _ in range(400):
            yield b" " * 1024

    for path in ROUTES:
        check_envelope(talk.client.post(path, content=pieces()), 413, "http_413")


def test_a_key_is_wanted_in_an_envelope(talk_with):
    talk = talk_with(None, require_key=True)
    response = talk.chat("x")
    error = check_envelope(response, 401, "invalid_api_key")
    assert error["type"] == "authentication_error"
    assert response.headers["www-authenticate"] == "Bearer"


def test_too_many_requests_are_told_when_to_come_back(talk_with):
    talk = talk_with(None, requests_per_minute=1)
    assert talk.chat("x").status_code == 200
    response = talk.chat("x")
    assert check_envelope(response, 429, "too_many_requests")["type"] == "rate_limit_error"
    assert int(response.headers["retry-after"]) > 0


def test_what_nobody_expected_is_logged_and_not_told(talk, weather_tool, caplog):
    with caplog.at_level(logging.ERROR, "mrkl"):
        check_envelope(talk.chat("tool bug", tools=[weather_tool]), 500, "internal")
    assert "ZeroDivisionError" in caplog.text


def test_the_models(talk_with):
    talk = talk_with(None)
    found = talk.client.get("/v1/models").json()
    assert found["object"] == "list"
    names = [model["id"] for model in found["data"]]
    assert names[:3] == ["mrkl", "mrkl/shout", "mrkl/cite"]
    assert "mrkl/language_model" not in names
    model = talk.client.get("/v1/models/mrkl/shout").json()
    assert model == {**found["data"][1], "object": "model", "owned_by": "mrkl"}
    assert isinstance(model["created"], int)
    for name in ("mrkl/shot", "gpt-5", "mrkl/language_model"):
        error = check_envelope(talk.client.get(f"/v1/models/{name}"), 404, "model_not_found")
        assert error["param"] == "model"
    assert (
        "Did you mean 'mrkl/shout'?" in talk.chat("x", model="mrkl/shot").json()["error"]["message"]
    )


def test_the_language_model_is_listed_where_there_is_one(talk_with):
    found = talk_with(EchoModel()).client.get("/v1/models").json()
    assert found["data"][-1]["id"] == "mrkl/language_model"


def drive(make_app, voice, path, **body):
    """Ask without HTTP; the client leaves while the model speaks. Return what it was sent."""
    sent = []

    async def go():
        app, _ = make_app(voice)
        asked = {"model": "mrkl", "messages": [{"role": "user", "content": "x"}], "input": "x"}
        content = json.dumps({**asked, **body}).encode()
        request = {"type": "http.request", "body": content, "more_body": False}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"host", b"x"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
            "scheme": "http",
            "state": {},
        }

        first = True

        async def receive():
            nonlocal first
            if first:
                first = False
                return request
            while not voice.is_working:
                await asyncio.sleep(0.001)
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        async with app.router.lifespan_context(app):
            async with asyncio.timeout(10):
                await app(scope, receive, send)
            assert voice.asked
            async with asyncio.timeout(1):
                while voice.is_working:
                    await asyncio.sleep(0.001)

    asyncio.run(go())
    return sent


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", ["mrkl", "mrkl/language_model"])
@pytest.mark.parametrize("voice", [Model, SilentModel])
def test_a_client_that_leaves_cancels_the_work(make_app, path, stream, name, voice):
    sent = drive(make_app, voice(pause_s=60), path, stream=stream, model=name)
    if not stream or voice is SilentModel:
        assert sent[0]["status"] == 499


def test_errors_are_described(make_app):
    app, _ = make_app()
    schema = TestClient(app).get("/openapi.json").json()
    for path in ROUTES:
        replies = schema["paths"][path]["post"]["responses"]
        assert "text/event-stream" in replies["200"]["content"]
        assert "error" in str(replies["default"])
