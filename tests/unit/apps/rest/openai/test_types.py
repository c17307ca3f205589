"""Everything we send is what the package ``openai`` says it must be."""

import functools

import pytest
from pydantic import TypeAdapter

from mrkl_backends.echo import EchoModel
from mrkl_core.values import Generation, ToolCall

types = pytest.importorskip("openai.types", reason="needs the extra 'clients'")

QUESTIONS = (
    "please shout grüezi now",
    "Where is Zug?",
    "Weather in Bern?",
    "Weather in Genf?",
    "x",
)


@functools.cache
def reader(kind):
    return TypeAdapter(kind)


def check(kind, data):
    """Read ``data`` as ``kind``; what is missing or of another type is an error."""
    return reader(kind).validate_python(data)


@pytest.fixture(params=[False, True], ids=["alone", "with a model"])
def somebody(request, talk_with):
    call = ToolCall(name="get_weather", arguments={"city": "Genf"})
    said = Generation(text="Let me look.", reasoning="Hm.", tool_calls=(call,))
    return talk_with(EchoModel([said, said]) if request.param else None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_chats(somebody, weather_tool, question):
    tools = [weather_tool]
    found = check(types.chat.ChatCompletion, somebody.chat(question, tools=tools).json())
    *chunks, done = somebody.chunks(question, tools=tools, stream_options={"include_usage": True})
    read = [check(types.chat.ChatCompletionChunk, chunk) for chunk in chunks]
    assert done == "[DONE]"
    assert read[-2].choices[0].finish_reason == found.choices[0].finish_reason


@pytest.mark.parametrize("question", QUESTIONS)
def test_responses(somebody, weather_tool, question):
    from openai.types.responses import Response, ResponseStreamEvent

    tools = [{"type": "function", "strict": False, **weather_tool["function"]}]
    found = check(Response, somebody.respond(question, tools=tools).json())
    events = [check(ResponseStreamEvent, event) for event in somebody.events(question, tools=tools)]
    assert [item.type for item in events[-1].response.output] == [
        item.type for item in found.output
    ]


def test_failures(talk_with):
    from openai.types.responses import ResponseStreamEvent

    class Dying(EchoModel):
        async def stream(self, messages, **options):
            async for event in super().stream(messages, **options):
                yield event
                raise ZeroDivisionError

    events = talk_with(Dying()).events("one two")
    kinds = [check(ResponseStreamEvent, event).type for event in events]
    assert kinds[-2:] == ["error", "response.failed"]


def test_models(talk):
    for model in talk.client.get("/v1/models").json()["data"]:
        check(types.Model, model)
