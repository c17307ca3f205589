from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from mrkl_core.provenance import replay
from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.arguments import assign, joined
from mrkl_router.clause import Clause
from mrkl_router.slot_values import argument_of
from mrkl_router.spans import Candidate

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NUMBERS = Slot(name="values", description="The values.", type="array",
               items=Slot(name="value", description="", type="number"))  # fmt: skip
TEXTS = Slot(name="names", description="The names.", type="array",
             items=Slot(name="name", description=""))  # fmt: skip
TABLE = Slot(name="table", description="", type="array",
             items=Slot(name="row", description="", type="array",
                        items=Slot(name="cell", description="", type="integer")))  # fmt: skip


def read(slot, question, pointed, score=0.5):
    """Return what the pointed words are as the slot's value; the provenance must replay."""
    start = question.index(pointed)
    clause = Clause(question, 0, len(question), np.zeros(0, np.float32))
    spec = ExpertSpec(name="tool", description="A tool.", slots=(slot,))
    found = argument_of(spec, slot, Candidate(start, start + len(pointed), score, 0.1), clause, NOW)
    if found is None:
        return None
    assert replay(found.taken.provenance, {"question": question}) == found.taken.value
    return found.taken.value


def number(description="", kind="number", name="x"):
    return Slot(name=name, description=description, type=kind)


@pytest.mark.parametrize(
    ("slot", "question", "pointed", "value"),
    [
        (number(kind="integer"), "base 5m and height 3m", "5m", 5),
        (number(kind="integer"), "about 2.5 of it", "2.5", None),
        (number(kind="integer"), "no number", "number", None),
        (number(kind="integer"), "in the 16th century", "16th", 16),
        (number(kind="integer"), "on the twenty-first floor", "twenty-first floor", 21),
        (number(), "in the 16th century", "16th", None),
        (number("The interest rate."), "at 5% a year", "5", 0.05),
        (number("The interest rate."), "at 5 percent a year", "5", 0.05),
        (number("The rate in percent."), "at 5% a year", "5", 5),
        (number("The rate as a decimal, e.g. 5% is 0.05."), "at 5% a year", "5", 0.05),
        (number("The rate.", kind="integer"), "at 5% a year", "5", 5),
        (number("Temperature in Kelvin"), "heated from 300K to 400K", "300K", 300),
        (number("Salary in dollars"), "pays 300K a year", "300K", 300_000),
    ],
)
def test_numbers(slot, question, pointed, value):
    assert read(slot, question, pointed) == value


@pytest.mark.parametrize(
    ("slot", "question", "pointed", "value"),
    [
        (NUMBERS, "flows=[200,300,400] at 5%", "300", [200, 300, 400]),
        (NUMBERS, "with the values 12, 24 and 36 in it", "24", [12, 24, 36]),
        (NUMBERS, "the mean of 1.5 and 2 for 10 people", "1.5 and 2", [1.5, 2]),
        (NUMBERS, "none at all", "none", None),
        (NUMBERS, "flows ['a']", "'a'", None),
        (TEXTS, "columns 'Age', 'Income' and 'Sex' of it", "Age", ["Age", "Income", "Sex"]),
        (TEXTS, "keep [a b, c] only", "[a b, c]", ["a b", "c"]),
        (TEXTS, "apples and pears", "apples and pears", ["apples", "pears"]),
        (TEXTS, 'keep ["a b", "c"]', "a b", ["a b", "c"]),
        (TABLE, "for [[10, 20], [30, 40]] please", "10", [[10, 20], [30, 40]]),
        (TABLE, "for [[10, 2.5]] please", "10", None),
        (TABLE, "for 10 and 20", "10", None),
    ],
)  # fmt: skip
def test_lists(slot, question, pointed, value):
    assert read(slot, question, pointed) == value


def test_a_list_of_whole_numbers_holds_no_others():
    whole = Slot(name="n", description="", type="array",
                 items=Slot(name="n", description="", type="integer"))  # fmt: skip
    assert read(whole, "of 1, 2.5 and 3", "1") is None


