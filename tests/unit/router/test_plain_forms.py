"""Plain forms against the slow way: what they settle is what the reader reads."""

from datetime import UTC, datetime

import numpy as np
import pytest

from mrkl_core.values import ExpertSpec, Slot
from mrkl_experts.calendar import SPEC as CALENDAR
from mrkl_experts.currency import SPEC as CURRENCY
from mrkl_experts.units import SPEC as UNITS
from mrkl_router.antecedents import Given
from mrkl_router.arguments import ArgumentFiller
from mrkl_router.clause import Clause
from mrkl_router.plain_forms import plain_reading
from mrkl_router.tool_reader import ToolReader

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN = [
    *((UNITS, words) for words in (
        "convert 30 miles to kilometres", "Please convert 4.5 acres into hectares",
        "how many pints are 12 gallons?", "How many minutes are there in 7 hours?",
        "What is 1,250 kg in pounds?", "60 mph in km/h",
    )),
    *((CURRENCY, words) for words in (
        "convert 75 euros to dollars", "How much is 20 francs in yen?",
    )),
    *((CALENDAR, words) for words in (
        "What date is it 40 days from now?", "which weekday is 9 days after 3 May 2024?",
        "What date is 6 weeks before 2027-02-14?", "which weekday is 12 days after tomorrow",
    )),
]  # fmt: skip


def clause(words: str, **more) -> Clause:
    vector = np.full(384, 384**-0.5, np.float32)
    return Clause(words, 0, len(words), vector, **more)


@pytest.fixture(scope="module")
def filler(router_parts):
    return ArgumentFiller(*router_parts, ToolReader(*router_parts))


@pytest.mark.parametrize(("spec", "words"), PLAIN)
def test_what_is_settled_is_what_the_reader_reads(filler, spec, words):
    settled = plain_reading(spec, clause(words), NOW)
    assert settled is not None
    quick = filler.fill(spec, clause(words), NOW, settled)
    slow = filler.fill(spec, clause(words), NOW)
    assert list(quick.arguments.items()) == list(slow.arguments.items())
    assert quick.provenance == slow.provenance
    assert quick.confidence == slow.confidence


def test_a_value_before_its_unit_is_settled_where_the_reader_may_miss_it():
    settled = plain_reading(UNITS, clause("how many quarts is 50 liters"), NOW)
    spans = {read.slot.name: (s.start, s.end) for read in settled.slots for s in read.spans}
    assert spans == {"to_unit": (9, 15), "value": (19, 21), "from_unit": (22, 28)}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (UNITS, "convert 30 square miles to kilometres"),
        (UNITS, "convert 30 miles to kilometres and feet"),
        (UNITS, "how many eggs are in a dozen"),
        (UNITS, "convert 30 dozen to pounds"),
        (UNITS, "what is 30 of it in miles"),
        (CALENDAR, "which weekday is 9 days after 31 June 2024?"),
        (CALENDAR, "how many days until 3 May 2027?"),
        (ExpertSpec(name="units", description="x", slots=(Slot(name="value", description="x"),)),
         "convert 30 miles to kilometres"),
        (ExpertSpec(name="weather", description="x"), "30 miles in kilometres"),
    ],
)  # fmt: skip
def test_anything_else_is_read(spec, words):
    assert plain_reading(spec, clause(words), NOW) is None


def test_words_that_stand_for_a_value_or_belong_elsewhere_are_read():
    words = "convert 30 miles to kilometres"
    given = Given(8, 10, "30", "step:0", None, {})
    assert plain_reading(UNITS, clause(words, given=(given,)), NOW) is None
    assert plain_reading(UNITS, clause(words, hidden=((8, 10),)), NOW) is None
