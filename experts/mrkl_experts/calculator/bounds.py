"""Bounds the size of every intermediate value, and the work, before anything is computed.

Everything is in decimal digits (base-10 logarithms). A value that is not rational is computed to a
fixed number of digits, so only its power of ten matters; a rational one is kept exactly, so the
lengths of numerator and denominator do. Values of up to ``_SMALL`` digits are simply known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mrkl_core.errors import ExpertRefusedError
from mrkl_experts.calculator import exact
from mrkl_experts.calculator.limits import DEFAULT_LIMITS, Limits
from mrkl_experts.calculator.tree import Constant, Number, Operation, Tree, fold

_SMALL = 60.0
# A difference of two values that agree to so many digits counts as zero, see symbolic.py.
_CANCELLATION = 100.0
# Functions summed up as series, and how much dearer that is than a product of as many digits.
_SERIES = {"acos", "asin", "atan", "cos", "exp", "ln", "log", "log2", "sin", "tan"}
_SERIES_COST = 12.0
_LN10 = math.log(10)
_LOG2 = math.log10(2)


@dataclass(frozen=True, slots=True)
class Bound:
    """What is known of a value x.

    Attributes:
        high: No more than log10 |x|.
        low: No less than log10 |x|, unless x is zero.
        numerator: Digits of its numerator, if it is rational.
        denominator: Digits of its denominator, if it is rational.
        value: The value itself, if it is small and rational.
    """

    high: float
    low: float
    numerator: float = 0.0
    denominator: float = 0.0
    value: Fraction | None = None

    @property
    def spread(self) -> float:
        """Return the largest possible |log10 |x||."""
        return max(abs(self.high), abs(self.low))

    @property
    def digits(self) -> float:
        """Return the digits of numerator and denominator together."""
        return self.numerator + self.denominator


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a whole expression needs: working precision in digits, and work as in ``Limits``."""

    precision: int
    cost: float


def estimate(tree: Tree, limits: Limits = DEFAULT_LIMITS) -> Estimate:
    """Bound all values of a tree.

    Raises:
        ExpertRefusedError: A value or the work may pass ``limits``.
        InvalidArgumentError: Small constants have no value, as in 1/0.
    """
    cost = 0.0
    peak = 0.0
    series = 0

    def combine(node: Tree, operands: Sequence[Bound]) -> Bound:
        nonlocal cost, peak, series
        bound = _bound(node, operands, limits)
        peak = max(peak, bound.spread)
        cost += (bound.digits / 1000) ** 2
        series += isinstance(node, Operation) and _needs_series(node.name, operands)
        return bound

    fold(tree, combine)
    precision = math.ceil(_CANCELLATION + min(peak, limits.digits))
    cost += series * _SERIES_COST * (precision / 1000) ** 2
    _check(cost, limits.cost, "The expression is too much work.")
    return Estimate(precision=precision, cost=cost)


def _needs_series(name: str, operands: Sequence[Bound]) -> bool:
    if name == "power":
        exponent = operands[1].value
        return exponent is None or exponent.denominator != 1
    return name in _SERIES


def _check(size: float, limit: float, message: str) -> None:
    if not size <= limit:
        raise ExpertRefusedError(message, hint="Use smaller numbers.", limit=limit)


def _bound(node: Tree, operands: Sequence[Bound], limits: Limits) -> Bound:
    if isinstance(node, Number):
        return _number(node)
    if isinstance(node, Constant):
        return Bound(0.5, 0.0)
    if node.name in ("divide", "mod") and operands[1].value == 0:
        raise exact.division_by_zero()
    bound = _RULES[node.name](*operands)
    size = max(bound.high, bound.digits)
    _check(
        size,
        limits.digits,
        f"A value of the expression ({_spoken(node.name)}) may have more than "
        f"{limits.digits:,} digits.",
    )
    return _known(node, operands, bound) or bound


def _spoken(name: str) -> str:
    return {"power": "a power", "multiply": "a product", "divide": "a quotient"}.get(name, name)


def _number(number: Number) -> Bound:
    length = len(str(abs(number.digits)))
    if length + abs(number.exponent) <= _SMALL:
        return _exactly(number.value)
    return Bound(
        high=float(length + number.exponent),
        low=float(number.exponent),
        numerator=float(length + max(number.exponent, 0)),
        denominator=float(max(-number.exponent, 0)),
    )


def _exactly(value: Fraction) -> Bound:
    if value == 0:
        return Bound(0.0, 0.0, value=value)
    numerator = math.log10(abs(value.numerator))
    denominator = math.log10(value.denominator)
    size = numerator - denominator
    return Bound(size, size, numerator, denominator, value)


def _known(node: Operation, operands: Sequence[Bound], bound: Bound) -> Bound | None:
    """Return the exact value where operands and result are small."""
    values = [operand.value for operand in operands if operand.value is not None]
    if len(values) < len(operands):
        return None
    if bound.digits > _SMALL:
        return None
    value = exact.apply(node.name, values)
    return None if value is None else _exactly(value)


def _times(left: Bound, right: Bound) -> Bound:
    return Bound(
        left.high + right.high,
        left.low + right.low,
        left.numerator + right.numerator,
        left.denominator + right.denominator,
    )


