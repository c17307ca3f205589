"""Tool calls in the OpenAI wire format: in a history, in a reply, and in the pieces of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mrkl_backends.strict_json import strict_json
from mrkl_core.values import Message, ToolCall


def tools(specs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the function specs in their wrappers, whether they came in one or not."""
    return [
        dict(spec) if "function" in spec else {"type": "function", "function": dict(spec)}
        for spec in specs
    ]


def message(said: Message) -> dict[str, Any]:
    """Return a message as the server wants it."""
    rendered: dict[str, Any] = {"role": said.role, "content": said.content}
    if said.tool_calls:
        rendered["tool_calls"] = [_rendered(call) for call in said.tool_calls]
    if said.role == "tool":
        rendered["tool_call_id"] = said.tool_call_id
    return rendered


def _rendered(call: ToolCall) -> dict[str, Any]:
    """Return a call of the history; servers refuse arguments there that are not JSON."""
    text = call.arguments_text
    if text is None:
        text = json.dumps(dict(call.arguments))
    elif call.problem:
        text = json.dumps({"malformed": text})
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": text}}


@dataclass(slots=True)
class _Pieces:
    id: str = ""
    name: str = ""
    arguments: str = ""


class CallPieces:
    """Puts calls together whose names and arguments come in pieces."""

    def __init__(self) -> None:
        self._found: dict[int, _Pieces] = {}

    def add(self, pieces: Iterable[Mapping[str, Any]]) -> None:
        """Take what one event adds.

        Servers that give no index send a call whole, or begin it with its id.
        """
        for piece in pieces:
            index = piece.get("index")
            if index is None:
                begins = bool(piece.get("id")) or not self._found
                index = max(self._found, default=-1) + 1 if begins else max(self._found)
            call = self._found.setdefault(int(index), _Pieces())
            function = piece.get("function") or {}
            call.id = str(piece.get("id") or call.id)
            call.name += str(function.get("name") or "")
            call.arguments += _text(function.get("arguments"))

    def calls(self) -> tuple[ToolCall, ...]:
        """Return the calls, in the order of their indices."""
        return tuple(_call(self._found[index]) for index in sorted(self._found))


def _text(arguments: Any) -> str:
    """Return arguments as JSON text; some servers send the object itself."""
    if arguments is None:
        return ""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _call(pieces: _Pieces) -> ToolCall:
    problem, arguments = "", {}
    try:
        # Functions without arguments are often called with none at all.
        value = strict_json(pieces.arguments) if pieces.arguments.strip() else None
    except ValueError as error:
        problem = f"the arguments cannot be read: {error}"
    else:
        problem = "" if isinstance(value, dict | None) else "the arguments are not an object"
        arguments = value if isinstance(value, dict) else {}
    return ToolCall(
        name=pieces.name,
        arguments=arguments,
        arguments_text=pieces.arguments or None,
        id=pieces.id,
        problem=problem,
    )
