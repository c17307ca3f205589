import re
from random import Random

import pytest

from mrkl_core.phrases.lists import parse_items
from mrkl_core.phrases.numbers import find_numbers
from mrkl_router.tool_input import described_options, options_of
from mrkl_router.training.fillers import Fillers
from mrkl_router.training.function_phrases import (
    afterthought,
    articled,
    cased,
    dated,
    dressed,
    listing,
)
from mrkl_router.training.function_pools import POOLS
from mrkl_router.training.function_templates import EXTRAS, FAMILIES
from mrkl_router.training.function_templates_cues import CUES
from mrkl_router.training.function_templates_lists import LISTS as LISTING
from mrkl_router.training.function_values import (
    LISTS,
    NUMERIC,
    TEXTUAL,
    Hand,
    choices,
    literal,
    units_of,
    write,
)
from mrkl_router.training.functions import (
    expand,
    generated_tool_rows,
    read_families,
    read_marks,
)
from mrkl_router.training.tools import Chosen

KNOWN = read_families(FAMILIES)
GAP = re.compile(r"\{\+?(\w+)\}")


def test_there_are_many_families_with_names_of_their_own():
    assert len(KNOWN) >= 120
    names = [family.names[0] for family in KNOWN]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("family", [*KNOWN, *read_families(EXTRAS)], ids=lambda one: one.names[0])
def test_wordings_name_known_arguments_only(family):
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
                assert said.value in options_of(slot)
            elif said is not None:
                words = row.question[slice(*said)]
                assert words
                assert words == words.strip()
                if slot.type in ("integer", "number"):
                    assert not re.search(r"[$%£€ ]", words.replace("twenty ", ""))
                if slot.type == "array" and words[0] in "([":
                    assert words[-1] in ")]"


def test_the_lists_and_the_cues_are_many_families_of_their_own():
    assert len(read_families(LISTING + "\n" + CUES)) >= 120


@pytest.mark.parametrize("family", KNOWN, ids=lambda one: one.names[0])
def test_the_items_of_a_list_are_told_apart_when_they_are_joined(family):
    for argument in family.arguments:
        if argument.kind in ("names", "several", "options"):
            items = POOLS.get(argument.options) or argument.options.split("/")
            assert len(items) > 1
            assert all(parse_items(item) == (item,) for item in items)


@pytest.mark.parametrize("family", KNOWN, ids=lambda one: one.names[0])
def test_an_option_before_a_noun_has_words_that_fit_there(family):
    for wording in family.wordings:
        for key in re.findall(r"\{\+(\w+)\}", wording):
            argument = next(one for one in family.arguments if one.key == key)
            said = [words for option in choices(argument.options).values() for words in option]
            assert any(" " not in words for words in said)


@pytest.fixture(scope="module")
def hand():
    fillers = Fillers(Random(0))
    return lambda seed: Hand(Random(seed), fillers)


@pytest.mark.data
def test_lists_in_running_text_are_read_back_item_by_item(hand):
    for seed in range(200):
        items = parse_items(write("names", "nation", hand(seed)).text)
        assert set(items) <= set(POOLS["nation"])
        assert 1 <= len(items) <= 4
        assert set(parse_items(write("options", "a/b/c", hand(seed)).text)) <= {"a", "b", "c"}


@pytest.mark.data
def test_lists_of_one_question_are_of_one_length(hand):
    for seed in range(50):
        writer = hand(seed)
        scores, names = write("figures", "1,9", writer).text, write("several", "nation", writer)
        assert len(find_numbers(scores)) == len(parse_items(names.text)) > 1
        assert "." in write("figures", "1,9,1", writer).text


@pytest.mark.data
def test_an_option_before_a_noun_is_one_word(hand):
    options = "true=furnished/with furniture;false=without furniture"
    for seed in range(20):
        written = write("bool", options, hand(seed), before_noun=True)
        assert (written.text, written.choice) == ("furnished", True)


def test_an_article_fits_the_value_behind_it():
    said = "A <x>Italian meal, an <x>Thai one, a <x>8-bed room, a <x>SVM, an <x>unique one"
    assert articled(said, "<x>") == (
        "An <x>Italian meal, a <x>Thai one, an <x>8-bed room, an <x>SVM, a <x>unique one"
    )


def test_values_that_only_a_description_lists_can_be_read_there():
    from mrkl_core.values import Slot

    for seed in range(20):
        text = listing("Order of the rows: any", ("asc", "desc"), Random(seed))
        assert described_options(Slot(name="order", description=text)) == ("asc", "desc")


@pytest.mark.data
def test_some_enumerations_are_listed_by_their_description_alone():
    rows = [row for row in generated_tool_rows(Random(6), 2000) if row.matches]
    chosen = [
        row.spec.slot(name)
        for row in rows
        for name, said in row.said.items()
        if isinstance(said, Chosen) and row.spec.slot(name).type == "string"
    ]
    assert 0.05 < sum(not slot.enum for slot in chosen) / len(chosen) < 0.2


@pytest.mark.data
def test_said_lists_hold_the_allowed_items():
    for row in generated_tool_rows(Random(8), 3000):
        for name, said in row.said.items():
            slot = row.spec.slot(name)
            if slot.type == "array" and slot.items.enum and said:
                items = parse_items(row.question[slice(*said)])
                allowed = {value.lower() for value in slot.items.enum}
                assert {item.lower() for item in items} <= allowed


@pytest.mark.parametrize("family", KNOWN, ids=lambda one: one.names[0])
def test_no_sign_of_the_notation_is_left_in_a_question(family):
    for wording in family.wordings:
        for seed in range(12):
            assert not set("|[]<>") & set(expand(wording, 0.5, Random(seed)))


@pytest.mark.data
def test_an_option_as_programs_write_it_keeps_its_meaning(hand):
    said = [literal("enum", "very_high=urgent;low=minor", hand(seed)) for seed in range(60)]
    for written in said:
        assert written.text.lower().replace(" ", "_") == written.choice
        assert written.before == written.after
    assert {"very_high", "VERY_HIGH", "very high"} <= {written.text for written in said}
    assert literal("bool", "false=without it", hand(1)).choice is False


def test_an_afterthought_is_a_sentence_of_its_own():
    for wording, start in (("What is it", "What is it? "), ("Do it.", "Do it. ")):
        said = afterthought(wording, "order", "{=order}", False, Random(3))
        assert said.startswith(start)
        switch = afterthought(wording, "log", "{=log}", True, Random(4))
        assert re.search(r"(?:to|log:) \{=log\}\.$", switch)
        assert "{=order}" in said
        assert said.endswith(".")
