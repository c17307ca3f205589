"""Turns stretches of a question into the values of slots, each with its provenance.

A parser decides what a phrase says; one that it refuses is no value, never a guess. What the reader
points at is first widened to the whole of what was written: a list in brackets, "12, 24 and 36".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.literals import find_literals
from mrkl_core.phrases.numbers import NumberSpan, find_numbers
from mrkl_core.provenance import apply_transform
from mrkl_core.values import ExpertSpec, Provenance, Slot
from mrkl_router.antecedents import Given, Taken, taken
from mrkl_router.clause import Clause
from mrkl_router.spans import Candidate

NUMBERS = ("integer", "number")
#: Between the items of one list.
_JOINT = re.compile(r"\s*(?:,|;|and|or|&|,\s*(?:and|or))\s*", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)(?:'[^'\n]{1,80}'|\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”)(?!\w)")
_PERCENT = re.compile(r"\s*(?:%|per\s?cent\b)", re.IGNORECASE)
#: Said of a slot that takes "5%" as 5; and as 0.05 after all.
_IN_PERCENT = re.compile(r"\b(?:in|as|a) (?:a )?percent|percentage|\bpercent\b", re.IGNORECASE)
_AS_DECIMAL = re.compile(r"decimal|\b0?\.\d|between 0 and 1", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?) (?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\Z")
_KELVIN = re.compile(r"(\d)\s?K\Z")
_TEMPERATURE = re.compile(r"kelvin|temp", re.IGNORECASE)
#: How a description asks for a form of dates, and what each part of it is to strftime.
_DATE_FORM = re.compile(r"\b(?:(?:yyyy|mm|dd)[-/.]){1,2}(?:yyyy|mm|dd)\b", re.IGNORECASE)
_FORMATS = {"date": "date({})", "date-time": "datetime({})", "duration": "duration"}
_DATE_PARTS = {"yyyy": "%Y", "mm": "%m", "dd": "%d"}
#: A question's numbers are looked for once, however many spans of it are read.
_numbers = lru_cache(64)(find_numbers)


@dataclass(frozen=True, slots=True)
class Argument:
    """A span as a slot's value; ``start`` and ``end`` are characters of the clause."""

    start: int
    end: int
    score: float
    taken: Taken


@dataclass(frozen=True, slots=True)
class _Value:
    """What characters ``start`` to ``end`` of a text say, and by which transform."""

    start: int
    end: int
    value: Any
    transform: str


def argument_of(
    spec: ExpertSpec, slot: Slot, found: Candidate, clause: Clause, now: datetime
) -> Argument | None:
    """Return the candidate as the slot's value, or None if it is not of the slot's type."""
    given = clause.given_at(found.start, found.end)
    if clause.is_hidden(found.start, found.end):
        return None
    if given is not None:
        return _given(spec, slot, given, found, clause)
    try:
        read = _READERS[slot.type](slot, found, clause.text, now)
    except ValueFormatError:
        return None
    kind = "copied" if read.transform == "copy" else "normalised"
    origin = provenance(kind, *clause.bytes_of(read.start, read.end), read.transform)
    return Argument(read.start, read.end, found.score, Taken(origin, read.value, known=True))


def provenance(kind: Any, start: int, end: int, transform: str) -> Provenance:
    """Return that a value rests on bytes ``start`` to ``end`` of the question."""
    return Provenance(kind=kind, source="question", start=start, end=end, transform=transform)


def _given(
    spec: ExpertSpec, slot: Slot, given: Given, found: Candidate, clause: Clause
) -> Argument | None:
    value = taken(spec, slot, given)
    inside = (given.start - clause.start, given.end - clause.start)
    return None if value is None else Argument(*inside, found.score, value)


def _number(slot: Slot, found: Candidate, text: str, now: datetime) -> _Value:
    numbers = _within(found, _numbers(text))
    if not numbers and slot.type == "integer":
        return _ordinal(slot, found, text)
    if not numbers:
        raise _refused(slot, text[found.start : found.end])
    start, end = numbers[0].start, numbers[0].end
    said = f"{slot.name} {slot.description}"
    percent = _PERCENT.match(text, end)
    if percent and slot.type == "number" and _wants_share(said):
        return _read_as("percent", text, start, percent.end())
    kelvin = _KELVIN.search(text[start:end])
    if kelvin and _TEMPERATURE.search(said):
        end = start + kelvin.end(1)
    read = _read_as("number", text, start, end)
    if slot.type == "integer" and not isinstance(read.value, int):
        raise _refused(slot, text[start:end])
    return read


def _within(found: Candidate, numbers: Sequence[NumberSpan]) -> list[NumberSpan]:
    return [n for n in numbers if n.start < found.end and n.end > found.start]


def _ordinal(slot: Slot, found: Candidate, text: str) -> _Value:
    numbers = _within(found, _numbers(text, ordinals=True))
    if not numbers:
        raise _refused(slot, text[found.start : found.end])
    return _read_as("ordinal", text, numbers[0].start, numbers[0].end)


