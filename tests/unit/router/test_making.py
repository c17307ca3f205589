"""Calls of parts, made one after another, with a router that is a table."""

import pytest
from part_table import SPECS, Table, part, planned, turn

from mrkl_core.errors import ProvenanceError
from mrkl_core.values import Abstain, Call, Clarify, ExpertSpec, Provenance, Slot
from mrkl_router.composition import Composition
from mrkl_router.planner import plan


def test_a_fragment_repeats_the_call_before_with_what_it_states():
    question = "weather in Rome today and in Oslo"
    first = part(question, "weather in Rome today")
    decision = planned(question, first, part(question, "in Oslo", fragment=True))
    assert [call.arguments for call in decision.calls] == [
        {"place": "Rome", "date": "today"},
        {"place": "Oslo", "date": "today"},
    ]
    kept, new = decision.calls
    assert new.provenance["date"] == kept.provenance["date"]
    assert new.provenance["place"].start == 29


@pytest.mark.parametrize("fragment", ["in Rome", "whatever", "tag red"])
def test_a_fragment_that_states_nothing_new_does_not_fit(fragment):
    question = f"weather in Rome. {fragment}"
    first = part(question, "weather in Rome")
    assert planned(question, first, part(question, fragment, fragment=True)) is None


def test_items_of_one_list_are_not_calls_of_their_own():
    question = "tag it red and blue"
    first = part(question, "tag it red")
    assert planned(question, first, part(question, "blue", fragment=True)) is None


def test_a_fragment_takes_the_arguments_of_an_earlier_turn():
    question = "and in Oslo?"
    turns = [turn("weather in Rome today"), turn("hm")]
    call = planned(question, part(question, "in Oslo", fragment=True), turns=turns)
    assert isinstance(call, Call)
    assert call.arguments == {"place": "Oslo", "date": "today"}
    assert call.provenance["date"].source == "turn:0"
    assert call.provenance["place"].source == "question"
    assert call.confidence == 0.8


class Failing(Table):
    """Cannot use what a part refers to, as a program cannot compute with a date."""

    def decide(self, part, givens):
        if givens:
            raise ProvenanceError("'2026-12-25' is not one number.")
        return Abstain(reason="none")


class Computing(Table):
    """Writes a program over what a part refers to."""

    def decide(self, part, givens):
        if not givens:
            return Abstain(reason="none")
        origin = Provenance(
            kind="program",
            source="question",
            start=0,
            end=4,
            transform='template("59/{answer:0|number}")',
        )
        return Call(name="sums", arguments={"e": "59/5"}, provenance={"e": origin}, confidence=0.9)


@pytest.mark.parametrize("table", [Failing, Computing])
def test_a_program_over_an_answer_is_not_believed(table):
    question = "what share of 59 is that"
    before = [turn("convert 5 miles to km", value=5)]
    asked = part(question, question, references=["that"])
    decision = plan(Composition((asked,)), question, before, SPECS, table(question))
    assert isinstance(decision, Abstain)


def test_a_reference_takes_the_result_of_the_step_before():
    question = "convert 5 miles to km and convert that to feet"
    decision = planned(
        question,
        part(question, "convert 5 miles to km"),
        part(question, "convert that to feet", references=["that"]),
    )
    second = decision.calls[1]
    assert second.provenance["value"].source == "step:0"
    assert second.provenance["value"].transform == "figure"
    assert second.arguments == {"to_unit": "feet", "from_unit": "km"}


def test_a_reference_takes_the_answer_of_an_earlier_turn():
    question = "now convert that to feet"
    second = part(question, "convert that to feet", references=["that"])
    call = planned(question, second, turns=[turn("convert 5 miles to km", value=8.04672)])
    assert call.arguments == {"value": 8.04672, "to_unit": "feet", "from_unit": "km"}
    assert call.provenance["value"].source == "answer:0"
    assert call.provenance["from_unit"].source == "turn:0"


def test_there_is_the_place_of_the_call_before():
    question = "weather in Rome and weather there today"
    decision = planned(
        question,
        part(question, "weather in Rome"),
        part(question, "weather there today", references=["there"]),
    )
    assert decision.calls[1].arguments == {"place": "Rome", "date": "today"}
    assert decision.calls[1].provenance["place"] == decision.calls[0].provenance["place"]


def test_an_answer_that_failed_has_no_value():
    question = "convert that to feet"
    asked = part(question, question, references=["that"])
    decision = planned(question, asked, turns=[turn("convert 5 miles to km", value=None)])
    assert isinstance(decision, Abstain)


@pytest.mark.parametrize(
    ("question", "words"), [("weather there today", "there"), ("weather at it", "it")]
)
def test_a_reference_to_nothing_is_said_so(question, words):
    table = Table(question, required=False)
    composition = Composition((part(question, question, references=[words]),))
    decision = plan(composition, question, (), SPECS, table)
    assert isinstance(decision, Abstain)
    assert decision.reason.startswith(f"It is not clear what {words!r} refers to")


def test_a_reference_within_one_question_is_none():
    question = "it is 5 miles, convert that to km"
    call = planned(question, part(question, question, references=["that"]))
    assert call.arguments == {"value": 5, "from_unit": "miles", "to_unit": "km"}
    assert planned("hm that", part("hm that", "hm that", references=["that"])) is None


def test_what_refers_to_a_part_that_is_not_understood_is_not_clear():
    question = "sing a song and convert that to km"
    parts = part(question, "sing a song"), part(question, "convert that to km", references=["that"])
    assert isinstance(planned(question, *parts), Abstain)


def test_them_may_not_be_one_of_two():
    question = "weather in Rome, weather in Oslo, convert them to km"
    decision = planned(
        question,
        part(question, "weather in Rome"),
        part(question, "weather in Oslo"),
        part(question, "convert them to km", references=["them"]),
    )
    assert isinstance(decision, Abstain)


def test_an_inner_phrase_is_asked_first():
    question = "convert the weather in Rome of 3 miles to km"
    decision = planned(question, part(question, question, inner=["the weather in Rome"]))
    first, second = decision.calls
    assert first.arguments == {"place": "Rome"}
    assert second.name == "weather"  # the table reads the first name only


def test_an_inner_phrase_may_hold_another():
    question = "convert the convert 5 miles to km of the weather in Rome to feet"
    inner = "the convert 5 miles to km of the weather in Rome"
    looked = part(question, inner, inner=["the weather in Rome"])
    table = Table(question, {inner: looked})
    composition = Composition((part(question, question, inner=[inner]),))
    plan(composition, question, (), SPECS, table)
    assert table.seen[0] == "the weather in Rome"


def test_what_is_not_said_is_asked_back():
    question = "weather in Rome and convert that to km"
    decision = planned(
        question,
        part(question, "weather in Rome"),
        part(question, "convert that to km", references=["that"]),
    )
    assert isinstance(decision, Abstain)  # a forecast is no number
    question = "tag it red and convert that to km"
    decision = planned(
        question,
        part(question, "tag it red"),
        part(question, "convert that to km", references=["that"]),
    )
    assert isinstance(decision, Clarify)
    assert decision.slot == "from_unit"


QUERIES = ExpertSpec(
    name="tags", description="q", slots=(Slot(name="tags", description="t", format="sql"),)
)


@pytest.mark.parametrize("turns", [(), [turn("weather in Rome")]])
def test_or_joins_conditions_of_a_query_not_two_queries(turns):
    question = "tag it red or blue"
    composition = Composition((part(question, "tag it red"), part(question, "blue", fragment=True)))
    assert plan(composition, question, turns, {"tags": QUERIES}, Table(question)) is None
