from random import Random

import pytest

from mrkl_router.composition import LABELS
from mrkl_router.training.composition_marks import marked, read_marks
from mrkl_router.training.compositions import CompositionPhraser, training_compositions
from mrkl_router.training.phrasings import Question

QUESTIONS = [
    Question("what is the weather in Rome?", "weather", "snips"),
    Question("How many singers do we have?", "database", "spider_syn"),
    Question("what is the average price of all albums", "database", "spider_syn"),
    Question("what is the average price and the total", "database", "spider_syn"),
    Question("tell me who Ada Lovelace was and what she did", "wiki", "webquestions"),
    Question("what time is it in Tokyo", "calendar", "generated"),
    Question("play some jazz", None, "snips"),
    Question("asdf qwer", None, "generated"),
]


def test_marks_become_spans_and_leave_the_text():
    words = "rain in Rome" + marked("joint", "? And ") + marked("fragment", "in Oslo") + "?"
    row = read_marks(words)
    assert row.text == "rain in Rome? And in Oslo?"
    assert row.spans == {"joint": ((12, 17),), "fragment": ((18, 25),)}


def test_marks_may_overlap():
    row = read_marks(marked("fragment", marked("joint", "and") + " in Oslo"))
    assert row.text == "and in Oslo"
    assert row.spans == {"joint": ((0, 3),), "fragment": ((0, 11),)}


def test_blanks_alone_are_not_marked():
    assert read_marks(marked("joint", " ")).spans == {}


@pytest.mark.data
def test_the_questions_and_the_seed_fix_every_row():
    rows = training_compositions(QUESTIONS, Random(5), 150)
    assert rows == training_compositions(QUESTIONS, Random(5), 150)
    assert len(rows) == 300
    assert all(row.spans for row in rows[:150])
    assert not any(row.spans for row in rows[150:])
    assert {label for row in rows for label in row.spans} == set(LABELS)
    for row in rows:
        assert row.text.isprintable() or "\n" in row.text
        for start, end in (span for found in row.spans.values() for span in found):
            assert row.text[start:end].strip() == row.text[start:end] != ""


@pytest.mark.data
def test_every_template_can_be_said():
    from mrkl_router.training import composition_contrasts as contrasts
    from mrkl_router.training import composition_lists as lists
    from mrkl_router.training import composition_nouns as nouns
    from mrkl_router.training import composition_phrases as phrases

    phraser = CompositionPhraser(QUESTIONS, Random(6))
    stand_in = {name: lambda: "X" for name in ("reference", "inner", "item", "piece")}
    groups = [*phrases.REFERRING.values(), *nouns.ASKED.values(), *nouns.OUTER.values()]
    for group in (*groups, lists.LISTS, lists.PIECES, lists.FOLLOWING, contrasts.WHOLE):
        for template in group.split("\n"):
            assert "{" not in phraser.gaps.say(template, **stand_in)


@pytest.mark.data
def test_parts_know_their_expert_and_their_slots():
    from mrkl_router.training.composition_routes import composition_questions

    made = composition_questions(QUESTIONS, Random(7), 400)
    assert {question.expert for question in made} == {
        "calculator", "units", "calendar", "currency", "weather", "database", "documents", "wiki",
    }  # fmt: skip
    for question in made:
        assert (question.operation is not None) == (question.expert == "calendar")
        assert all(question.text[a:b].strip() for a, b in question.slots.values())
    assert any("amount" in question.slots for question in made)
