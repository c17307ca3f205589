"""JSON schemas to slots, for functions from type hints and for tools from outside.

What is malformed is a typed error. What is only too large is an error where an argument is
required; an optional argument is left out and noted, and what lies too deep may be anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from mrkl.bounds import (
    ARGUMENTS,
    CHOICES,
    DEPTH,
    DESCRIPTION_CHARACTERS,
    LISTED_NAMES,
    NESTED_ARGUMENTS,
)
from mrkl.schema_choices import TooLargeError, choices_of, is_plain, with_choices
from mrkl.schema_references import Plain, References
from mrkl.schema_types import Meaning, meaning_of, says_nothing
from mrkl_core.errors import ValueFormatError, did_you_mean
from mrkl_core.names import shown, spoken
from mrkl_core.values import Slot

#: Keywords of JSON schema that hold a schema, or several, but no argument.
_NO_ARGUMENTS = {
    "$defs", "additionalProperties", "const", "contains", "default", "definitions",
    "dependencies", "dependentRequired", "dependentSchemas", "else", "example", "if", "items",
    "not", "patternProperties", "propertyNames", "then", "unevaluatedProperties",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaSlots:
    """The slots of a schema, and what was left out of them, in sentences."""

    slots: tuple[Slot, ...]
    notes: tuple[str, ...] = ()


def slots_from_schema(schema: Mapping[str, Any], where: str) -> tuple[Slot, ...]:
    """Return one slot for each property of an object schema; see ``read_schema``."""
    return read_schema(schema, where).slots


def read_schema(schema: Mapping[str, Any], where: str) -> SchemaSlots:
    """Return one slot for each property of an object schema.

    Args:
        schema: JSON schema with ``properties``, ``required`` and perhaps ``$defs``; properties
            alone will do.
        where: What the schema belongs to, for messages.

    Raises:
        ValueFormatError: The schema has another shape, a type we do not know, or a required
            argument beyond the bounds of ``mrkl.bounds``.
    """
    reader = _Reader(schema, where)
    return SchemaSlots(slots=reader.arguments(), notes=tuple(reader.notes))


class _Reader:
    """Reads one schema; counts what it read against the bounds."""

    def __init__(self, root: Mapping[str, Any], where: str) -> None:
        self.notes: list[str] = []
        self._where = where
        self._root = root
        self._references = References(root)
        self._slots_left = NESTED_ARGUMENTS
        self._choices_left = CHOICES

    def arguments(self) -> tuple[Slot, ...]:
        """Return the slots of the root."""
        plain = self._references.plain(self._root, self._where, frozenset({"#"}))
        written = plain.schema.get("type")
        # An argument may be called "type" where arguments stand beside the keywords.
        is_keyword = written is not None and not isinstance(written, Mapping)
        if is_keyword and meaning_of(plain.schema, self._where).type != "object":
            raise ValueFormatError(
                f"{self._where}: the parameters must be an object, not of type {shown(written)}.",
                hint='Write {"type": "object", "properties": {...}}.',
            )
        return self._members(plain, self._where, 0)

    def _members(self, plain: Plain, where: str, depth: int) -> tuple[Slot, ...]:
        properties = _properties(plain.schema, where)
        if depth > 0 and not properties:
            return ()
        required = _required(plain.schema, properties, where, nested=depth > 0)
        if len(properties) > ARGUMENTS and depth > 0:
            raise TooLargeError(
                f"{where} has {len(properties):,} members; at most {ARGUMENTS} are read.",
                hint="Split it.",
            )
        slots = []
        for name in self._kept(properties, required, where):
            place = f"{where}, property {shown(name)}"
            if not isinstance(name, str):
                raise ValueFormatError(f"{place}: a name must be a text.")
            try:
                slots.append(
                    self._slot(name, properties[name], name in required, place, plain, depth)
                )
            except TooLargeError as error:
                if name in required:
                    raise
                self.notes.append(f"{error.message} The optional argument is left out.")
        return tuple(slots)

    def _kept(self, properties: Mapping[str, Any], required: set[str], where: str) -> Iterable[str]:
        """Return the names that fit, those that are required before those that are not."""
        if len(properties) <= ARGUMENTS:
            return properties
        if len(required) > ARGUMENTS:
            raise TooLargeError(
                f"{where} requires {len(required):,} arguments; at most {ARGUMENTS} are read.",
                hint="Make some optional, or split the tool.",
            )
        optional = (name for name in properties if name not in required)
        chosen = required | set(islice(optional, ARGUMENTS - len(required)))
        self.notes.append(
            f"{where} has {len(properties):,} arguments; {len(properties) - ARGUMENTS:,} optional "
            "ones are left out."
        )
        return [name for name in properties if name in chosen]

    def _slot(
        self, name: str, schema: Any, required: bool, where: str, outer: Plain, depth: int
    ) -> Slot:
        plain = self._references.plain(schema, where, outer.trail)
        meaning = meaning_of(plain.schema, where)
        self._slots_left -= 1
        slot = Slot(
            name=name,
            type=meaning.type,
            format=meaning.format if meaning.type == "string" else None,
            description=_description(plain.schema, where) or spoken(name),
            required=required and not plain.nullable,
            default=plain.schema.get("default"),
        )
        slot = self._with_choices(slot, plain.schema, where)
        if slot.type not in ("array", "object"):
            return slot
        if self._slots_left <= 0 or depth >= DEPTH:
            self.notes.append(f"{where} lies too deep to be read; any {slot.type} is accepted.")
            return slot
        if slot.type == "object":
            return replace(slot, properties=self._members(plain, where, depth + 1))
        return replace(slot, items=slot.items or self._items(slot, plain, meaning, where, depth))

    def _items(
        self, slot: Slot, plain: Plain, meaning: Meaning, where: str, depth: int
    ) -> Slot | None:
        """Return what each element is; None where anything may be, or each is something else."""
        schema = plain.schema.get("items", plain.schema.get("prefixItems"))
        if isinstance(schema, list | tuple):
            same = bool(schema) and all(one == schema[0] for one in schema)
            schema = schema[0] if same else None
        if schema is None and meaning.items is not None:
            schema = {"type": meaning.items}
        if schema is None or isinstance(schema, bool):
            return None
        if isinstance(schema, Mapping) and says_nothing(schema):
            return None
        item = self._slot(slot.name, schema, True, f"{where}, items", plain, depth + 1)
        described = isinstance(schema, Mapping) and schema.get("description")
        return item if described else replace(item, description=slot.description)

    def _with_choices(self, slot: Slot, schema: Mapping[str, Any], where: str) -> Slot:
        values = choices_of(schema, where)
        if len(values) > self._choices_left:
            raise TooLargeError(
                f"{where} lists {len(values):,} values; at most {CHOICES:,} are read of all "
                "arguments together.",
                hint="Leave 'enum' out, or shorten it.",
            )
        self._choices_left -= len(values)
        if not all(is_plain(value) for value in values):
            self.notes.append(f"{where} lists values that no question states; any is accepted.")
            return slot
        return with_choices(slot, values, where)


def _properties(schema: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Return the members of an object, also where they stand beside its keywords."""
    members = schema.get("properties")
    # An argument may be called "properties" where arguments stand without a schema around them.
    is_argument = isinstance(members, Mapping) and isinstance(members.get("type"), str)
    if "properties" in schema and not (is_argument and not isinstance(schema.get("type"), str)):
        return _mapping(members or {}, f"{where}: 'properties'")
    return {
        name: part
        for name, part in schema.items()
        if isinstance(part, Mapping) and name not in _NO_ARGUMENTS
    }


