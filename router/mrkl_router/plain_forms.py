"""Questions in the plainest words, whose arguments need no reading.

"Convert 12 miles to kilometres" leaves nothing to weigh, and reading it beside its tool costs ten
times what choosing the tool does. A form holds from the first word to the last, and a parser must
accept every value; anything else is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from mrkl_core.phrases.numbers import find_numbers
from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.clause import Clause
from mrkl_router.slot_values import argument_of
from mrkl_router.spans import Candidate
from mrkl_router.tool_reader import Reading, SlotReading

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
#: One word that measures something; none that counts, points or joins.
_UNIT = (
    r"(?!(?:a|an|the|this|that|these|those|it|of|in|to|and|or|per|percent|days? ?from)\b)"
    r"[a-z]+(?:/[a-z]+)?"
)
_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}}"
    r"|today|tomorrow|yesterday)"
)
#: Words of each form; what stands in braces is a slot, or a pattern from above.
_CONVERSION = (
    "(?:please )?(?:convert|change) {value} {from} (?:to|into) {to}",
    "how (?:many|much) {to} (?:are|is)(?: there)?(?: in)? {value} {from}",
    "(?:(?:what is|what's|how much is) )?{value} {from} (?:in|to|into) {to}",
)
_CALENDAR = (
    r"(?:what|which) (?:date|day|weekday) (?:is it|is|will it be) {duration} from now",
    r"(?:what|which) (?:date|day|weekday) (?:is it|is|will it be) {duration} "
    "(?:after|before|from) {start}",
)


def _forms(
    sentences: tuple[str, ...], slots: Mapping[str, tuple[str, str]]
) -> list[re.Pattern[str]]:
    named = {key: f"(?P<{name}>{pattern})" for key, (name, pattern) in slots.items()}
    return [re.compile(one.format(**named) + r"[ ?.!]*", re.IGNORECASE) for one in sentences]


def _conversion(value: str, kind: str) -> list[re.Pattern[str]]:
    slots = {"value": (value, _NUMBER)} | {
        side: (f"{side}_{kind}", _UNIT) for side in ("from", "to")
    }
    return _forms(_CONVERSION, slots)


_FORMS = {
    "units": _conversion("value", "unit"),
    "currency": _conversion("amount", "currency"),
    "calendar": _forms(
        _CALENDAR,
        {
            "duration": ("duration", rf"{_NUMBER} (?:day|week|month|year)s?"),
            "start": ("start", _DATE),
        },
    ),
}


def plain_reading(spec: ExpertSpec, clause: Clause, now: datetime) -> Reading | None:
    """Return what a clause in one of the plain forms says of a built-in expert's slots.

    Args:
        spec: The expert.
        clause: What is asked.
        now: What relative dates count from.

    Returns:
        None if it is in no plain form, or a value is not one of its slot's.
    """
    if clause.hidden or clause.given:
        return None
    forms = _FORMS.get(spec.name, ())
    found = next(filter(None, (form.fullmatch(clause.text) for form in forms)), None)
    if found is None or not set(found.groupdict()) <= {slot.name for slot in spec.slots}:
        return None
    if any(find_numbers(said) for name, said in found.groupdict().items() if "_" in name):
        return None  # "two and three", "dozen": numbers in words
    slots = sorted(spec.slots, key=lambda slot: not slot.required)  # as the reader orders them
    read = tuple(_read(slot, found) for slot in slots)
    fits = all(
        argument_of(spec, one.slot, span, clause, now) is not None
        for one in read
        for span in one.spans
    )
    return Reading(0.0, lambda: read) if fits else None


def _read(slot: Slot, found: re.Match[str]) -> SlotReading:
    """Return the slot as the reader would: its words, its choices, or that nothing is said."""
    if slot.enum:
        return SlotReading(
            slot, 0.0, values=slot.enum, chances=(1 / len(slot.enum),) * len(slot.enum)
        )
    if slot.name not in found.groupdict():
        return SlotReading(slot, 1.0)
    return SlotReading(slot, 0.0, (Candidate(*found.span(slot.name), 1.0, 0.0),))
