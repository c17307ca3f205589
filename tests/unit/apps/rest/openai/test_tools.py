import json

import pytest

from mrkl_backends.echo import EchoModel
from mrkl_core.values import Generation, ToolCall

SHOUT = "please shout grüezi now"


def calls_of(response):
    assert response.status_code == 200, response.text
    (choice,) = response.json()["choices"]
    return choice["message"].get("tool_calls"), choice["finish_reason"]


def results(*texts):
    """Return a dialogue in which tools were called and said ``texts``."""
    function = {"name": "get_weather", "arguments": '{"city": "Bern"}'}
    made = [{"id": f"c{n}", "type": "function", "function": function} for n, _ in enumerate(texts)]
    return [
        {"role": "user", "content": "Weather in Bern?"},
        {"role": "assistant", "content": None, "tool_calls": made},
        *(
            {"role": "tool", "tool_call_id": f"c{n}", "content": text}
            for n, text in enumerate(texts)
        ),
    ]


def test_the_router_hands_a_call_back(talk, weather_tool):
    response = talk.chat("Weather in Bern?", tools=[weather_tool])
    ((call,), reason) = calls_of(response)
    assert reason == "tool_calls"
    assert call["type"] == "function"
    assert call["id"].startswith("call_")
    assert call["function"]["name"] == "get_weather"
    assert json.loads(call["function"]["arguments"]) == {"city": "Bern"}
    assert response.json()["choices"][0]["message"]["content"] is None
    trace = response.json()["mrkl"]
    assert trace["decision"] == "call"
    assert trace["calls"][0]["provenance"]["city"]["class"] == "copied"


def test_calls_are_streamed_with_their_index(talk, weather_tool):
    *chunks, done = talk.chunks("Weather in Bern and Zug?", tools=[weather_tool])
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    made = deltas[1]["tool_calls"]
    assert [call["index"] for call in made] == [0, 1]
    assert [json.loads(call["function"]["arguments"])["city"] for call in made] == ["Bern", "Zug"]
    assert len({call["id"] for call in made}) == 2
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"
    assert done == "[DONE]"


def test_one_call_at_a_time_if_the_caller_wants(talk, weather_tool):
    response = talk.chat("Bern and Zug?", tools=[weather_tool], parallel_tool_calls=False)
    assert len(calls_of(response)[0]) == 1


def test_experts_answer_what_no_tool_does(talk, weather_tool):
    response = talk.chat(SHOUT, tools=[weather_tool])
    assert calls_of(response) == (None, "stop")
    assert response.json()["choices"][0]["message"]["content"] == "GRÜEZI"


def test_what_a_tool_lacks_is_asked_for(talk, weather_tool):
    response = talk.chat("weather", tools=[weather_tool])
    assert response.json()["choices"][0]["message"]["content"] == "In which city?"
    assert response.json()["mrkl"]["decision"] == "clarify"


def test_nobody_answers_what_nobody_can(talk, weather_tool):
    response = talk.chat("x", tools=[weather_tool])
    assert response.json()["mrkl"]["decision"] == "abstain"


def test_an_expert_that_asks_back_goes_before_a_tool_that_abstains(talk, weather_tool):
    response = talk.chat("shout", tools=[weather_tool])
    assert response.json()["choices"][0]["message"]["content"] == "Shout what?"


def test_tools_are_let_alone_if_the_caller_wants(talk_with, weather_tool):
    model = EchoModel(["No idea."])
    talk = talk_with(model)
    response = talk.chat("Weather in Bern?", tools=[weather_tool], tool_choice="none")
    assert response.json()["choices"][0]["message"]["content"] == "No idea."
    offered = [tool["name"] for tool in model.requests[0].tools]
    assert "get_weather" not in offered


@pytest.mark.parametrize(
    "choice", ["required", {"type": "function", "function": {"name": "get_weather"}}]
)
def test_a_call_that_must_be_made_is_made_or_refused(talk, weather_tool, choice):
    other = {"type": "function", "function": {"name": "other"}}
    tools = [weather_tool, other]
    response = talk.chat("Weather in Bern?", tools=tools, tool_choice=choice)
    assert calls_of(response)[0][0]["function"]["name"] == "get_weather"
    for question, why in (("x", "No tool fits."), ("weather", "In which city?")):
        refused = talk.chat(question, tools=tools, tool_choice=choice)
        assert refused.status_code == 400
        error = refused.json()["error"]
        assert error["param"] == "tool_choice"
        assert why in error["message"]


