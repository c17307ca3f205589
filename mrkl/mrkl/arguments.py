"""Arguments against slots: names, types, formats, choices, members, defaults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, time
from typing import Any

from mrkl.bounds import LISTED_NAMES
from mrkl_core.errors import InvalidArgumentError, MissingArgumentError, did_you_mean
from mrkl_core.names import shown
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
#: Where a value stands, the value, and what it must be.
_Problem = tuple[str, Any, str]


def check_arguments(spec: ExpertSpec, arguments: Mapping[str, Any]) -> None:
    """Check that ``arguments`` fit the slots of ``spec``, with the members of objects and arrays.

    Raises:
        MissingArgumentError: A required argument is absent.
        InvalidArgumentError: A name is unknown, or a value has the wrong type, format or choice.
    """
    known = [slot.name for slot in spec.slots]
    for name in arguments:
        if name not in known:
            raise InvalidArgumentError(
                f"Expert {spec.name!r} has no argument {shown(name)}.",
                hint=did_you_mean(str(name)[:80], known),
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


def check_default(expert: str, slot: Slot) -> None:
    """Check that the default of an optional slot is a value of that slot.

    Raises:
        InvalidArgumentError: It is not.
    """
    if not slot.required and slot.default is not None:
        _check_value(expert, slot, slot.default)


def fill_defaults(
    spec: ExpertSpec, arguments: dict[str, Any], provenance: dict[str, Provenance]
) -> None:
    """Add the defaults of absent optional slots, with where they come from."""
    for slot in spec.slots:
        if not slot.required and slot.name not in arguments:
            # A copy: experts may change what they are given.
            arguments[slot.name] = deepcopy(slot.default)
            provenance[slot.name] = Provenance(
                kind="default",
                source="spec",
                start=0,
                end=0,
                transform=f"constant({json.dumps(slot.default)})",
            )


def _check_value(expert: str, slot: Slot, value: Any) -> None:
    wrong = _json_problem(slot.name, value) or _problem(slot, value, slot.name, 0)
    if wrong is not None:
        place, found, problem = wrong
        raise InvalidArgumentError(
            f"Argument {place!r} of {expert!r} must be {problem}, not {shown(found)}.",
            hint="Say it differently.",
            expert=expert,
            argument=slot.name,
        )


def _json_problem(place: str, value: Any) -> _Problem | None:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return place, value, "something that JSON can hold"
    return None


def _problem(slot: Slot, value: Any, place: str, depth: int) -> _Problem | None:
    """Return what is wrong with a value or with something inside it."""
    if value is None and not slot.required and slot.default is None:
        return None
    problem = _own_problem(slot, value)
    if problem is not None:
        return place, value, problem
    if slot.items is not None and slot.type == "array":
        inside = ((slot.items, item, f"{place}[{i}]") for i, item in enumerate(value))
        return _first(inside, depth)
    if slot.properties and slot.type == "object":
        return _members_problem(slot, value, place, depth)
    return None


def _members_problem(
    slot: Slot, value: Mapping[str, Any], place: str, depth: int
) -> _Problem | None:
    members = {member.name: member for member in slot.properties}
    for name in value:
        if name not in members:
            return place, value, f"an object without {shown(name)}; known: {', '.join(members)}"
    for name, member in members.items():
        if member.required and name not in value:
            return place, value, f"an object with {name!r} ({member.description})"
    inside = ((members[name], item, f"{place}.{name}") for name, item in value.items())
    return _first(inside, depth)


def _first(inside: Iterable[tuple[Slot, Any, str]], depth: int) -> _Problem | None:
    found = (_problem(slot, item, place, depth + 1) for slot, item, place in inside)
    return next((problem for problem in found if problem is not None), None)


def _own_problem(slot: Slot, value: Any) -> str | None:
    if slot.enum and _is_choice(slot, value):
        return None
    is_bool = isinstance(value, bool)
    if not isinstance(value, _PYTHON_TYPES[slot.type]) or is_bool != (slot.type == "boolean"):
        return f"of type {slot.type}"
    if slot.enum:
        return "one of " + _listed(slot.enum)
    return _FORMATS[slot.format](value) if slot.format in _FORMATS else None


def _is_choice(slot: Slot, value: Any) -> bool:
    return any(type(value) is type(choice) and value == choice for choice in slot.enum)


def _listed(choices: Sequence[Any]) -> str:
    shown = ", ".join(map(repr, choices[:LISTED_NAMES]))
    more = len(choices) - LISTED_NAMES
    return f"{shown} or {more} others" if more > 0 else shown


def _date_problem(value: Any) -> str | None:
    return None if _reads(value, date, datetime) else "an ISO 8601 date"


def _moment_problem(value: Any) -> str | None:
    return None if _reads(value, datetime) else "an ISO 8601 date and time"


def _time_problem(value: Any) -> str | None:
    return None if _reads(value, time) else "an ISO 8601 time"


def _reads(value: Any, *kinds: type[date] | type[time]) -> bool:
    for kind in kinds:
        try:
            kind.fromisoformat(value)
        except (TypeError, ValueError):
            continue
        return True
    return False


def _duration_problem(value: Any) -> str | None:
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return None
    return "an ISO 8601 duration"


_FORMATS: Mapping[str | None, Callable[[Any], str | None]] = {
    "date": _date_problem,
    "date-time": _moment_problem,
    "duration": _duration_problem,
    "time": _time_problem,
}
