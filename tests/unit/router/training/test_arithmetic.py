from random import Random

import pytest

from mrkl_router.program_tokens import TOKENS
from mrkl_router.training.arithmetic import PHRASES, aligned
from mrkl_router.training.programs import from_completion


def spelled(problem):
    return " ".join(
        TOKENS[token]
        if token < len(TOKENS)
        else problem.text[slice(*problem.numbers[token - len(TOKENS)])]
        for token in problem.program[:-1]
    )


@pytest.mark.parametrize(
    ("prompt", "completion", "program"),
    [
        ("How much is 3 plus 4?", "X=(3+4)", "3 + 4"),
        ("Sum 1 and 2 and multiply by 3", "X=((1+2)*3)", "( 1 + 2 ) * 3"),
        ("N minus 2 and 5", "X=(5-2)", "5 - 2"),
        ("What is 2 plus 2?", "x = 2 + 2", "2 + 2"),
        ("How much is two plus 3.50?", "X=(2.0+3.5)", "two + 3.50"),
    ],
)
def test_completions_become_programs(prompt, completion, program):
    assert spelled(from_completion(prompt, completion, "test")) == program


def test_a_number_that_the_prompt_does_not_say_gives_no_program():
    assert from_completion("How much is 3 plus 4?", "X=(3+5)", "test") is None


def test_a_completion_that_is_no_expression_gives_no_program():
    assert from_completion("How much is 3 plus 4?", "X=(3+", "test") is None


def test_a_phrase_with_a_number_too_many_is_left_out():
    assert aligned("3 plus 4 or 5", {0: (0, 1), 1: (7, 8)}, ("@0", "+", "@1"), "test") is None


def test_every_phrase_is_written_in_known_tokens():
    known = {*TOKENS, "a", "b", "c", "half", "dozen"}
    for _, program in PHRASES:
        assert set(program.split()) <= known


def test_number_words_are_read_back_by_the_parser():
    from mrkl_core.phrases.numbers import parse_number
    from mrkl_router.training.fillers import number_words

    rng = Random(0)
    for _ in range(300):
        value = rng.randint(0, 10 ** rng.randint(1, 11))
        assert parse_number(number_words(value, rng)) == value
