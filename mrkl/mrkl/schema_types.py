"""What the type names of schemas mean, in JSON schema and as tool collections write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from mrkl_core.errors import ValueFormatError, did_you_mean
from mrkl_core.names import shown
from mrkl_core.values import SlotType


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a type name means; ``items`` is the type of an array's elements."""

    type: SlotType
    format: str | None = None
    items: SlotType | None = None


_NAMES: Mapping[str, Meaning] = {
    **{name: Meaning(name) for name in get_args(SlotType)},
    **dict.fromkeys(("char", "character", "str", "text", "url"), Meaning("string")),
    **dict.fromkeys(("byte", "int", "int32", "int64", "long", "short"), Meaning("integer")),
    **dict.fromkeys(("bigint", "uint"), Meaning("integer")),
    **dict.fromkeys(("decimal", "double", "float", "float32", "float64"), Meaning("number")),
    "bool": Meaning("boolean"),
    **dict.fromkeys(("arraylist", "list", "sequence", "set", "tuple", "vector"), Meaning("array")),
    **dict.fromkeys(("dict", "dictionary", "hashmap", "map", "mapping"), Meaning("object")),
    **dict.fromkeys(("record", "struct"), Meaning("object")),
    "date": Meaning("string", "date"),
    "datetime": Meaning("string", "date-time"),
    "duration": Meaning("string", "duration"),
    "time": Meaning("string", "time"),
    "timestamp": Meaning("string", "date-time"),
}
#: Names that say nothing: the type then follows from the rest of the schema.
_ANYTHING = {"", "any", "none", "null", "unknown", "undefined"}
_FORMATS: Mapping[str, str] = {
    **{name: name for name in ("date", "date-time", "duration", "expression", "question", "sql")},
    "datetime": "date-time",
    "iso8601": "date-time",
    "partial-time": "time",
    "time": "time",
}
_GENERIC = re.compile(r"(\w+)\s*[\[<(]\s*(.*?)\s*[\]>)]")
#: Of several types, the one that a question most plainly states.
PLAINEST: Sequence[SlotType] = ("string", "number", "integer", "boolean", "array", "object")


def meaning_of(schema: Mapping[str, Any], where: str) -> Meaning:
    """Return what a schema without references or alternatives describes.

    Raises:
        ValueFormatError: It names a type that we do not know.
    """
    names = schema.get("type")
    names = names if isinstance(names, list | tuple) else [names]
    known = [found for name in names if (found := _meaning(name, where)) is not None]
    if not known:
        return Meaning(_type_from_the_rest(schema), _format(schema, None))
    best = min(known, key=lambda one: PLAINEST.index(one.type))
    return Meaning(best.type, _format(schema, best.format), best.items)


def says_nothing(schema: Mapping[str, Any]) -> bool:
    """Return whether any value would do, as far as the schema tells."""
    words = {"type", "description", "title", "nullable"}
    return set(schema) <= words and str(schema.get("type") or "").lower() in _ANYTHING


def may_be_null(schema: Mapping[str, Any]) -> bool:
    """Return whether null is a value of the schema."""
    names = schema.get("type")
    listed = isinstance(names, list | tuple) and any(name in ("null", None) for name in names)
    return listed or names == "null" or schema.get("nullable") is True


def type_of_value(value: Any) -> SlotType | None:
    """Return the type of a JSON value; None for null."""
    for kind, name in (
        (bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"),
        (list | tuple, "array"), (Mapping, "object"),
    ):  # fmt: skip
        if isinstance(value, kind):
            return name  # type: ignore[return-value]
    return None


def common_type(values: Sequence[Any]) -> SlotType:
    """Return the type of all ``values``, or text if they differ."""
    kinds = {kind for value in values if (kind := type_of_value(value)) is not None}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "string"


def _meaning(name: Any, where: str) -> Meaning | None:
    if name is None:
        return None
    plain = name.strip().lower() if isinstance(name, str) else repr(name)
    if plain in _ANYTHING:
        return None
    if plain in _NAMES:
        return _NAMES[plain]
    generic = _GENERIC.fullmatch(plain[:80])
    if plain.endswith("[]"):
        return Meaning("array", items=_inner(plain[:-2]))
    if generic and generic[1] in ("optional", "nullable"):
        return _meaning(generic[2], where)
    if generic and generic[1] in _NAMES:
        outer = _NAMES[generic[1]].type
        return Meaning(outer, items=_inner(generic[2]) if outer == "array" else None)
    raise ValueFormatError(
        f"{where} has the unknown type {shown(name)}.", hint=did_you_mean(plain[:80], _NAMES)
    )


def _inner(name: str) -> SlotType | None:
    return _NAMES[name].type if name in _NAMES else None


def _format(schema: Mapping[str, Any], implied: str | None) -> str | None:
    name = schema.get("format")
    return _FORMATS.get(name.lower(), implied) if isinstance(name, str) else implied


def _type_from_the_rest(schema: Mapping[str, Any]) -> SlotType:
    """Return the type that a schema without a type name implies."""
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    if isinstance(schema.get("enum"), list | tuple) and schema["enum"]:
        return common_type(schema["enum"])
    for key in ("const", "default"):
        kind = type_of_value(schema.get(key))
        if kind is not None:
            return kind
    return "string"
