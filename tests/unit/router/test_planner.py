"""Plans from parts, with a router that is a table."""

import pytest
from part_table import SPECS, Table, part, planned, turn

from mrkl_core.values import Abstain, Call, ExpertSpec, Plan, Provenance, Slot
from mrkl_router.composition import Composition
from mrkl_router.planner import MAX_PARTS, half_answered, plan


def test_a_simple_question_is_routed_as_a_whole():
    question = "weather in Rome"
    assert planned(question, part(question, question)) is None


def test_courtesy_before_a_question_is_left_out():
    question = "Thanks! And weather in Rome"
    call = planned(question, part(question, "weather in Rome"))
    assert call.arguments == {"place": "Rome"}
    question = "Thanks! And sing"
    assert planned(question, part(question, "sing")) is None


def test_parts_that_stand_alone_are_a_plan():
    question = "weather in Rome and convert 5 miles to km"
    decision = planned(
        question, part(question, "weather in Rome"), part(question, "convert 5 miles to km")
    )
    assert isinstance(decision, Plan)
    assert [call.name for call in decision.calls] == ["weather", "units"]


@pytest.mark.parametrize("other", ["sing a song", "convert it"])
def test_one_part_that_is_no_call_leaves_the_question_whole(other):
    question = f"weather in Rome and {other}"
    parts = part(question, "weather in Rome"), part(question, other)
    assert planned(question, *parts) is None


def test_too_many_parts_are_left_whole():
    question = "weather in Rome"
    assert planned(question, *[part(question, question)] * (MAX_PARTS + 1)) is None


def test_a_fragment_needs_something_before():
    question = "in Oslo"
    assert planned(question, part(question, question, fragment=True)) is None


def test_a_fragment_of_an_expert_that_is_disabled_does_not_fit():
    question = "and in Oslo?"
    composition = Composition((part(question, "in Oslo", fragment=True),))
    turns = [turn("weather in Rome")]
    decision = plan(composition, question, turns, {}, Table(question))
    assert decision == Abstain(reason="It is not clear what is asked about 'in Oslo'.")


def test_a_fragment_that_fits_no_turn_may_be_a_question_of_its_own():
    question = "and convert 3 feet to metres"
    composition = Composition((part(question, question[4:], fragment=True),))
    call = plan(composition, question, [turn("weather in Rome")], SPECS, Table(question))
    assert call.arguments == {"value": 3, "from_unit": "feet", "to_unit": "metres"}


CALCULATOR = ExpertSpec(
    name="calculator",
    description="c",
    slots=(Slot(name="expression", description="e", format="expression"),),
)


@pytest.mark.parametrize("words", ["and times 3", "weather in Rome and times 3"])
def test_an_operation_takes_the_answer_before(words):
    before = [turn("convert 5 miles to km", value=8.5)]
    specs = SPECS | {"calculator": CALCULATOR}
    parts = [part(words, one) for one in words.split(" and ") if one != "and times 3"]
    composition = Composition(tuple(parts))
    decision = plan(composition, words, before, specs, Table(words))
    if words.startswith("and"):
        assert decision.arguments == {"expression": "8.5*3"}
    else:
        assert not isinstance(decision, Call)


def test_the_first_part_may_be_an_operation():
    words = "double that and weather in Rome"
    before = [turn("convert 5 miles to km", value=8.5)]
    composition = Composition((part(words, "double that"), part(words, "weather in Rome")))
    made = plan(composition, words, before, SPECS | {"calculator": CALCULATOR}, Table(words))
    assert [call.arguments for call in made.calls] == [{"expression": "8.5*2"}, {"place": "Rome"}]


def test_a_call_that_leaves_a_fragment_out_is_refused():
    question = "convert 20 and 30 celsius to fahrenheit"
    parts = Composition((part(question, "convert 20"), part(question, "30 celsius", fragment=True)))
    call = Table(question).fill(part(question, "convert 20"), "units", ())
    refused = half_answered(call, parts, question)
    assert isinstance(refused, Abstain)
    assert "'30 celsius'" in refused.reason
    assert half_answered(refused, parts, question) is None


def test_a_call_that_takes_the_fragment_is_kept():
    question = "weather in Rome and Oslo today"
    parts = Composition(
        (part(question, "weather in"), part(question, "Rome and Oslo", fragment=True))
    )
    call = Table(question).fill(part(question, question), "weather", ())
    assert half_answered(call, parts, question) is None


class Sums(Table):
    """Reads every part as a program of a given template."""

    def decide(self, part, givens):
        template = f"{{{part.start}:{part.start + 1}|number}}{self.looks[part.start]}"
        origin = Provenance(
            kind="program",
            source="question",
            start=part.start,
            end=part.end,
            transform=f'template("{template}")',
        )
        return Call(name="sums", arguments={"e": "?"}, provenance={"e": origin}, confidence=0.9)

    def foreseen(self, part):
        return ["sums"]


@pytest.mark.parametrize(("rest", "planned"), [("+2", True), ("", False)])
def test_a_bare_number_is_no_sum_of_its_own(rest, planned):
    question = "7 plus 2 and 6 more"
    parts = Composition((part(question, "7 plus 2"), part(question, "6 more")))
    made = plan(parts, question, (), {}, Sums(question, {0: "+2", 13: rest}))
    assert isinstance(made, Plan) if planned else made is None


@pytest.mark.parametrize(("turns", "called"), [([5.0], True), ([], False)])
def test_a_last_that_is_the_answer_of_the_turn_before(turns, called):
    question = "convert to feet just that"
    earlier = [turn("convert 5 miles to km", value=value) for value in turns]
    table = Table(question)
    decision = plan(Composition((part(question, question),)), question, earlier, SPECS, table)
    assert isinstance(decision, Call) if called else decision is None


def test_what_asks_nothing_is_not_routed():
    question = "thank you"
    decision = planned(question, turns=[turn("weather in Rome")])
    assert decision == Abstain(reason="'thank you' asks nothing.")
    assert planned(question) is None


def test_why_a_fragment_does_not_fit_is_said():
    question = "and in litres"
    fragment = part(question, "in litres", fragment=True)
    decision = planned(question, fragment, turns=[turn("convert 5 miles to km")])
    assert decision == Abstain(reason="'miles' and 'litres' measure different things.")
