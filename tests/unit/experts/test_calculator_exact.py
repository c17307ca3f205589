from fractions import Fraction

import pytest

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.calculator import evaluate_exact, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(633+686)/83", Fraction(1319, 83)),
        ("15% * 2480", 372),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("2**-3", Fraction(1, 8)),
        ("0**0", 1),
        ("-2**2", -4),
        ("abs(-1.5)", Fraction(3, 2)),
        ("floor(-2.5)", -3),
        ("ceil(-2.5)", -2),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(3.5)", 4),
        ("round(2.345, 2)", Fraction(235, 100)),
        ("round(1250, -2)", 1300),
        ("mod(7, 3)", 1),
        ("mod(-7, 3)", 2),
        ("mod(7, -3)", -2),
        ("mod(5.5, 2)", Fraction(3, 2)),
        ("gcd(12, 18, 27)", 3),
        ("lcm(4, 6)", 12),
        ("max(1, 2.5, 2)", Fraction(5, 2)),
        ("min(1, 2.5, -2)", -2),
        ("factorial(5)", 120),
    ],
)
def test_rational_values(text, value):
    assert evaluate_exact(parse(text)) == value


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1/0", "Division by zero"),
        ("0**-1", "Division by zero"),
        ("mod(1, 0)", "Division by zero"),
        ("gcd(1.5, 2)", "whole numbers"),
        ("lcm(1.5, 2)", "whole numbers"),
        ("factorial(-1)", "at least 0"),
        ("factorial(2.5)", "whole numbers"),
        ("round(1, 2.5)", "whole numbers"),
        ("round(1, 101)", "101 digits"),
        ("sqrt(4)", "sqrt is not rational"),
        ("2**0.5", "power is not rational"),
        ("pi", "pi is not rational"),
    ],
)
def test_what_has_no_rational_value(text, part):
    with pytest.raises(InvalidArgumentError, match=part):
        evaluate_exact(parse(text))
