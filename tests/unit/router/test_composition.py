from dataclasses import replace

import numpy as np
import pytest

from mrkl_router.composition import (
    LABELS,
    Composition,
    Part,
    compose_logits,
    read_composition,
    referring,
)
from mrkl_router.encoder import WIDTH
from mrkl_router.weights import SHIPPED
from mrkl_router.word_pieces import WordPieces

#: Marks of the tests: J(joint) R(reference) I(inner) F(fragment).
MARKS = {letter: index for index, letter in enumerate("JRIF")}


@pytest.fixture(scope="module")
def tokenizer():
    return WordPieces(SHIPPED / "vocabulary.txt")


def composition(tokenizer, marked, sure=0.9):
    """Read a question in which J(...) and the other marks stand for a sure head."""
    text, opened, spans = "", [], []
    for index, character in enumerate(marked):
        if character == "(" and marked[index - 1] in MARKS:
            opened.append((marked[index - 1], len(text) - 1))
            text = text[:-1]
        elif character == ")":
            letter, start = opened.pop()
            spans.append((MARKS[letter], start, len(text)))
        else:
            text += character
    pieces = tokenizer.split(text)
    probabilities = np.full((len(pieces), len(LABELS)), 0.05, dtype=np.float32)
    for label, start, end in spans:
        for index, (a, b) in enumerate(pieces.spans):
            if a < end and b > start:
                probabilities[index, label] = sure
    return text, read_composition(text, pieces, probabilities)


def words(text, spans):
    return [text[a:b] for a, b in spans]


@pytest.mark.parametrize(
    ("marked", "parts"),
    [
        ("weather in Rome", ["weather in Rome"]),
        ("weather in RomeJ(? And) what is 2+2?", ["weather in Rome", "what is 2+2"]),
        ("J(and) is it cold in Rome?", ["is it cold in Rome"]),
        ("one J(and) J(,) two J(and)", ["one", "two"]),
        ("HelloJ(!) one J(and) two, J(and) thank you very much", ["one", "two"]),
        ("GreatJ(,) thanks so much! Bye", []),
        ("what is I(the sum of 3 J(and) 5) in euros", ["what is the sum of 3 and 5 in euros"]),
    ],
)
def test_connectives_part_the_question(tokenizer, marked, parts):
    text, found = composition(tokenizer, marked)
    assert [part.text(text) for part in found.parts] == parts
    assert not any(part.fragment for part in found.parts)


def test_an_unsure_head_parts_nothing(tokenizer):
    _, found = composition(tokenizer, "weather in Rome J(and) what is 2+2", sure=0.45)
    assert found.simple


def test_a_fragment_is_a_part_of_its_own(tokenizer):
    text, found = composition(tokenizer, "weather in Rome J(and) F(in Oslo)?")
    assert [(part.text(text), part.fragment) for part in found.parts] == [
        ("weather in Rome", False),
        ("in Oslo", True),
    ]


def test_what_follows_fragments_belongs_to_the_question_before(tokenizer):
    text, found = composition(tokenizer, "weather in RomeJ(,) F(Oslo) J(and) F(Bonn) tomorrow")
    first, *others = found.parts
    assert first.text(text) == "weather in Rome" + " " * len(", Oslo and Bonn ") + "tomorrow"
    assert first.spoken(text, {}) == "weather in Rome tomorrow"
    assert [part.text(text) for part in others] == ["Oslo", "Bonn"]


@pytest.mark.parametrize("marked", ["F(and in Oslo?)", "J(and) F(in Oslo) please", "F(in Oslo)"])
def test_a_turn_may_be_a_fragment(tokenizer, marked):
    _, found = composition(tokenizer, marked)
    assert [part.fragment for part in found.parts] == [True]
    assert not found.simple


def test_a_fragment_in_the_middle_of_a_question_is_not_believed(tokenizer):
    text, found = composition(tokenizer, "one J(and) what is the weather F(in) Oslo like now")
    assert [(part.text(text), part.fragment) for part in found.parts] == [
        ("one", False),
        ("what is the weather in Oslo like now", False),
    ]


def test_references_and_inner_phrases_belong_to_their_part(tokenizer):
    marked = "what is 15% of I(last year's sales) J(and) convert R(that) to euros"
    text, found = composition(tokenizer, marked)
    first, second = found.parts
    assert words(text, first.inner) == ["last year's sales"]
    assert words(text, second.references) == ["that"]
    assert first.spoken(text, {}) == "what is 15% of that"
    assert second.spoken(text, {second.references[0]: "100"}) == "convert 100 to euros"


