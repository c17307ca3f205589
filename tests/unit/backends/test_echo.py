import asyncio
from dataclasses import replace

import pytest

from mrkl_backends.echo import EchoModel, Request
from mrkl_core.values import Content, Generation, Message, Reasoning, StreamEvent, ToolCall

CHAT = (
    Message(role="system", content="Be kind."),
    Message(role="user", content="first"),
    Message(role="assistant", content="yes"),
    Message(role="user", content="say this  again"),
)


def test_it_echoes_what_the_user_said_last() -> None:
    assert asyncio.run(EchoModel().generate(CHAT, windows=["one two"])) == Generation(
        text="say this  again", finish_reason="stop", prompt_tokens=9, completion_tokens=3
    )
    assert asyncio.run(EchoModel().generate([])).text == ""


def test_scripted_replies_come_first() -> None:
    model = EchoModel(["one", "two"], name="scripted")
    texts = [asyncio.run(model.generate(CHAT)).text for _ in range(3)]
    assert texts == ["one", "two", "say this  again"]
    assert model.name == "scripted"
    assert model.requests[0] == Request(CHAT, (), 512)


def test_it_stops_at_the_most_tokens() -> None:
    generation = asyncio.run(EchoModel().generate(CHAT, max_tokens=2))
    assert (generation.text, generation.finish_reason) == ("say this", "length")
    assert generation.completion_tokens == 2


def test_it_streams_in_words() -> None:
    async def events(model: EchoModel) -> list[StreamEvent]:
        return [event async for event in model.stream(CHAT)]

    *pieces, whole = asyncio.run(events(EchoModel()))
    assert pieces == [Content(text="say"), Content(text=" this"), Content(text="  again")]
    assert whole == asyncio.run(EchoModel().generate(CHAT))


def test_a_scripted_generation_may_think_and_call() -> None:
    call = ToolCall(name="a", arguments={"b": 1})
    scripted = Generation(text="So be it.", reasoning="Let me see.", tool_calls=(call,))
    model = EchoModel([scripted])
    tools = ({"name": "a"},)

    async def events() -> list[StreamEvent]:
        return [event async for event in model.stream(CHAT, tools=tools, think="on")]

    *pieces, whole = asyncio.run(events())
    assert [type(piece) for piece in pieces] == [Reasoning] * 3 + [Content] * 3
    assert "".join(piece.text for piece in pieces[:3]) == "Let me see."
    assert whole == replace(scripted, prompt_tokens=7, completion_tokens=6)
    assert (model.requests[0].tools, model.requests[0].think) == (tools, "on")


def test_it_scores_by_new_words() -> None:
    scores = asyncio.run(EchoModel().score("the red apple", ["red", "red pear", "", "a b"]))
    assert scores == pytest.approx((0.0, -1.0, 0.0, -2.0))
