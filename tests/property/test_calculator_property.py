"""Random trees against ``fractions`` and ``mpmath``; random text against the parser."""

from decimal import Decimal
from fractions import Fraction

import mpmath
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError
from mrkl_experts.calculator import evaluate_exact, parse
from mrkl_experts.calculator.bounds import estimate
from mrkl_experts.calculator.rendering import json_value, text
from mrkl_experts.calculator.symbolic import evaluate
from mrkl_experts.calculator.tree import FUNCTIONS, from_wire, to_wire

quick = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)

numerals = st.one_of(
    st.integers(0, 10**6).map(str),
    st.decimals(0, 1000, places=3, allow_nan=False).map(str),
    st.tuples(st.integers(1, 99), st.integers(-6, 6)).map(lambda pair: f"{pair[0]}e{pair[1]}"),
)


def _rational(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, st.integers(-5, 5)).map(lambda t: f"({t[0]})**{t[1]}"),
        st.tuples(st.sampled_from(["abs", "floor", "ceil", "round", "-"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(st.sampled_from(["min", "max", "mod"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        inner.map(lambda t: f"({t})%"),
    )


rationals = st.recursive(numerals, _rational, max_leaves=12)


def _real(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(st.sampled_from(["sqrt(abs({}))", "sin({})", "cos({})", "atan({})",
                                   "cbrt({})", "exp(sin({}))", "ln(1+abs({}))",
                                   "log2(2+abs({}))", "radians({})", "asin(sin({})/2)"]),
                  inner).map(lambda t: t[0].format(t[1])),
    )  # fmt: skip


small = st.one_of(st.integers(1, 99).map(str), st.sampled_from(["pi", "e", "0.5", "2.25"]))
reals = st.recursive(small, _real, max_leaves=8)

MP = {
    "sqrt": mpmath.sqrt, "sin": mpmath.sin, "cos": mpmath.cos, "atan": mpmath.atan,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), "exp": mpmath.exp, "ln": mpmath.log,
    "log2": lambda x: mpmath.log(x, 2), "radians": mpmath.radians, "asin": mpmath.asin,
    "abs": abs, "add": lambda a, b: a + b, "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b,
}  # fmt: skip


def compute(expression):
    tree = parse(expression)
    return evaluate(tree, estimate(tree).precision)


def by_mpmath(expression):
    """Evaluate the wire form on a stack, with 60 digits."""
    stack = []
    for item in to_wire(parse(expression)):
        if item[0] == "number":
            stack.append(mpmath.mpf(item[1]) * mpmath.mpf(10) ** item[2])
        elif item[0] == "constant":
            stack.append(+getattr(mpmath, item[1]))
        else:
            operands = [stack.pop() for _ in range(item[1])][::-1]
            stack.append(MP[item[0]](*operands))
    return stack.pop()


@quick
@given(rationals)
def test_rational_trees_agree_with_fractions(expression):
    try:
        expected = evaluate_exact(parse(expression))
        got = compute(expression)
    except (InvalidArgumentError, ExpertRefusedError):
        return
    assert got == expected
    value = json_value(got)
    assert isinstance(value, str) or Fraction(value) == (
        expected if expected.denominator == 1 else Fraction(float(expected))
    )


@quick
@given(reals)
def test_real_trees_agree_with_mpmath(expression):
    with mpmath.workdps(60):
        try:
            expected = by_mpmath(expression)
        except ZeroDivisionError:
            return
        try:
            got = compute(expression)
        except InvalidArgumentError:  # a divisor that is zero but for rounding
            return
        if isinstance(got, Fraction):
            got = mpmath.mpf(got.numerator) / got.denominator
        else:
            got = mpmath.mpf(str(got))
        assert abs(got - expected) <= abs(expected) * mpmath.mpf(10) ** -18 + mpmath.mpf(10) ** -30


@quick
@given(rationals)
def test_the_wire_form_is_lossless(expression):
    tree = parse(expression)
    assert from_wire(to_wire(tree)) == tree


pieces = st.lists(
    st.sampled_from([
        *FUNCTIONS, *"0123456789.+-*/%(),^ eE", "**", "pi", "1e", "9**9", "((", "))", "\u00d7",
        "\u0663", "\u221a", "\u200b", "__", "'", "import", "lambda", ";", "\n",
    ]),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=2000, deadline=None, database=None)
@given(st.one_of(pieces, st.text(max_size=60)))
def test_any_text_is_parsed_or_refused_by_type(expression):
    try:
        tree = parse(expression)
        estimate(tree)
    except (InvalidArgumentError, ExpertRefusedError) as error:
        refusal = error.to_dict()
    else:
        assert from_wire(to_wire(tree)) == tree
        return
    assert refusal["hint"]
    assert refusal["message"]


@quick
@given(st.fractions())
def test_every_fraction_can_be_written(number):
    assert text(number)
    assert isinstance(json_value(number), int | float)


@quick
@given(st.integers(), st.integers(-2000, 2000))
def test_every_power_of_ten_can_be_written(digits, exponent):
    number = digits * Fraction(10) ** exponent
    assert text(number)
    value = json_value(number)
    if isinstance(value, str):
        assert abs(Fraction(Decimal(value)) - number) <= abs(number) / 10**15


IDENTITIES = [
    ("({a}+{b})-{b}", "{a}"),
    ("({a}*{b})/{b}", "{a}"),
    ("sqrt({a})*sqrt({a})", "{a}"),
    ("cbrt({a})**3", "{a}"),
    ("exp(ln({a}))", "{a}"),
    ("2**log2({a})", "{a}"),
    ("{b}**log({a},{b})", "{a}"),
    ("sin({a})**2+cos({a})**2", "1"),
    ("tan({a})*cos({a})-sin({a})", "0"),
    ("log({a}*{b})-log({a})-log({b})", "0"),
    ("degrees(radians({a}))", "{a}"),
    ("floor({a})+mod({a},1)", "{a}"),
    ("gcd({i},{j})*lcm({i},{j})", "{i}*{j}"),
    ("max({a},{b})+min({a},{b})", "{a}+{b}"),
    ("({a}%)*100", "{a}"),
    ("factorial({i})/factorial({i}-1)", "{i}"),
]


@pytest.mark.parametrize(("left", "right"), IDENTITIES)
@settings(max_examples=15, deadline=None, database=None)
@given(
    a=st.decimals("0.01", 999, places=2).map(str),
    b=st.decimals("1.01", 99, places=2).map(str),
    i=st.integers(1, 200),
    j=st.integers(1, 200),
)
def test_identities_hold_exactly(left, right, a, b, i, j):
    names = {"a": a, "b": b, "i": i, "j": j}
    assert compute(left.format(**names)) == compute(right.format(**names))