def _inverse(of: Bound) -> Bound:
    return Bound(-of.low, -of.high, of.denominator, of.numerator)


def _divide(left: Bound, right: Bound) -> Bound:
    return _times(left, _inverse(right))


def _sum(left: Bound, right: Bound) -> Bound:
    denominator = left.denominator + right.denominator
    high = max(left.high, right.high) + _LOG2
    return Bound(
        high,
        min(-denominator, min(left.low, right.low), high - _CANCELLATION),
        max(left.numerator + right.denominator, right.numerator + left.denominator) + _LOG2,
        denominator,
    )


def _ten_to(power: float) -> float:
    return 10.0**power if power < 300 else math.inf


def _scaled(factor: float, of: float) -> float:
    return factor * of if of else 0.0


def _power(base: Bound, exponent: Bound) -> Bound:
    if exponent.value is not None:
        most = abs(float(exponent.value))
        ends = (_scaled(float(exponent.value), base.high), _scaled(float(exponent.value), base.low))
    else:
        most = _ten_to(exponent.high)
        ends = (_scaled(most, base.spread), -_scaled(most, base.spread))
    sizes = (_scaled(most, base.numerator), _scaled(most, base.denominator))
    if exponent.value is None:
        sizes = (max(sizes), max(sizes))
    elif exponent.value < 0:
        sizes = (sizes[1], sizes[0])
    return Bound(max(ends), min(ends), *sizes)


def _root(degree: int) -> Callable[[Bound], Bound]:
    return lambda of: Bound(
        of.high / degree, of.low / degree, of.numerator / degree, of.denominator / degree
    )


def _exp(of: Bound) -> Bound:
    if of.value is not None:
        size = float(of.value) / _LN10
        return Bound(size, size)
    size = _ten_to(of.high) / _LN10
    return Bound(size, -size)


def _ln(of: Bound) -> Bound:
    if of.value is not None and of.value > 0 and of.value != 1:
        near_one = Fraction(1, 2) < of.value < 2
        logarithm = math.log1p(of.value - 1) if near_one else math.log(of.value)
        size = math.log10(abs(logarithm))
        return Bound(size, size)
    return Bound(math.log10((of.spread + 1) * _LN10), -_CANCELLATION)


def _log(of: Bound, base: Bound | None = None) -> Bound:
    if base is None:
        return _ln(of)
    return _divide(_ln(of), _ln(base))


def _factorial(of: Bound) -> Bound:
    if of.value is not None:
        exact.whole(of.value, "factorial")
    number = float(of.value) if of.value is not None else _ten_to(of.high)
    if not 0 <= number < 1e15:
        size = 0.0 if number < 0 else math.inf
    else:
        size = math.lgamma(number + 1) / _LN10
    return Bound(size, 0.0, size + 1)


def _to_integer(of: Bound, digits: Bound | None = None) -> Bound:
    kept = 0.0 if digits is None else min(_ten_to(digits.high), 100.0)
    size = max(of.high, 0.0) + 1
    return Bound(size, -kept, size + kept, kept)


def _mod(left: Bound, right: Bound) -> Bound:
    quotient = _divide(left, right)
    denominator = left.denominator + right.denominator
    return Bound(
        right.high,
        min(-denominator, right.high - _CANCELLATION),
        max(quotient.high, 0.0) + max(right.numerator, 0.0) + denominator,
        denominator,
    )


def _any_of(*several: Bound) -> Bound:
    return Bound(
        max(of.high for of in several),
        min(of.low for of in several),
        max(of.numerator for of in several),
        max(of.denominator for of in several),
    )


def _lcm(*several: Bound) -> Bound:
    size = sum(max(of.high, 0.0) for of in several) + 1
    return Bound(size, 0.0, size)


def _gcd(*several: Bound) -> Bound:
    return _to_integer(_any_of(*several))


def _same(of: Bound) -> Bound:
    return Bound(of.high, of.low, of.numerator, of.denominator)


def _angle(of: Bound) -> Bound:
    return Bound(of.high + 2, of.low - 2)


def _wave(of: Bound) -> Bound:
    return Bound(0.0, min(of.low, -_CANCELLATION))


def _tangent(of: Bound) -> Bound:
    return Bound(_CANCELLATION, min(of.low, -_CANCELLATION))


def _arc(of: Bound) -> Bound:
    return Bound(0.5, min(of.low - 1, -_CANCELLATION))


_RULES: dict[str, Callable[..., Bound]] = {
    "abs": _same,
    "acos": _arc,
    "add": _sum,
    "asin": _arc,
    "atan": _arc,
    "cbrt": _root(3),
    "ceil": _to_integer,
    "cos": _wave,
    "degrees": _angle,
    "divide": _divide,
    "exp": _exp,
    "factorial": _factorial,
    "floor": _to_integer,
    "gcd": _gcd,
    "lcm": _lcm,
    "ln": _ln,
    "log": _log,
    "log2": _ln,
    "max": _any_of,
    "min": _any_of,
    "mod": _mod,
    "multiply": _times,
    "negate": _same,
    "percent": lambda of: _divide(of, _exactly(Fraction(100))),
    "power": _power,
    "radians": _angle,
    "round": _to_integer,
    "sin": _wave,
    "sqrt": _root(2),
    "subtract": _sum,
    "tan": _tangent,
}
