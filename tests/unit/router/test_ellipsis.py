"""Fragments after earlier turns, with a router that reads by patterns."""

import json
import math
import re

import pytest
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


@pytest.mark.parametrize(
    ("questions", "arguments", "full"),
    [
        (["Rain in Rome?", "and Oslo?"], {"place": "Oslo"}, "Rain in Oslo?"),
        (["Rain in Rome?", "and Åbo?"], {"place": "Åbo"}, "Rain in Åbo?"),
        (
            ["Rain in Rome?", "and tomorrow?"],
            {"place": "Rome", "day": "tomorrow"},
            "Rain in Rome tomorrow",
        ),
        (
            ["Rain in Rome?", "and tomorrow?", "and Oslo?"],
            {"place": "Oslo", "day": "tomorrow"},
            "Rain in Oslo tomorrow",
        ),
        (["Rain in Rome?", "and Oslo?", "and Linz?"], {"place": "Linz"}, "Rain in Linz?"),
        (
            ["worth of 5 euros in yen?", "and in pounds?"],
            {"amount": 5, "from_currency": "euros", "to_currency": "pounds"},
            "worth of 5 euros in pounds?",
        ),
        (
            ["worth of 5 euros in yen?", "and in pounds?", "and 7 dollars"],
            {"amount": 7, "from_currency": "dollars", "to_currency": "pounds"},
            "worth of 7 dollars in pounds?",
        ),
        (["Time in Rome?", "and Oslo?"], {"what": "time", "place": "Oslo"}, "Time in Oslo?"),
        (["Rows of Rome?", "and of Oslo"], {"q": "c = 'Oslo'"}, "Rows of Oslo?"),
        (["Rows of Rome?", "and of Oslo", "of Linz?"], {"q": "c = 'Linz'"}, "Rows of Linz?"),
    ],
)
def test_the_earlier_question_with_the_new_words_is_the_same_call(questions, arguments, full):
    call, reader = converse(*questions)
    assert call.arguments == arguments
    assert reader.asked[-1] == full


@pytest.mark.parametrize(
    "questions",
    [
        ["Rain in Rome?", "and half of it"],  # states nothing
        ["Rain in Rome?", "and half of Oslo"],  # says more
        ["worth of 5 euros in yen?", "what about pounds"],  # from or to?
        ["worth of 5 euros in yen?", "and in Kilometres"],  # no currency
        ["worth of 5 euros in yen?", "in it"],  # names nothing
        ["Time in Rome?", "and tomorrow?"],  # of no use to what was chosen
        ["Rows of Rome?", "and of oslo"],  # another query comes out
        ["Sing in Rome?", "and Oslo?"],  # nothing before
    ],
)
def test_what_does_not_fit_is_none(questions):
    assert converse(*questions)[0] is None


def test_the_earlier_question_routed_elsewhere_is_not_believed():
    call = read("Snow in Rome?", 1, 13, "rain")
    assert converse("Snow in Rome?", "and Oslo?", first=call)[0] is None


def test_an_expert_that_is_disabled_is_not_asked():
    assert converse("Rain in Rome?", "and Oslo?", specs={})[0] is None


def sums(template, text, source="question"):
    made = origin(text, 0, len(text), f"template({json.dumps(template)})", "program", source)
    return Call(name="sums", arguments={"e": "?"}, provenance={"e": made}, confidence=0.9)


def test_another_number_of_a_program_needs_no_second_opinion():
    first = sums("{7:8|number}*2", "double 4")
    call, reader = converse("double 4", "and 5?", first=first)
    assert call.arguments == {"e": "5*2"}
    assert reader.asked == []


def test_what_came_from_elsewhere_cannot_be_said_in_full():
    """A turn that converted the answer before says no amount; the one before it does."""
    asked = "worth of 5 euros in yen?"
    turns = [turn(asked, Reader("").ask(asked, {}), value=800)]
    second = "worth of that in pounds"
    given = Provenance(kind="derived", source="answer:0", start=0, end=0, transform="figure")
    kept = Provenance(kind="copied", source="turn:0", start=20, end=23, transform="copy")
    said = origin(second, 17, 23, "copy")
    call = Call(
        name="money",
        arguments={"amount": 800, "from_currency": "yen", "to_currency": "pounds"},
        provenance={"amount": given, "from_currency": kept, "to_currency": said},
        confidence=0.9,
    )
    turns.append(turn(second, call, value=4))
    question = "and in dollars"
    reader = Reader(question)
    found = elliptical(question, (0, len(question)), turns, SPECS, reader)
    assert found.arguments == {"amount": 800, "from_currency": "yen", "to_currency": "dollars"}
    assert reader.asked == ["worth of 800 yen in dollars?"]


