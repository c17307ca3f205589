"""Responses, whole and as events."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event

from mrkl_apps.rest.openai.envelope import envelope, record_of
from mrkl_apps.rest.openai.items import Items
from mrkl_apps.rest.openai.reply import Piece, Reply
from mrkl_apps.rest.openai.responses_body import ResponsesBody
from mrkl_apps.rest.openai.tool_calls import new_id

Keep = Callable[[list[dict[str, Any]]], None]


def response(body: ResponsesBody, pieces: list[Piece], keep: Keep) -> dict[str, Any]:
    """Return the response that pieces make, the last of which is the reply.

    Args:
        body: What was asked.
        pieces: What came of it.
        keep: Told the items, so that the caller may refer to them.
    """
    items = Items()
    for piece in pieces:
        list(items.take(piece))  # only the items count; nobody hears the events
    keep(items.output)
    return _ended(_head(body), items, pieces[-1])


async def events(
    body: ResponsesBody, source: AsyncGenerator[Piece, None], keep: Keep
) -> AsyncGenerator[bytes, None]:
    """Yield a response as server-sent events, numbered from 0; an error ends them.

    Takes what ``response`` takes, the pieces as they come.
    """
    head, items, number = _head(body), Items(), 0

    def sent(kind: str, **data: Any) -> bytes:
        nonlocal number
        event = {"type": kind, "sequence_number": number, **data}
        number += 1
        return format_sse_event(event=kind, data_str=json.dumps(event, ensure_ascii=False))

    yield sent("response.created", response=head)
    yield sent("response.in_progress", response=head)
    try:
        async with aclosing(source):
            async for piece in source:
                for kind, data in items.take(piece):
                    yield sent(kind, **data)
    except Exception as error:
        failure = envelope(record_of(error))["error"]
        yield sent("error", code=failure["code"], message=failure["message"], param=None)
        told = {"code": "server_error", "message": failure["message"]}
        failed = {**head, "status": "failed", "error": told, "output": items.output}
        yield sent("response.failed", response=failed)
        return
    keep(items.output)
    ended = _ended(head, items, piece)
    yield sent(f"response.{ended['status']}", response=ended)


def _head(body: ResponsesBody) -> dict[str, Any]:
    """Return a response that has only begun."""
    return {
        "id": new_id("resp"),
        "object": "response",
        "created_at": int(time.time()),
        "status": "in_progress",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": body.instructions,
        "max_output_tokens": body.max_output_tokens,
        "metadata": body.metadata or {},
        "model": body.model,
        "output": [],
        "parallel_tool_calls": body.parallel_tool_calls is not False,
        "previous_response_id": None,
        "reasoning": {"effort": body.reasoning.effort if body.reasoning else None, "summary": None},
        "store": False,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto" if body.tool_choice is None else body.tool_choice,
        "tools": body.tools or [],
        "top_p": None,
        "truncation": "disabled",
        "usage": None,
        "user": None,
    }


def _ended(head: Mapping[str, Any], items: Items, reply: Piece) -> dict[str, Any]:
    assert isinstance(reply, Reply)  # the last piece is
    is_cut = reply.finish_reason == "length"
    return {
        **head,
        "status": "incomplete" if is_cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if is_cut else None,
        "output": items.output,
        "usage": _usage(reply),
        "mrkl": reply.trace,
    }


def _usage(reply: Reply) -> dict[str, Any]:
    """Return the tokens of all language models together; none where none ran."""
    return {
        "input_tokens": reply.usage["prompt_tokens"],
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": reply.usage["completion_tokens"],
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": sum(reply.usage.values()),
    }
