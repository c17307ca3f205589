"""Arguments against slots: names, types, formats, choices, defaults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from mrkl_core.errors import InvalidArgumentError, MissingArgumentError, did_you_mean
from mrkl_core.values import ExpertSpec, Provenance, Slot

_DURATION = re.compile(
    r"[-+]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+([.]\d+)?D)?"
    r"(T(?=.)(\d+([.]\d+)?H)?(\d+([.]\d+)?M)?(\d+([.]\d+)?S)?)?"
)
_PYTHON_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (Mapping,),
}


def check_arguments(spec: ExpertSpec, arguments: Mapping[str, Any]) -> None:
    """Check that ``arguments`` fit the slots of ``spec``.

    Raises:
        MissingArgumentError: A required argument is absent.
        InvalidArgumentError: A name is unknown, or a value has the wrong type, format or choice.
    """
    for name in arguments:
        if spec.slot(name) is None:
            raise InvalidArgumentError(
                f"Expert {spec.name!r} has no argument {name!r}.",
                hint=did_you_mean(name, [slot.name for slot in spec.slots]),
                expert=spec.name,
                argument=name,
            )
    for slot in spec.slots:
        if slot.name in arguments:
            _check_value(spec.name, slot, arguments[slot.name])
        elif slot.required:
            raise MissingArgumentError(
                f"Expert {spec.name!r} needs the argument {slot.name!r} ({slot.description}).",
                hint="Say it in the question.",
                expert=spec.name,
                argument=slot.name,
            )


def fill_defaults(
    spec: ExpertSpec, arguments: dict[str, Any], provenance: dict[str, Provenance]
) -> None:
    """Add the defaults of absent optional slots, with where they come from."""
    for slot in spec.slots:
        if not slot.required and slot.name not in arguments:
            arguments[slot.name] = slot.default
            provenance[slot.name] = Provenance(
                kind="default",
                source="spec",
                start=0,
                end=0,
                transform=f"constant({json.dumps(slot.default)})",
            )


def _check_value(expert: str, slot: Slot, value: Any) -> None:
    if value is None and not slot.required and slot.default is None:
        return
    problem = _type_problem(slot, value) or _choice_problem(slot, value)
    if problem is None and slot.format in _FORMATS:
        problem = _FORMATS[slot.format](value)
    if problem is not None:
        raise InvalidArgumentError(
            f"Argument {slot.name!r} of {expert!r} must be {problem}, not {value!r:.80}.",
            hint="Say it differently.",
            expert=expert,
            argument=slot.name,
        )


def _type_problem(slot: Slot, value: Any) -> str | None:
    is_bool = isinstance(value, bool)
    fits = isinstance(value, _PYTHON_TYPES[slot.type]) and is_bool == (slot.type == "boolean")
    if not fits:
        return f"of type {slot.type}"
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return "something that JSON can hold"
    return None


def _choice_problem(slot: Slot, value: Any) -> str | None:
    if slot.enum and json.dumps(value) not in map(json.dumps, slot.enum):
        return "one of " + ", ".join(map(repr, slot.enum))
    return None


def _date_problem(value: Any) -> str | None:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            read(value)
        except (TypeError, ValueError):
            continue
        return None
    return "an ISO 8601 date"


def _duration_problem(value: Any) -> str | None:
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return None
    return "an ISO 8601 duration"


_FORMATS: Mapping[str | None, Callable[[Any], str | None]] = {
    "date": _date_problem,
    "duration": _duration_problem,
}
