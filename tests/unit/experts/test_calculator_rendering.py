from decimal import Decimal
from fractions import Fraction

import pytest

from mrkl_experts.calculator.rendering import json_value, text


@pytest.mark.parametrize(
    ("number", "value", "written"),
    [
        (Fraction(0), 0, "0"),
        (Fraction(372), 372, "372"),
        (Fraction(2480), 2480, "2,480"),
        (Fraction(-1234567), -1234567, "-1,234,567"),
        (Fraction(1, 2), 0.5, "0.5"),
        (Fraction(12345, 10), 1234.5, "1,234.5"),
        (Fraction(1, 3), 1 / 3, "≈ 0.333333333333"),
        (Fraction(-2, 3), -2 / 3, "≈ -0.666666666667"),
        (Fraction(1, 2**20), 2**-20, "0.00000095367431640625"),
        (Fraction(1, 10**20), 1e-20, "1 × 10^-20"),
        (Fraction(10**50), 10**50, "1 × 10^50 (51 digits)"),
        (Fraction(10**21 - 1), 10**21 - 1, "999,999,999,999,999,999,999"),
        (Fraction(2**100), 2**100, "≈ 1.26765060023 × 10^30 (31 digits)"),
        (Fraction(10**4000), "1e+4000", "1 × 10^4000 (4,001 digits)"),
        (Fraction(2**20000), "3.9802768403379666e+6020",
         "≈ 3.98027684034 × 10^6020 (6,021 digits)"),
        (Fraction(1, 3**1000), "7.5638913231040998e-478", "≈ 7.5638913231 × 10^-478"),
        (Decimal("3.1415926535897932385"), 3.141592653589793, "≈ 3.14159265359"),
        (Decimal("1.9700711140170469939e+434"), "1.970071114017047e+434",
         "≈ 1.97007111402 × 10^434"),
    ],
)  # fmt: skip
def test_value_and_text(number, value, written):
    got = json_value(number)
    assert type(got) is type(value)
    assert got == value
    assert text(number) == written


def test_the_longest_integer_that_stays_a_number():
    assert json_value(Fraction(10**3999)) == 10**3999
    assert isinstance(json_value(Fraction(10**4000)), str)


def test_fewer_digits_on_request():
    assert text(Fraction(1, 3), digits=6) == "≈ 0.333333"