def test_objects_are_read_where_they_are_written_out():
    member = Slot(name="name", description="")
    slot = Slot(name="update", description="", type="object", properties=(member,))
    assert read(slot, "set {'name': 'Ann', 'age': 3} now", "Ann") == {"name": "Ann", "age": 3}
    assert read(slot, "set {'name': 3} now", "name") is None
    assert read(slot, "set the name to Ann", "Ann") is None
    flag = Slot(name="flags", description="", type="array",
                items=Slot(name="flag", description="", type="boolean"))  # fmt: skip
    assert read(flag, "flags [true, false]", "true") == [True, False]
    assert read(Slot(name="b", description="", type="boolean"), "yes", "yes") is None


@pytest.mark.parametrize(
    ("form", "value"),
    [("YYYY-MM-DD", "2022-03-11"), ("mm/dd/yyyy", "03/11/2022"), ("'mm-yyyy'", "03-2022")],
)
def test_a_description_can_ask_for_a_form_of_date(form, value):
    slot = Slot(name="day", description=f"Date in the format {form}.")
    assert read(slot, "on March 11, 2022", "March 11, 2022") == value
    assert read(slot, "on some other day of mine", "day of mine") is None


@pytest.mark.parametrize(
    ("question", "pointed", "value"),
    [
        ("who found the neutron", "the neutron", "neutron"),
        ("hours of The British Museum", "The British Museum", "The British Museum"),
        ("The Weeknd's concert", "The Weeknd's", "The Weeknd"),
        ("an", "an", "an"),
    ],
)
def test_names_go_without_article_and_possessive_ending(question, pointed, value):
    assert read(Slot(name="topic", description="The topic."), question, pointed) == value


def test_chances_of_the_same_words_are_added():
    question = "base 5m"
    clause = Clause(question, 0, len(question), np.zeros(0, np.float32))
    slot = number(kind="integer")
    spec = ExpertSpec(name="tool", description="A tool.", slots=(slot,))
    both = [argument_of(spec, slot, Candidate(5, end, 0.3, 0.1), clause, NOW) for end in (6, 7)]
    assert [round(one.score, 3) for one in joined(both)] == [0.6]


def test_no_word_fills_two_slots():
    question = "from 1 to 2"
    clause = Clause(question, 0, len(question), np.zeros(0, np.float32))
    first, second = number(name="a"), number(name="b")
    spec = ExpertSpec(name="tool", description="A tool.", slots=(first, second))

    def at(slot, place, score):
        return argument_of(spec, slot, Candidate(place, place + 1, score, 0.0), clause, NOW)

    made = assign([
        (first, 0.1, [at(first, 5, 0.6), at(first, 10, 0.3)]),
        (second, 0.1, [at(second, 5, 0.9), at(second, 10, 0.05)]),
    ])  # fmt: skip
    assert [one.taken.value for _, _, one in made] == [2, 1]


def test_the_likeliest_values_are_taken_where_they_share_no_word():
    question = "from 1 to 2"
    clause = Clause(question, 0, len(question), np.zeros(0, np.float32))
    first, second = number(name="a"), replace(number(name="b"), required=False)
    spec = ExpertSpec(name="tool", description="A tool.", slots=(first, second))

    def at(slot, place, score):
        return argument_of(spec, slot, Candidate(place, place + 1, score, 0.0), clause, NOW)

    sure = (first, 0.1, [at(first, 5, 0.3), at(first, 10, 0.6)])
    made = assign([sure, (second, 0.2, [at(second, 5, 0.7), at(second, 10, 0.1)])])
    assert [one.taken.value for _, _, one in made] == [2, 1]
    made = assign([sure, (second, 0.8, [at(second, 10, 0.7)])])
    assert [(slot.name, one and one.taken.value) for _, slot, one in made] == [
        ("a", 2),
        ("b", None),
    ]


def test_what_belongs_to_another_clause_is_not_taken():
    question = "10 euros of 20"
    clause = Clause(question, 0, len(question), np.zeros(0, np.float32), hidden=((12, 14),))
    slot = number(kind="integer")
    spec = ExpertSpec(name="tool", description="A tool.", slots=(slot,))
    assert argument_of(spec, slot, Candidate(12, 14, 0.5, 0.1), clause, NOW) is None
    assert argument_of(spec, slot, Candidate(0, 2, 0.5, 0.1), clause, NOW).taken.value == 10
