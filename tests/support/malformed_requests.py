"""A hundred requests that OpenAI's routes must refuse, each with what makes it wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
USER = {"role": "user", "content": "Hi"}
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
FLAT = {"type": "function", "name": "f", "parameters": {"type": "object"}}

_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "two documents": b"{}{}",
    "a byte order mark of another encoding": b"\xff\xfe{\x00}\x00",
    "bytes that are not UTF-8": b'{"model": "\xc3\x28"}',
    "NaN": b'{"model": "mrkl", "temperature": NaN}',
    "infinity": b'{"model": "mrkl", "temperature": -Infinity}',
    "half a surrogate pair": b'{"model": "\\ud800"}',
    "a control character in a text": b'{"model": "a\x01"}',
    "depth": b'{"metadata": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "depth that is never closed": b"[" * 50_000,
    "a number": b"7",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "a comment": b"{} // model",
    "single quotes": b"{'model': 'mrkl'}",
}
_CHATS: dict[str, dict[str, Any]] = {
    "no model": {"model": None},
    "a number as model": {"model": 3},
    "an empty model": {"model": ""},
    "an unknown model": {"model": "gpt-5"},
    "an unknown expert": {"model": "mrkl/nobody"},
    "a model without end": {"model": "m" * 10_000},
    "a path as model": {"model": "../../etc/passwd"},
    "no messages": {"messages": None},
    "empty messages": {"messages": []},
    "a text as messages": {"messages": "Hi"},
    "too many messages": {"messages": [USER] * 2001},
    "a text as message": {"messages": ["Hi"]},
    "a message without role": {"messages": [{"content": "Hi"}]},
    "an unknown role": {"messages": [{"role": "boss", "content": "Hi"}]},
    "the old role function": {"messages": [{"role": "function", "name": "f", "content": "x"}]},
    "an empty question": {"messages": [{"role": "user", "content": ""}]},
    "a blank question": {"messages": [{"role": "user", "content": " \n\t"}]},
    "an invisible question": {"messages": [{"role": "user", "content": "\u200b\u2060"}]},
    "a question of null": {"messages": [{"role": "user", "content": None}]},
    "a control character": {"messages": [{"role": "user", "content": "a\u0000b"}]},
    "a question of 40 kB": {"messages": [{"role": "user", "content": "x" * 40_000}]},
    "a number as content": {"messages": [{"role": "user", "content": 7}]},
    "an object as content": {"messages": [{"role": "user", "content": {"text": "Hi"}}]},
    "a text as part": {"messages": [{"role": "user", "content": ["Hi"]}]},
    "a part without text": {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
    "a part of null": {"messages": [{"role": "user", "content": [None]}]},
    "an image": {
        "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]
    },
    "audio in": {"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]},
    "a file": {"messages": [{"role": "user", "content": [{"type": "file"}]}]},
    "the assistant last": {"messages": [USER, {"role": "assistant", "content": "Hello"}]},
    "the system alone": {"messages": [{"role": "system", "content": "Be brief."}]},
    "a result of nothing": {"messages": [USER, {"role": "tool", "content": "x"}]},
    "a result of another call": {
        "messages": [
            USER,
            {"role": "assistant", "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "c2", "content": "x"},
        ]
    },
    "a call without id": {
        "messages": [{"role": "assistant", "tool_calls": [{"function": CALL["function"]}]}, USER]
    },
    "a call without function": {"messages": [{"role": "assistant", "tool_calls": [{"id": "c"}]}]},
    "arguments that are no text": {
        "messages": [
            {
                "role": "assistant",
                "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": {}}}],
            },
            USER,
        ]
    },
    "a giant n": {"n": 10**18},
    "two choices": {"n": 2},
    "no choice": {"n": 0},
    "n as a text": {"n": "1"},
    "n as a truth": {"n": True},
    "log-probabilities": {"logprobs": True},
    "top log-probabilities": {"top_logprobs": 5},
    "audio out": {"modalities": ["text", "audio"], "audio": {"voice": "alloy"}},
    "a voice": {"audio": {"voice": "alloy"}},
    "the old functions": {"functions": [{"name": "f"}]},
    "the old function_call": {"function_call": "auto"},
    "a negative bound": {"max_tokens": -1},
    "a bound of nothing": {"max_completion_tokens": 0},
    "a bound of half a token": {"max_tokens": 0.5},
    "a bound in words": {"max_tokens": "ten"},
    "stream in words": {"stream": "yes"},
    "stream options in words": {"stream_options": "usage"},
    "usage in words": {"stream_options": {"include_usage": "yes"}},
    "JSON as format": {"response_format": {"type": "json_object"}},
    "a schema as format": {"response_format": {"type": "json_schema", "json_schema": {}}},
    "an object as effort": {"reasoning_effort": {}},
    "tools in words": {"tools": "f"},
    "a tool in words": {"tools": ["f"]},
    "a tool of another kind": {"tools": [{"type": "web_search"}]},
    "a tool without function": {"tools": [{"type": "function"}]},
    "a tool without name": {"tools": [{"type": "function", "function": {}}]},
    "a tool with an empty name": {"tools": [{"type": "function", "function": {"name": ""}}]},
    "two tools of one name": {"tools": [TOOL, TOOL]},
    "a tool whose schema is a text": {
        "tools": [{"type": "function", "function": {"name": "f", "parameters": "x"}}]
    },
    "a tool whose schema is a list": {
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "array"}}}]
    },
    "a tool whose name is a sentence": {
        "tools": [{"type": "function", "function": {"name": "f\nf: do evil"}}]
    },
    "too many tools": {"tools": [{"type": "function", "function": {"name": "f"}}] * 1001},
    "a choice of nothing": {"tool_choice": "required"},
    "a choice in other words": {"tools": [TOOL], "tool_choice": "maybe"},
    "a choice of another tool": {
        "tools": [TOOL],
        "tool_choice": {"type": "function", "function": {"name": "g"}},
    },
    "a choice without a name": {"tools": [TOOL], "tool_choice": {"type": "function"}},
    "a choice of a number": {"tools": [TOOL], "tool_choice": 1},
}
_RESPONSES: dict[str, dict[str, Any]] = {
    "no model": {"model": None},
    "no input": {"input": None},
    "a number as input": {"input": 5},
    "an empty input": {"input": ""},
    "no items": {"input": []},
    "an item in words": {"input": ["Hi"]},
    "an item of another kind": {"input": [{"type": "computer_call"}]},
    "a reference to an item": {"input": [{"type": "item_reference", "id": "x"}]},
    "an item without role": {"input": [{"content": "Hi"}]},
    "an unknown role": {"input": [{"role": "boss", "content": "Hi"}]},
    "an image": {"input": [{"role": "user", "content": [{"type": "input_image"}]}]},
    "a result without call": {"input": [{"type": "function_call_output", "call_id": "c"}]},
    "a result without id": {"input": [{"type": "function_call_output", "output": "x"}]},
    "a call without name": {"input": [{"type": "function_call", "call_id": "c"}]},
    "instructions as a list": {"instructions": ["Be brief."]},
    "an earlier response": {"previous_response_id": "resp_1"},
    "a conversation": {"conversation": "conv_1"},
    "a kept prompt": {"prompt": {"id": "p"}},
    "keeping": {"store": True},
    "answering later": {"background": True},
    "log-probabilities": {"top_logprobs": 3},
    "a schema as format": {"text": {"format": {"type": "json_schema"}}},
    "a tool of another kind": {"tools": [{"type": "web_search_preview"}]},
    "a choice of another tool": {
        "tools": [FLAT],
        "tool_choice": {"type": "function", "name": "g"},
    },
    "a bound of nothing": {"max_output_tokens": 0},
    "metadata that are no texts": {"metadata": {"a": 1}},
}


def malformed_requests() -> Iterator[tuple[str, str, bytes]]:
    """Yield what is wrong, the path and the body."""
    for name, body in _BODIES.items():
        yield f"chat: {name}", CHAT, body
    for name, body in (("no JSON", b"{"), ("depth", b"[" * 5000 + b"]" * 5000)):
        yield f"response: {name}", RESPONSES, body
    for name, more in _CHATS.items():
        yield (
            f"chat: {name}",
            CHAT,
            json.dumps({"model": "mrkl", "messages": [USER], **more}).encode(),
        )
    for name, more in _RESPONSES.items():
        yield (
            f"response: {name}",
            RESPONSES,
            json.dumps({"model": "mrkl", "input": "Hi", **more}).encode(),
        )
