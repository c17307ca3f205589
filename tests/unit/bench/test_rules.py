import pytest

from bench.rules import extract


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How much is 3 plus 4?", "3+4"),
        ("What is the result of 3 over 4?", "3/4"),
        ("The difference between 7 and 12 is", "7-12"),
        ("what is the sum of 1 and the ratio between 2 and 3?", "1+2/3"),
        ("How much is 9 minus the diffrence between 4 and 3?", "9-(4-3)"),
        ("What is the product of 9 minus 4 and 3?", "(9-4)*3"),
        ("Sum 1 and 2 and multiply by 3", "(1+2)*3"),
        ("How much is thirty eight plus fifty eight?", "38+58"),
        ("Which one is bigger?", None),
        ("the sum of 4", None),
        ("the sum of apples and 4", None),
    ],
)
def test_the_baseline_knows_the_templates(question, expression):
    assert extract(question) == expression
