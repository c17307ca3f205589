"""Fills an expert's slots from a question, each with its provenance.

Spans and programs are the model's; turning a span into a number, date or duration is a parser's,
and a phrase the parser refuses is a missing argument, never a guess.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.dates import parse_date, parse_duration
from mrkl_core.phrases.numbers import find_numbers
from mrkl_core.provenance import expand, json_number
from mrkl_core.values import ExpertSpec, Provenance, Slot
from mrkl_router.encoder import Encoder, softmax
from mrkl_router.programs import ProgramWriter
from mrkl_router.queries import QueryWriter
from mrkl_router.spans import Candidate, SpanHead, byte_offset
from mrkl_router.weights import Array, Weights

#: Order of the trained operation head, see ``training.labels.OPERATIONS``.
OPERATIONS = ("date", "weekday", "time", "difference", "shift", "holiday")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a question that asks one thing.

    Attributes:
        question: The whole question.
        start: First character of the clause.
        end: Character after it.
        vector: (D,) unit sentence vector of the clause.
    """

    question: str
    start: int
    end: int
    vector: Array

    @property
    def text(self) -> str:
        """Return the clause's words."""
        return self.question[self.start : self.end]

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """Return byte offsets in the question of a character span of the clause."""
        return (
            byte_offset(self.question, self.start + start),
            byte_offset(self.question, self.start + end),
        )


@dataclass(slots=True)
class Filled:
    """Arguments found so far; ``missing`` is the first required slot without one."""

    arguments: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    confidence: float = 1.0
    missing: Slot | None = None

    def add(self, name: str, value: Any, provenance: Provenance) -> None:
        """Add an argument with where it came from."""
        self.arguments[name] = value
        self.provenance[name] = provenance


class ArgumentFiller:
    """Fills slots with the span head, the program writers and the operation head."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._spans = SpanHead(encoder, weights)
        self._programs = ProgramWriter(encoder, weights)
        self._queries = QueryWriter(encoder, weights)
        self._choices: dict[tuple[Any, ...], Array] = {}

    def fill(self, spec: ExpertSpec, clause: Clause, now: datetime) -> Filled:
        """Fill every slot of ``spec`` that the clause states."""
        filled = Filled()
        spans = [slot for slot in spec.slots if slot.format is None or _is_time(slot)]
        spans = [slot for slot in spans if not slot.enum and slot.type != "boolean"]
        for slot in spec.slots:
            if slot.format == "question":
                start, end = clause.bytes_of(0, clause.end - clause.start)
                filled.add(slot.name, clause.text, _provenance("copied", start, end, "copy"))
            elif slot.format == "expression":
                self._expression(filled, slot, clause)
            elif slot.format == "sql":
                self._query(filled, slot, clause)
            elif slot.enum:
                self._choice(filled, spec, slot, clause)
        if spans:
            self._fill_spans(filled, spans, clause, now)
        for slot in spec.slots:
            if slot.required and slot.name not in filled.arguments:
                filled.missing = slot
                break
        return filled

    def _expression(self, filled: Filled, slot: Slot, clause: Clause) -> None:
        start, end = clause.bytes_of(0, clause.end - clause.start)
        program = self._programs.write(clause.text, start)
        if program is not None:
            value = expand(program.template, clause.question)
            transform = f"template({json.dumps(program.template)})"
            filled.add(slot.name, value, _provenance("program", start, end, transform))
            filled.confidence = min(filled.confidence, program.confidence)

    def _query(self, filled: Filled, slot: Slot, clause: Clause) -> None:
        start, end = clause.bytes_of(0, clause.end - clause.start)
        query = self._queries.write(clause.text, slot.tables, start, clause.vector)
        if query is not None:
            value = expand(query.template, clause.question)
            transform = f"template({json.dumps(query.template)})"
            filled.add(slot.name, value, _provenance("program", start, end, transform))
            filled.confidence = min(filled.confidence, query.confidence)

    def _choice(self, filled: Filled, spec: ExpertSpec, slot: Slot, clause: Clause) -> None:
        """Choose an enum value: the trained head for the calendar, else the nearest meaning."""
        if spec.name == "calendar" and slot.enum == OPERATIONS:
            logits = self._weights.linear("operation", clause.vector * clause.vector.size**0.5)
            best, chance = int(logits.argmax()), float(softmax(logits).max())
        else:
            key = (spec.name, slot.name, slot.enum)
            if key not in self._choices:
                texts = [f"{slot.description}: {value}" for value in slot.enum]
                self._choices[key] = self._encoder.encode(texts)
            scores = self._choices[key] @ clause.vector
            best, chance = int(scores.argmax()), float(softmax(scores * 20).max())
            if not slot.required and chance < 0.5:
                return
        value = slot.enum[best]
        start, end = clause.bytes_of(0, clause.end - clause.start)
        constant = f"constant({json.dumps(value)})"
        filled.add(slot.name, value, _provenance("enum", start, end, constant))

    def _fill_spans(
        self, filled: Filled, slots: Sequence[Slot], clause: Clause, now: datetime
    ) -> None:
        """Fill the span slots together: no word may fill two of them."""
        found = self._spans.candidates(
            [slot.description for slot in slots], [clause.text] * len(slots), keep=5
        )
        choices = []
        for slot, candidates in zip(slots, found, strict=True):
            absent = candidates[0].absent if candidates else 1.0
            taken = (_argument(slot, candidate, clause, now) for candidate in candidates)
            choices.append((slot, absent, [argument for argument in taken if argument is not None]))
        for slot, argument in _assign(choices):
            filled.add(slot.name, argument.value, argument.provenance)


@dataclass(frozen=True, slots=True)
class _Argument:
    """A span as a slot's value; ``start`` and ``end`` are characters of the clause."""

    start: int
    end: int
    score: float
    value: Any
    provenance: Provenance


