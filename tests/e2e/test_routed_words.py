"""The shipped router chooses the language model, and what that says is streamed over real HTTP."""

import json
import threading
from pathlib import Path

import httpx
import pytest
from loopback import Loopback
from served import served

from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_router.weights import SHIPPED

NANO = Path(__file__).resolve().parents[1] / "assets" / "nano"
POEM = "Write a poem about rain"
PATIENCE_S = 60

pytestmark = pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)


class Upstream:
    """A server with a model that thinks, says a word, and goes on when it may."""

    def __init__(self):
        self.goes_on = threading.Event()
        self.was_left = threading.Event()

    def __call__(self, request):
        return self._pieces() if request.path.endswith("/chat/completions") else b""

    def _pieces(self):
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        try:
            yield chunk(reasoning_content="It ")
            yield chunk(reasoning_content="falls.")
            yield chunk(content="\n Drops")
            while not self.goes_on.wait(0.05):
                yield b": still here\n\n"
            yield chunk(content=" fall.\n")
            yield chunk(finish_reason="stop")
            yield b"data: [DONE]\n\n"
        finally:
            if not self.goes_on.is_set():
                self.was_left.set()


def chunk(finish_reason=None, **delta):
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()


@pytest.fixture
def upstream(tmp_path):
    model = Upstream()
    with Loopback(model) as listener:
        (tmp_path / "mrkl.toml").write_text(f'openai_base_url = "{listener.url}/v1"\n')
        yield model


def events_of(response):
    """Yield kind and data of server-sent events as they come."""
    kind = ""
    for line in response.iter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


def asking(client, **more):
    body = {"question": POEM, "stream": True, "think": "off", **more}
    return client.stream("POST", "/v1/ask", json=body)


def said(events, kind="token"):
    return "".join(data for name, data in events if name == kind)


def test_a_local_models_words_come_one_by_one_and_are_the_answer(tmp_path):
    with (
        served(tmp_path, "--model", str(NANO)) as url,
        httpx.Client(base_url=url, timeout=PATIENCE_S) as client,
    ):
        with asking(client) as response:
            events = list(events_of(response))
        whole = client.post("/v1/ask", json={"question": POEM, "think": "off"}).json()
    assert [events[0][0], *(kind for kind, _ in events[-2:])] == ["route", "step", "answer"]
    assert events[0][1]["decision"] == "call"
    assert {kind for kind, _ in events[1:-2]} == {"token"}
    assert len(events) > 5
    answer = from_dict(Answer, events[-1][1])
    assert said(events) == answer.text == answer.value == whole["text"]
    assert [step.expert for step in answer.steps] == ["language_model"]
    assert answer.replay() == ({"prompt": POEM},)


def test_thoughts_and_words_come_while_the_model_writes_and_are_kept(tmp_path, upstream):
    with (
        served(tmp_path, "--model", "openai:rain") as url,
        httpx.Client(base_url=url, timeout=PATIENCE_S) as client,
    ):
        with asking(client, conversation="c") as response:
            events = []
            for event in events_of(response):
                events.append(event)
                if event[0] == "token":
                    upstream.goes_on.set()
        message = client.get("/v1/conversations/c").json()["messages"][1]
    kinds = [kind for kind, _ in events]
    assert kinds[:2] == ["run", "route"]
    assert kinds[-2:] == ["step", "answer"]
    assert said(events[: kinds.index("token") + 1]) == "Drops"
    assert said(events) == events[-1][1]["text"] == message["text"] == "Drops fall."
    assert said(events, "reasoning") == message["reasoning"] == "It falls."
    assert events[-1][1]["decision"] == "call"
    assert message["answer"] == events[-1][1]


def test_a_run_that_is_cancelled_leaves_its_model_and_keeps_what_it_said(tmp_path, upstream):
    with (
        served(tmp_path, "--model", "openai:rain") as url,
        httpx.Client(base_url=url, timeout=PATIENCE_S) as client,
    ):
        with asking(client, conversation="c") as response:
            events = events_of(response)
            _, names = next(events)
            assert any(kind == "token" for kind, _ in events)
            assert client.post(f"/v1/runs/{names['run']}/cancel").status_code < 300
            ((kind, problem),) = events
        assert upstream.was_left.wait(PATIENCE_S)
        message = client.get("/v1/conversations/c").json()["messages"][1]
        running = client.get("/metrics").text
    assert (kind, problem["code"]) == ("error", "run_cancelled")
    assert (message["status"], message["text"]) == ("cancelled", "Drops")
    assert message["reasoning"] == "It falls."
    assert "mrkl_questions_running 0.0" in running
