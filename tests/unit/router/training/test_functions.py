import re
from random import Random

import pytest

from mrkl_router.training.function_phrases import cased, dated, dressed
from mrkl_router.training.function_templates import EXTRAS, FAMILIES
from mrkl_router.training.function_values import LISTS, NUMERIC, TEXTUAL, units_of
from mrkl_router.training.functions import (
    expand,
    generated_tool_rows,
    read_families,
    read_marks,
)
from mrkl_router.training.tools import Chosen

KNOWN = read_families(FAMILIES)
GAP = re.compile(r"\{(\w+)\}")


def test_there_are_many_families_with_names_of_their_own():
    assert len(KNOWN) >= 120
    names = [family.names[0] for family in KNOWN]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("family", [*KNOWN, *read_families(EXTRAS)], ids=lambda one: one.names[0])
def test_wordings_name_known_arguments_only(family):
    from mrkl_router.training.function_pools import POOLS

    known = {argument.key for argument in family.arguments}
    kinds = {*POOLS, *NUMERIC, *TEXTUAL, *LISTS, "enum", "bool", "unit"}
    assert {argument.kind for argument in family.arguments} <= kinds
    assert {key for wording in family.wordings for key in GAP.findall(wording)} <= known


def test_units_with_a_slash_stay_whole():
    assert units_of("m/s/mph/meters per second") == ["m/s", "mph", "meters per second"]
    assert units_of("hours/h") == ["hours", "h"]
    assert units_of("cm/m/km/h") == ["cm", "m", "km/h"]


def test_alternatives_options_and_orders_are_decided():
    said = {expand("(Sort|Order) ({x})[ now]", 0.5, Random(seed)) for seed in range(40)}
    assert said == {"Sort ({x})", "Order ({x})", "Sort ({x}) now", "Order ({x}) now"}
    assert expand("<from {a} & to {b}>", 1, Random(3)) in ("from {a} to {b}", "to {b} from {a}")


def test_marks_give_spans_of_the_plain_text():
    assert read_marks("a \ue000x\ue0025 m\ue001!") == ("a 5 m!", {"x": (2, 5)})


def test_a_date_gets_the_word_that_fits_it():
    pattern = "<(?:day)>"
    assert dated("come on <day>tomorrow", pattern, Random(0)) == "come <day>tomorrow"
    assert dated("come <day>May 3", pattern, Random(0)) == "come on <day>May 3"


def test_a_negated_order_says_so():
    for seed in range(20):
        first = dressed("Book a table", "restaurants", True, Random(seed)).split()[0]
        assert first in {"Don't", "Do", "Please", "Never", "There", "You", "Stop,", "I"}


def test_a_hurried_writer_changes_no_length():
    for seed in range(50):
        assert cased("go to İzmir", Random(seed)).lower() == "go to İzmir".lower()


@pytest.mark.data
def test_the_generator_of_random_numbers_fixes_the_rows():
    assert generated_tool_rows(Random(4), 100) == generated_tool_rows(Random(4), 100)


@pytest.mark.data
def test_said_words_are_the_values_and_nothing_else():
    rows = generated_tool_rows(Random(5), 2000)
    assert 0.06 < sum(row.matches is False for row in rows) / len(rows) < 0.15
    assert any(said is None for row in rows for said in row.said.values())
    for row in rows:
        assert not any("\ue000" <= letter <= "\ue002" for letter in row.question)
        assert "{" not in row.question
        assert "  " not in row.question
        assert row.wrong
        assert row.said.keys() == ({slot.name for slot in row.spec.slots} if row.matches else set())
        for name, said in row.said.items():
            slot = row.spec.slot(name)
            if isinstance(said, Chosen):
                assert said.value in (slot.enum or (True, False))
            elif said is not None:
                words = row.question[slice(*said)]
                assert words
                assert words == words.strip()
                if slot.type in ("integer", "number"):
                    assert not re.search(r"[$%£€ ]", words.replace("twenty ", ""))
                if slot.type == "array" and words[0] in "([":
                    assert words[-1] in ")]"