def _wants_share(said: str) -> bool:
    """Return whether a slot of this name and description takes "5%" as 0.05."""
    return bool(_AS_DECIMAL.search(said)) or not _IN_PERCENT.search(said)


def _array(slot: Slot, found: Candidate, text: str, now: datetime) -> _Value:
    literal = _literal(slot, found, text)
    if literal is not None:
        return literal
    items = slot.items
    if items is not None and items.type in NUMBERS:
        plain = bool(_within(found, _numbers(text)))
        start, end = _run(found, _numbers(text, ordinals=not plain), text)
        read = _read_as("numbers" if plain else "ordinals", text, start, end)
        if not read.value or not all(_fits(item, items) for item in read.value):
            raise _refused(slot, text[start:end])
        return read
    if items is not None and items.type != "string":
        raise _refused(slot, text[found.start : found.end])
    quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(text)]
    return _read_as("items", text, *_run(found, quoted, text))


def _object(slot: Slot, found: Candidate, text: str, now: datetime) -> _Value:
    literal = _literal(slot, found, text)
    if literal is None:
        raise _refused(slot, text[found.start : found.end])
    return literal


def _literal(slot: Slot, found: Candidate, text: str) -> _Value | None:
    """Return the literal in brackets around the candidate, if it is a value of the slot."""
    for start, end in find_literals(text):
        if start < found.end and found.start < end:
            try:
                read = _read_as("literal", text, start, end)
            except ValueFormatError:
                return None
            return read if _fits(read.value, slot) else None
    return None


def _run(
    found: Candidate, items: Sequence[NumberSpan | tuple[int, int]], text: str
) -> tuple[int, int]:
    """Return the candidate, widened to all items listed with one that it holds."""
    spans = [item if isinstance(item, tuple) else (item.start, item.end) for item in items]
    inside = [k for k, (a, b) in enumerate(spans) if a < found.end and found.start < b]
    if not inside:
        return found.start, found.end
    first, last = inside[0], inside[-1]
    while first and _JOINT.fullmatch(text[spans[first - 1][1] : spans[first][0]]):
        first -= 1
    while last + 1 < len(spans) and _JOINT.fullmatch(text[spans[last][1] : spans[last + 1][0]]):
        last += 1
    return min(found.start, spans[first][0]), max(found.end, spans[last][1])


def _words(slot: Slot, found: Candidate, text: str, now: datetime) -> _Value:
    form = _DATE_FORM.search(slot.description)
    transform = "copy"
    if slot.format in _FORMATS:
        transform = _FORMATS[slot.format].format(now.isoformat())
    elif form:
        wanted = re.sub(r"[a-z]+", lambda part: _DATE_PARTS[part[0]], form[0].lower())
        transform = f"dated({json.dumps([wanted, now.isoformat()])})"
    start, end = found.start, found.end
    if transform == "copy":
        start, end = _named(text, start, end)
        return _read_as(transform, text, start, end)
    said = _said(transform, text[start:end])
    if said is None:
        raise _refused(slot, text[start:end])
    return _Value(start, end, said, transform)


@lru_cache(512)
def _said(transform: str, words: str) -> str | None:
    """Return the date or duration that words say; None if they say none.

    Slots of one format are offered the same words, and a library takes milliseconds to refuse some.
    """
    try:
        said: str = apply_transform(transform, words, 0, len(words.encode()))
    except ValueFormatError:
        return None
    return said


def _named(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the article before a name and the possessive ending after it."""
    article = _ARTICLE.match(text[start:end])
    if article:
        start += article.end()
    if _POSSESSIVE.search(text[start:end]):
        end -= 2
    return start, end


def _no_words(slot: Slot, found: Candidate, text: str, now: datetime) -> _Value:
    raise _refused(slot, text[found.start : found.end])


def _read_as(transform: str, text: str, start: int, end: int) -> _Value:
    words = text[start:end]
    value = apply_transform(transform, words, 0, len(words.encode()))
    return _Value(start, end, value, transform)


def _fits(value: Any, slot: Slot) -> bool:
    """Return whether a value read from a literal is of the slot's type, through and through."""
    if slot.type == "array":
        items = slot.items
        return isinstance(value, list) and (
            items is None or all(_fits(item, items) for item in value)
        )
    if slot.type == "object":
        members = {member.name: member for member in slot.properties}
        return isinstance(value, dict) and all(
            name not in members or _fits(item, members[name]) for name, item in value.items()
        )
    if slot.type == "boolean" or isinstance(value, bool):
        return slot.type == "boolean" and isinstance(value, bool)
    kinds = {"string": str, "integer": int, "number": int | float}
    return isinstance(value, kinds[slot.type])


def _refused(slot: Slot, words: str) -> ValueFormatError:
    return ValueFormatError(f"{words!r:.80} is no {slot.type}.", hint=f"Say {slot.description!r}.")


_READERS: dict[str, Callable[[Slot, Candidate, str, datetime], _Value]] = {
    "integer": _number,
    "number": _number,
    "array": _array,
    "object": _object,
    "string": _words,
    "boolean": _no_words,
}
