import pytest

from mrkl_backends.echo import EchoModel
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_core.values import Generation

SHOUT = "please shout grüezi now"


def test_a_completion_has_what_clients_need_and_the_whole_answer(talk):
    found = talk.chat(SHOUT).json()
    assert found["object"] == "chat.completion"
    assert found["id"].startswith("chatcmpl_")
    assert found["model"] == "mrkl"
    (choice,) = found["choices"]
    assert (choice["index"], choice["finish_reason"]) == (0, "stop")
    assert choice["message"]["role"] == "assistant"
    assert choice["message"]["content"] == "GRÜEZI"
    assert "tool_calls" not in choice["message"]
    assert found["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    answer = from_dict(Answer, found["mrkl"])
    assert answer.replay() == ({"text": "grüezi"},)


def test_a_stream_begins_with_the_role_and_ends_with_the_answer(talk):
    *chunks, done = talk.chunks(SHOUT)
    assert done == "[DONE]"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas == [{"role": "assistant", "content": ""}, {"content": "GRÜEZI"}, {}]
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in chunks]
    assert reasons == [None, None, "stop"]
    assert from_dict(Answer, chunks[-1]["mrkl"]).text == "GRÜEZI"
    assert not any("usage" in chunk for chunk in chunks)


def test_usage_comes_in_a_chunk_of_its_own_when_asked_for(talk):
    *chunks, usage, done = talk.chunks(SHOUT, stream_options={"include_usage": True})
    assert done == "[DONE]"
    assert usage["choices"] == []
    assert usage["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    assert [chunk["usage"] for chunk in chunks] == [None] * 3


def test_a_model_of_one_expert_restricts_the_choice(talk):
    assert talk.chat(SHOUT, model="mrkl/shout").json()["mrkl"]["decision"] == "call"
    found = talk.chat(SHOUT, model="mrkl/cite").json()
    assert found["mrkl"]["decision"] == "abstain"
    assert found["choices"][0]["message"]["content"].startswith("No expert is confident")


def test_earlier_messages_are_earlier_turns(connect, make_app):
    app, system = make_app()
    from fastapi.testclient import TestClient

    router = system._router.inner
    with TestClient(app) as client:
        messages = [{"role": "user", "content": SHOUT}]
        told = client.post("/v1/chat/completions", json={"model": "mrkl", "messages": messages})
        messages += [told.json()["choices"][0]["message"]]
        messages += [
            {"role": "user", "content": "unanswered"},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello!"},
            {"role": "user", "content": "again"},
        ]
        client.post("/v1/chat/completions", json={"model": "mrkl", "messages": messages})
    question, _, turns = router.asked[-1]
    assert question == "again"
    assert [(turn.question, turn.answer.text) for turn in turns] == [
        (SHOUT, "GRÜEZI"),
        ("Hi", "Hello!"),
    ]
    # What this server said is remembered with its steps; what it did not say is text alone.
    assert turns[0].answer.steps[0].arguments == {"text": "grüezi"}
    assert turns[1].answer.steps == ()


def test_a_model_hears_instructions_and_history_and_is_streamed_word_by_word(talk_with):
    model = EchoModel([Generation(text="One two", reasoning="Hm well")])
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": [{"type": "text", "text": each} for each in ("Say", "x")]},
    ]
    talk = talk_with(model)
    *chunks, usage, _ = talk.chunks(messages, stream_options={"include_usage": True})
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas == [
        {"role": "assistant", "content": ""},
        {"reasoning_content": "Hm"},
        {"reasoning_content": " well"},
        {"content": "One"},
        {"content": " two"},
        {},
    ]
    assert usage["usage"] == {"prompt_tokens": 8, "completion_tokens": 4, "total_tokens": 12}
    heard = [(each.role, each.content) for each in model.requests[0].messages]
    assert heard == [
        ("system", "Be brief."),
        ("system", "Be kind."),
        ("user", "Hi"),
        ("assistant", "Hello!"),
        ("user", "Say\nx"),
    ]
    assert chunks[-1]["mrkl"]["steps"][-1]["expert"] == "language_model"


