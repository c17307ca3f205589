import numpy as np
import pytest

from mrkl_core.provenance import expand
from mrkl_router import programs
from mrkl_router.encoder import Encoder
from mrkl_router.program_tokens import INDEX, TOKENS
from mrkl_router.programs import ProgramWriter, find_mentions, render


@pytest.fixture(scope="module")
def writer(router_parts):
    return ProgramWriter(*router_parts)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("What is 7 minus 12?", "7-12"),
        ("the ratio between thirty and 4 plus 5", None),
        ("what is the square root of 144", "sqrt(144)"),
        ("How much is 9 minus the sum of 4 and 3?", "9-(4+3)"),
        ("the larger of 4 and 9", "max(4, 9)"),
        ("(3 + 4) * 5", "(3+4)*5"),
        ("double 21", "2*21"),
        ("What is 20% off 50?", "50*(1-20/100)"),
    ],
)
def test_questions_become_expressions(writer, question, expression):
    program = writer.write(question)
    assert program is not None
    assert 0 < program.confidence <= 1
    if expression:
        assert expand(program.template, question) == expression


def test_offsets_are_shifted_by_the_base(writer):
    program = writer.write("What is 7 minus 12?", base=100)
    assert program is not None
    assert program.template == "{108:109|number}-{116:118|number}"


def test_a_program_that_does_not_end_is_none(router_parts, monkeypatch):
    monkeypatch.setattr(programs, "MAX_TOKENS", 2)
    assert ProgramWriter(*router_parts).write("What is 7 minus 12 plus 3?") is None


def test_literals_point_at_bytes():
    question = "né 5 and 6"
    pointers = [mention.pointer(question, 2) for mention in find_mentions(question)]
    tokens = [len(TOKENS), INDEX[","], len(TOKENS) + 1]
    assert render(tokens, pointers) == "{6:7|number}, {12:13|number}"


def test_given_spans_are_mentions_and_hide_the_numbers_in_them():
    question = "15% of the 7 days and 2 that"
    mentions = find_mentions(question, [(7, 17, "step:0"), (24, 28, "answer:1")])
    pointers = [mention.pointer(question, 0) for mention in mentions]
    assert pointers == ["{0:2|number}", "{step:0|number}", "{22:23|number}", "{answer:1|number}"]


@pytest.mark.parametrize(
    ("question", "words", "expressions"),
    [
        ("multiply that by 3", "that", ("40*3", "3*40")),
        ("what is 15% of last year's total sales", "last year's total sales", ("15/100*40",)),
        ("add 5 to it", "it", ("40+5", "5+40")),
        ("take the square root of the result", "the result", ("sqrt(40)",)),
        ("half of the number of singers", "the number of singers", ("0.5*40", "40/2")),
    ],
)
def test_given_words_take_part_like_numbers(writer, question, words, expressions):
    start = question.index(words)
    program = writer.write(question, given=[(start, start + len(words), "step:0")])
    assert program is not None
    assert expand(program.template, question, {"step:0": 40}) in expressions


def test_a_given_value_may_not_be_left_out(writer):
    assert writer.write("What is 7 minus 12?", given=[(18, 19, "step:0")]) is None


def test_the_shipped_encoder_gives_unit_vectors():
    vectors = Encoder.load().encode(["one", "a somewhat longer text"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_questions_that_differ_in_their_numbers_alone_have_one_program(router_parts):
    writer = ProgramWriter(*router_parts)
    fresh = writer.write("What is 15% of 2,480?")
    again = writer.write("What is 7% of 12,345,678?")
    alone = ProgramWriter(*router_parts).write("What is 7% of 12,345,678?")
    assert again == alone
    assert again.template == "{8:9|number}/100*{14:24|number}"
    assert fresh.confidence == again.confidence
