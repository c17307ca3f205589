"""A router that reads parts of a question by a table, for tests of plans."""

import re
from dataclasses import dataclass, field, replace

from earlier_turns import step_of, turn_of

from mrkl_core.values import Abstain, Call, Clarify, ExpertSpec, Provenance, Slot
from mrkl_router.antecedents import place_rest, put, taken
from mrkl_router.composition import Composition, Part
from mrkl_router.planner import plan
from mrkl_router.spans import byte_offset

PLACE = Slot(name="place", description="the place")
DAY = Slot(name="date", description="the day", format="date", required=False)
SPECS = {
    spec.name: spec
    for spec in (
        ExpertSpec(name="weather", description="w", slots=(PLACE, DAY)),
        ExpertSpec(
            name="units",
            description="u",
            slots=(
                Slot(name="value", description="v", type="number", required=False),
                Slot(name="from_unit", description="f"),
                Slot(name="to_unit", description="t"),
            ),
        ),
        ExpertSpec(
            name="tags", description="t", slots=(Slot(name="tags", description="t", type="array"),)
        ),
    )
}
#: The words that fill a slot.
WORDS = {
    "place": r"Rome|Oslo|there",
    "value": r"\d+",
    "from_unit": r"\d+ (\w+)",
    "to_unit": r"(?:to|in) (\w+)",
    "tags": r"red|blue",
    "date": r"today",
}


@dataclass
class Table:
    """Decides by the first word that names an expert."""

    question: str
    looks: dict = field(default_factory=dict)
    required: bool = True
    seen: list = field(default_factory=list)

    def decide(self, part, givens):
        text = part.text(self.question)
        self.seen.append(text)
        expert = next((name for name, word in NAMES.items() if word in text), None)
        if expert is None:
            return Abstain(reason="none")
        call = self.fill(part, expert, givens)
        spec = SPECS[expert]
        if not place_rest(spec, givens, call.arguments, call.provenance):
            return Abstain(reason="unplaced")
        missing = [s for s in spec.slots if s.required and s.name not in call.provenance]
        if missing and self.required:
            return Clarify(expert=expert, slot=missing[0].name, text="?", confidence=0.9)
        return call

    def state(self, part, expert):
        return self.fill(part, expert, ())

    def ask(self, words, prior):
        return Table(words).decide(Part(0, len(words)), ())

    def foreseen(self, part):
        return [name for name, word in NAMES.items() if word in part.text(self.question)][:1]

    def look(self, part):
        return self.looks.get(self.question[part.start : part.end], part)

    def fill(self, part, expert, givens):
        arguments, provenance = {}, {}
        text = part.text(self.question)
        for slot in SPECS[expert].slots:
            match = re.search(WORDS[slot.name], text)
            if match is None:
                continue
            group = match.lastindex or 0
            start, end = part.start + match.start(group), part.start + match.end(group)
            given = next((g for g in givens if g.start < end and start < g.end), None)
            if given is not None:
                found = taken(SPECS[expert], slot, given)
                if found is not None:
                    put(arguments, provenance, slot.name, found)
                continue
            value = int(match[group]) if slot.type == "number" else match[group]
            arguments[slot.name] = [value] if slot.type == "array" else value
            provenance[slot.name] = copied(self.question, start, end, slot)
        return Call(name=expert, arguments=arguments, provenance=provenance, confidence=0.9)


NAMES = {"weather": "weather", "units": "convert", "tags": "tag"}


def copied(question, start, end, slot):
    return Provenance(
        kind="copied",
        source="question",
        start=byte_offset(question, start),
        end=byte_offset(question, end),
        transform="number" if slot.type == "number" else "copy",
    )


def span(question, words):
    start = question.index(words)
    return start, start + len(words)


def part(question, words, *, fragment=False, references=(), inner=()):
    return Part(
        *span(question, words),
        fragment=fragment,
        references=tuple(span(question, word) for word in references),
        inner=tuple(span(question, word) for word in inner),
    )


def turn(question, *, value=5.0, decision="call"):
    """Return a turn that its first expert answered, unless that asked back."""
    call = Table(question).decide(part(question, question), ())
    steps = []
    if isinstance(call, Call) and decision == "call":
        steps.append(step_of(replace(call, confidence=0.8), value))
    return turn_of(question, *steps, value=value, decision=decision)


def planned(question, *parts, turns=(), looks=None):
    """Return what a question of these parts becomes."""
    table = Table(question, looks or {})
    return plan(Composition(parts), question, turns, SPECS, table)
