"""JSON schemas to slots, for functions from type hints and for tools from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from mrkl_core.errors import ValueFormatError, did_you_mean
from mrkl_core.values import Slot, SlotType

# The type names of JSON schema, and those that tool collections write instead.
_TYPES: Mapping[str, SlotType] = {
    **{name: name for name in get_args(SlotType)},
    "any": "string",
    "bool": "boolean",
    "dict": "object",
    "double": "number",
    "float": "number",
    "int": "integer",
    "list": "array",
    "long": "integer",
    "str": "string",
    "tuple": "array",
}
_FORMATS = {"date", "duration", "expression", "question", "sql"}


def slots_from_schema(schema: Mapping[str, Any], where: str) -> tuple[Slot, ...]:
    """Return one slot for each property of an object schema.

    Args:
        schema: JSON schema with ``properties``, ``required`` and perhaps ``$defs``.
        where: What the schema belongs to, for messages.

    Raises:
        ValueFormatError: The schema has another shape, or a type we do not know.
    """
    properties = _mapping(schema.get("properties", {}), f"{where}: 'properties'")
    required = schema.get("required", [])
    if not isinstance(required, list | tuple):
        raise ValueFormatError(f"{where}: 'required' must be a list, not {required!r:.80}.")
    definitions = _mapping(schema.get("$defs", {}), f"{where}: '$defs'")
    for name in required:
        if name not in properties:
            raise ValueFormatError(
                f"{where} requires the unknown property {name!r}.",
                hint=did_you_mean(str(name), properties),
            )
    return tuple(
        _slot(name, item, name in required, definitions, f"{where}, property {name!r}")
        for name, item in properties.items()
    )


def _slot(name: str, item: Any, required: bool, definitions: Mapping[str, Any], where: str) -> Slot:
    item = _resolved(_mapping(item, where), definitions)
    choices = item.get("enum", [item["const"]] if "const" in item else [])
    if not isinstance(choices, list | tuple):
        raise ValueFormatError(f"{where}: 'enum' must be a list, not {choices!r:.80}.")
    format_name = item.get("format")
    return Slot(
        name=name,
        type=_type(item, where),
        format=format_name if format_name in _FORMATS else None,
        description=str(item.get("description") or item.get("title") or name),
        required=required,
        default=item.get("default"),
        enum=tuple(choice for choice in choices if choice is not None),
    )


def _resolved(item: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and a choice between one schema and null."""
    options = [
        option
        for option in (*item.get("anyOf", ()), *item.get("allOf", ()))
        if isinstance(option, Mapping) and option.get("type") != "null"
    ]
    if len(options) == 1:
        item = {**options[0], **item}
    reference = item.get("$ref")
    if isinstance(reference, str):
        target = definitions.get(reference.rpartition("/")[2], {})
        item = {**target, **item}
    return item


def _type(item: Mapping[str, Any], where: str) -> SlotType:
    name = item.get("type", "string")
    if isinstance(name, list | tuple):
        name = next((option for option in name if option != "null"), "string")
    known = _TYPES.get(str(name).lower())
    if known is None:
        raise ValueFormatError(
            f"{where} has the unknown type {name!r}.", hint=did_you_mean(str(name), _TYPES)
        )
    return known


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueFormatError(f"{where} must be an object, not {value!r:.80}.")
    return value
