"""Fragments after earlier turns, with a router that reads by patterns."""

import json
import math

import pytest
from fragment_reader import Reader, converse, origin, read, turn

from mrkl_core.values import Abstain, Call, ExpertSpec, Slot
from mrkl_router.ellipsis import elliptical


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


def test_a_date_for_either_end_replaces_none():
    spans = ExpertSpec(
        name="days",
        description="d",
        slots=tuple(Slot(name=n, description="d", format="date") for n in ("start", "end")),
    )
    asked = "Days of May 1 to June 2"
    first, last = days(asked, "May 1", "2026-05-01"), days(asked, "June 2", "2026-06-02")
    both = {"start": first.provenance["start"], "end": last.provenance["start"]}
    values = {"start": "2026-05-01", "end": "2026-06-02"}
    before = Call(name="days", arguments=values, provenance=both, confidence=0.9)
    reader = Dates("and July 5")
    turns = [turn(asked, before)]
    assert elliptical("and July 5", (0, 10), turns, {"days": spans}, reader) is None
    assert reader.asked == []
