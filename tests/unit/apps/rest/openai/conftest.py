import contextlib
import json

import pytest
from fastapi.testclient import TestClient

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call, copied
from mrkl_apps.rest.app import create_app
from mrkl_core.errors import (
    BackendError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    NoResultError,
    WeightsError,
)
from mrkl_core.values import Abstain, Call, Clarify, Plan, Result, Slot, Source
from mrkl_experts.language_model import LanguageModelExpert

SHOUT = "please shout grüezi now"
FAILURES = {
    "slow": ExpertTimeoutError("Too slow."),
    "down": ExpertUnavailableError("Down."),
    "broken": BackendError("Broken."),
    "buggy": ZeroDivisionError("secret"),
    "nothing": NoResultError("There is nothing."),
    "offline": ExpertUnavailableError("Offline.", retryable=False),
}
SOURCES = (
    Source(document="https://example.org/Zug", start=3, end=6, quote="Zug"),
    Source(document="handbook/leave.pdf", start=0, end=4, quote="none", page=2),
    Source(document="https://example.org/Zug", start=9, end=12, quote=""),
)


def decide(question, experts):
    if question == "weights":
        raise WeightsError("Damaged.")
    if question == "bug":
        raise ZeroDivisionError("secret")
    if question == SHOUT and "shout" in experts:
        return call(SHOUT, "shout", text="grüezi")
    if question in FAILURES:
        return call(question, question, text=question)
    if question == "Where is Zug?":
        return call(question, "cite", text="Zug")
    if question == "joke":
        return Call(
            name="language_model",
            arguments={"prompt": "joke"},
            provenance={"prompt": copied("joke", "joke")},
            confidence=0.9,
        )
    if question == "shout, then joke":
        prompt = copied(question, "joke")
        joke = Call(
            name="language_model",
            arguments={"prompt": "joke"},
            provenance={"prompt": prompt},
            confidence=0.9,
        )
        return Plan(calls=(call(question, "shout", text="shout"), joke))
    if question == "shout":
        return Clarify(expert="shout", slot="text", text="Shout what?", confidence=0.7)
    return Abstain(reason="Nobody is confident.")


def decide_tool(question, tools):
    if question == "tool bug":
        raise ZeroDivisionError("secret")
    cities = [city for city in ("Bern", "Zug") if city in question]
    calls = tuple(call(question, "get_weather", city=city) for city in cities)
    if "get_weather" in tools and calls:
        return Plan(calls=calls) if len(calls) > 1 else calls[0]
    if question == "weather":
        return Clarify(expert="get_weather", slot="city", text="In which city?", confidence=0.6)
    return Abstain(reason="No tool fits.")


class ForgettingScript(ScriptedRouter):
    def unregister(self, name):
        self.registered = [spec for spec in self.registered if spec.name != name]


@pytest.fixture
def tool_router():
    return ForgettingScript(decide_tool)


@pytest.fixture
def make_app(tmp_path, tool_router):
    """Make the whole application, with a scripted router and perhaps a language model."""

    def make(model=None, **settings):
        text = (Slot(name="text", description="t"),)
        shout = FakeExpert("shout", lambda arguments, _: arguments["text"].upper(), slots=text)
        cite = FakeExpert("cite", Result(value="x", text="It is Zug.", sources=SOURCES))
        failing = [FakeExpert(name, error) for name, error in FAILURES.items()]
        system = System(
            router=ScriptedRouter(decide),
            experts=[shout, cite, *failing, LanguageModelExpert(model)],
            model=model,
            settings=Settings(data_dir=tmp_path / "data", think="off", **settings),
        )
        return create_app(system, make_tool_router=lambda: tool_router), system

    return make


@pytest.fixture
def connect(make_app):
    """Give a client of such an application; all of them are closed at the end."""
    with contextlib.ExitStack() as stack:

        def made(model=None, **settings):
            app, _ = make_app(model, **settings)
            return stack.enter_context(TestClient(app, raise_server_exceptions=False))

        yield made


class Talk:
    """Asks in both formats and reads what comes."""

    def __init__(self, client):
        self.client = client

    def chat(self, messages, **more):
        if isinstance(messages, str):
            messages = [{"role": "user", "content": messages}]
        body = {"model": "mrkl", "messages": messages, **more}
        return self.client.post("/v1/chat/completions", json=body)

    def chunks(self, messages, **more):
        response = self.chat(messages, stream=True, **more)
        assert response.headers["content-type"].startswith("text/event-stream"), response.text
        return read_events(response.text)

    def respond(self, asked, **more):
        return self.client.post("/v1/responses", json={"model": "mrkl", "input": asked, **more})

    def events(self, asked, **more):
        return read_events(self.respond(asked, stream=True, **more).text)


def read_events(text):
    """Return the data of server-sent events, read from JSON where they are."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    data = [line[len("data: ") :] for lines in blocks for line in lines if line[:6] == "data: "]
    return [each if each == "[DONE]" else json.loads(each) for each in data]


@pytest.fixture
def talk(connect):
    """Give somebody who asks an application without a language model."""
    return Talk(connect())


@pytest.fixture
def talk_with(connect):
    """Give somebody who asks an application with a language model."""

    def made(model, **settings):
        return Talk(connect(model, **settings))

    return made


@pytest.fixture
def weather_tool():
    return {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Weather in a city",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string", "description": "City"}},
                "required": ["city"],
            },
        },
    }
