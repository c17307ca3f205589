"""Plans that cannot be made, told before anything is decided."""

import pytest
from part_table import SPECS, Table, part

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.composition import Composition
from mrkl_router.foresight import is_vain
from mrkl_router.planner import plan

QUERIES = ExpertSpec(
    name="units", description="q", slots=(Slot(name="tags", description="t", format="sql"),)
)


@pytest.mark.parametrize(
    ("question", "fragments", "vain"),
    [
        ("weather in Rome|convert 5 miles to km", "", False),
        ("weather in Rome|sing a song", "", True),
        ("sing a song|weather in Rome", "", True),
        ("weather in Rome|in Oslo", "in Oslo", False),
        ("in Oslo|sing a song", "in Oslo", False),
        ("convert Rome or |Oslo", "Oslo", True),
        ("convert Rome and |Oslo", "Oslo", False),
        ("weather in Rome or |Oslo", "Oslo", False),
        ("convert Rome or |Oslo", "", True),
    ],
)
def test_a_part_that_is_nobodys_and_one_query_are_foreseen(question, fragments, vain):
    words = question.split("|")
    question = "".join(words)
    parts = [part(question, one, fragment=one == fragments) for one in words]
    assert is_vain(parts, question, SPECS | {"units": QUERIES}, Table(question)) is vain


@pytest.mark.parametrize("kind", ["references", "inner"])
def test_what_leads_to_asking_back_is_not_foreseen(kind):
    question = "convert that. sing"
    parts = [part(question, "convert that", **{kind: ["that"]}), part(question, "sing")]
    assert not is_vain(parts, question, SPECS, Table(question))


def test_a_plan_in_vain_is_not_begun():
    question = "weather in Rome and sing a song"
    table = Table(question)
    parts = Composition((part(question, "weather in Rome"), part(question, "sing a song")))
    assert plan(parts, question, (), SPECS, table) is None
    assert table.seen == []
