import pytest

from mrkl_router.composition import Composition, Part
from mrkl_router.partings import at_joints, unfolded


def words(question, composition):
    return composition and [question[part.start : part.end] for part in composition.parts]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("4 yards in feet; 9 pints in litres", ["4 yards in feet", "9 pints in litres"]),
        ("rain in Graz? Also 3 plus nothing", ["rain in Graz", "3", "nothing"]),
        ("rain in Graz, and on top of that snow", ["rain in Graz", "snow"]),
        ("rain in Graz as well as snow", ["rain in Graz", "snow"]),
        ("rain in Graz - and snow & hail", ["rain in Graz", "snow", "hail"]),
        ("rain in Graz; also then snow", ["rain in Graz", "snow"]),
    ],
)
def test_plain_joints_part_a_question(question, parts):
    assert words(question, at_joints(Composition((Part(0, len(question)),)), question)) == parts


@pytest.mark.parametrize(
    "question",
    ["the sandy beach at Andover", "3, 4, 5", "a well-known plus-size shop", "AT&T shares?", "and"],
)
def test_what_only_looks_like_a_joint_parts_nothing(question):
    assert at_joints(Composition((Part(0, len(question)),)), question) is None


def test_parts_at_joints_keep_what_the_head_found_in_them():
    question = "half of the sum; now double it"
    whole = Part(0, len(question), references=((28, 30),), inner=((8, 15),))
    first, second = at_joints(Composition((whole,)), question).parts
    assert (first.inner, first.references) == (((8, 15),), ())
    assert (second.inner, second.references) == ((), ((28, 30),))


def folded(question, *fragments, tail):
    """Return what the head finds where a part goes on behind fragments."""
    starts = [question.index(one) for one in fragments]
    end = question.index(tail)
    joint = min(question.index(" and "), starts[0])
    whole = Part(0, len(question), hidden=((joint, end),))
    parts = [
        Part(start, start + len(one), True) for start, one in zip(starts, fragments, strict=True)
    ]
    return Composition((whole, *parts))


def test_the_last_fragment_takes_the_tail():
    question = "8 stone in kilos and 170 cm in feet"
    composition = folded(question, "170 cm", tail="in feet")
    found = unfolded(composition, question)
    assert words(question, found) == ["8 stone in kilos", "170 cm in feet"]
    assert not any(part.fragment or part.hidden for part in found.parts)
    assert unfolded(composition, question, alone=False).parts[1].fragment


def test_a_fragment_begins_behind_the_joint():
    question = "8 stone in kilos and on top of that 170 cm in feet"
    found = unfolded(folded(question, "top of that 170 cm", tail="in feet"), question)
    assert words(question, found)[1] == "170 cm in feet"


def test_fragments_before_the_last_stay_fragments():
    question = "rain in Graz and Linz and Wels tomorrow"
    found = unfolded(folded(question, "Linz", "Wels", tail="tomorrow"), question)
    assert words(question, found) == ["rain in Graz", "Linz", "Wels tomorrow"]
    assert [part.fragment for part in found.parts] == [False, True, False]


def test_another_question_beside_stays_as_it_is():
    question = "8 stone in kilos and 170 cm in feet; rain in Graz"
    composition = folded(question[:35], "170 cm", tail="in feet")
    rain = Part(37, len(question))
    found = unfolded(Composition((*composition.parts, rain)), question)
    assert words(question, found)[2] == "rain in Graz"


def test_parts_without_tails_are_not_unfolded():
    assert unfolded(Composition((Part(0, 4), Part(5, 9, True))), "rain snow") is None