def test_only_turns_of_the_same_expert_are_said_again():
    """An unanswered turn is passed over; another expert's ends the search."""
    asked = "Rain in Rome?"
    turns = [
        turn("worth of 5 euros in yen?", Reader("").ask("worth of 5 euros in yen?", {})),
        turn("Snow in Rome?", read("Snow in Rome?", 1, 13, "rain")),
        turn("hm", None),
    ]
    reader = Reader("and Oslo?")
    assert elliptical("and Oslo?", (0, 9), turns, SPECS, reader) is None
    assert reader.asked == ["Snow in Oslo?"]
    turns = [turn(asked, Reader("").ask(asked, {})), turn("hm", None), *turns[1:2]]
    reader = Reader("and Oslo?")
    found = elliptical("and Oslo?", (0, 9), turns, SPECS, reader)
    assert found.arguments == {"place": "Oslo"}
    assert reader.asked == ["Snow in Oslo?", "Rain in Oslo?"]


def test_a_program_of_another_shape_is_no_earlier_wording():
    text = "Rows of Rome?"
    both = Provenance(
        kind="program",
        source="question",
        start=0,
        end=13,
        transform='template("c = {8:12|text} or {8:12|text}")',
    )
    older = Call(name="rows", arguments={"q": "?"}, provenance={"q": both}, confidence=0.9)
    newer = rows("Rows in of Linz?".replace("in ", ""))
    turns = [turn(text, older), turn("Sing of Linz?", newer)]
    reader = Reader("and of Oslo")
    assert elliptical("and of Oslo", (0, 11), turns, SPECS, reader) is None
    assert reader.asked == ["Sing of Oslo?"]


MOMENT = "date(2026-11-25T12:00:00)"
DAYS = ExpertSpec(
    name="days", description="d", slots=(Slot(name="start", description="s", format="date"),)
)


def days(text, words, value):
    """Return a call with a date that words say."""
    start = text.index(words)
    read = origin(text, start, start + len(words), MOMENT, "normalised")
    return Call(name="days", arguments={"start": value}, provenance={"start": read}, confidence=0.9)


class Dates(Reader):
    """Reads the dates of fragments, and one whole question."""

    def state(self, part, expert):
        words = self.question[part.start : part.end]
        return days(self.question, words, "2026-07-05" if words == "July 5" else "2026-11-27")

    def ask(self, words, prior):
        self.asked.append(words)
        return days(words, "July 5 2027", "2027-07-05")


@pytest.mark.parametrize(("words", "full"), [("July 5", ["Days of July 5 2027"]), ("Friday", [])])
def test_a_year_is_said_in_the_earlier_question_and_never_guessed(words, full):
    asked, question = "Days of July 4, 2027", f"and {words}"
    turns = [turn(asked, days(asked, "July 4, 2027", "2027-07-04"))]
    reader = Dates(question)
    call = elliptical(question, (0, len(question)), turns, {"days": DAYS}, reader)
    assert (call and call.arguments) == ({"start": "2027-07-05"} if full else None)
    assert reader.asked == full


@pytest.mark.parametrize(
    ("questions", "odds"),
    [
        (["worth of 5 euros in yen?", "and 7 dollars"], math.inf),
        (["Rain in Rome?", "and Oslo?"], 2.0),
        (["Rain in Rome?", "and tomorrow?"], 2.0),
        (["Rows of Rome?", "and of Oslo"], 2.0),
    ],
)
def test_values_in_place_of_others_need_no_confidence(questions, odds):
    call, reader = converse(*questions)
    assert reader.priors == [{call.name: odds}]


def test_what_measures_something_else_is_said_so():
    refused, reader = converse("worth of 5 miles in yards?", "and in litres?")
    assert refused == Abstain(reason="'miles' and 'litres' measure different things.")
    assert reader.asked == ["worth of 5 miles in litres?"]
