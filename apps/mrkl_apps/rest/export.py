"""A conversation as a file to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi.responses import Response

_WORDS = re.compile(r"[^a-z0-9]+")


def as_json(conversation: Mapping[str, Any]) -> Response:
    """Return the conversation as JSON, with everything in it."""
    content = json.dumps(conversation, ensure_ascii=False, indent=2)
    return _file(content, conversation, "json", "application/json")


def as_markdown(conversation: Mapping[str, Any]) -> Response:
    """Return the conversation as Markdown: the newest path through it, with the traces."""
    content = "\n".join(_lines(conversation))
    return _file(content, conversation, "md", "text/markdown; charset=utf-8")


def newest_path(messages: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the messages from the start to the newest one, its ancestors alone."""
    by_id = {message["id"]: message for message in messages}
    path: list[Mapping[str, Any]] = []
    message = messages[-1] if messages else None
    while message is not None:
        path.append(message)
        message = by_id.get(message.get("parent") or "")
    return path[::-1]


def _lines(conversation: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {conversation['title']}\n"
    for message in newest_path(conversation["messages"]):
        who = "Question" if message["role"] == "user" else "Answer"
        yield f"## {who}\n\n{message['text']}\n"
        for step in message.get("answer", {}).get("steps", ()):
            arguments = json.dumps(step["arguments"], ensure_ascii=False)
            yield f"* {step['expert']} {arguments}, confidence {step['confidence']:.3f}"
        yield ""


def _file(content: str, conversation: Mapping[str, Any], suffix: str, kind: str) -> Response:
    stem = _WORDS.sub("-", conversation["title"].lower()).strip("-")[:60] or "conversation"
    disposition = f'attachment; filename="{stem}.{suffix}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})
