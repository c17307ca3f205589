"""Answers to clarifying questions, with a router that is a table."""

import pytest
from part_table import SPECS, Table, part, planned, turn

from mrkl_core.answer import text_sources
from mrkl_core.provenance import replay_arguments
from mrkl_core.values import Abstain, Call, Provenance
from mrkl_router.composition import Part
from mrkl_router.replies import replied


def reply(asked, question, table=None, decision="clarify"):
    turns = [turn("weather in Oslo"), turn(asked, value=None, decision=decision)]
    found = replied(question, turns, SPECS, table or Table(question))
    if isinstance(found, Call):
        sources = text_sources(question, turns)
        assert replay_arguments(found.arguments, found.provenance, sources) == found.arguments
    return found


@pytest.mark.parametrize(
    ("asked", "question", "arguments"),
    [
        ("convert 5 miles", "km", {"value": 5, "from_unit": "miles", "to_unit": "km"}),
        ("convert 5 miles?", "in km, please", {"value": 5, "from_unit": "miles", "to_unit": "km"}),
        ("convert 5 miles…", "ok, to km!", {"value": 5, "from_unit": "miles", "to_unit": "km"}),
        ("convert to km", "5 miles", {"value": 5, "from_unit": "miles", "to_unit": "km"}),
        ("weather today", "Rome", {"place": "Rome", "date": "today"}),
    ],
)
def test_what_was_lacking_is_taken_from_the_reply(asked, question, arguments):
    call = reply(asked, question)
    assert call.arguments == arguments
    sources = {origin.source for origin in call.provenance.values()}
    assert sources <= {"turn:1", "question"}
    assert "question" in sources


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("convert 5 miles", "km and 7 feet"),  # says more
        ("convert 5 miles", "never"),  # of another kind
        ("weather today", "Rome 7"),  # says more
        ("weather today", "there"),  # names nothing
        ("weather today", "hm"),
        ("sing", "km"),  # nothing was lacking
    ],
)
def test_what_is_no_answer_is_none(asked, question):
    assert reply(asked, question) is None


def test_a_value_is_no_name():
    """A place is asked for; the table takes what stands behind "Oslo"."""

    class Anything(Table):
        def decide(self, part, givens):
            call = super().decide(part, givens)
            if isinstance(call, Call):
                call.arguments["place"] = "12"
            return call

    table = Anything("Rome")
    table.ask = lambda words, prior: Anything(words).decide(Part(0, len(words)), ())
    assert reply("weather today", "Rome", table) is None
    assert reply("weather today", "Rome") is not None


def test_only_the_turn_just_before_asked_back():
    assert reply("convert 5 miles", "km", decision="call") is None
    assert replied("km", [], SPECS, Table("km")) is None


def test_what_measures_something_else_is_said_so():
    refused = reply("convert 5 miles", "litres")
    assert refused == Abstain(reason="'miles' and 'litres' measure different things.")


def origin(start, end, kind="copied", transform="copy"):
    return Provenance(kind=kind, source="question", start=start, end=end, transform=transform)


class Reading(Table):
    """Reads the two as one with a given provenance beside the reply's."""

    def ask(self, words, prior):
        found = super().ask(words, prior)
        if not isinstance(found, Call):
            return found
        found.arguments["more"] = "x"
        found.provenance["more"] = self.looks
        return found


def test_what_was_said_before_is_not_dropped():
    """ "7 to km" would be a whole conversion of its own: what were the 5 miles for?"""
    seven = origin(16, 17, "normalised", "number")

    class Other(Table):
        def ask(self, words, prior):
            found = super().ask(words, prior)
            if isinstance(found, Call):
                found.arguments["value"], found.provenance["value"] = 7, seven
            return found

    assert reply("convert 5 miles", "7 to km", Other("7 to km")) is None


def test_a_choice_rests_on_the_question_before():
    choice = origin(0, 18, "enum", 'constant("x")')
    call = reply("convert 5 miles", "km", Reading("km", choice))
    assert call.provenance["more"] == Provenance(
        kind="enum", source="turn:1", start=0, end=15, transform='constant("x")'
    )


@pytest.mark.parametrize("spread", [origin(8, 18), origin(15, 19), origin(19, 21, "program")])
def test_what_rests_on_both_or_is_a_program_is_not_believed(spread):
    assert reply("convert 5 miles", "km", Reading("km", spread)) is None


def test_the_planner_takes_a_reply():
    question = "in km"
    before = [turn("convert 5 miles", value=None, decision="clarify")]
    call = planned(question, part(question, question), turns=before)
    assert call.arguments == {"value": 5, "from_unit": "miles", "to_unit": "km"}
