"""Builds SymPy objects from our tree and evaluates them. Imported by workers only.

Rational numbers are computed at once and exactly. Everything else becomes an unevaluated SymPy
expression, so that nothing is expanded, factored or simplified behind our back; SymPy's ``evalf``,
which counts the bits lost to cancellation, turns it into digits. Two values that agree to the
working precision (at least 100 digits) count as equal: that is how sqrt(2)*sqrt(2) is exactly 2
and tan(pi/2) is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.evalf import evalf

from mrkl_experts.calculator.exact import division_by_zero, rounding_digits, undefined
from mrkl_experts.calculator.tree import Constant, Number, Tree, fold

# SymPy is not typed; an expression of it is Any here.
Expression = Any

_ZERO = sympy.Integer(0)
_TEN = sympy.Integer(10)
_HALF = sympy.Rational(1, 2)
_SHOWN = 12
_BITS_PER_DIGIT = math.log2(10)


def evaluate(tree: Tree, precision: int) -> Fraction | Decimal:
    """Return the value of a tree: exactly where it is rational, else to 20 digits.

    Args:
        tree: A tree within bounds.
        precision: Working digits, from ``bounds.estimate``.

    Raises:
        InvalidArgumentError: An operation has no (real) value.
    """
    return _Evaluator(precision).evaluate(tree)


class _Evaluator:
    def __init__(self, precision: int) -> None:
        self._precision = precision

    def evaluate(self, tree: Tree) -> Fraction | Decimal:
        value = fold(tree, self._combine)
        exact = value if value.is_Rational else self._recognise(value)
        if exact is not None:
            return Fraction(int(exact.p), int(exact.q))
        return Decimal(str(self._digits(value, 20)))

    def _combine(self, node: Tree, operands: Sequence[Expression]) -> Expression:
        if isinstance(node, Number):
            return sympy.Integer(node.digits) * _TEN**node.exponent
        if isinstance(node, Constant):
            return sympy.pi if node.name == "pi" else sympy.E
        build: Callable[..., Expression] = getattr(self, f"_{node.name}")
        return build(*operands)

    def _digits(self, value: Expression, digits: int) -> Expression:
        """Return ``value`` to so many digits, or zero where it cannot be told from zero.

        SymPy's own ``strict=True`` will not do: it gives up on sin(6478*e) + 0.392052256391, for
        one bit that is missing inside. Its inner function reports how many bits are right.
        """
        bits = math.ceil(digits * _BITS_PER_DIGIT) + 2
        most = {"maxprec": math.ceil(max(self._precision, digits) * _BITS_PER_DIGIT)}
        for spare in (0, 64):
            real, _, right, _ = evalf(value, bits + spare, dict(most))
            if real is None:
                break
            if right >= bits:
                return sympy.Float(real, precision=bits)
        return _ZERO

    def _sign(self, value: Expression) -> int:
        digits = value if value.is_Rational else self._digits(value, 5)
        return int(digits.is_positive) - int(digits.is_negative)

    def _nearest(self, value: Expression) -> Expression:
        """Return the integer nearest to ``value``."""
        size = max(0, _power_of_ten(self._digits(value, 5)))
        digits = self._digits(value, size + 15)
        return _whole_part(sympy.Rational(digits) + _HALF)

    def _recognise(self, value: Expression) -> Expression | None:
        """Return the integer or short decimal that ``value`` equals, or None."""
        shown = self._digits(value, _SHOWN + 8)
        if not shown:
            return _ZERO
        power = _power_of_ten(shown)
        if power > _SHOWN:
            candidate = self._nearest(value)
        else:
            rounded = Decimal(f"{Decimal(str(shown)):.{_SHOWN - 1}e}")
            candidate = sympy.Rational(*rounded.as_integer_ratio())
        return candidate if self._sign(self._subtract(value, candidate)) == 0 else None

    def _integer(self, value: Expression, function: str) -> Expression:
        candidate = value if value.is_Rational else self._nearest(value)
        if not candidate.is_Integer or self._sign(self._subtract(value, candidate)) != 0:
            raise undefined(f"{function} needs whole numbers.", "Round the argument first.")
        return candidate

    # Operators.

    def _add(self, left: Expression, right: Expression) -> Expression:
        terms = [*_parts(left, sympy.Add), *_parts(right, sympy.Add)]
        total = _joined(sympy.Add, terms, _ZERO)
        # A hidden zero inside a hidden zero would make evalf try again and again at each level.
        return total if self._sign(total) else _ZERO

    def _negate(self, value: Expression) -> Expression:
        return self._multiply(sympy.Integer(-1), value)

    def _subtract(self, left: Expression, right: Expression) -> Expression:
        return self._add(left, self._negate(right))

    def _multiply(self, left: Expression, right: Expression) -> Expression:
        factors = [*_parts(left, sympy.Mul), *_parts(right, sympy.Mul)]
        return _joined(sympy.Mul, factors, sympy.Integer(1))

    def _divide(self, left: Expression, right: Expression) -> Expression:
        if self._sign(right) == 0:
            raise division_by_zero()
        if right.is_Rational:
            return self._multiply(left, 1 / right)
        return self._multiply(left, sympy.Pow(right, -1, evaluate=False))

    def _percent(self, value: Expression) -> Expression:
        return self._multiply(value, sympy.Rational(1, 100))

    def _power(self, base: Expression, exponent: Expression) -> Expression:
        sign = self._sign(base)
        if sign == 0:
            return self._power_of_zero(exponent)
        if exponent.is_Integer:
            if base.is_Rational:
                return base**exponent
            return sympy.Pow(base, exponent, evaluate=False)
        if sign < 0:
            return self._power_of_negative(base, exponent)
        if base.is_Rational and exponent.is_Rational:
            root = _exact_root(base, int(exponent.q))
            if root is not None:
                return root ** sympy.Integer(exponent.p)
        return sympy.Pow(base, exponent, evaluate=False)

    def _power_of_zero(self, exponent: Expression) -> Expression:
        sign = self._sign(exponent)
        if sign < 0:
            raise division_by_zero()
        return sympy.Integer(0 if sign else 1)

    def _power_of_negative(self, base: Expression, exponent: Expression) -> Expression:
        whole = exponent if exponent.is_Rational else self._nearest(exponent)
        if not whole.is_Integer or self._sign(self._subtract(exponent, whole)) != 0:
            raise undefined(
                "A negative number has no real power with a fractional exponent.",
                "Use cbrt(x) for cube roots.",
            )
        return self._power(base, whole)

    # Roots, logarithms, exponentials.

    def _sqrt(self, value: Expression) -> Expression:
        if self._sign(value) < 0:
            raise undefined("The square root of a negative number is not real.", "Check the sign.")
        return self._power(value, _HALF)

    def _cbrt(self, value: Expression) -> Expression:
        if self._sign(value) < 0:
            return self._negate(self._cbrt(self._negate(value)))
        return self._power(value, sympy.Rational(1, 3))

    def _exp(self, value: Expression) -> Expression:
        return self._power(sympy.E, value)

    def _ln(self, value: Expression) -> Expression:
        if self._sign(value) <= 0:
            raise undefined(
                "The logarithm of zero or a negative number is not real.", "Check the sign."
            )
        return _ZERO if value == 1 else sympy.log(value, evaluate=False)

    def _log(self, value: Expression, base: Expression = _TEN) -> Expression:
        return self._divide(self._ln(value), self._ln(base))

    def _log2(self, value: Expression) -> Expression:
        return self._log(value, sympy.Integer(2))

    # Angles, in radians.

    def _sin(self, value: Expression) -> Expression:
        return sympy.sin(value, evaluate=False) if value != 0 else value

    def _cos(self, value: Expression) -> Expression:
        return sympy.cos(value, evaluate=False) if value != 0 else sympy.Integer(1)

    def _tan(self, value: Expression) -> Expression:
        cosine = self._cos(value)
        if self._sign(cosine) == 0:
            raise undefined("tan has no value at odd multiples of pi/2.", "Check the angle.")
        return self._divide(self._sin(value), cosine)

    def _atan(self, value: Expression) -> Expression:
        return sympy.atan(value, evaluate=False) if value != 0 else value

    def _asin(self, value: Expression) -> Expression:
        # As an arc tangent, because evalf tracks the error of atan but not of asin.
        rest = self._subtract(sympy.Integer(1), self._multiply(value, value))
        sign = self._sign(rest)
        if sign < 0:
            raise undefined("asin and acos need a number from -1 to 1.", "Check the argument.")
        if sign == 0:
            return self._multiply(_HALF * self._sign(value), sympy.pi)
        return self._atan(self._divide(value, self._sqrt(rest)))

    def _acos(self, value: Expression) -> Expression:
        return self._subtract(self._multiply(_HALF, sympy.pi), self._asin(value))

    def _degrees(self, value: Expression) -> Expression:
        return self._divide(self._multiply(value, sympy.Integer(180)), sympy.pi)

    def _radians(self, value: Expression) -> Expression:
        return self._multiply(self._multiply(value, sympy.Rational(1, 180)), sympy.pi)

    # Whole numbers and choices.

    def _abs(self, value: Expression) -> Expression:
        return self._negate(value) if self._sign(value) < 0 else value

    def _floor(self, value: Expression) -> Expression:
        if value.is_Rational:
            return _whole_part(value)
        nearest = self._nearest(value)
        return nearest if self._sign(self._subtract(value, nearest)) >= 0 else nearest - 1

    def _ceil(self, value: Expression) -> Expression:
        return -self._floor(self._negate(value))

    def _round(self, value: Expression, digits: Expression = _ZERO) -> Expression:
        scale = _TEN ** rounding_digits(int(self._integer(digits, "round")))
        if self._sign(value) < 0:
            return -self._round(self._negate(value), digits)
        return self._floor(self._add(self._multiply(value, scale), _HALF)) / scale

    def _mod(self, left: Expression, right: Expression) -> Expression:
        quotient = self._floor(self._divide(left, right))
        return self._subtract(left, self._multiply(right, quotient))

    def _factorial(self, value: Expression) -> Expression:
        number = self._integer(value, "factorial")
        if number < 0:
            raise undefined("factorial needs a number of at least 0.", "Check its sign.")
        return sympy.Integer(math.factorial(int(number)))

    def _gcd(self, *values: Expression) -> Expression:
        return sympy.igcd(*(self._integer(value, "gcd") for value in values)) + _ZERO

    def _lcm(self, *values: Expression) -> Expression:
        return sympy.ilcm(*(self._integer(value, "lcm") for value in values)) + _ZERO

    def _max(self, *values: Expression) -> Expression:
        most = values[0]
        for value in values[1:]:
            most = value if self._sign(self._subtract(value, most)) > 0 else most
        return most

    def _min(self, *values: Expression) -> Expression:
        return self._negate(self._max(*(self._negate(value) for value in values)))


def _parts(value: Expression, kind: Any) -> tuple[Expression, ...]:
    return tuple(value.args) if isinstance(value, kind) else (value,)


def _joined(kind: Any, parts: Sequence[Expression], neutral: Expression) -> Expression:
    """Join terms or factors unevaluated, except that the rational ones are computed."""
    rational = neutral
    others = []
    for part in parts:
        if part.is_Rational:
            rational = rational + part if kind is sympy.Add else rational * part
        else:
            others.append(part)
    if not others or (rational == 0 and kind is sympy.Mul):
        return rational
    if rational != neutral:
        others.insert(0, rational)
    return others[0] if len(others) == 1 else kind(*others, evaluate=False)


def _whole_part(value: Expression) -> Expression:
    return sympy.Integer(int(value.p) // int(value.q))


def _power_of_ten(digits: Expression) -> int:
    return Decimal(str(digits)).adjusted() if digits else 0


def _exact_root(value: Expression, degree: int) -> Expression | None:
    """Return the rational ``degree``-th root of a positive rational, or None."""
    above, above_exact = sympy.integer_nthroot(int(value.p), degree)
    below, below_exact = sympy.integer_nthroot(int(value.q), degree)
    return sympy.Rational(above, below) if above_exact and below_exact else None
