"""Writes a number for people (text) and for programs (a JSON value)."""

from __future__ import annotations

import math
from decimal import Context, Decimal
from fractions import Fraction

# JSON readers commonly stop at 4,300 digits (Python's own limit).
MOST_DIGITS_OF_VALUE = 4000
_EXACT_DIGITS = 15
_SHOWN_DIGITS = 12
_WIDE = Context(prec=25, Emax=999999, Emin=-999999)


def json_value(number: Fraction | Decimal) -> int | float | str:
    """Return an int where integral, else the nearest float.

    What neither can hold (integers of more than 4,000 digits, powers of ten beyond a float) comes
    as a string in scientific form, like ``"1.970071114017047e+434"``.
    """
    if isinstance(number, Fraction) and number.denominator == 1:
        if _length(number.numerator) <= MOST_DIGITS_OF_VALUE:
            return number.numerator
    elif number:
        size = _decimal(number).adjusted()
        if -300 < size < 300:
            return float(number)
    return f"{_rounded(_decimal(number), 17).normalize(_WIDE):e}"


def text(number: Fraction | Decimal, digits: int = _SHOWN_DIGITS) -> str:
    """Return the number for people: exact if short, else rounded to ``digits`` after ``≈``."""
    if isinstance(number, Fraction) and number.denominator == 1 and abs(number) < 10**21:
        return f"{number.numerator:,}"
    exact = _short_decimal(number) if isinstance(number, Fraction) else None
    sign = "" if exact is not None else "≈ "
    shown = exact if exact is not None else _rounded(_decimal(number), digits)
    if -10 < shown.adjusted() < 21:
        return f"{sign}{_plain(shown)}"
    mantissa = _plain(shown.scaleb(-shown.adjusted(), _WIDE))
    note = ""
    if isinstance(number, Fraction) and number.denominator == 1:
        note = f" ({_length(number.numerator):,} digits)"
    return f"{sign}{mantissa} × 10^{shown.adjusted()}{note}"


def _plain(number: Decimal) -> str:
    written = f"{number:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _rounded(number: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, Emax=999999, Emin=-999999).plus(number)


def _decimal(number: Fraction | Decimal) -> Decimal:
    if isinstance(number, Decimal):
        return number
    return _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))


def _short_decimal(number: Fraction) -> Decimal | None:
    """Return the number as an exact decimal of few digits, or None."""
    shown = _decimal(number)
    if len(shown.normalize(_WIDE).as_tuple().digits) > _EXACT_DIGITS:
        return None
    return shown if Fraction(shown) == number else None


def _length(number: int) -> int:
    """Return the count of decimal digits, without writing a huge number out."""
    guess = max(1, int(abs(number).bit_length() * math.log10(2)))
    return guess + 1 if abs(number) >= 10**guess else guess
