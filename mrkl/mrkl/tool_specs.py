"""Experts as tools for a language model: the inverse of ``mrkl.tools``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mrkl_core.values import ExpertSpec, Slot, Table

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_NAME = 64
_FORMS: Mapping[str | None, str] = {
    "expression": "plain infix with + - * / ** ( ) and numerals without separators",
    "sql": "one SELECT statement",
    "duration": "an ISO 8601 duration",
    "question": "the question in full",
}
#: Formats that JSON schema knows by the same name.
_SCHEMA_FORMATS = frozenset({"date", "date-time", "time", "duration"})


def function_spec(spec: ExpertSpec, name: str) -> dict[str, Any]:
    """Return an expert as an OpenAI-style function spec called ``name``."""
    return {
        "name": name,
        "description": spec.description,
        "parameters": _object(spec.slots),
    }


def tool_names(experts: Iterable[str]) -> dict[str, str]:
    """Return the experts by the names that servers accept: letters, digits, ``_`` and ``-``."""
    names: dict[str, str] = {}
    for expert in experts:
        plain = _NOT_IN_NAMES.sub("_", expert)[:_LONGEST_NAME]
        name, number = plain, 2
        while name in names:
            ending = f"_{number}"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
            number += 1
        names[name] = expert
    return names


def _object(slots: Iterable[Slot]) -> dict[str, Any]:
    members = tuple(slots)
    return {
        "type": "object",
        "properties": {slot.name: _schema(slot) for slot in members},
        "required": [slot.name for slot in members if slot.required],
    }


def _schema(slot: Slot) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": slot.type, "description": _description(slot)}
    if slot.enum:
        schema["enum"] = list(slot.enum)
    if slot.format in _SCHEMA_FORMATS:
        schema["format"] = slot.format
    if slot.default is not None:
        schema["default"] = slot.default
    if slot.items is not None:
        schema["items"] = _schema(slot.items)
    if slot.properties:
        schema |= _object(slot.properties)
    return schema


def _description(slot: Slot) -> str:
    """Return the description, with the form of a program and the tables it may name."""
    parts = [slot.description.rstrip(". "), _FORMS.get(slot.format, "")]
    if slot.tables:
        parts.append("tables: " + ", ".join(map(_table, slot.tables)))
    return "; ".join(part for part in parts if part) + "."


def _table(table: Table) -> str:
    columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
    return f"{table.name}({columns})"
