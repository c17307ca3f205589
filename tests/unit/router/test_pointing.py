"""What a part points at in the turn before, with a router that is a table."""

import pytest
from part_table import SPECS, Table, part, planned, turn

from mrkl_core.values import Abstain, Call, ExpertSpec, Slot
from mrkl_router.composition import Composition
from mrkl_router.planner import plan


def test_a_pronoun_that_the_head_missed_takes_the_answer_before():
    question = "convert that to feet please"
    before = [turn("convert 5 miles to km", value=8.04672)]
    call = planned(question, part(question, question), turns=before)
    assert call.arguments == {"value": 8.04672, "to_unit": "feet", "from_unit": "km"}


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("it is 19 yards: convert that to feet", "convert 5 miles to km"),  # says it itself
        ("sing that song", "convert 5 miles to km"),
        ("convert the weather to feet", "convert 5 miles to km"),  # no pronoun
    ],
)
def test_what_needs_nothing_before_is_left_alone(question, before):
    assert planned(question, part(question, question), turns=[turn(before)]) is None


def test_what_takes_the_whole_question_needs_no_antecedent():
    question = "what did he say about that"
    whole = Slot(name="tags", description="t", format="question")
    specs = {"tags": ExpertSpec(name="tags", description="t", slots=(whole,))}
    table = Table(question)
    table.decide = lambda part, givens: Call(
        name="tags", arguments={"tags": question}, provenance={}, confidence=0.9
    )
    composition = Composition((part(question, question[:12]),))
    before = [turn("weather in Rome")]
    assert plan(composition, question, before, specs, table) is None


@pytest.mark.parametrize(
    "question", ["convert that to feet", "convert that", "convert that please"]
)
def test_a_pronoun_that_stands_for_nothing_fitting_is_not_passed_over(question):
    before = [turn("tag it red", value=["red"])]
    table = Table(question, required=False)
    decision = plan(Composition((part(question, question),)), question, before, SPECS, table)
    assert isinstance(decision, Abstain)
    assert "'that'" in decision.reason
