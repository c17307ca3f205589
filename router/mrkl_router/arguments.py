"""Fills an expert's slots from a question, each with its provenance.

Spans and programs are the model's; turning a span into a number, date or duration is a parser's,
and a phrase the parser refuses is a missing argument, never a guess.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mrkl_core.provenance import named_sources, replay
from mrkl_core.values import ExpertSpec, Provenance, Slot
from mrkl_router.antecedents import Taken, place_rest, put
from mrkl_router.clause import Clause
from mrkl_router.encoder import Encoder, softmax
from mrkl_router.programs import ProgramWriter
from mrkl_router.queries import QueryWriter
from mrkl_router.slot_values import Argument, argument_of, provenance
from mrkl_router.tool_reader import Reading, SlotReading, ToolReader
from mrkl_router.weights import Weights

#: Order of the trained operation head, see ``training.labels.OPERATIONS``.
OPERATIONS = ("date", "weekday", "time", "difference", "shift", "holiday")
#: How much less likely a question is that lacks a required argument.
REQUIRED_UNSAID = 0.02
_WRITTEN = ("question", "expression", "sql")
_BEAM = 64


@dataclass(slots=True)
class Filled:
    """Arguments found so far.

    Attributes:
        arguments: Values by slot name.
        provenance: Where each came from.
        confidence: That of the programs among them, in [0, 1].
        doubts: Logarithm of the probability of each slot's reading, filled or left out.
        missing: The first required slot without a value.
        placed: Whether every given value of the clause found its place.
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    confidence: float = 1.0
    doubts: list[float] = field(default_factory=list)
    missing: Slot | None = None
    placed: bool = True

    @property
    def features(self) -> tuple[float, float]:
        """What tells right calls from wrong: the joint logarithm, and the least sure slot's."""
        return sum(self.doubts), min(self.doubts, default=0.0)

    def add(self, name: str, found: Taken) -> None:
        """Add an argument with where it came from; its value may still have to come."""
        put(self.arguments, self.provenance, name, found)


class ArgumentFiller:
    """Fills slots with the tool reader, the program writers and the operation head."""

    def __init__(self, encoder: Encoder, weights: Weights, reader: ToolReader) -> None:
        self._weights = weights
        self._reader = reader
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
                origin = provenance("copied", *clause.bytes_of(0, length), "copy")
                filled.add(slot.name, Taken(origin, clause.text[:length], known=True))
            elif slot.format == "expression":
                self._expression(filled, slot, clause)
            elif slot.format == "sql":
                self._query(filled, slot, clause)
        wanted = readable(spec)
        if wanted:
            reading = reading or self._reader.read(clause.text, spec, wanted)
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
        slots = [slot for slot in optional if slot.enum != OPERATIONS]
        if slots:
            reading = self._reader.read(clause.text, spec, slots)
            self._fill_read(filled, spec, reading, clause, now)
        return filled

    def _expression(self, filled: Filled, slot: Slot, clause: Clause) -> None:
        start, end = clause.bytes_of(0, clause.end - clause.start)
        program = self._programs.write(clause.text, start, clause.masked())
        if program is not None:
            transform = f"template({json.dumps(program.template)})"
            origin = provenance("program", start, end, transform)
            filled.add(slot.name, written(origin, clause))
            filled.confidence = min(filled.confidence, program.confidence)

    def _query(self, filled: Filled, slot: Slot, clause: Clause) -> None:
        start, end = clause.bytes_of(0, clause.end - clause.start)
        query = self._queries.write(clause.text, slot.tables, start, clause.vector)
        if query is not None:
            transform = f"template({json.dumps(query.template)})"
            origin = provenance("program", start, end, transform)
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
            found = [argument_of(spec, read.slot, span, clause, now) for span in read.spans]
            choices.append((read.slot, read.unsaid, joined([a for a in found if a is not None])))
        for doubt, slot, argument in assign(choices):
            filled.doubts.append(doubt)
            if argument is not None:
                filled.add(slot.name, argument.taken)

    def _choose(self, filled: Filled, spec: ExpertSpec, read: SlotReading, clause: Clause) -> None:
        """Choose among a slot's values: the trained head for the calendar, else the reader."""
        slot, chances = read.slot, list(read.chances)
        if spec.name == "calendar" and slot.enum == OPERATIONS:
            logits = self._weights.linear("operation", clause.vector * clause.vector.size**0.5)
            chances = [float(chance) for chance in softmax(logits)]
        best = max(range(len(chances)), key=chances.__getitem__)
        unsaid = read.unsaid * (REQUIRED_UNSAID if slot.required else 1.0)
        filled.doubts.append(math.log(max(unsaid, chances[best], 1e-6)))
        if chances[best] <= unsaid:
            return
        value = read.values[best]
        start, end = clause.bytes_of(0, clause.end - clause.start)
        constant = f"constant({json.dumps(value)})"
        origin = provenance("enum", start, end, constant)
        filled.add(slot.name, Taken(origin, value, known=True))


def readable(spec: ExpertSpec) -> list[Slot]:
    """Return the slots that the reader fills: all but programs and whole questions."""
    return [slot for slot in spec.slots if slot.format not in _WRITTEN]


#: A slot with the logarithm of its reading's probability; no argument where nothing is said of it.
Settled = tuple[float, Slot, Argument | None]


def joined(arguments: Sequence[Argument]) -> list[Argument]:
    """Return the arguments with the chances of those added that stand for the same words."""
    found: dict[tuple[int, int], Argument] = {}
    for one in arguments:
        known = found.get((one.start, one.end))
        score = one.score + (known.score if known else 0.0)
        found[one.start, one.end] = replace(known or one, score=min(score, 1.0))
    return list(found.values())


def assign(choices: Sequence[tuple[Slot, float, list[Argument]]]) -> list[Settled]:
    """Return the likeliest arguments that do not overlap, by beam search over the slots.

    Args:
        choices: Each slot with the probability that nothing is said of it, and what may fill it.
    """
    ways = [_ways(*choice) for choice in choices]
    likeliest = [max(of_slot, key=lambda way: way[0]) for of_slot in ways]
    if all(_apart(way, likeliest[:k]) for k, way in enumerate(likeliest)):
        return likeliest  # as most are: nothing to search
    beam: list[tuple[float, list[Settled]]] = [(0.0, [])]
    for of_slot in ways:
        longer = [
            (score + way[0], [*made, way])
            for score, made in beam
            for way in of_slot
            if _apart(way, made)
        ]
        beam = sorted(longer, key=lambda pair: -pair[0])[:_BEAM]
    return beam[0][1]


def _ways(slot: Slot, unsaid: float, arguments: Sequence[Argument]) -> list[Settled]:
    """Return how a slot may be settled: with nothing, or with each of the arguments."""
    nothing = math.log(max(unsaid * (REQUIRED_UNSAID if slot.required else 1.0), 1e-6))
    filled = [(math.log(max(one.score, 1e-9)), slot, one) for one in arguments]
    return [(nothing, slot, None), *filled]


def _apart(way: Settled, made: Sequence[Settled]) -> bool:
    """Tell whether an argument shares no word with those before it."""
    one = way[2]
    return one is None or not any(a and a.start < one.end and one.start < a.end for *_, a in made)


def written(program: Provenance, clause: Clause) -> Taken:
    """Return a program with its value, unless that needs a step that has not run."""
    sources = {"question": clause.question}
    for given in clause.given:
        sources.update(given.values)
    known = all(source in sources for source in named_sources(program))
    return Taken(program, replay(program, sources) if known else None, known=known)
