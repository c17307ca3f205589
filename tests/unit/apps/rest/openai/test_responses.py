import pytest

from mrkl_backends.echo import EchoModel
from mrkl_core.values import Generation, ToolCall

SHOUT = "please shout grüezi now"
REQUIRED = {
    "id", "object", "created_at", "error", "incomplete_details", "instructions", "model", "tools",
    "output", "parallel_tool_calls", "metadata", "tool_choice", "temperature", "top_p",
}  # fmt: skip


@pytest.fixture
def flat_tool(weather_tool):
    return {"type": "function", **weather_tool["function"]}


def test_a_response_says_why_and_what(talk):
    found = talk.respond(SHOUT, metadata={"a": "b"}).json()
    assert found.keys() >= REQUIRED
    assert (found["object"], found["status"]) == ("response", "completed")
    assert found["metadata"] == {"a": "b"}
    reasoning, message = found["output"]
    assert reasoning["type"] == "reasoning"
    (summary,) = reasoning["summary"]
    assert summary["text"] == "The router chose shout(text='grüezi') (confidence 0.99)."
    assert (message["type"], message["role"], message["status"]) == (
        "message",
        "assistant",
        "completed",
    )
    (part,) = message["content"]
    assert (part["type"], part["text"]) == ("output_text", "GRÜEZI")
    assert found["usage"]["total_tokens"] == 0
    assert found["mrkl"]["decision"] == "call"


def test_sources_are_annotations(talk):
    part = talk.respond("Where is Zug?").json()["output"][1]["content"][0]
    page, file, again = part["annotations"]
    assert page["type"] == "url_citation"
    assert (page["url"], page["start_index"], page["end_index"]) == (
        "https://example.org/Zug",
        6,
        9,
    )
    assert file["type"] == "file_citation"
    assert (file["file_id"], file["filename"]) == ("handbook/leave.pdf", "leave.pdf")
    assert (file["index"], file["mrkl"]["page"]) == (1, 2)
    assert again["mrkl"]["start"] == 9