def _required(
    schema: Mapping[str, Any], properties: Mapping[str, Any], where: str, *, nested: bool
) -> set[str]:
    """Return the names of what must be given, from the list and from marks on the members."""
    listed = schema.get("required") or ()
    # Older schemas mark a member itself; the mark was read with its parent.
    if nested and isinstance(listed, bool):
        listed = ()
    if not isinstance(listed, list | tuple):
        raise ValueFormatError(f"{where}: 'required' must be a list, not {shown(listed)}.")
    for name in listed:
        if not isinstance(name, str) or name not in properties:
            raise ValueFormatError(
                f"{where} requires the unknown property {shown(name)}.",
                hint=did_you_mean(str(name)[:80], islice(map(str, properties), LISTED_NAMES)),
            )
    marked = (
        name
        for name, part in properties.items()
        if isinstance(part, Mapping) and part.get("required") is True
    )
    return {*listed, *marked}


def _description(schema: Mapping[str, Any], where: str) -> str:
    for key in ("description", "title"):
        text = clean_text(schema.get(key), f"{where}: {key!r}")
        if text:
            return text
    return ""


def clean_text(text: Any, where: str) -> str:
    """Return a description as UTF-8 can hold it, at most as long as the bounds allow.

    Raises:
        ValueFormatError: It is neither text nor absent.
    """
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ValueFormatError(f"{where} must be a text, not {shown(text)}.")
    cut = text.strip()[:DESCRIPTION_CHARACTERS]
    return cut.encode("utf-8", errors="replace").decode("utf-8")


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueFormatError(f"{where} must be an object, not {shown(value)}.")
    return value
