"""Real clients of OpenAI's interface, as they come, against the real server."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from malformed_requests import malformed_requests
from served import served

from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_router.weights import SHIPPED

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHOWN_URL = "http://127.0.0.1:8000/v1"
QUESTION = "What is 15% of 2,480?"
WEATHER = "What's the weather in Paris?"
POEM = "Write a poem about the sea"
NODE_S = 120
pytestmark = pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the current weather in a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "description": "Name of the city"}},
            "required": ["city"],
        },
    },
}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The address of a server without a language model."""
    with served(tmp_path_factory.mktemp("serve")) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="module")
def echo_url(tmp_path_factory):
    """The address of a server whose language model repeats what it hears."""
    with served(tmp_path_factory.mktemp("serve"), "--model", "echo") as address:
        yield f"{address}/v1"


@pytest.fixture(scope="module")
def ai_sdk_folder(tmp_path_factory):
    """A folder in which the Vercel AI SDK is installed."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("needs Node and npm")
    folder = tmp_path_factory.mktemp("ai_sdk")
    for file in (HERE / "clients" / "ai_sdk").glob("*.*"):
        shutil.copy(file, folder)
    options = ["--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"]
    installed = run_in(folder, npm, "ci", "--fetch-timeout=20000", *options)
    if installed.returncode != 0:
        pytest.skip(f"npm ci failed: {installed.stderr.partition(chr(10))[0]}")
    return folder


@pytest.fixture(scope="module")
def ai_sdk(url, ai_sdk_folder):
    """What the script that uses it found."""
    done = run_in(ai_sdk_folder, "node", "ask.mjs", url)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask_messages(text):
    return [{"role": "user", "content": text}]


class TestOpenAI:
    """The package ``openai``."""

    @pytest.fixture
    def openai(self):
        return pytest.importorskip("openai", reason="needs the extra 'clients'")

    @pytest.fixture
    def client(self, openai, url):
        with openai.OpenAI(base_url=url, api_key="none", max_retries=0) as client:
            yield client

    @pytest.fixture
    def echo(self, openai, echo_url):
        with openai.OpenAI(base_url=echo_url, api_key="none", max_retries=0) as client:
            yield client

    def test_models(self, client, echo):
        names = [model.id for model in client.models.list()]
        assert names[0] == "mrkl"
        assert "mrkl/calculator" in names
        assert client.models.retrieve("mrkl/calculator").owned_by == "mrkl"
        assert "mrkl/language_model" in [model.id for model in echo.models.list()]

    def test_chat(self, client):
        found = client.chat.completions.create(model="mrkl", messages=ask_messages(QUESTION))
        assert found.choices[0].message.content == "372"
        assert found.choices[0].finish_reason == "stop"
        assert found.usage.total_tokens == 0
        answer = from_dict(Answer, found.mrkl)
        assert answer.steps[0].expert == "calculator"
        assert answer.replay() == ({"expression": "15/100*2480"},)

    def test_a_forced_expert(self, client):
        found = client.chat.completions.create(
            model="mrkl/units", messages=ask_messages("How many km are 26 miles?")
        )
        assert found.mrkl["steps"][0]["expert"] == "units"

    def test_stream(self, client):
        with client.chat.completions.create(
            model="mrkl", messages=ask_messages(QUESTION), stream=True
        ) as stream:
            chunks = list(stream)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "372"
        assert chunks[-1].choices[0].finish_reason == "stop"
        assert chunks[-1].mrkl["value"] == 372

    def test_usage_of_a_stream(self, echo):
        with echo.chat.completions.create(
            model="mrkl/language_model",
            messages=ask_messages(POEM),
            stream=True,
            stream_options={"include_usage": True},
        ) as stream:
            *chunks, last = stream
        words = [chunk.choices[0].delta.content for chunk in chunks]
        assert words == ["", "Write", " a", " poem", " about", " the", " sea", None]
        assert last.choices == []
        assert last.usage.total_tokens == 12

    def test_the_helper_for_streams(self, client):
        with client.chat.completions.stream(
            model="mrkl", messages=ask_messages(QUESTION), stream_options={"include_usage": True}
        ) as stream:
            kinds = [event.type for event in stream]
            whole = stream.get_final_completion()
        assert "content.done" in kinds
        assert whole.choices[0].message.content == "372"
        assert whole.usage.total_tokens == 0

    @pytest.mark.parametrize("streams", [False, True])
    def test_tools(self, client, streams):
        messages = ask_messages(WEATHER)
        if streams:
            with client.chat.completions.stream(
                model="mrkl", messages=messages, tools=[TOOL]
            ) as stream:
                kinds = [event.type for event in stream]
                found = stream.get_final_completion()
            assert "tool_calls.function.arguments.done" in kinds
        else:
            found = client.chat.completions.create(model="mrkl", messages=messages, tools=[TOOL])
        (choice,) = found.choices
        assert choice.finish_reason == "tool_calls"
        (call,) = choice.message.tool_calls
        assert call.function.name == "get_weather"
        assert json.loads(call.function.arguments) == {"city": "Paris"}
        messages += [
            choice.message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "It is sunny."},
        ]
        told = client.chat.completions.create(model="mrkl", messages=messages, tools=[TOOL])
        assert told.choices[0].message.content == "It is sunny."

    def test_errors(self, openai, client):
        with pytest.raises(openai.NotFoundError) as unknown:
            client.chat.completions.create(model="gpt-5", messages=ask_messages(QUESTION))
        assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
        assert "mrkl/calculator" in unknown.value.message
        with pytest.raises(openai.BadRequestError) as refused:
            client.chat.completions.create(model="mrkl", messages=ask_messages("x"), n=2)
        assert refused.value.param == "n"

    def test_responses(self, client):
        found = client.responses.create(model="mrkl", input=QUESTION)
        assert found.output_text == "372"
        assert [item.type for item in found.output] == ["reasoning", "message"]
        assert "calculator" in found.output[0].summary[0].text
        assert found.status == "completed"
        assert found.usage.total_tokens == 0

    def test_responses_stream(self, client):
        with client.responses.stream(model="mrkl", input=QUESTION) as stream:
            events = list(stream)
            assert stream.get_final_response().output_text == "372"
        assert events[0].type == "response.created"
        assert events[-1].type == "response.completed"

    def test_responses_with_tools(self, client):
        flat = {"type": "function", "strict": False, **TOOL["function"]}
        items = [{"role": "user", "content": WEATHER}]
        found = client.responses.create(model="mrkl", input=items, tools=[flat])
        call = found.output[-1]
        assert (call.type, json.loads(call.arguments)) == ("function_call", {"city": "Paris"})
        items += [item.model_dump(exclude_none=True) for item in found.output]
        items += [{"type": "function_call_output", "call_id": call.call_id, "output": "Sunny."}]
        assert client.responses.create(model="mrkl", input=items, tools=[flat]).output_text == (
            "Sunny."
        )


class TestLLM:
    """The command ``llm``."""

    @pytest.fixture
    def llm(self, tmp_path, url):
        pytest.importorskip("llm", reason="needs the extra 'clients'")
        script = Path(sys.executable).with_name("llm")

        def run(*arguments):
            done = subprocess.run(
                [script, "openai", "endpoint", url, *arguments],
                env={**os.environ, "LLM_USER_PATH": str(tmp_path)},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        return run

    def test_models(self, llm):
        assert "mrkl/calculator" in llm("--models").split()

    @pytest.mark.parametrize("more", [[], ["--no-stream"], ["--responses"]])
    def test_a_question(self, llm, more):
        assert llm("-m", "mrkl", QUESTION, *more).strip().splitlines()[-1] == "372"

    def test_a_tool(self, llm):
        code = (
            "def get_weather(city: str) -> str:\n"
            '    "Get the current weather in a city"\n'
            '    return f"It is sunny in {city}."\n'
        )
        assert "It is sunny in Paris." in llm("-m", "mrkl", WEATHER, "--functions", code)


class TestLangChain:
    """LangChain's ``ChatOpenAI``."""

    @pytest.fixture
    def chat(self, url):
        module = pytest.importorskip("langchain_openai", reason="needs the extra 'clients'")
        return module.ChatOpenAI(base_url=url, api_key="none", model="mrkl", max_retries=0)

    def test_invoke(self, chat):
        message = chat.invoke(QUESTION)
        assert message.content == "372"
        assert message.response_metadata["finish_reason"] == "stop"

    def test_stream(self, chat):
        assert "".join(chunk.content for chunk in chat.stream(QUESTION)) == "372"
        whole = added(chat.stream(QUESTION, stream_usage=True))
        assert whole.usage_metadata["total_tokens"] == 0

    def test_tools(self, chat):
        bound = chat.bind_tools([TOOL])
        assert bound.invoke(WEATHER).tool_calls[0]["args"] == {"city": "Paris"}
        whole = added(bound.stream(WEATHER))
        assert whole.tool_calls[0]["name"] == "get_weather"
        assert whole.tool_calls[0]["args"] == {"city": "Paris"}