def test_results_of_tools_are_the_answer_without_a_language_model(talk, weather_tool):
    found = talk.chat(results("Sunny.", "Warm."), tools=[weather_tool]).json()
    (choice,) = found["choices"]
    assert choice["message"]["content"] == "Sunny.\nWarm."
    assert choice["finish_reason"] == "stop"
    assert [step["expert"] for step in found["mrkl"]["steps"]] == ["get_weather"] * 2


def test_results_of_tools_are_told_by_the_language_model(talk_with, weather_tool):
    model = EchoModel(["It is sunny."])
    found = talk_with(model).chat(results("Sunny."), tools=[weather_tool]).json()
    assert found["choices"][0]["message"]["content"] == "It is sunny."
    user, assistant, tool = model.requests[0].messages
    assert (user.role, assistant.role, tool.role) == ("user", "assistant", "tool")
    assert assistant.tool_calls[0].arguments == {"city": "Bern"}
    assert assistant.tool_calls[0].arguments_text == '{"city": "Bern"}'
    assert (tool.content, tool.tool_call_id) == ("Sunny.", "c0")
    assert model.requests[0].tools == (weather_tool,)


@pytest.mark.parametrize("stream", [False, True])
def test_the_language_model_may_call_what_the_router_does_not(talk_with, weather_tool, stream):
    call = ToolCall(name="get_weather", arguments={"city": "Genf"})
    named = ToolCall(name="get_weather", arguments={}, arguments_text="{bad", id="c9")
    said = Generation(
        text="Let me look.", tool_calls=(call, named), prompt_tokens=3, completion_tokens=2
    )
    model = EchoModel([said])
    talk = talk_with(model)
    if stream:
        chunks = talk.chunks("Weather in Geneva?", tools=[weather_tool])
        deltas = [chunk["choices"][0]["delta"] for chunk in chunks[:-1]]
        text = "".join(delta.get("content", "") for delta in deltas)
        (made,) = [delta["tool_calls"] for delta in deltas if "tool_calls" in delta]
        trace = chunks[-2]["mrkl"]
    else:
        found = talk.chat("Weather in Geneva?", tools=[weather_tool]).json()
        message = found["choices"][0]["message"]
        text, made, trace = message["content"], message["tool_calls"], found["mrkl"]
    assert text == "Let me look."
    assert made[0]["id"].startswith("call_")
    assert made[0]["function"]["arguments"] == '{"city": "Genf"}'
    assert (made[1]["id"], made[1]["function"]["arguments"]) == ("c9", "{bad")
    assert [call["name"] for call in trace["calls"]] == ["get_weather"] * 2
    # The server's own experts are not on offer beside the caller's tools.
    assert model.requests[0].tools == (weather_tool,)


def test_the_expert_language_model_may_call_them_too(talk_with, weather_tool):
    call = ToolCall(name="get_weather", arguments={"city": "Genf"})
    model = EchoModel([Generation(text="", tool_calls=(call,))])
    response = talk_with(model).chat("joke", tools=[weather_tool])
    assert calls_of(response)[0][0]["function"]["arguments"] == '{"city": "Genf"}'


def test_the_language_model_alone_may_call_them_too(talk_with, weather_tool):
    call = ToolCall(name="get_weather", arguments={"city": "Genf"})
    model = EchoModel([Generation(text="", tool_calls=(call,))])
    response = talk_with(model).chat("x", tools=[weather_tool], model="mrkl/language_model")
    assert calls_of(response)[1] == "tool_calls"


def test_experts_called_by_the_language_model_are_never_pending(talk_with):
    call = ToolCall(name="shout", arguments={"text": "grüezi"}, id="c1")
    model = EchoModel([Generation(text="", tool_calls=(call,)), "It says GRÜEZI."])
    response = talk_with(model).chat("x")
    assert calls_of(response) == (None, "stop")
    found = response.json()
    assert found["choices"][0]["message"]["content"] == "It says GRÜEZI."
    assert [step["expert"] for step in found["mrkl"]["steps"]] == ["shout", "language_model"]


def test_a_set_of_tools_is_learned_once(talk, weather_tool, tool_router):
    for _ in range(2):
        talk.chat("Weather in Bern?", tools=[weather_tool])
    assert [spec.name for spec in tool_router.registered] == ["get_weather"]
    other = {"type": "function", "function": {"name": "other"}}
    talk.chat("Weather in Bern?", tools=[other])
    assert [spec.name for spec in tool_router.registered] == ["other"]
