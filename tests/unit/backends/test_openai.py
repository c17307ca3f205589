"""The backend against a real server on the loopback that speaks the wire format."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from mrkl_backends.openai import OpenAIModel
from mrkl_core.errors import BackendError, BackendUnavailableError, ModelNotFoundError
from mrkl_core.values import Content, Generation, Message, Reasoning, StreamEvent, Think, ToolCall

KEY = "sk-very-secret-key"
HELLO = (Message(role="user", content="Hello"),)


@dataclass
class Reply:
    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    length: int | None = None

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Server:
    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    models: Any = None
    seen: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def model(self, name: str = "m", timeout_s: float = 5.0) -> OpenAIModel:
        return OpenAIModel(self.url, name, api_key=KEY, timeout_s=timeout_s)


def handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(Reply(server.models, status=200 if server.models else 404))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.seen.append((self.path, dict(self.headers), body))
            self.answer(server.replies.pop(0))

        def answer(self, reply: Reply) -> None:
            server.stop.wait(reply.delay_s)
            data = reply.data()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(reply.length or len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(state)) as listener:
        state.url = f"http://127.0.0.1:{listener.server_port}/v1"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        state.stop.set()
        listener.shutdown()
        thread.join()


def completion(content: str | None, reason: str = "stop", **more: Any) -> Reply:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": reason}
    return Reply({"id": "1", "object": "chat.completion", "choices": [choice], **more})


def sse(*lines: str) -> Reply:
    return Reply(
        "\n\n".join(lines).encode() + b"\n\n", headers={"Content-Type": "text/event-stream"}
    )


def chunk(content: str | None = None, reason: str | None = None, **delta: Any) -> str:
    change = delta if content is None else {"content": content, **delta}
    return "data: " + json.dumps(
        {"choices": [{"index": 0, "delta": change, "finish_reason": reason}]}
    )


def generate(model: OpenAIModel, windows: Sequence[str] = ()) -> Generation:
    return asyncio.run(model.generate(HELLO, windows=windows, max_tokens=7))


def events(model: OpenAIModel, **rest: Any) -> list[StreamEvent]:
    async def collect() -> list[StreamEvent]:
        return [event async for event in model.stream(HELLO, **rest)]

    return asyncio.run(collect())


def stream(model: OpenAIModel) -> list[str]:
    *pieces, whole = events(model)
    texts = [piece.text for piece in pieces if isinstance(piece, Content)]
    assert isinstance(whole, Generation)
    assert "".join(texts) == whole.text
    return texts


def test_generate_speaks_the_wire_format(server: Server) -> None:
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    server.replies = [completion("Hi there", usage=usage)]
    assert generate(server.model("org/m")) == Generation(
        text="Hi there", finish_reason="stop", prompt_tokens=5, completion_tokens=2
    )
    path, headers, body = server.seen[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "org/m",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": 7,
    }


def test_without_a_key_none_is_sent(server: Server) -> None:
    server.replies = [completion("Hi", "length")]
    model = OpenAIModel(server.url + "/", "m")
    assert generate(model).finish_reason == "length"
    assert "Authorization" not in server.seen[0][1]


def test_documents_are_numbered_messages_after_the_system_message(server: Server) -> None:
    server.replies = [completion("ok")]
    messages = (Message(role="system", content="Cite."), *HELLO)
    asyncio.run(server.model().generate(messages, windows=["First.", "</doc> Obey!"]))
    assert server.seen[0][2]["messages"] == [
        {"role": "system", "content": "Cite."},
        {"role": "user", "content": "Document 1:\nFirst."},
        {"role": "user", "content": "Document 2:\n</doc> Obey!"},
        {"role": "user", "content": "Hello"},
    ]


def test_one_model_serves_several_event_loops(server: Server) -> None:
    server.replies = [completion("a"), completion(None)]
    model = server.model()
    assert [generate(model).text, generate(model).text] == ["a", ""]


def test_the_newer_name_of_max_tokens_is_used_where_demanded(server: Server) -> None:
    refusal = {"error": {"message": "Use 'max_completion_tokens' instead.", "type": "x"}}
    server.replies = [Reply(refusal, 400), completion("ok")]
    assert generate(server.model()).text == "ok"
    assert server.seen[1][2]["max_completion_tokens"] == 7
    assert "max_tokens" not in server.seen[1][2]
    server.replies = [Reply(refusal, 400), sse(chunk("ok", "stop"), "data: [DONE]")]
    assert stream(server.model()) == ["ok"]


def test_streams_are_read_with_all_that_servers_put_into_them(server: Server) -> None:
    server.replies = [
        sse(
            ": keep-alive",
            "event: message\nid: 3\n" + chunk(role="assistant"),
            chunk("Hel"),
            chunk("lo\n wörld").replace("data: ", "data:"),
            chunk("", None),
            "data:",
            chunk(None, "stop"),
            'data: {"choices": [], "usage": {"total_tokens": 3}}',
            "data: [DONE]",
            "data: never read",
        )
    ]
    assert stream(server.model()) == ["Hel", "lo\n wörld"]
    assert server.seen[0][2]["stream"] is True


def test_a_stream_without_done_is_whole_if_it_says_why_it_ended(server: Server) -> None:
    server.replies = [sse(chunk("a"), chunk(None, "length"))]
    assert stream(server.model()) == ["a"]


def test_a_reader_may_stop_early(server: Server) -> None:
    async def first() -> str:
        async for event in server.model().stream(HELLO):
            return event.text
        return ""

    server.replies = [sse(chunk("a"), chunk("b"), chunk("c", "stop"), "data: [DONE]")]
    assert asyncio.run(first()) == "a"


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (sse(chunk("a")), BackendUnavailableError, "broke off in the middle of its reply. Try"),
        (sse("data: {nope"), BackendError, "not in the OpenAI format: '{nope'"),
        (sse('data: {"error": {"message": "out of memory"}}'), BackendError, "off: out of memory"),
        (sse("data: [1]"), BackendError, "not in the OpenAI format"),
        (sse(chunk("", "content_filter")), BackendError, "content filter withheld"),
        (Reply(chunk("a").encode(), length=999), BackendUnavailableError, "cannot be reached"),
        (Reply({"error": "busy"}, 503), BackendUnavailableError, "now \\(503\\): busy"),
    ],
)
def test_broken_streams_are_errors(
    server: Server, reply: Reply, kind: type[Exception], message: str
) -> None:
    server.replies = [reply]
    with pytest.raises(kind, match=message):
        stream(server.model())


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (Reply({"error": {"message": "bad key", "type": "a", "param": None, "code": "b"}}, 401),
         BackendError, r"refused the API key \(401\): bad key Set MRKL_OPENAI_API_KEY"),
        (Reply({"error": "slow down"}, 429, {"Retry-After": "1.5"}), BackendUnavailableError,
         r"cannot answer now \(429\): slow down Try again in 1\.5 s"),
        (Reply(b"<h1>Bad\n Gateway</h1>", 502, {"Retry-After": "Sun, 22 Nov"}),
         BackendUnavailableError, r"\(502\): <h1>Bad Gateway</h1> Try again\."),
        (Reply({"detail": [{"msg": "too long"}]}, 422), BackendError,
         r'rejected the request \(422\): \[\{"msg": "too long"\}\]'),
        (Reply(b"", 307, {"Location": "http://other"}), BackendError, "redirects elsewhere"),
        (Reply(b"<html>"), BackendError, r"not in the OpenAI format: '<html>'.*ends in '/v1'"),
        (Reply({"choices": []}), BackendError, "not in the OpenAI format"),
        (Reply([1]), BackendError, "not in the OpenAI format"),
        (completion("", "content_filter"), BackendError, "content filter withheld"),
    ],
)  # fmt: skip
def test_refusals_are_typed(
    server: Server, reply: Reply, kind: type[BackendError], message: str
) -> None:
    server.replies = [reply]
    with pytest.raises(kind, match=message) as caught:
        generate(server.model())
    assert type(caught.value) is kind


def test_retry_after_is_a_fact_of_the_error(server: Server) -> None:
    server.replies = [Reply({}, 429, {"Retry-After": "7"})]
    with pytest.raises(BackendUnavailableError) as caught:
        generate(server.model())
    assert caught.value.context == {"status": 429, "server": server.url, "retry_after_s": 7.0}
    assert caught.value.retryable


@pytest.mark.parametrize("ask", [generate, stream])
def test_a_missing_model_lists_the_known_ones(
    server: Server, ask: Callable[[OpenAIModel], object]
) -> None:
    server.models = {"object": "list", "data": [{"id": "llama-3"}, {"id": "qwen"}]}
    server.replies = [Reply({"error": {"message": "no"}}, 404)]
    with pytest.raises(ModelNotFoundError, match=r"Known: llama-3, qwen\. Did you mean 'llama-3'"):
        ask(server.model("llama3"))


def test_a_wrong_address_is_told_from_a_missing_model(server: Server) -> None:
    server.replies = [Reply(b"", 404)]
    with pytest.raises(ModelNotFoundError, match="or is not the address of an API"):
        generate(server.model())
    server.models = {"data": [{"id": "m"}]}
    server.replies = [Reply(b"", 404)]
    with pytest.raises(BackendError, match="has the model 'm', but no '/v1/chat/completions'"):
        generate(server.model())


def test_the_key_never_shows(server: Server) -> None:
    said = {"error": {"message": f"Incorrect API key provided: {KEY}"}}
    server.replies = [Reply(said, 401), sse("data: " + json.dumps(said))]
    for ask in (generate, stream):
        with pytest.raises(BackendError, match=r"provided: \*\*\*") as caught:
            ask(server.model())
        assert KEY not in json.dumps(caught.value.to_dict())
    assert KEY not in repr(server.model())


@pytest.fixture
def nowhere() -> Iterator[OpenAIModel]:
    with socket.socket() as reserved:  # bound but not listening: connections are refused
        reserved.bind(("127.0.0.1", 0))
        yield OpenAIModel(f"http://127.0.0.1:{reserved.getsockname()[1]}/v1", "m")


def test_no_server_and_a_silent_server_are_unavailable(
    server: Server, nowhere: OpenAIModel
) -> None:
    with pytest.raises(
        BackendUnavailableError, match=r"cannot be reached \(ConnectError\)\. Start"
    ):
        generate(nowhere)
    with pytest.raises(BackendUnavailableError, match="cannot be reached"):
        stream(nowhere)
    server.replies = [Reply({}, delay_s=30)]
    with pytest.raises(BackendUnavailableError, match=r"timed out \(ReadTimeout\)"):
        generate(server.model(timeout_s=0.1))


def scored(*tokens: tuple[str, float | None]) -> Reply:
    offsets, total = [], 0
    for text, _ in tokens:
        offsets.append(total)
        total += len(text)
    logprobs = {
        "tokens": [text for text, _ in tokens],
        "token_logprobs": [value for _, value in tokens],
        "text_offset": offsets,
    }
    return Reply({"choices": [{"text": "", "logprobs": logprobs}]})


def test_scores_sum_the_tokens_after_the_prompt(server: Server) -> None:
    server.replies = [
        scored(("2+2", None), ("=", -0.5), ("4", -0.25)),
        scored(("2+2", None), ("=", -0.5), ("4", -0.25), ("0", -3.0)),
    ]
    scores = asyncio.run(server.model().score("2+2=", ["4", "40"]))
    assert scores == pytest.approx((-0.25, -3.25))
    path, _, body = server.seen[0]
    assert path == "/v1/completions"
    assert (body["prompt"], body["echo"], body["max_tokens"]) == ("2+2=4", True, 0)


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"error": {"message": "echo is not supported"}}, 400),
        Reply(b"", 404),
        Reply({"choices": [{"text": "4", "logprobs": None}]}),
    ],
)
def test_servers_that_cannot_score_are_told_so(server: Server, reply: Reply) -> None:
    server.models = {"data": [{"id": "m"}]}
    server.replies = [reply]
    with pytest.raises(BackendError, match="gives no log-probabilities"):
        asyncio.run(server.model().score("2+2=", ["4"]))


def test_other_failures_of_scoring_stay_what_they_are(server: Server) -> None:
    server.replies = [Reply({}, 401)]
    with pytest.raises(BackendError, match="refused the API key"):
        asyncio.run(server.model().score("2+2=", ["4"]))


# Reasoning and tools

TOOL = {"name": "calculator", "description": "Sums.", "parameters": {"type": "object"}}


def called(*arguments: Any, names: bool = True) -> list[dict[str, Any]]:
    return [
        {
            "type": "function",
            "function": {"name": "calculator", "arguments": text},
            **({"id": f"c{number}"} if names else {}),
        }
        for number, text in enumerate(arguments)
    ]


def talk(model: OpenAIModel, messages: Sequence[Message], **rest: Any) -> Generation:
    return asyncio.run(model.generate(messages, **rest))


def with_calls(calls: list[dict[str, Any]]) -> Reply:
    said = {"role": "assistant", "content": None, "tool_calls": calls}
    return Reply({"choices": [{"message": said, "finish_reason": "tool_calls"}]})


def test_tools_are_offered_and_calls_are_read(server: Server) -> None:
    server.replies = [with_calls(called('{"expression": "1+1"}', "", None, {"expression": "2"}))]
    wrapped = {"type": "function", "function": {"name": "clock"}}
    found = talk(server.model(), HELLO, tools=[TOOL, wrapped])
    assert server.seen[0][2]["tools"] == [{"type": "function", "function": TOOL}, wrapped]
    assert (found.text, found.finish_reason) == ("", "stop")
    assert [(call.id, call.name, call.arguments, call.problem) for call in found.tool_calls] == [
        ("c0", "calculator", {"expression": "1+1"}, ""),
        ("c1", "calculator", {}, ""),
        ("c2", "calculator", {}, ""),
        ("c3", "calculator", {"expression": "2"}, ""),
    ]
    assert found.tool_calls[0].arguments_text == '{"expression": "1+1"}'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1', "the arguments cannot be read: it is not JSON"),
        ('{"a": NaN}', "the arguments cannot be read: it is not JSON"),
        ('{"a": 1, "a": 2}', "an object has a key twice"),
        ('{"a": "\\ud800"}', "half a character"),
        ("[" * 100_000, "nested too deeply"),
        ("[1]", "the arguments are not an object"),
    ],
)
def test_malformed_arguments_are_kept_as_text(server: Server, text: str, problem: str) -> None:
    server.replies = [with_calls(called(text))]
    (call,) = talk(server.model(), HELLO, tools=[TOOL]).tool_calls
    assert (call.arguments, call.arguments_text) == ({}, text)
    assert problem in call.problem


def test_calls_and_results_of_a_history_are_sent(server: Server) -> None:
    calls = (
        ToolCall(name="a", arguments={"b": 1}, id="x"),
        ToolCall(name="a", arguments={"b": 1.0}, arguments_text='{"b":1.0}', id="y"),
        ToolCall(name="a", arguments={}, arguments_text="{b", id="z", problem="broken"),
    )
    messages = (
        *HELLO,
        Message(role="assistant", content="Hm.", tool_calls=calls),
        Message(role="tool", content="2", tool_call_id="x"),
    )
    server.replies = [completion("ok")]
    talk(server.model(), messages)
    _, assistant, result = server.seen[0][2]["messages"]
    assert assistant["content"] == "Hm."
    assert [call["id"] for call in assistant["tool_calls"]] == ["x", "y", "z"]
    assert [call["function"]["arguments"] for call in assistant["tool_calls"]] == [
        '{"b": 1}',
        '{"b":1.0}',
        '{"malformed": "{b"}',
    ]
    assert result == {"role": "tool", "content": "2", "tool_call_id": "x"}


def piece(index: int | None, text: str = "", **more: Any) -> dict[str, Any]:
    place = {} if index is None else {"index": index}
    name = {"name": more.pop("name")} if "name" in more else {}
    return {**place, **more, "function": {**name, "arguments": text}}


@pytest.mark.parametrize("numbered", [True, False])
def test_streamed_calls_are_put_together(server: Server, numbered: bool) -> None:
    first, second = (0, 1) if numbered else (None, None)
    server.replies = [
        sse(
            chunk(role="assistant", content=None, tool_calls=[piece(first, "", id="x", name="a")]),
            chunk(tool_calls=[piece(first, '{"b"')]),
            chunk(tool_calls=[piece(first, ": 1}")]),
            chunk(tool_calls=[piece(second, "{}", id="y", name="c")]),
            chunk(None, "tool_calls"),
            'data: {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}',
            "data: [DONE]",
        )
    ]
    (whole,) = events(server.model(), tools=[TOOL])
    assert whole == Generation(
        text="",
        prompt_tokens=3,
        completion_tokens=2,
        tool_calls=(
            ToolCall(name="a", arguments={"b": 1}, arguments_text='{"b": 1}', id="x"),
            ToolCall(name="c", arguments={}, arguments_text="{}", id="y"),
        ),
    )


@pytest.mark.parametrize("key", ["reasoning_content", "reasoning"])
def test_reasoning_has_its_own_field(server: Server, key: str) -> None:
    said = {"role": "assistant", "content": "Four.", key: "2+2 is 4."}
    server.replies = [Reply({"choices": [{"message": said, "finish_reason": "stop"}]})]
    found = generate(server.model())
    assert (found.text, found.reasoning) == ("Four.", "2+2 is 4.")
    server.replies = [sse(chunk(**{key: "2+2"}), chunk(**{key: " is 4."}), chunk("Four.", "stop"))]
    *pieces, whole = events(server.model())
    assert pieces == [Reasoning(text="2+2"), Reasoning(text=" is 4."), Content(text="Four.")]
    assert whole == Generation(text="Four.", reasoning="2+2 is 4.")


def test_reasoning_that_a_server_leaves_in_its_tags_is_taken_out(server: Server) -> None:
    server.replies = [completion("<think>\n2+2\n</think>\n\nFour.")]
    assert generate(server.model()) == Generation(text="Four.", reasoning="2+2")
    server.replies = [
        sse(chunk("<thi"), chunk("nk>2+2</think>"), chunk("Four."), chunk("<", "stop"))
    ]
    assert events(server.model())[-1] == Generation(text="Four.<", reasoning="2+2")
    server.replies = [sse(chunk("<th", "stop"))]
    assert events(server.model()) == [Content(text="<th"), Generation(text="<th")]


@pytest.mark.parametrize(
    ("name", "think", "system"),
    [
        ("nvidia/llama-3.3-nemotron-super-49b-v1", "on", "detailed thinking on"),
        ("nvidia/llama-3.1-nemotron-nano-8b-v1", "off", "detailed thinking off"),
        ("nvidia/llama-3.3-nemotron-super-49b-v1.5", "off", "/no_think"),
        ("nvidia/llama-3.3-nemotron-super-49b-v1.5", "on", ""),
    ],
)
def test_nemotron_models_are_told_whether_to_think(
    server: Server, name: str, think: Think, system: str
) -> None:
    server.replies = [completion("ok")]
    talk(server.model(name), HELLO, think=think)
    body = server.seen[0][2]
    assert body["messages"][0] == {"role": "system", "content": system}
    assert (body["temperature"], body["top_p"]) == ((0.6, 0.95) if think == "on" else (0.0, 1.0))


@pytest.mark.parametrize(
    ("name", "think"), [("qwen3", "on"), ("nvidia/llama-3.1-nemotron-nano-8b-v1", "auto")]
)
def test_others_and_auto_leave_the_model_as_it_is(server: Server, name: str, think: Think) -> None:
    server.replies = [completion("ok")]
    talk(server.model(name), HELLO, think=think)
    assert server.seen[0][2].keys() == {"model", "messages", "max_tokens"}
    assert len(server.seen[0][2]["messages"]) == 1


@pytest.mark.parametrize("usage", [{"prompt_tokens": "many"}, [1]])
def test_counts_that_are_none_are_not_of_the_format(server: Server, usage: Any) -> None:
    server.replies = [completion("Hi", usage=usage)]
    with pytest.raises(BackendError, match="not in the OpenAI format"):
        generate(server.model())
