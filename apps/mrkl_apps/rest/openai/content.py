"""The texts of messages, which callers send whole or in parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mrkl_apps.rest.openai.envelope import InvalidRequestError
from mrkl_core.values import ToolCall

_TEXTS = ("text", "input_text", "output_text", "summary_text", "reasoning_text")


def text_of(content: Any, param: str) -> str:
    """Return the text of a message.

    Raises:
        InvalidRequestError: It holds something else, such as an image.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise InvalidRequestError("Content must be a text or a list of parts.", param=param)
    return "\n".join(_part(part, f"{param}[{number}]") for number, part in enumerate(content))


def tool_call(name: str, arguments: str, identity: str) -> ToolCall:
    """Return a call that an earlier reply made, its arguments as they were spelled."""
    try:
        read = json.loads(arguments)
    except (ValueError, RecursionError):
        read = None
    known = read if isinstance(read, dict) else {}
    return ToolCall(name=name, arguments=known, arguments_text=arguments, id=identity)


def _part(part: Any, param: str) -> str:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "refusal" and isinstance(part.get("refusal"), str):
        return str(part["refusal"])
    if kind not in _TEXTS:
        raise InvalidRequestError(
            f"Parts of type {kind!r:.100} are not read, only text.",
            hint="Send text alone; documents go into a collection.",
            param=param,
        )
    if not isinstance(part.get("text"), str):
        raise InvalidRequestError("A part of text needs 'text'.", param=f"{param}.text")
    return str(part["text"])
