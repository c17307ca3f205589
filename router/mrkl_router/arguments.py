"""Fills an expert's slots from a question, each with its provenance.

Spans and programs are the model's; turning a span into a number, date or duration is a parser's,
and a phrase the parser refuses is a missing argument, never a guess.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.lists import parse_items
from mrkl_core.phrases.numbers import find_numbers
from mrkl_core.provenance import apply_transform, json_number, named_sources, replay
from mrkl_core.values import ExpertSpec, Provenance, Slot
from mrkl_router.antecedents import Given, Taken, place_rest, put, taken
from mrkl_router.composition import Part
from mrkl_router.encoder import Encoder, softmax
from mrkl_router.programs import ProgramWriter
from mrkl_router.queries import QueryWriter
from mrkl_router.spans import Candidate, SpanHead, byte_offset
from mrkl_router.tool_input import options_of
from mrkl_router.tool_reader import KEPT, Reading, SlotReading, ToolReader
from mrkl_router.weights import Array, Weights

#: Order of the trained operation head, see ``training.labels.OPERATIONS``.
OPERATIONS = ("date", "weekday", "time", "difference", "shift", "holiday")
#: How much less likely a question is that lacks a required argument.
REQUIRED_UNSAID = 0.02
_WRITTEN = ("question", "expression", "sql")
_NUMBERS = ("integer", "number")
_BEAM = 64


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a question that asks one thing.

    Attributes:
        question: The whole question.
        start: First character of the clause.
        end: Character after it.
        vector: (D,) unit sentence vector of the clause.
        hidden: Stretches inside it that belong to other clauses; blank in ``text``.
        given: Words inside it that stand for a value.
    """

    question: str
    start: int
    end: int
    vector: Array
    hidden: tuple[tuple[int, int], ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def text(self) -> str:
        """Return the clause's words, blank where it is hidden."""
        return Part(self.start, self.end, hidden=self.hidden).text(self.question)

    @property
    def plain_end(self) -> int:
        """Return the character after the words before anything hidden."""
        return self.hidden[0][0] if self.hidden else self.end

    def masked(self) -> list[tuple[int, int, str]]:
        """Return the given spans in ``text``, each with its value's source."""
        return [(g.start - self.start, g.end - self.start, g.source) for g in self.given]

    def given_at(self, start: int, end: int) -> Given | None:
        """Return what stands for a value in these characters of ``text``."""
        start, end = start + self.start, end + self.start
        return next((g for g in self.given if g.start < end and start < g.end), None)

    def is_hidden(self, start: int, end: int) -> bool:
        """Return whether any of these characters of ``text`` belongs to another clause."""
        start, end = start + self.start, end + self.start
        return any(a < end and start < b for a, b in self.hidden)

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """Return byte offsets in the question of a character span of the clause."""
        return (
            byte_offset(self.question, self.start + start),
            byte_offset(self.question, self.start + end),
        )


@dataclass(slots=True)
class Filled:
    """Arguments found so far.

    Attributes:
        arguments: Values by slot name.
        provenance: Where each came from.
        confidence: That of the programs among them, in [0, 1].
        certainty: Logarithm of the joint probability of everything read and left out.
        missing: The first required slot without a value.
        placed: Whether every given value of the clause found its place.
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    confidence: float = 1.0
    certainty: float = 0.0
    missing: Slot | None = None
    placed: bool = True

    def add(self, name: str, found: Taken) -> None:
        """Add an argument with where it came from; its value may still have to come."""
        put(self.arguments, self.provenance, name, found)


class ArgumentFiller:
    """Fills slots with the tool reader, the program writers and the operation head."""

    def __init__(
        self,
        encoder: Encoder,
        weights: Weights,
        reader: ToolReader,
        trained: Collection[str] = (),
    ) -> None:
        self._weights = weights
        self._reader = reader
        self._trained = frozenset(trained)
        self._spans = SpanHead(encoder, weights)
        self._programs = ProgramWriter(encoder, weights)
        self._queries = QueryWriter(encoder, weights)

    def fill(
        self, spec: ExpertSpec, clause: Clause, now: datetime, reading: Reading | None = None
    ) -> Filled:
        """Fill every slot of ``spec`` that the clause states.

        Args:
            spec: The expert.
            clause: What is asked.
            now: What relative dates count from.
            reading: The clause read beside ``spec``, if that was done already.
        """
        filled = Filled()
        for slot in spec.slots:
            if slot.format == "question":
                length = clause.plain_end - clause.start
                origin = _provenance("copied", *clause.bytes_of(0, length), "copy")
                filled.add(slot.name, Taken(origin, clause.text[:length], known=True))
            elif slot.format == "expression":
                self._expression(filled, slot, clause)
            elif slot.format == "sql":
                self._query(filled, slot, clause)
        wanted = readable(spec)
        if wanted:
            reading = reading or self._reading(spec, clause, wanted)
            self._fill_read(filled, spec, reading, clause, now)
        filled.placed = place_rest(spec, clause.given, filled.arguments, filled.provenance)
        for slot in spec.slots:
            if slot.required and slot.name not in filled.provenance:
                filled.missing = slot
                break
        return filled

    def state(self, spec: ExpertSpec, clause: Clause, now: datetime) -> Filled:
        """Fill only what a fragment such as "in Oslo" states: words of its own, none required."""
        filled = Filled()
        optional = [replace(slot, required=False) for slot in readable(spec)]
        slots = [slot for slot in optional if not options_of(slot)]
        if slots:
            reading = self._reading(spec, clause, slots)
            self._fill_read(filled, spec, reading, clause, now)
        return filled

    def _reading(self, spec: ExpertSpec, clause: Clause, slots: Sequence[Slot]) -> Reading:
        """Read slots; those of our own experts with the span head, which was trained on them."""
        if spec.name not in self._trained:
            return self._reader.read(clause.text, spec, slots)
        read = [
            SlotReading(slot, 0.0, values=slot.enum, chances=(1 / len(slot.enum),) * len(slot.enum))
            for slot in slots
            if slot.enum
        ]
        pointed = [slot for slot in slots if not slot.enum]
        found = self._spans.candidates(
            [slot.description for slot in pointed], [clause.text] * len(pointed), KEPT
        ) if pointed else []  # fmt: skip
        for slot, spans in zip(pointed, found, strict=True):
            read.append(SlotReading(slot, spans[0].absent if spans else 1.0, tuple(spans)))
        return Reading(0.0, tuple(read))

    def _expression(self, filled: Filled, slot: Slot, clause: Clause) -> None:
        start, end = clause.bytes_of(0, clause.end - clause.start)
        program = self._programs.write(clause.text, start, clause.masked())
        if program is not None:
            transform = f"template({json.dumps(program.template)})"
            origin = _provenance("program", start, end, transform)
            filled.add(slot.name, written(origin, clause))
            filled.confidence = min(filled.confidence, program.confidence)

    def _query(self, filled: Filled, slot: Slot, clause: Clause) -> None:
        start, end = clause.bytes_of(0, clause.end - clause.start)
        query = self._queries.write(clause.text, slot.tables, start, clause.vector)
        if query is not None:
            transform = f"template({json.dumps(query.template)})"
            origin = _provenance("program", start, end, transform)
            filled.add(slot.name, written(origin, clause))
            filled.confidence = min(filled.confidence, query.confidence)

    def _fill_read(
        self, filled: Filled, spec: ExpertSpec, reading: Reading, clause: Clause, now: datetime
    ) -> None:
        """Fill the slots that were read, together: no word may fill two of them."""
        choices = []
        for read in reading.slots:
            if read.values:
                self._choose(filled, spec, read, clause)
                continue
            found = (argument_of(spec, read.slot, span, clause, now) for span in read.spans)
            choices.append((read.slot, read.unsaid, [a for a in found if a is not None]))
        best, chosen = assign(choices)
        filled.certainty += best
        for slot, argument in chosen:
            filled.add(slot.name, argument.taken)

    def _choose(self, filled: Filled, spec: ExpertSpec, read: SlotReading, clause: Clause) -> None:
        """Choose among a slot's values: the trained head for the calendar, else the reader."""
        slot, chances = read.slot, list(read.chances)
        if spec.name == "calendar" and slot.enum == OPERATIONS:
            logits = self._weights.linear("operation", clause.vector * clause.vector.size**0.5)
            chances = [float(chance) for chance in softmax(logits)]
        best = max(range(len(chances)), key=chances.__getitem__)
        unsaid = read.unsaid * (REQUIRED_UNSAID if slot.required else 1.0)
        filled.certainty += math.log(max(unsaid, chances[best], 1e-6))
        if chances[best] <= unsaid:
            return
        value = read.values[best]
        start, end = clause.bytes_of(0, clause.end - clause.start)
        constant = f"constant({json.dumps(value)})"
        origin = _provenance("enum", start, end, constant)
        filled.add(slot.name, Taken(origin, value, known=True))


def readable(spec: ExpertSpec) -> list[Slot]:
    """Return the slots that the reader fills: all but programs and whole questions."""
    return [slot for slot in spec.slots if slot.format not in _WRITTEN]


@dataclass(frozen=True, slots=True)
class Argument:
    """A span as a slot's value; ``start`` and ``end`` are characters of the clause."""

    start: int
    end: int
    score: float
    taken: Taken


def assign(
    choices: Sequence[tuple[Slot, float, list[Argument]]],
) -> tuple[float, list[tuple[Slot, Argument]]]:
    """Return the likeliest arguments that do not overlap, by beam search over the slots.

    Args:
        choices: Each slot with the probability that nothing is said of it, and what may fill it.

    Returns:
        The logarithm of their joint probability, and the arguments.
    """
    beam: list[tuple[float, list[tuple[Slot, Argument]]]] = [(0.0, [])]
    for slot, unsaid, arguments in choices:
        nothing = math.log(max(unsaid * (REQUIRED_UNSAID if slot.required else 1.0), 1e-6))
        longer = [(score + nothing, chosen) for score, chosen in beam]
        for score, chosen in beam:
            for argument in arguments:
                if not any(argument.start < a.end and argument.end > a.start for _, a in chosen):
                    added = score + math.log(max(argument.score, 1e-9))
                    longer.append((added, [*chosen, (slot, argument)]))
        beam = sorted(longer, key=lambda pair: -pair[0])[:_BEAM]
    return beam[0]


def argument_of(
    spec: ExpertSpec, slot: Slot, found: Candidate, clause: Clause, now: datetime
) -> Argument | None:
    """Return the candidate as the slot's value, or None if it is not of the slot's type."""
    start, end = found.start, found.end
    given = clause.given_at(start, end)
    if clause.is_hidden(start, end):
        return None
    if given is not None:
        value = taken(spec, slot, given)
        inside = (given.start - clause.start, given.end - clause.start)
        return None if value is None else Argument(*inside, found.score, value)
    try:
        if slot.type in _NUMBERS:
            return _number(slot, found, clause)
        value, kind, transform = _read(slot, clause.text[start:end], now)
    except ValueFormatError:
        return None
    origin = _provenance(kind, *clause.bytes_of(start, end), transform)
    return Argument(start, end, found.score, Taken(origin, value, known=True))


def written(program: Provenance, clause: Clause) -> Taken:
    """Return a program with its value, unless that needs a step that has not run."""
    sources = {"question": clause.question}
    for given in clause.given:
        sources.update(given.values)
    known = all(source in sources for source in named_sources(program))
    return Taken(program, replay(program, sources) if known else None, known=known)


def _number(slot: Slot, found: Candidate, clause: Clause) -> Argument | None:
    inside = [n for n in find_numbers(clause.text) if n.start < found.end and n.end > found.start]
    if not inside or (slot.type == "integer" and inside[0].value.denominator != 1):
        return None
    start, end = inside[0].start, inside[0].end
    origin = _provenance("normalised", *clause.bytes_of(start, end), "number")
    value = json_number(inside[0].value)
    return Argument(start, end, found.score, Taken(origin, value, known=True))


def _list(slot: Slot, words: str) -> tuple[list[Any], str]:
    """Return a list phrase's value and transform; refuse elements that are no plain values."""
    items = slot.items
    if items is not None and items.type in _NUMBERS:
        numbers = [json_number(number.value) for number in find_numbers(words)]
        if not numbers or (items.type == "integer" and any(isinstance(n, float) for n in numbers)):
            raise ValueFormatError(f"{words!r:.80} is no list of {items.type}s.")
        return numbers, "numbers"
    if items is not None and items.type not in ("string",):
        raise ValueFormatError(f"A list of {items.type}s is not read from words.")
    return list(parse_items(words)), "items"


def _read(slot: Slot, words: str, now: datetime) -> tuple[Any, str, str]:
    """Return value, class of provenance and transform of a span of text.

    Raises:
        ValueFormatError: The words are no value of the slot's type or format.
    """
    if slot.type == "array":
        values, listed = _list(slot, words)
        return values, "normalised", listed
    if slot.type != "string":
        raise ValueFormatError(f"An {slot.type} is not read from words.")
    transform = {
        "date": f"date({now.isoformat()})",
        "date-time": f"datetime({now.isoformat()})",
        "duration": "duration",
    }.get(slot.format or "")
    if transform is None:
        return words, "copied", "copy"
    return apply_transform(transform, words, 0, len(words.encode())), "normalised", transform


def _provenance(kind: Any, start: int, end: int, transform: str) -> Provenance:
    return Provenance(kind=kind, source="question", start=start, end=end, transform=transform)
