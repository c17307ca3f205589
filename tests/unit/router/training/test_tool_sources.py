from functools import cache
from itertools import islice
from random import Random

import pytest

from mrkl_router.training import tool_sources
from mrkl_router.training.phrasings import Phraser
from mrkl_router.training.sources import data_folder
from mrkl_router.training.spec_questions import spec_rows
from mrkl_router.training.tools import Chosen

pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def needs_data():
    try:
        data_folder()
    except Exception as error:
        pytest.skip(str(error))


SOURCES = {
    "seal": lambda: tool_sources.seal_rows(Random(1)),
    "sgd": lambda: tool_sources.sgd_rows(Random(1), 200),
    "annotated": lambda: tool_sources.annotated_rows(Random(1), 50),
    "metatool": lambda: tool_sources.metatool_rows(Random(1), 50),
    "own": lambda: tool_sources.own_rows(Phraser(Random(1)).questions(30), Random(1)),
    "specs": lambda: spec_rows(Random(1), 60),
}


@cache
def rows(name):
    return list(islice(SOURCES[name](), 60))


@pytest.mark.parametrize("name", SOURCES)
def test_every_row_points_into_its_question(name):
    assert rows(name)
    for row in rows(name):
        slots = {slot.name: slot for slot in row.spec.slots}
        assert row.spec.name not in {spec.name for spec in row.wrong if spec == row.spec}
        for slot, said in row.said.items():
            assert slot in slots
            if isinstance(said, tuple):
                assert row.question[said[0] : said[1]].strip()
            elif isinstance(said, Chosen):
                assert said.value in (*slots[slot].enum, True, False)


@pytest.mark.parametrize("name", SOURCES)
def test_rows_are_the_same_each_time(name):
    assert list(islice(SOURCES[name](), 20)) == rows(name)[:20]


def test_rows_that_measure_do_not_train():
    assert not any(tool_sources.held_out(row.question) for row in tool_sources.seal_rows(Random(1)))


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("from Oslo to Rome", "rome", (13, 17)),
        ("Oslos", "Oslo", None),
        ("a 5 b", 5, (2, 3)),
        ("yes", True, None),
        ("empty", "", None),
        ("nothing", None, None),
    ],
)
def test_values_are_found_as_whole_words(text, value, found):
    assert tool_sources.find_value(text, value) == found