def test_a_whole_completion_tells_the_reasoning_too(talk_with):
    talk = talk_with(EchoModel([Generation(text="Yes.", reasoning="Hm")]))
    (choice,) = talk.chat("x").json()["choices"]
    assert choice["message"]["content"] == "Yes."
    assert choice["message"]["reasoning_content"] == "Hm"


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
@pytest.mark.parametrize("model", ["mrkl", "mrkl/language_model"])
def test_a_model_is_cut_where_the_caller_wants(talk_with, name, model):
    talk = talk_with(EchoModel(["one two three"]))
    found = talk.chat("x", model=model, **{name: 2}).json()
    (choice,) = found["choices"]
    assert choice["message"]["content"] == "one two"
    assert choice["finish_reason"] == "length"
    assert found["usage"]["completion_tokens"] == 2


def test_a_giant_bound_is_ours(talk_with):
    model = EchoModel(["a", "b"])
    talk_with(model).chat("x", max_tokens=10**12)
    assert model.requests[0].max_tokens == 32_768


def test_the_expert_language_model_hears_the_whole_dialogue_too(talk_with):
    model = EchoModel(["Knock knock"])
    messages = [{"role": "system", "content": "Be funny."}, {"role": "user", "content": "joke"}]
    *chunks, _ = talk_with(model).chunks(messages)
    deltas = [chunk["choices"][0]["delta"].get("content") for chunk in chunks]
    assert deltas == ["", "Knock", " knock", None]
    assert [each.content for each in model.requests[0].messages] == ["Be funny.", "joke"]
    assert chunks[-1]["mrkl"]["decision"] == "call"


def test_a_part_of_a_plan_is_put_in_place_at_the_end(talk_with):
    model = EchoModel(["Knock knock"])
    *chunks, _ = talk_with(model).chunks("shout, then joke")
    deltas = [chunk["choices"][0]["delta"].get("content") for chunk in chunks]
    assert deltas == ["", "SHOUT\nKnock knock", None]
    assert [each.content for each in model.requests[0].messages] == ["joke"]


def test_the_language_model_alone_hears_everything(talk_with):
    model = EchoModel(["Fine."])
    messages = [
        {"role": "user", "content": SHOUT},
        {"role": "system", "content": "Be brief."},
    ]
    found = talk_with(model).chat(messages, model="mrkl/language_model").json()
    assert found["choices"][0]["message"]["content"] == "Fine."
    assert found["mrkl"]["reason"] == "The language model was asked."
    # Instructions that come last are heard first.
    assert [each.content for each in model.requests[0].messages] == ["Be brief.", SHOUT]


@pytest.mark.parametrize(
    ("effort", "think"), [("high", "on"), ("none", "off"), ("unheard of", "off"), (None, "off")]
)
def test_effort_says_whether_to_reason_first(talk_with, effort, think):
    model = EchoModel(["a", "b"])
    talk = talk_with(model)
    talk.chat("x", reasoning_effort=effort)
    talk.chat("x", reasoning_effort=effort, model="mrkl/language_model")
    assert [request.think for request in model.requests] == [think, think]


def test_whether_to_reason_is_judged_by_the_question(connect, make_app):
    from fastapi.testclient import TestClient

    model = EchoModel(["a", "b"])
    app, system = make_app(model)
    system.settings = system.settings.model_copy(update={"think": "auto"})
    with TestClient(app) as client:
        for question in ("Hi", "Why is the sky blue, and how would you prove it?"):
            messages = [{"role": "user", "content": question}]
            body = {"model": "mrkl/language_model", "messages": messages}
            assert client.post("/v1/chat/completions", json=body).status_code == 200
    assert [request.think for request in model.requests] == ["off", "on"]


def test_pages_of_the_web_are_cited_in_the_message(talk):
    message = talk.chat("Where is Zug?").json()["choices"][0]["message"]
    first, second = message["annotations"]
    assert first["type"] == "url_citation"
    assert first["url_citation"] == {
        "url": "https://example.org/Zug",
        "title": "Zug",
        "start_index": 6,
        "end_index": 9,
    }
    assert first["mrkl"]["start"] == 3
    assert second["url_citation"]["start_index"] == 0
    assert second["url_citation"]["end_index"] == 10