class TestAISDK:
    """The Vercel AI SDK, by Node."""

    @pytest.mark.parametrize("provider", ["compatible", "chat", "responses"])
    def test_texts_streams_and_tools(self, ai_sdk, provider):
        got = ai_sdk[provider]
        assert (got["text"], got["finishReason"], got["tokens"]) == ("372", "stop", 0)
        assert got["streamed"]["text"] == "372"
        assert got["streamed"]["parts"][-1] == "finish"
        assert "error" not in got["streamed"]["parts"]
        assert got["tools"] == {"text": "It is sunny in Paris.", "calls": [{"city": "Paris"}]}

    def test_errors(self, ai_sdk):
        assert ai_sdk["error"]["status"] == 404
        assert "no model 'nobody'" in ai_sdk["error"]["message"]


def added(chunks):
    """Return LangChain's chunks as one message."""
    whole = next(chunks)
    for chunk in chunks:
        whole += chunk
    return whole


def run_in(folder, *command):
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=NODE_S, check=False
    )


def blocks(language):
    text = (ROOT / "docs" / "how-to" / "openai-clients.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


class TestHowTo:
    """What docs/how-to/openai-clients.md shows is what happens."""

    @pytest.mark.parametrize(
        ("block", "module", "printed"),
        [
            (0, "openai", ["372", "calculator", "372372"]),
            (1, "langchain_openai", ["372"]),
            (2, "openai", ["get_weather {'city': 'Paris'}"]),
        ],
    )
    def test_python(self, url, tmp_path, block, module, printed):
        pytest.importorskip(module, reason="needs the extra 'clients'")
        code = blocks("python")[block].replace(SHOWN_URL, url)
        done = run_in(tmp_path, sys.executable, "-c", code)
        assert done.stdout.splitlines() == printed, done.stderr

    def test_shell(self, url, tmp_path, monkeypatch):
        pytest.importorskip("llm", reason="needs the extra 'clients'")
        monkeypatch.setenv("LLM_USER_PATH", str(tmp_path))
        (line,) = blocks("sh")
        program, *arguments = shlex.split(line.replace(SHOWN_URL, url))
        done = run_in(tmp_path, Path(sys.executable).with_name(program), *arguments)
        assert done.stdout.strip() == "372", done.stderr

    def test_javascript(self, url, ai_sdk_folder):
        (code,) = blocks("js")
        script = ai_sdk_folder / "how_to.mjs"
        script.write_text(code.replace(SHOWN_URL, url), encoding="utf-8")
        done = run_in(ai_sdk_folder, "node", script.name)
        assert done.stdout.strip() == "372", done.stderr


def test_malformed_requests_leave_the_server_alive(url):
    root = url.removesuffix("/v1")
    with httpx.Client(base_url=root, headers={"content-type": "application/json"}) as client:
        for name, path, body in malformed_requests():
            response = client.post(path, content=body)
            assert 400 <= response.status_code < 500, name
            assert set(response.json()["error"]) == {"message", "type", "param", "code"}, name
        assert client.get("/healthz").status_code == 200
        body = {"model": "mrkl", "messages": ask_messages(QUESTION)}
        found = client.post("/v1/chat/completions", json=body).json()
        assert found["choices"][0]["message"]["content"] == "372"
