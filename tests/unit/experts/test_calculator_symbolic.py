import math
from decimal import Decimal
from fractions import Fraction

import pytest

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.calculator import parse
from mrkl_experts.calculator.bounds import estimate
from mrkl_experts.calculator.symbolic import evaluate


def value(text):
    tree = parse(text)
    return evaluate(tree, estimate(tree).precision)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(633+686)/83", Fraction(1319, 83)),
        ("15%*2480", 372),
        ("27395+87971", 115366),
        ("0.1+0.2", Fraction(3, 10)),
        ("2**3**2", 512),
        ("-2**2", -4),
        ("0**0", 1),
        ("0**2.5", 0),
        ("0.0625**0.25", Fraction(1, 2)),
        ("sqrt(1764)", 42),
        ("sqrt(1/9)", Fraction(1, 3)),
        ("sqrt(2)*sqrt(2)", 2),
        ("sqrt(8)*sqrt(2)", 4),
        ("sqrt(2)-sqrt(2)", 0),
        ("sqrt(2)/sqrt(2)", 1),
        ("(sqrt(2)+sqrt(3))**2-2*sqrt(6)", 5),
        ("0*sqrt(2)", 0),
        ("(1+sqrt(2))**2 - 2*sqrt(2)", 3),
        ("sqrt(2)**2 * (10**300+7)", 2 * (10**300 + 7)),
        ("(10**500*sqrt(2)+1)-10**500*sqrt(2)", 1),
        ("cbrt(-27)", -3),
        ("cbrt(0)", 0),
        ("(-8)**3", -512),
        ("(-8)**(sqrt(2)*sqrt(2))", 64),
        ("exp(0)", 1),
        ("exp(2*ln(5))", 25),
        ("ln(e)", 1),
        ("ln(1)", 0),
        ("log(1000)", 3),
        ("log(8, 2)", 3),
        ("log2(1024)", 10),
        ("sin(0)", 0),
        ("cos(0)", 1),
        ("tan(0)", 0),
        ("atan(0)", 0),
        ("sin(pi/6)", Fraction(1, 2)),
        ("sin(radians(30))", Fraction(1, 2)),
        ("cos(pi)", -1),
        ("tan(pi/4)", 1),
        ("degrees(pi)", 180),
        ("degrees(asin(1))", 90),
        ("degrees(acos(-1))", 180),
        ("degrees(asin(-0.5))", -30),
        ("degrees(atan(1))", 45),
        ("abs(-2.5)", Fraction(5, 2)),
        ("floor(-pi)", -4),
        ("ceil(pi)", 4),
        ("floor(sqrt(2)*sqrt(2))", 2),
        ("ceil(sqrt(2)*sqrt(2))", 2),
        ("floor(exp(100))", 26881171418161354484126255515800135873611118),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(pi, 4)", Fraction(31416, 10000)),
        ("round(1250, -2)", 1300),
        ("mod(-7, 3)", 2),
        ("mod(7, -3)", -2),
        ("gcd(12, 18, sqrt(2)*sqrt(2))", 2),
        ("lcm(4, 6)", 12),
        ("max(1, 2.5, sqrt(2))", Fraction(5, 2)),
        ("min(1, 2.5, sqrt(2))", 1),
        ("factorial(20)", math.factorial(20)),
        ("factorial(0)", 1),
    ],
)
def test_exact_values(text, expected):
    got = value(text)
    assert isinstance(got, Fraction)
    assert got == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pi", "3.1415926535897932385"),
        ("e", "2.7182818284590452354"),
        ("sqrt(2)", "1.4142135623730950488"),
        ("2**0.5", "1.4142135623730950488"),
        ("sqrt(2)**3", "2.8284271247461900976"),
        ("1/sqrt(2)", "0.70710678118654752440"),
        ("2**pi", "8.8249778270762876239"),
        ("exp(1000)", "1.9700711140170469939E+434"),
        ("sin(1)", "0.84147098480789650665"),
        ("tan(1)", "1.5574077246549022305"),
        ("acos(0.5)", "1.0471975511965977462"),
        ("sin(10**22)", "-0.85220084976718880177"),
        ("exp(pi*sqrt(163))", "262537412640768744.00"),
        ("ln(2)", "0.69314718055994530942"),
        ("abs(-pi)", "3.1415926535897932385"),
        ("abs(pi)", "3.1415926535897932385"),
        ("mod(pi, 1)", "0.14159265358979323846"),
        ("max(3, pi)", "3.1415926535897932385"),
        ("cbrt(-2)", "-1.2599210498948731648"),
        ("sin(6478*e)", "-0.39205225639115579090"),
        ("sin(6478*e) + 0.392052256391", "-1.5579089598668283564E-13"),
        ("50% * pi", "1.5707963267948966192"),
    ],
)
def test_inexact_values_to_twenty_digits(text, expected):
    got = value(text)
    assert isinstance(got, Decimal)
    assert abs(got / Decimal(expected) - 1) < Decimal("1e-19")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1/(sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6)))", "Division by zero"),
        ("1/sin(pi)", "Division by zero"),
        ("(sqrt(2)-sqrt(2))**-1", "Division by zero"),
        ("mod(1, sqrt(2)-sqrt(2))", "Division by zero"),
        ("log(5, 1)", "Division by zero"),
        ("tan(pi/2)", "odd multiples"),
        ("sqrt(-1)", "square root"),
        ("(-8)**(1/3)", "cbrt"),
        ("(-8)**pi", "cbrt"),
        ("ln(0)", "logarithm"),
        ("log(-5)", "logarithm"),
        ("log(5, -2)", "logarithm"),
        ("asin(2)", "from -1 to 1"),
        ("acos(-1.001)", "from -1 to 1"),
        ("gcd(pi, 2)", "whole numbers"),
        ("factorial(500.5)", "whole numbers"),
        ("factorial(-sqrt(2)*sqrt(2))", "at least 0"),
        ("round(pi, 200)", "200 digits"),
    ],
)
def test_what_has_no_real_value(text, part):
    with pytest.raises(InvalidArgumentError, match=part):
        value(text)