#: How much less likely a question is that lacks a required argument.
_REQUIRED_ABSENT = 0.02
_BEAM = 64


def _assign(
    choices: Sequence[tuple[Slot, float, list[_Argument]]],
) -> list[tuple[Slot, _Argument]]:
    """Return the likeliest arguments that do not overlap, by beam search over the slots."""
    beam: list[tuple[float, list[tuple[Slot, _Argument]]]] = [(0.0, [])]
    for slot, absent, arguments in choices:
        nothing = math.log(max(absent * (_REQUIRED_ABSENT if slot.required else 1.0), 1e-6))
        longer = [(score + nothing, chosen) for score, chosen in beam]
        for score, chosen in beam:
            for argument in arguments:
                if not any(argument.start < a.end and argument.end > a.start for _, a in chosen):
                    added = score + math.log(max(argument.score, 1e-9))
                    longer.append((added, [*chosen, (slot, argument)]))
        beam = sorted(longer, key=lambda pair: -pair[0])[:_BEAM]
    return beam[0][1]


def _argument(slot: Slot, found: Candidate, clause: Clause, now: datetime) -> _Argument | None:
    """Return the candidate as the slot's value, or None if it is not of the slot's type."""
    start, end = found.start, found.end
    if slot.type in ("integer", "number"):
        inside = [n for n in find_numbers(clause.text) if n.start < end and n.end > start]
        if not inside or (slot.type == "integer" and inside[0].value.denominator != 1):
            return None
        start, end = inside[0].start, inside[0].end
        value: Any = json_number(inside[0].value)
        kind, transform = "normalised", "number"
    else:
        words = clause.text[start:end]
        try:
            value, kind, transform = _read(slot, words, now)
        except ValueFormatError:
            return None
    origin = _provenance(kind, *clause.bytes_of(start, end), transform)
    return _Argument(start, end, found.score, value, origin)


def _read(slot: Slot, words: str, now: datetime) -> tuple[str, str, str]:
    """Return value, class of provenance and transform of a span of text."""
    if slot.format in ("date", "date-time"):
        moment = now.isoformat()
        return parse_date(words, now).start.isoformat(), "normalised", f"date({moment})"
    if slot.format == "duration":
        return parse_duration(words).isoformat(), "normalised", "duration"
    return words, "copied", "copy"


def _is_time(slot: Slot) -> bool:
    return slot.format in ("date", "date-time", "duration")


def _provenance(kind: Any, start: int, end: int, transform: str) -> Provenance:
    return Provenance(kind=kind, source="question", start=start, end=end, transform=transform)
