"""The tagged blocks of a prompt: tools on offer, calls, results; each a JSON list in its tag.

Inside a block the closing tag cannot be spelled: its ``<`` is written as a JSON escape, which
reads the same. So a tool's result stays inside its block, even where it is made to look like the
user's words behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from mrkl_backends.nemotron.conversation import Tool
from mrkl_core.errors import BackendError
from mrkl_core.values import Message, ToolCall


def available_tools(tools: Sequence[Tool]) -> str:
    """Return the block that lists the tools.

    Raises:
        BackendError: A tool is not JSON data.
    """
    specs = (tool.get("function", tool) for tool in tools)
    return _block("AVAILABLE_TOOLS", (_json(spec, "A tool") for spec in specs))


def tool_calls(calls: Sequence[ToolCall]) -> str:
    """Return the block of an assistant's calls.

    Raises:
        BackendError: An argument is not JSON data.
    """
    return _block("TOOLCALL", (_call(call) for call in calls))


def tool_responses(results: Sequence[Message]) -> str:
    """Return the block of what tools gave back; text that is not JSON becomes a JSON string."""
    return _block("TOOL_RESPONSE", (_as_json(result.content) for result in results))


def _call(call: ToolCall) -> str:
    name = _json(call.name, "A name")
    arguments = call.arguments_text
    if arguments is not None and call.problem:
        arguments = _json(arguments, "A text")  # what is not sound is shown as a string
    elif arguments is None:
        arguments = _json(dict(call.arguments), f"An argument of {call.name!r}")
    return f'{{"name": {name}, "arguments": {arguments}}}'


def _block(tag: str, items: Iterable[str]) -> str:
    inner = ", ".join(items).replace(f"</{tag}", f"\\u003c/{tag}")
    return f"<{tag}>[{inner}]</{tag}>"


def _as_json(content: str) -> str:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return _json(content, "A result")
    return content


def _json(value: Any, what: str) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise BackendError(
            f"{what} is not JSON data: {error}.",
            hint="Give tools and arguments as dicts, lists, strings, numbers, booleans and None.",
        ) from error
