import pytest

from mrkl_core.values import Abstain, Call, ExpertSpec, Plan, Provenance, Slot
from mrkl_router.leftovers import (
    calls_of,
    char_span,
    cited,
    is_silent,
    is_used,
    left_out,
    one_list,
    says_something,
    with_unit,
)

SPECS = {
    "length": ExpertSpec(
        name="length",
        description="l",
        slots=(Slot(name="value", description="v", type="number"),
               Slot(name="unit", description="u")),
    ),
    "sums": ExpertSpec(
        name="sums",
        description="s",
        slots=(Slot(name="expression", description="e", format="expression"),),
    ),
    "rain": ExpertSpec(name="rain", description="r", slots=(Slot(name="place", description="p"),)),
}  # fmt: skip


def call(question, name, kind="copied", source="question", **words):
    """Return a call whose arguments rest on words of the question."""
    provenance = {}
    for slot, said in words.items():
        start = len(question[: question.index(said)].encode())
        provenance[slot] = Provenance(
            kind=kind,
            source=source,
            start=start,
            end=start + len(said.encode()),
            transform="number" if slot == "value" else "copy",
        )
    return Call(name=name, arguments=dict(words), provenance=provenance, confidence=0.9)


def left(question, *calls):
    return [question[a:b] for a, b in left_out(question, calls, SPECS)]


@pytest.mark.parametrize(
    ("question", "value", "unit", "words"),
    [
        ("9 yards and 14 yards", "14", "yards", ["9"]),
        ("9 yards", "9", "yards", []),
        ("für 9 Yards oder 14 Yards", "14", "Yards", ["9"]),
        ("the two of us ran 9 yards", "9", "yards", []),
        ("ran 9 yards at 22:15", "9", "yards", []),
        ("ran 9 yards^2", "9", "yards", []),
        ("$7 and 9 yards", "9", "yards", ["7"]),
        ("twice 9 yards", "9", "yards", ["twice"]),
        ("é: half of 9 yards", "9", "yards", ["half of"]),
        ("a third of 9 yards", "9", "yards", ["a third of"]),
        ("the halfway mark is 9 yards", "9", "yards", []),
        ("twice I ran 9 yards", "9", "yards", []),
        ("6 ft, 8 ft and 9 ft", "6", "ft, 8 ft and 9 ft", ["8", "9"]),
        ("6 ft 9 in", "6", "ft 9 in", []),
    ],
)
def test_numbers_that_no_argument_rests_on_are_left_out(question, value, unit, words):
    assert left(question, call(question, "length", value=value, unit=unit)) == words


def test_a_factor_that_was_taken_is_not_left_out():
    question = "twice 9 yards"
    assert left(question, call(question, "length", value="9", unit="twice")) == []


def test_numbers_are_not_left_out_by_experts_that_take_none():
    question = "rain in Graz in 9 minutes"
    assert left(question, call(question, "rain", place="Graz")) == []


def test_a_sum_leaves_a_number_out_with_good_reason_unless_more_is_asked():
    question = "3 apples, 2 of them red, and rain in Graz"
    total = call(question, "sums", expression="3")
    assert left(question, total) == []
    assert left(question, total, call(question, "rain", place="Graz")) == ["2"]


def test_choices_and_other_sources_rest_on_no_words():
    question = "9 yards"
    assert cited(question, call(question, "length", kind="enum", unit="yards")) == []
    assert cited(question, call(question, "length", source="turn:0", unit="yards")) == []


def test_the_calls_of_each_decision():
    one = call("rain in Graz", "rain", place="Graz")
    assert calls_of(one) == (one,)
    assert calls_of(Plan(calls=(one, one))) == (one, one)
    assert calls_of(Abstain(reason="no")) == ()


def test_spans_are_told_in_characters():
    assert char_span("é 9", 3, 4) == (2, 3)
    assert is_used("é 9", (2, 3), [(3, 4)])
    assert not is_used("é 9", (0, 1), [(3, 4)])


@pytest.mark.parametrize(
    ("question", "used", "silent"),
    [
        ("rain in Graz; snow in Linz", [(8, 12)], True),
        ("rain in Graz; snow in Linz", [(8, 12), (22, 26)], False),
        ("rain & snow", [(7, 11)], True),
        ("rain and snow", [(9, 13)], False),
    ],
)
def test_a_stretch_on_which_nothing_rests_is_silent(question, used, silent):
    assert is_silent(question, used) is silent


@pytest.mark.parametrize("words", ["in 1984", 'called "dune"', "who is Ada"])
def test_numbers_quotations_and_names_say_something(words):
    assert says_something(words)


@pytest.mark.parametrize("words", ["Could you help me", "and I wonder"])
def test_courtesy_says_nothing(words):
    assert not says_something(words)


@pytest.mark.parametrize(
    ("question", "numbers", "whole"),
    [
        ("9 yards and 14 yards", ["9", "14"], True),
        ("9, 14 or 20 yards", ["9", "14", "20"], True),
        ("$9 and $14", ["9", "14"], True),
        ("9 yards and 14 feet", ["9", "14"], False),
        ("9 to 14 yards", ["9", "14"], False),
        ("9 yards in feet and 14 yards", ["9", "14"], False),
        ("room 9 has 14 yards", ["9", "14"], False),
        ("on June 9, 2014", ["9", "2014"], False),
    ],
)
def test_a_list_has_one_unit(question, numbers, whole):
    spans = [(question.index(one), question.index(one) + len(one)) for one in numbers]
    assert one_list(question, spans) is whole


@pytest.mark.parametrize(
    ("question", "words"), [("9 yards", "9 yards"), ("9 and 4", "9"), ("9 in yards", "9")]
)
def test_a_number_is_read_with_its_unit(question, words):
    assert question[slice(*with_unit(question, (0, 1)))] == words
