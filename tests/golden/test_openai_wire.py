"""What goes over the wire to OpenAI's clients, byte by byte but for names and times."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call
from mrkl_apps.rest.app import create_app
from mrkl_core.values import Result, Source

QUESTION = "Where is Zug?"
CHAT = {"model": "mrkl", "messages": [{"role": "user", "content": QUESTION}]}
_VARYING = (
    (re.compile(r"\b(chatcmpl|resp|msg|rs|fc|call)_[0-9a-f]{32}"), r"\1_ID"),
    (re.compile(r'"id": ?"[0-9a-f]{32}"'), '"id": "ID"'),
    (re.compile(r'"(created|created_at)": ?\d+'), r'"\1": 0'),
    (re.compile(r'"ms": ?[0-9.]+'), '"ms": 0.0'),
)


@pytest.fixture
def post(tmp_path):
    pages = (
        Source(document="https://example.org/Zug", start=0, end=3, quote="Zug", page=None),
        Source(document="handbook/places.pdf", start=7, end=10, quote="Zug", page=2),
    )
    found = Result(value="Zug", text="Zug is in Switzerland.", sources=pages)
    system = System(
        router=ScriptedRouter({QUESTION: call(QUESTION, "places", text="Zug")}),
        experts=[FakeExpert("places", found)],
        settings=Settings(data_dir=tmp_path),
    )
    with TestClient(create_app(system)) as client:
        yield lambda path, **body: client.post(path, json=body).text


def fixed(text):
    for pattern, replacement in _VARYING:
        text = pattern.sub(replacement, text)
    return text


def indented(text):
    return json.dumps(json.loads(fixed(text)), indent=2, ensure_ascii=False) + "\n"


def test_a_chat_completion(golden, post):
    golden("openai_chat.json", indented(post("/v1/chat/completions", **CHAT)))


def test_a_stream_of_a_chat(golden, post):
    more = {"stream": True, "stream_options": {"include_usage": True}}
    golden("openai_chat_stream.txt", fixed(post("/v1/chat/completions", **CHAT, **more)))


def test_a_stream_of_a_response(golden, post):
    body = {"model": "mrkl", "input": QUESTION, "stream": True}
    golden("openai_responses_stream.txt", fixed(post("/v1/responses", **body)))


def test_an_error(golden, post):
    golden("openai_error.json", indented(post("/v1/chat/completions", **{**CHAT, "model": "m"})))
