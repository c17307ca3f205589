"""Chat completions, whole and in chunks."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event

from mrkl_apps.rest.openai.citations import url_citations
from mrkl_apps.rest.openai.envelope import envelope, record_of
from mrkl_apps.rest.openai.reply import Piece, Reply
from mrkl_apps.rest.openai.tool_calls import arguments_text, new_id
from mrkl_core.values import Content, Reasoning, ToolCall

_DONE = b"data: [DONE]\n\n"


def completion(model: str, pieces: list[Piece]) -> dict[str, Any]:
    """Return the chat completion that pieces make, the last of which is the reply."""
    reply = pieces[-1]
    assert isinstance(reply, Reply)  # the last piece is
    message: dict[str, Any] = {
        "role": "assistant",
        "content": reply.text if reply.text or not reply.tool_calls else None,
        "refusal": None,
        "annotations": url_citations(reply),
    }
    reasoning = "".join(piece.text for piece in pieces if isinstance(piece, Reasoning))
    if reasoning:
        message["reasoning_content"] = reasoning
    if reply.tool_calls:
        message["tool_calls"] = [_tool_call(call) for call in reply.tool_calls]
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": reply.finish_reason,
    }
    return {
        **_head("chat.completion", model),
        "choices": [choice],
        "usage": usage(reply),
        "mrkl": reply.trace,
    }


async def chunks(
    model: str, source: AsyncGenerator[Piece, None], *, with_usage: bool
) -> AsyncGenerator[bytes, None]:
    """Yield a chat completion as server-sent events; an error is the last of them."""
    head = _head("chat.completion.chunk", model)
    if with_usage:
        head["usage"] = None

    def chunk(delta: Mapping[str, Any], reason: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _event({**head, "choices": [choice], **more})

    heard = False
    try:
        async with aclosing(source):
            yield chunk({"role": "assistant", "content": ""})
            async for piece in source:
                if isinstance(piece, Content):
                    heard = True
                    yield chunk({"content": piece.text})
                elif isinstance(piece, Reasoning):
                    yield chunk({"reasoning_content": piece.text})
                elif isinstance(piece, Reply):
                    for delta in _rest(piece, heard=heard):
                        yield chunk(delta)
                    yield chunk({}, piece.finish_reason, mrkl=piece.trace)
                    if with_usage:
                        yield _event({**head, "choices": [], "usage": usage(piece)})
    except Exception as error:
        yield _event(envelope(record_of(error)))
        return
    yield _DONE


def usage(reply: Reply) -> dict[str, int]:
    """Return the tokens of all language models together; none where none ran."""
    return {**reply.usage, "total_tokens": sum(reply.usage.values())}


def _rest(reply: Reply, *, heard: bool) -> list[dict[str, Any]]:
    """Return what the whole reply adds to what was heard."""
    deltas: list[dict[str, Any]] = []
    if reply.text and not heard:
        deltas.append({"content": reply.text})
    if reply.tool_calls:
        calls = [
            {"index": index, **_tool_call(call)} for index, call in enumerate(reply.tool_calls)
        ]
        deltas.append({"tool_calls": calls})
    return deltas


def _tool_call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": arguments_text(call)}
    return {"id": call.id, "type": "function", "function": function}


def _head(kind: str, model: str) -> dict[str, Any]:
    return {
        "id": new_id("chatcmpl"),
        "object": kind,
        "created": int(time.time()),
        "model": model,
        "system_fingerprint": None,
    }


def _event(data: Mapping[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False))