def test_a_whole_part_is_not_inside_itself(tokenizer):
    _, found = composition(tokenizer, "I(the number of customers)?")
    assert found.simple


def test_a_reference_inside_an_inner_phrase_is_not_one(tokenizer):
    text, found = composition(tokenizer, "half of I(the sales of R(it) in May)")
    assert found.parts[0].references == ()
    assert words(text, found.parts[0].inner) == ["the sales of it in May"]


@pytest.mark.parametrize("marked", ["is it cold in R(Cairo)", "rain and R(5 days)"])
def test_names_and_numbers_do_not_refer(tokenizer, marked):
    _, found = composition(tokenizer, marked)
    assert found.parts[0].references == ()


def test_the_first_word_may_refer(tokenizer):
    _, found = composition(tokenizer, "R(That) in euros please")
    assert found.parts[0].references == ((0, 4),)


def test_half_a_word_is_taken_whole(tokenizer):
    text = "half of unbelievableness"
    pieces = tokenizer.split(text)
    probabilities = np.zeros((len(pieces), len(LABELS)), dtype=np.float32)
    probabilities[-1, LABELS.index("inner")] = 0.9
    found = read_composition(text, pieces, probabilities)
    assert words(text, found.parts[0].inner) == ["unbelievableness"]


def test_a_possessive_is_taken_whole(tokenizer):
    text, found = composition(tokenizer, "days until May J(and) F(until New Year)'s")
    assert found.parts[1].text(text) == "until New Year's"


def test_nothing_but_punctuation_has_no_parts(tokenizer):
    _, found = composition(tokenizer, "?!")
    assert found == Composition(())
    assert found.simple


def test_a_part_moves_with_its_text():
    part = Part(0, 9, hidden=((2, 3),), references=((4, 5),), inner=((6, 8),))
    moved = part.moved(10)
    assert moved == Part(10, 19, hidden=((12, 13),), references=((14, 15),), inner=((16, 18),))


def test_a_convolution_sees_neighbours_and_nothing_beyond_the_ends(router_parts):
    kernel = np.zeros((len(LABELS), WIDTH, 5), np.float32)
    kernel[:, 0] = [1, 10, 100, 1000, 10000]
    bias = np.full(len(LABELS), 0.5, np.float32)
    weights = replace(router_parts[1], heads={"compose.0.weight": kernel, "compose.0.bias": bias})
    states = np.zeros((4, WIDTH), np.float32)
    states[:, 0] = [1, 2, 3, 4]
    found = compose_logits(states, weights)
    assert found[:, 0].tolist() == [32100.5, 43210.5, 4321.5, 432.5]
    assert compose_logits(states[:1], weights).tolist() == [[100.5] * len(LABELS)]


def test_a_linear_head_is_used_where_there_is_no_other(router_parts):
    linear = {
        "compose.weight": np.ones((len(LABELS), WIDTH), np.float32),
        "compose.bias": np.zeros(len(LABELS), np.float32),
    }
    weights = replace(router_parts[1], heads=linear)
    assert compose_logits(np.ones((2, WIDTH), np.float32), weights).tolist() == [[WIDTH] * 4] * 2


@pytest.mark.parametrize(
    ("marked", "parts"),
    [
        ("convert 5 miles to km and then multiply R(the result) by 3",
         ["convert 5 miles to km", "multiply the result by 3"]),
        ("how many customers are there, then triple R(that)",
         ["how many customers are there", "triple that"]),
        ("and multiply R(the result) by 3", ["and multiply the result by 3"]),
        ("what is 5 and R(that) together", ["what is 5 and that together"]),
        ("the sum of 3 and 4, and R(it)", ["the sum of 3 and 4, and it"]),
    ],
)  # fmt: skip
def test_a_reference_implies_the_connective_before_it(tokenizer, marked, parts):
    text, found = composition(tokenizer, marked)
    assert [part.text(text) for part in found.parts] == parts


@pytest.mark.parametrize(
    ("marked", "follows", "found"),
    [
        ("what is a third of that?", True, ["that"]),
        ("which month is that", True, ["that"]),
        ("add up those", True, ["those"]),
        ("what is a third of that?", False, []),
        ("take 9 J(and) halve that", False, ["that"]),
        ("the bill was 90 euros, what is a third of that", True, []),
        ("what is it like that", True, []),
        ("is that all", True, []),
        ("what is that R(number) of that", True, ["number"]),
    ],
)
def test_a_last_that_refers_where_there_is_something_before(tokenizer, marked, follows, found):
    text, parts = composition(tokenizer, marked)
    last = referring(parts, text, follows=follows).parts[-1]
    assert words(text, last.references) == found
