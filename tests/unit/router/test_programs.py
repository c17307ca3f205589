import numpy as np
import pytest

from mrkl_core.phrases.numbers import find_numbers
from mrkl_core.provenance import expand
from mrkl_router import programs
from mrkl_router.encoder import Encoder
from mrkl_router.program_tokens import INDEX, TOKENS
from mrkl_router.programs import ProgramWriter, render


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
    numbers = find_numbers(question)
    tokens = [len(TOKENS), INDEX[","], len(TOKENS) + 1]
    assert render(tokens, question, numbers) == "{4:5|number}, {10:11|number}"


def test_the_shipped_encoder_gives_unit_vectors():
    vectors = Encoder.load().encode(["one", "a somewhat longer text"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
