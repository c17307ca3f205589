"""The values that a schema lists, as the choices of a slot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from mrkl.bounds import CHOICE_CHARACTERS
from mrkl.schema_types import common_type
from mrkl_core.errors import ValueFormatError
from mrkl_core.names import is_whole, shown
from mrkl_core.values import Slot


class TooLargeError(ValueFormatError):
    """An argument is well-formed but beyond the bounds."""


def choices_of(schema: Mapping[str, Any], where: str) -> Sequence[Any]:
    """Return the values that a plain schema lists; none if any will do.

    Raises:
        ValueFormatError: ``enum`` is no list.
    """
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    if values is not None and not isinstance(values, list | tuple):
        raise ValueFormatError(f"{where}: 'enum' must be a list, not {shown(values)}.")
    return values or ()


def is_plain(value: Any) -> bool:
    """Return whether a listed value is one that a question can state, or null."""
    if isinstance(value, str):
        return is_whole(value)
    return value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value))


def with_choices(slot: Slot, values: Iterable[Any], where: str) -> Slot:
    """Return ``slot`` with plain ``values`` as its choices, which decide its type.

    Choices of an array are those of its elements. Both of yes and no are no choice at all.

    Raises:
        TooLargeError: A value is too long to be read.
    """
    choices = tuple({(type(value), value): value for value in values if value is not None}.values())
    longest = max((len(value) for value in choices if isinstance(value, str)), default=0)
    if longest > CHOICE_CHARACTERS:
        raise TooLargeError(
            f"{where} lists a value of {longest:,} characters; at most {CHOICE_CHARACTERS} are "
            "read.",
            hint="Shorten it.",
        )
    kind = common_type(choices)
    if not choices or (kind == "boolean" and len(choices) == 2):
        return slot
    if slot.type == "array":
        item = Slot(name=slot.name, description=slot.description, type=kind, enum=choices)
        return replace(slot, items=item)
    fits = kind == slot.type or (kind == "integer" and slot.type == "number")
    return replace(slot, type=slot.type if fits else kind, enum=choices)
