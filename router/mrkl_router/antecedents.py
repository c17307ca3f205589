"""What words such as "that" may stand for, and how an argument is taken from it.

A reference stands for the result of an earlier call, or, where that is of another kind than the
slot wants, for an argument of that call: in "the weather in Rome, and what time is it there" the
place is Rome, not the forecast. What a result is, is known of the built-in experts only; of any
other it may be anything, and the executor checks the value when it is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import named_sources, replay
from mrkl_core.values import Call, ExpertSpec, Provenance, Slot
from mrkl_router.composition import Span
from mrkl_router.fragments import is_towards

_NUMBERS = ("integer", "number")
_TIMES = ("date", "date-time", "duration")
#: What each built-in expert returns; the calendar's is by operation.
_RETURNS: Mapping[str, str] = {
    "calculator": "number", "units": "number", "currency": "number", "weather": "report",
    "database": "table", "documents": "text", "wiki": "text", "language_model": "text",
    "date": "date", "shift": "date", "holiday": "date", "weekday": "text", "time": "date-time",
    "difference": "number",
}  # fmt: skip
#: Kinds of result that a slot of each kind can take; "any" is what is not known.
_FITS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "table", "text", "any"),
    "date": ("date", "table", "any"),
    "date-time": ("date-time", "table", "any"),
    "duration": ("any",),
    "text": ("table", "text", "any"),
}


#: Values to route by, by kind of result.
_EXAMPLES: Mapping[str, str] = {
    "number": "100", "table": "100", "date": "March 3", "date-time": "5 pm",
}  # fmt: skip
_PLACES = ("there", "place", "city", "country", "town")


#: A pronoun for something before; "it is", "is it", "are there" are none, as a rule.
_PRONOUN = re.compile(
    r"""\b(?: (?:that|this) (?:\s+(?:number|amount|date|day))?
          | she | he | her | him
          | (?<!\bis\s) (?<!\bwas\s) (?<!\bwill\s) (?<!\bdoes\s) it
          | (?<=until\s) then | (?<=till\s) then | (?<=since\s) then | then (?=\W*\Z)
          | (?<!\bis\s) (?<!\bare\s) (?<!\bwas\s) (?<!\bwere\s)
            there (?=\W*\Z | \s+(?:today|tonight|tomorrow|now|on)\b)
    )\b (?! ['’] | \s+(?:is|are|was|were|has|have|will)\b )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Given:
    """Words of the question that stand for a value.

    Attributes:
        start: First character of the words in the question.
        end: Character after them.
        words: The words.
        source: ``step:J`` or ``answer:K``.
        call: The call whose result that is; its provenance is as seen from this question.
        values: The sources that are known already; without ``source`` the value comes later.
        question: The question in which the words stand.
    """

    start: int
    end: int
    words: str
    source: str
    call: Call
    values: Mapping[str, Any]
    question: str = ""

    @property
    def names_a_place(self) -> bool:
        """Whether the words mean where, not what."""
        return self.words.lower().endswith(_PLACES) and len(self.words.split()) <= 3


@dataclass(frozen=True, slots=True)
class Taken:
    """An argument taken from elsewhere; without ``known`` its value comes when a step has run."""

    provenance: Provenance
    value: Any = None
    known: bool = False


def taken(spec: ExpertSpec, slot: Slot, given: Given) -> Taken | None:
    """Return what ``given`` is as the value of a slot of ``spec``, or None if it cannot be one."""
    wanted = _wanted(slot)
    if wanted is None or (given.names_a_place and wanted != "text"):
        return None
    if _result_fits(wanted, given):
        return _result(wanted, given)
    if not given.names_a_place and any(map(partial(_takes_result, given), spec.slots)):
        return None  # the result is meant, and it has a place of its own
    return _argument_of(slot, wanted, given.call)


def _takes_result(given: Given, slot: Slot) -> bool:
    wanted = _wanted(slot)
    return wanted is not None and _result_fits(wanted, given)


def _result_fits(wanted: str, given: Given) -> bool:
    """Tell whether a result may be such a value; what an earlier answer says in text never is."""
    if wanted == "text" and given.source.startswith("answer:"):
        return False
    return _returned(given.call) in _FITS[wanted]


def pronoun(question: str, span: Span) -> Span | None:
    """Return the only word in a stretch of a question that may stand for something before."""
    found = [match.span() for match in _PRONOUN.finditer(question, *span)]
    return found[0] if len(found) == 1 else None


def _result(wanted: str, given: Given) -> Taken | None:
    transform = "figure" if wanted == "number" else "single"
    origin = Provenance(kind="derived", source=given.source, start=0, end=0, transform=transform)
    if given.source not in given.values:
        return Taken(origin) if given.source.startswith("step:") else None
    try:
        value = replay(origin, given.values)
    except ProvenanceError:  # no number, or several
        return None
    if wanted in _TIMES and not isinstance(value, str):
        return None  # a count is no date
    return Taken(origin, value, known=True)


def _argument_of(slot: Slot, wanted: str, call: Call) -> Taken | None:
    """Return the argument of the earlier call that the words may mean."""
    same = [slot.name] if slot.name in call.arguments else []
    if wanted in _TIMES:
        alike = [n for n, o in call.provenance.items() if o.transform.startswith(f"{wanted}(")]
        same = [name for name in alike if name in call.arguments]
    if wanted == "number" or len(same) != 1:
        return None
    return Taken(call.provenance[same[0]], call.arguments[same[0]], known=True)


def _wanted(slot: Slot) -> str | None:
    """Return the kind of value that the slot takes, or None if no result can be one."""
    if slot.enum or slot.type in ("boolean", "array", "object"):
        return None
    if slot.format in _TIMES:
        return slot.format
    if slot.format is not None:
        return None
    return "number" if slot.type in _NUMBERS else "text"


def is_measure(slot: Slot) -> bool:
    """Tell whether a slot takes a number, a date, a moment or a length of time."""
    return slot.type in _NUMBERS or slot.format in _TIMES


def _returned(call: Call) -> str:
    name = str(call.arguments.get("operation")) if call.name == "calendar" else call.name
    return _RETURNS.get(name, "any")


def place_rest(
    spec: ExpertSpec,
    givens: tuple[Given, ...],
    arguments: dict[str, Any],
    provenance: dict[str, Provenance],
) -> bool:
    """Put values that no words placed where only one slot can take them.

    "Convert that to euros" has one slot for a number; a date goes to the first slot for a date;
    and what an earlier conversion came to is what this one starts from.

    Returns:
        Whether every given value is used.
    """
    for given in givens:
        if not _uses(provenance, given):
            slot = _only_place(spec, given, provenance)
            found = taken(spec, slot, given) if slot is not None else None
            if slot is None or found is None:
                return False
            put(arguments, provenance, slot.name, found)
        _continue(spec, given, arguments, provenance)
    return True


def _only_place(
    spec: ExpertSpec, given: Given, provenance: Mapping[str, Provenance]
) -> Slot | None:
    free = [slot for slot in spec.slots if slot.name not in provenance]
    free = [slot for slot in free if taken(spec, slot, given) is not None]
    numbers = [slot for slot in free if slot.type in _NUMBERS]
    times = [slot for slot in free if slot.format in _TIMES]
    best = numbers or times[:1] or free
    return best[0] if len(best) == 1 else None


def examples(givens: tuple[Given, ...]) -> dict[tuple[int, int], str]:
    """Return for each given span a value such as it stands for, where one can be said."""
    said = {}
    for given in givens:
        example = _place(given) if given.names_a_place else _example(given.call)
        if example:
            said[given.start, given.end] = example
    return said


def _example(call: Call) -> str:
    """Return a value like the result of ``call``, with the unit in which a conversion came out."""
    example = _EXAMPLES.get(_returned(call), "")
    ends = [name for name in call.provenance if name.startswith("to_")]
    copied = [name for name in ends if call.provenance[name].transform == "copy"]
    unit = str(call.arguments[copied[0]]) if len(copied) == 1 else ""
    return f"{example} {unit}".strip() if example else ""


def _place(given: Given) -> str:
    """Return the place that "there" means: the only words that the earlier call copied."""
    copied = [n for n, o in given.call.provenance.items() if o.transform == "copy"]
    named = [name for name in copied if name in given.call.arguments]
    if len(named) != 1:
        return ""
    place = str(given.call.arguments[named[0]])
    return f"in {place}" if given.words.lower().endswith("there") else place


def put(
    arguments: dict[str, Any], provenance: dict[str, Provenance], name: str, found: Taken
) -> None:
    """Add an argument that was taken from elsewhere."""
    provenance[name] = found.provenance
    if found.known:
        arguments[name] = found.value


def _uses(provenance: Mapping[str, Provenance], given: Given) -> bool:
    of_call = list(given.call.provenance.values())
    return any(
        given.source in named_sources(origin) or origin in of_call for origin in provenance.values()
    )


def _continue(
    spec: ExpertSpec,
    given: Given,
    arguments: dict[str, Any],
    provenance: dict[str, Provenance],
) -> None:
    """Start a conversion from what the one before ended with: ``from_x`` is its ``to_x``.

    A unit or currency behind "in" or "to" is then what to convert to, whatever it was read as.
    """
    before = given.call
    if spec.name != before.name:
        return
    for slot in spec.slots:
        start, end = slot.name, slot.name.replace("from_", "to_", 1)
        if start == end or end not in before.arguments or end not in before.provenance:
            continue
        said = provenance.get(start)
        if said is not None and end not in provenance and is_towards(given.question, said):
            arguments[end], provenance[end] = arguments.pop(start), provenance.pop(start)
        if start not in provenance:
            arguments[start], provenance[start] = before.arguments[end], before.provenance[end]
