"""Tool calls as a grammar, in llguidance's Lark: ``[{"name": ..., "arguments": {...}}]``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mrkl_backends.nemotron.conversation import Tool
from mrkl_backends.nemotron.tags import CALLS_CLOSE, CALLS_OPEN

#: JSON as ``json.dumps`` writes it: no other white space, so a reply cannot fill up with it.
STYLE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
#: As many as are read of one reply.
_MOST_CALLS = 32
_ANY_ARGUMENTS = {"type": "object"}
#: With one of these a schema may have keys that its ``properties`` do not list.
_OPENS = {"$ref", "allOf", "anyOf", "oneOf", "patternProperties", "if", "additionalProperties"}


def json_rule(schema: Mapping[str, Any], **style: Any) -> str:
    """Return the right side of a rule for JSON of a schema.

    Raises:
        TypeError, ValueError, RecursionError: The schema is not JSON data.
    """
    return f"%json {json.dumps({**schema, 'x-guidance': STYLE | style}, allow_nan=False)}"


def block_rules(
    tools: Sequence[Tool], is_usable: Callable[[str], bool], *, begun: str = ""
) -> tuple[str, ...]:
    """Return rules of which ``block`` stands for tagged calls of the tools.

    Arguments must match the tool's schema and hold no key that it does not list; where the schema
    cannot be used, any object does, so that one odd tool does not take the others away.

    Args:
        tools: With ``name`` and ``parameters``, alone or under ``function``.
        is_usable: Tells whether a whole grammar can be used.
        begun: The first characters of the block where they are written already.
    """
    specs = [tool.get("function", tool) for tool in tools]
    opening = json.dumps(CALLS_OPEN.removeprefix(begun))
    closing = json.dumps(CALLS_CLOSE)
    calls = " | ".join(f"call_{k}" for k in range(len(specs)))
    rules = [
        f'block: {opening} "[" call (", " call){{0,{_MOST_CALLS - 1}}} "]" {closing}',
        f"call: {calls}",
    ]
    for k, spec in enumerate(specs):
        name = json.dumps(f'{{"name": {json.dumps(spec["name"])}, "arguments": ')
        rules += [
            f'call_{k}: {name} arguments_{k} "}}"',
            f"arguments_{k}: {_arguments(spec.get('parameters') or {}, is_usable)}",
        ]
    return tuple(rules)


def _arguments(schema: Mapping[str, Any], is_usable: Callable[[str], bool]) -> str:
    closed = {} if schema.keys() & _OPENS else {"additionalProperties": False}
    try:
        rule = json_rule({**_ANY_ARGUMENTS, **schema, **closed}, lenient=True)
    except (TypeError, ValueError, RecursionError):
        return json_rule(_ANY_ARGUMENTS)
    return rule if is_usable(f"start: {rule}") else json_rule(_ANY_ARGUMENTS)
