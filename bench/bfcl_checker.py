"""Whether a call's arguments are among the accepted ones: the rules of BFCL's AST check, restated.

An argument is right if its type is the schema's and its value equals one of the accepted values.
Strings compare without case, spaces and the punctuation ``,./-_*^``; numbers by value, where an
integer may stand for a float but a truth value never for a number. The accepted value ``""`` means
that the argument may be left out. In an object each key has its own list of accepted values. The
call is right if every argument is right and nothing is missing or made up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Verdict = Literal["right", "left out", "wrong", "missing", "unexpected"]
_GOOD = ("right", "left out")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "float": (float, int),
    "number": (float, int),
    "boolean": (bool,),
    "array": (list, tuple),
    "tuple": (list, tuple),
    "dict": (dict,),
    "object": (dict,),
}


def verdicts(
    arguments: Mapping[str, Any],
    parameters: Mapping[str, Any],
    accepted: Mapping[str, Sequence[Any]],
) -> dict[str, Verdict]:
    """Judge each argument that was given or should have been.

    Args:
        arguments: What the call holds.
        parameters: The tool's schema.
        accepted: The accepted values of each argument.
    """
    schemas = parameters.get("properties", {})
    made: dict[str, Verdict] = {}
    for name, values in accepted.items():
        if name not in arguments:
            made[name] = "left out" if _may_be_absent(values) else "missing"
        else:
            right = is_accepted(arguments[name], values, schemas.get(name, {}))
            made[name] = "right" if right else "wrong"
    for name in arguments:
        if name not in accepted:
            made[name] = "unexpected"
    return made


def is_right(judged: Mapping[str, Verdict]) -> bool:
    """Tell whether all arguments of a call are right."""
    return all(verdict in _GOOD for verdict in judged.values())


def is_accepted(value: Any, accepted: Sequence[Any], schema: Mapping[str, Any]) -> bool:
    """Tell whether ``value`` has the schema's type and equals one of the accepted values."""
    options = [option for option in accepted if not _is_absence(option)]
    # A few gold values are variables, or of another type than the schema says: those types count.
    kinds = {type(option) for option in options}
    if not _has_type(value, schema) and type(value) not in kinds:
        return False
    return any(same(value, option, schema) for option in options)


def same(value: Any, option: Any, schema: Mapping[str, Any]) -> bool:
    """Tell whether a value equals one accepted value."""
    if isinstance(value, bool) or isinstance(option, bool):
        return value is option
    if isinstance(value, str) and isinstance(option, str):
        return plain(value) == plain(option)
    if isinstance(value, list | tuple) and isinstance(option, list | tuple):
        items = _items(schema)
        return len(value) == len(option) and all(
            _has_type(one, items) and same(one, other, items)
            for one, other in zip(value, option, strict=True)
        )
    if isinstance(value, Mapping) and isinstance(option, Mapping):
        return _same_object(value, option, schema)
    return bool(value == option)


def _same_object(
    value: Mapping[str, Any], option: Mapping[str, Any], schema: Mapping[str, Any]
) -> bool:
    properties = schema.get("properties", {})
    if any(key not in option for key in value):
        return False
    for key, values in option.items():
        choices = values if isinstance(values, list) else [values]
        if key not in value:
            if not _may_be_absent(choices):
                return False
        elif not is_accepted(value[key], choices, properties.get(key, {})):
            return False
    return True


def plain(text: str) -> str:
    """Return the form in which two strings count as the same."""
    return re.sub(r"[ ,./\-_*^]", "", text).lower().replace("'", '"')


def kind(schema: Mapping[str, Any]) -> str:
    """Return what sort of argument a schema describes, for counting."""
    name = str(schema.get("type", "any"))
    if schema.get("enum"):
        return "enum"
    if schema.get("format"):
        return f"{name} ({schema['format']})"
    if name in ("array", "tuple"):
        return f"array of {_items(schema).get('type', 'any')}"
    return "object" if name == "dict" else name


def _items(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    items = schema.get("items", {})
    return items if isinstance(items, Mapping) else {}


def _has_type(value: Any, schema: Mapping[str, Any]) -> bool:
    allowed = _TYPES.get(str(schema.get("type", "any")))
    if allowed is None:
        return True
    return isinstance(value, allowed) and (bool in allowed or not isinstance(value, bool))


def _is_absence(option: Any) -> bool:
    return isinstance(option, str) and option == ""


def _may_be_absent(options: Sequence[Any]) -> bool:
    return any(_is_absence(option) for option in options)