def test_events_are_numbered_and_grow_the_response(talk):
    events = talk.events("Where is Zug?")
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    kinds = [event["type"].removeprefix("response.") for event in events]
    assert kinds == [
        "created",
        "in_progress",
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        *["output_text.annotation.added"] * 3,
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert events[0]["response"]["status"] == "in_progress"
    assert events[0]["response"]["output"] == []
    whole = events[-1]["response"]
    done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    assert whole["output"] == done
    assert whole["output"][1]["content"][0]["text"] == "It is Zug."


def test_a_models_thoughts_and_words_are_streamed(talk_with):
    model = EchoModel([Generation(text="One two", reasoning="Hm well")])
    events = talk_with(model).events("x", instructions="Be brief.")
    by_kind = {}
    for event in events:
        by_kind.setdefault(event["type"], []).append(event)
    thoughts = [event["delta"] for event in by_kind["response.reasoning_text.delta"]]
    assert thoughts == ["Hm", " well"]
    words = [event["delta"] for event in by_kind["response.output_text.delta"]]
    assert words == ["One", " two"]
    (done,) = by_kind["response.reasoning_text.done"]
    assert done["text"] == "Hm well"
    reasoning, message = events[-1]["response"]["output"]
    assert reasoning["content"] == [{"type": "reasoning_text", "text": "Hm well"}]
    assert reasoning["summary"][0]["text"].startswith("No expert was called (confidence 0.00)")
    assert message["content"][0]["text"] == "One two"
    usage = events[-1]["response"]["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (3, 4)
    assert model.requests[0].messages[0].content == "Be brief."


def test_a_response_that_is_cut_is_incomplete(talk_with):
    talk = talk_with(EchoModel(["one two three", "one two three"]))
    found = talk.respond("x", max_output_tokens=2).json()
    assert found["status"] == "incomplete"
    assert found["incomplete_details"] == {"reason": "max_output_tokens"}
    assert found["output"][1]["status"] == "incomplete"
    assert talk.events("x", max_output_tokens=2)[-1]["type"] == "response.incomplete"


def test_calls_are_items(talk, flat_tool):
    found = talk.respond("Weather in Bern?", tools=[flat_tool]).json()
    reasoning, call = found["output"]
    assert reasoning["summary"][0]["text"].startswith("The router chose get_weather(city='Bern')")
    assert (call["type"], call["name"]) == ("function_call", "get_weather")
    assert call["arguments"] == '{"city": "Bern"}'
    assert call["status"] == "completed"
    assert found["tools"] == [flat_tool]
    events = talk.events("Weather in Bern?", tools=[flat_tool])
    (done,) = [e for e in events if e["type"] == "response.function_call_arguments.done"]
    assert done["arguments"] == '{"city": "Bern"}'


def test_a_dialogue_of_items_is_understood(talk_with, flat_tool):
    model = EchoModel(["It is sunny."])
    items = [
        {"type": "message", "role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "input_text", "text": "Weather in Bern?"}]},
        {"type": "reasoning", "id": "rs_1", "summary": []},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Let me look."}]},
        {"type": "function_call", "call_id": "c", "name": "get_weather", "arguments": "{}"},
        {"type": "function_call", "call_id": "d", "name": "get_weather", "arguments": "[]"},
        {"type": "function_call_output", "call_id": "c", "output": "Sunny."},
        {
            "type": "function_call_output",
            "call_id": "d",
            "output": [{"type": "input_text", "text": "Warm."}],
        },
    ]
    choice = {"type": "function", "name": "get_weather"}
    found = talk_with(model).respond(items, tools=[flat_tool], tool_choice=choice).json()
    assert found["output"][0]["content"][0]["text"] == "It is sunny."
    heard = model.requests[0].messages
    assert [each.role for each in heard] == ["system", "user", "assistant", "tool", "tool"]
    assert heard[2].content == "Let me look."
    assert [call.id for call in heard[2].tool_calls] == ["c", "d"]
    assert heard[4].content == "Warm."


def test_an_unanswered_call_before_a_question_stays_in_its_place(talk_with):
    model = EchoModel(["Fine."])
    items = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
        {"role": "system", "content": "Be kind."},
        {"role": "assistant", "content": "Well."},
        {"role": "user", "content": "x"},
    ]
    talk_with(model).respond(items, model="mrkl/language_model")
    heard = [(each.role, each.content) for each in model.requests[0].messages]
    assert heard == [
        ("user", "Hi"),
        ("assistant", "No."),
        ("system", "Be kind."),
        ("assistant", "Well."),
        ("user", "x"),
    ]


def test_the_models_words_come_before_its_calls(talk_with, flat_tool):
    call = ToolCall(name="get_weather", arguments={"city": "Genf"})
    model = EchoModel([Generation(text="Let me look.", tool_calls=(call,))])
    found = talk_with(model).respond("Weather in Geneva?", tools=[flat_tool]).json()
    assert [item["type"] for item in found["output"]] == ["reasoning", "message", "function_call"]


def test_effort_is_taken(talk_with):
    model = EchoModel(["Yes."])
    found = talk_with(model).respond("x", reasoning={"effort": "high"}).json()
    assert model.requests[0].think == "on"
    assert found["reasoning"]["effort"] == "high"


@pytest.mark.parametrize("stream", [False, True])
def test_items_of_earlier_responses_may_be_named(talk, flat_tool, stream):
    asked = {"role": "user", "content": "Weather in Bern?"}
    if stream:
        given = talk.events([asked], tools=[flat_tool])[-1]["response"]["output"]
    else:
        given = talk.respond([asked], tools=[flat_tool]).json()["output"]
    named = [{"type": "item_reference", "id": item["id"]} for item in given]
    result = {"type": "function_call_output", "call_id": given[1]["call_id"], "output": "Sunny."}
    found = talk.respond([asked, *named, result], tools=[flat_tool]).json()
    assert found["output"][0]["content"][0]["text"] == "Sunny."
