"""Rational arithmetic on ``Fraction``: the slow, readable twin of what the worker does.

It also folds small constants for the bounds, and finds what has no value (1/0) before a worker is
used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.calculator.tree import Number, Operation, Tree, fold


def undefined(what: str, hint: str) -> InvalidArgumentError:
    """Return the error for an operation outside its domain."""
    return InvalidArgumentError(what, hint=hint, argument="expression")


def division_by_zero() -> InvalidArgumentError:
    """Return the error for a division by zero."""
    return undefined("Division by zero has no value.", "Check the divisor.")


def evaluate_exact(tree: Tree) -> Fraction:
    """Return the value of a tree that needs only rational arithmetic.

    Raises:
        InvalidArgumentError: The tree has no value, or not a rational one.
    """

    def combine(node: Tree, operands: Sequence[Fraction]) -> Fraction:
        if isinstance(node, Number):
            return node.value
        value = apply(node.name, operands) if isinstance(node, Operation) else None
        if value is None:
            raise undefined(f"{node.name} is not rational here.", "Use the calculator.")
        return value

    return fold(tree, combine)


def apply(name: str, operands: Sequence[Fraction]) -> Fraction | None:
    """Return the value of one operation, or None where it is not a rational one in general.

    Raises:
        InvalidArgumentError: The operation has no value for these operands.
    """
    operation = _OPERATIONS.get(name)
    return None if operation is None else operation(*operands)


def round_half_away(value: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    """Return ``value`` rounded to so many decimals; halves go away from zero (2.5 is 3)."""
    scale = Fraction(10) ** rounding_digits(whole(digits, "round"))
    size = Fraction(math.floor(abs(value) * scale + Fraction(1, 2))) / scale
    return size if value >= 0 else -size


def rounding_digits(digits: int) -> int:
    """Return ``digits`` if ``round`` supports so many.

    Raises:
        InvalidArgumentError: It does not.
    """
    if abs(digits) > 100:
        raise undefined(f"round cannot keep {digits} digits.", "Use -100 to 100.")
    return digits


def whole(value: Fraction, function: str) -> int:
    """Return an integral value as an int.

    Raises:
        InvalidArgumentError: The value is not integral.
    """
    if value.denominator != 1:
        raise undefined(f"{function} needs whole numbers.", "Round the argument first.")
    return value.numerator


def _divide(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise division_by_zero()
    return left / right


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if base == 0 and exponent < 0:
        raise division_by_zero()
    if exponent.denominator != 1:
        return None
    power = base**exponent.numerator
    return power if isinstance(power, Fraction) else None


def _mod(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise division_by_zero()
    return left - right * math.floor(left / right)


def _factorial(value: Fraction) -> Fraction:
    number = whole(value, "factorial")
    if number < 0:
        raise undefined("factorial needs a number of at least 0.", "Check its sign.")
    return Fraction(math.factorial(number))


_OPERATIONS: dict[str, Callable[..., Fraction | None]] = {
    "abs": abs,
    "add": lambda left, right: left + right,
    "ceil": lambda value: Fraction(math.ceil(value)),
    "divide": _divide,
    "factorial": _factorial,
    "floor": lambda value: Fraction(math.floor(value)),
    "gcd": lambda *values: Fraction(math.gcd(*(whole(value, "gcd") for value in values))),
    "lcm": lambda *values: Fraction(math.lcm(*(whole(value, "lcm") for value in values))),
    "max": lambda *values: max(values),
    "min": lambda *values: min(values),
    "mod": _mod,
    "multiply": lambda left, right: left * right,
    "negate": lambda value: -value,
    "percent": lambda value: value / 100,
    "power": _power,
    "round": round_half_away,
    "subtract": lambda left, right: left - right,
}
