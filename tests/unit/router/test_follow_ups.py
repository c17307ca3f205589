"""The call for an operation on the answer before."""

import pytest
from earlier_turns import step_of, turn_of

from mrkl_core.values import Abstain, Call, ExpertSpec, Provenance, Slot
from mrkl_router.composition import Part
from mrkl_router.follow_ups import operated

EXPRESSION = Slot(name="expression", description="e", format="expression")
NUMBER = Slot(name="value", description="v", type="number")
SPECS = {
    "counts": ExpertSpec(name="counts", description="c"),
    "calculator": ExpertSpec(name="calculator", description="c", slots=(EXPRESSION,)),
    "units": ExpertSpec(name="units", description="u", slots=(NUMBER,)),
}
NONE = Abstain(reason="none")


class Decided:
    """Decides the same about every part."""

    def __init__(self, decision=NONE):
        self.decision = decision

    def decide(self, part, givens):
        return self.decision


def turn(value, expert="counts"):
    call = Call(name=expert, arguments={}, provenance={}, confidence=0.7)
    return turn_of("q", step_of(call), value=value)


def follow(question, *turns, specs=SPECS, decision=NONE):
    return operated(question, Part(0, len(question)), turns, specs, Decided(decision))


def test_the_answer_before_is_the_operand_and_the_proof_says_so():
    question = "and times 3?"
    call = follow(question, turn(372))
    assert (call.name, call.arguments, call.confidence) == (
        "calculator",
        {"expression": "372*3"},
        0.7,
    )
    assert call.provenance["expression"] == Provenance(
        kind="derived",
        source="question",
        start=0,
        end=12,
        transform='template("{answer:0|number}*{10:11|number}")',
    )


@pytest.mark.parametrize(
    ("question", "value", "expression"),
    [
        ("add 10 and divide by 2", {"columns": ["n"], "rows": [[5]]}, "(5+10)/2"),
        ("half of that", -8, "(-8)*0.5"),
        ("and squared", 0.1, "0.1**2"),
    ],
)
def test_values_stand_in_the_expression_as_they_are(question, value, expression):
    assert follow(question, turn(1), turn(value)).arguments["expression"] == expression


@pytest.mark.parametrize(
    "turns", [(), (turn("Friday"),), (turn([1, 2]),), (turn(None),), (turn("2026-12-25"),)]
)
def test_without_a_number_before_there_is_no_guess(turns):
    decision = follow("and times 3?", *turns)
    assert isinstance(decision, Abstain)
    assert "no number before" in decision.reason


def test_what_another_expert_takes_is_its_own():
    call = Call(name="counts", arguments={}, provenance={}, confidence=0.9)
    assert follow("add 3", turn(4), decision=call) is None


def test_a_misreading_by_the_calculator_does_not_count():
    call = Call(name="calculator", arguments={}, provenance={}, confidence=0.9)
    assert follow("divided by 7", turn(14), decision=call).arguments == {"expression": "14/7"}


def test_without_a_calculator_it_is_no_operation():
    assert follow("times 3", turn(4), specs={"units": SPECS["units"]}) is None


@pytest.mark.parametrize(("expert", "called"), [("units", False), ("counts", True), ("gone", True)])
def test_minus_may_be_another_number_where_numbers_are_taken(expert, called):
    assert isinstance(follow("minus 10", turn(20, expert)), Call) == called


def test_an_operator_with_more_behind_it_is_not_routed_without_its_operand():
    assert "not clear" in follow("times 3 plus 10", turn(4)).reason
    assert follow("times 3 plus 10") is None
    assert follow("3 times 10", turn(4)) is None
