"""What is not seen through the routes."""

import asyncio

import pytest
from fastapi import HTTPException

from mrkl.system import System
from mrkl.testing import ScriptedRouter
from mrkl_apps.rest.openai.content import tool_call
from mrkl_apps.rest.openai.instructed import InstructedModel
from mrkl_apps.rest.openai.kept_items import KeptItems
from mrkl_apps.rest.openai.recall import Recall
from mrkl_apps.rest.openai.reply import Reply, Routed
from mrkl_apps.rest.openai.streaming import pieces, while_connected
from mrkl_apps.rest.openai.voice import Voice
from mrkl_apps.rest.openai.watching import watched
from mrkl_backends.echo import EchoModel
from mrkl_core.answer import Answer, Event
from mrkl_core.errors import BackendError
from mrkl_core.values import Content, Message, Reasoning

BE_BRIEF = Message(role="system", content="Be brief.")


def answer(question, text):
    return Answer(id=text, question=question, text=text, decision="call", confidence=1.0)


def test_an_instructed_model_is_a_language_model():
    model = EchoModel(["one two three", "four"], name="it")
    voice = Voice(model=model, messages=(), tools=(), max_tokens=2)
    instructed = InstructedModel(voice, [BE_BRIEF])
    said = asyncio.run(instructed.generate([Message(role="user", content="x")]))
    assert said.text == "one two"
    assert instructed.last == said
    assert model.requests[0].messages[0] == BE_BRIEF
    assert instructed.name == "it"
    assert asyncio.run(instructed.score("a b", ["b", "c"])) == (0.0, -1.0)


def test_answers_are_recalled_by_owner_and_by_all_that_was_said_before():
    recall = Recall()
    first, second = answer("a", "A"), answer("b", "B")
    recall.remember("me", (), first)
    turns = recall.turns("me", [("a", "A")])
    assert turns[0].answer is first
    recall.remember("me", turns, second)
    assert [turn.answer for turn in recall.turns("me", [("a", "A"), ("b", "B")])] == [first, second]
    for owner, exchanges in (
        ("me", [("b", "B")]),
        ("me", [("a", "B")]),
        ("me", [("x", "A"), ("b", "B")]),
        ("you", [("a", "A"), ("b", "B")]),
    ):
        last = recall.turns(owner, exchanges)[-1].answer
        assert last is not second
        assert last.reason == "The caller says so."
        assert last.value == last.text


def test_the_oldest_answers_are_forgotten():
    recall = Recall(most=1)
    recall.remember("me", (), answer("a", "A"))
    recall.remember("me", (), answer("b", "B"))
    assert recall.turns("me", [("a", "A")])[0].answer.id != "A"
    assert recall.turns("me", [("b", "B")])[0].answer.id == "B"


def test_items_are_kept_by_owner_and_the_oldest_are_forgotten():
    kept = KeptItems(most=2)
    items = [{"id": name} for name in "abc"]
    kept.keep("me", items)
    assert [kept.find("me", name) for name in "abc"] == [None, *items[1:]]
    assert kept.find("you", "c") is None


@pytest.mark.parametrize("arguments", ["{", "[1]", "[" * 100_000, ""])
def test_arguments_that_cannot_be_read_keep_their_spelling(arguments):
    call = tool_call("f", arguments, "c")
    assert (call.arguments, call.arguments_text) == ({}, arguments)


def test_what_a_client_sends_late_does_not_end_the_work():
    class Request:
        def __init__(self):
            self.messages = ["http.request", "http.disconnect"]

        async def receive(self):
            await asyncio.sleep(0.01)
            return {"type": self.messages.pop(0)}

    async def work(seconds):
        await asyncio.sleep(seconds)
        return "done"

    assert asyncio.run(while_connected(Request(), work(0.015))) == "done"
    with pytest.raises(HTTPException, match="Client Closed"):
        asyncio.run(while_connected(Request(), work(60)))


def test_a_long_silence_is_broken_once_by_an_empty_thought():
    reply = Reply(trace={}, text="done")

    async def work(hear):
        hear(Routed(decision={}))
        await asyncio.sleep(0.1)
        hear(Content(text="one"))
        await asyncio.sleep(0.1)
        return reply

    async def go():
        return [piece async for piece in pieces(work, patience_s=0.02)]

    thought, one = Reasoning(text=""), Content(text="one")
    assert asyncio.run(go()) == [Routed(decision={}), thought, one, reply]


def test_closing_pieces_cancels_the_work():
    ended = []

    async def work(hear):
        hear(Content(text="one"))
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def go():
        source = pieces(work)
        assert await anext(source) == Content(text="one")
        await source.aclose()
        assert ended == [True]

    asyncio.run(go())


def test_a_model_that_is_asked_alone_is_counted(talk_with):
    talk = talk_with(EchoModel(["one two"]))
    talk.chat("a b c", model="mrkl/language_model")
    page = talk.client.get("/metrics").text
    assert 'mrkl_model_tokens_total{kind="completion_tokens"} 2.0' in page
    assert 'mrkl_expert_seconds_count{expert="language_model"} 1.0' in page
    assert "mrkl_questions_running 0.0" in page


def test_a_model_may_be_asked_alone_while_nobody_watches():
    with watched(System(router=ScriptedRouter()), "x", "off", 1.0) as tell:
        assert tell(Event(kind="token", data="word")) is None


@pytest.mark.parametrize("error", [BackendError("No."), KeyboardInterrupt()])
def test_whoever_watches_hears_of_failures(error):
    heard = []
    system = System(router=ScriptedRouter(), watch=lambda asked: heard.append)
    with pytest.raises(type(error)), watched(system, "x", "off", 1.0):
        raise error
    assert [event.kind for event in heard] == ["error"]


def test_nulls_and_falsehoods_ask_for_nothing(talk):
    response = talk.respond(
        "please shout grüezi now",
        previous_response_id=None,
        store=False,
        background=None,
        top_logprobs=0,
        text={"format": {"type": "text"}},
    )
    assert response.status_code == 200
    assert response.json()["store"] is False


def test_a_dialogue_of_items_does_not_end_with_the_assistant(talk):
    items = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    response = talk.respond(items)
    assert response.status_code == 400
    assert response.json()["error"]["param"] == "input"
