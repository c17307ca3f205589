"""A router that reads fragments by patterns, for tests of what follows earlier turns."""

import json
import re

from earlier_turns import step_of, turn_of

from mrkl_core.values import Abstain, Call, ExpertSpec, Provenance, Slot
from mrkl_router.ellipsis import elliptical
from mrkl_router.spans import byte_offset

DAY = Slot(name="day", description="d", required=False)
EXPRESSION = Slot(name="e", description="e", format="expression")
QUERY = Slot(name="q", description="q", format="sql")
SPECS = {
    spec.name: spec
    for spec in (
        ExpertSpec(name="rain", description="r", slots=(Slot(name="place", description="p"), DAY)),
        ExpertSpec(
            name="money",
            description="m",
            slots=(
                Slot(name="amount", description="a", type="number"),
                Slot(name="from_currency", description="f"),
                Slot(name="to_currency", description="t"),
            ),
        ),
        ExpertSpec(
            name="clock",
            description="c",
            slots=(
                Slot(name="what", description="w", enum=("time", "date")),
                Slot(name="place", description="p"),
                DAY,
            ),
        ),
        ExpertSpec(name="sums", description="s", slots=(EXPRESSION,)),
        ExpertSpec(name="rows", description="s", slots=(QUERY,)),
    )
}
WORDS = {
    "amount": r"\d+",
    "from_currency": r"(?:\d|from) (\w+)",
    "to_currency": r"in (\w+)",
    "place": r"[A-ZÅ]\w+",
    "day": r"today|tomorrow",
}
#: The words that bring a whole question to an expert.
ROUTES = {"Rain": "rain", "worth": "money", "Time": "clock"}


class Reader:
    """Reads fragments by patterns, and whole questions whose first word it knows."""

    def __init__(self, question):
        self.question = question
        self.asked, self.priors = [], []

    def state(self, part, expert):
        return read(self.question, part.start, part.end, expert)

    def ask(self, words, prior):
        self.asked.append(words)
        self.priors.append(prior)
        expert = next((name for word, name in ROUTES.items() if word in words), None)
        if words.startswith("Rows"):
            return rows(words)
        return Abstain(reason="none") if expert is None else read(words, 0, len(words), expert, 1)


def read(text, start, end, expert, whole=0):
    arguments, provenance = {}, {}
    for slot in SPECS[expert].slots:
        if slot.enum and whole:
            arguments[slot.name] = "time"
            provenance[slot.name] = origin(text, 0, len(text), 'constant("time")', "enum")
        found = re.search(WORDS.get(slot.name, "$^"), text[start + whole : end])
        if found is None:
            continue
        first, last = (start + whole + at for at in found.span(found.lastindex or 0))
        number = slot.type == "number"
        arguments[slot.name] = int(found[0]) if number else text[first:last]
        provenance[slot.name] = origin(text, first, last, "number" if number else "copy")
    return Call(name=expert, arguments=arguments, provenance=provenance, confidence=0.9)


def origin(text, start, end, transform, kind="copied", source="question"):
    return Provenance(
        kind=kind,
        source=source,
        start=byte_offset(text, start),
        end=byte_offset(text, end),
        transform=transform,
    )


def rows(text):
    """Return a query for the word behind "of", known countries only."""
    word = re.search(r"of (\w+)", text)
    template = f"c = {{{word.start(1)}:{word.end(1)}|text}}" if word[1][0].isupper() else "all"
    made = origin(text, 0, len(text), f"template({json.dumps(template)})", "program")
    value = f"c = '{word[1]}'" if word[1][0].isupper() else "all"
    return Call(name="rows", arguments={"q": value}, provenance={"q": made}, confidence=0.9)


def turn(question, call, value=1):
    return turn_of(
        question, *([step_of(call, value)] if isinstance(call, Call) else []), value=value
    )


def converse(*questions, first=None, specs=SPECS):
    """Return what the last question becomes, and the reader; each before it is a turn."""
    turns = [turn(questions[0], first or Reader("").ask(questions[0], {}))]
    call, reader = None, None
    for question in questions[1:]:
        reader = Reader(question)
        span = 0, len(question.rstrip("?"))
        call = elliptical(question, span, turns, specs, reader)
        turns.append(turn(question, call))
    return call, reader
