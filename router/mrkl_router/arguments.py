"""Fills an expert's slots from a question, each with its provenance.

Spans and programs are the model's; turning a span into a number, date or duration is a parser's,
and a phrase the parser refuses is a missing argument, never a guess.
"""

from __future__ import annotations

import json
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
        query = self._queries.write(clause.text, slot.tables, start)
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
        found = self._spans.candidates(
            [slot.description for slot in slots], [clause.text] * len(slots), keep=5
        )
        taken: list[tuple[int, int]] = []
        ranked = sorted(
            zip(slots, found, strict=True),
            key=lambda pair: -max((c.score for c in pair[1]), default=0.0),
        )
        for slot, candidates in ranked:
            for candidate in candidates:
                if candidate.score <= candidate.absent:
                    break
                if any(candidate.start < b and candidate.end > a for a, b in taken):
                    continue
                if self._take(filled, slot, candidate, clause, now):
                    taken.append((candidate.start, candidate.end))
                    break

    def _take(
        self, filled: Filled, slot: Slot, found: Candidate, clause: Clause, now: datetime
    ) -> bool:
        """Add the candidate as the slot's argument if it is of the slot's type."""
        start, end = found.start, found.end
        if slot.type in ("integer", "number"):
            inside = [n for n in find_numbers(clause.text) if n.start < end and n.end > start]
            if not inside or (slot.type == "integer" and inside[0].value.denominator != 1):
                return False
            number = inside[0]
            where = clause.bytes_of(number.start, number.end)
            value: Any = json_number(number.value)
            filled.add(slot.name, value, _provenance("normalised", *where, "number"))
            return True
        words = clause.text[start:end]
        where = clause.bytes_of(start, end)
        try:
            if slot.format in ("date", "date-time"):
                value = parse_date(words, now).start.isoformat()
                transform = f"date({now.isoformat()})"
            elif slot.format == "duration":
                value, transform = parse_duration(words).isoformat(), "duration"
            else:
                filled.add(slot.name, words, _provenance("copied", *where, "copy"))
                return True
        except ValueFormatError:
            return False
        filled.add(slot.name, value, _provenance("normalised", *where, transform))
        return True


def _is_time(slot: Slot) -> bool:
    return slot.format in ("date", "date-time", "duration")


def _provenance(kind: Any, start: int, end: int, transform: str) -> Provenance:
    return Provenance(kind=kind, source="question", start=start, end=end, transform=transform)
