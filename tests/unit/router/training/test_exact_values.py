from fractions import Fraction

import pytest

from mrkl_router.training.exact_values import value


@pytest.mark.parametrize(
    ("expression", "exact"),
    [
        ("(633+686)/83", Fraction(1319, 83)),
        ("-2*0.1", Fraction(-1, 5)),
        ("4.8/4", Fraction(6, 5)),
        ("1/0", None),
        ("2**3", None),
        ("a+1", None),
        ("1+", None),
        (None, None),
    ],
)
def test_values_are_exact_or_none(expression, exact):
    assert value(expression) == exact
