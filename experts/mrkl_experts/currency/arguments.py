"""Reads the arguments of the currency expert and writes its amounts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from mrkl_core.errors import InvalidArgumentError, MissingArgumentError
from mrkl_experts.currency.resolver import Reading, resolve

EXACT = Context(prec=50, rounding=ROUND_HALF_UP)
"""Enough digits for every product of an amount and a rate."""

_LARGEST = 10**15
_RATE_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)
_SMALL_DIGITS = Context(prec=4, rounding=ROUND_HALF_UP)


def read_amount(arguments: Mapping[str, Any]) -> Decimal:
    """Return ``amount`` as it was written; 1 if absent.

    Raises:
        InvalidArgumentError: It is no number, or beyond all money.
    """
    value = arguments.get("amount")
    if value is None:
        return Decimal(1)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidArgumentError(
            f"The amount must be a number, not {value!r:.40}.",
            hint="Pass a finite number, such as 99.95.",
            argument="amount",
        )
    if abs(value) > _LARGEST:
        raise InvalidArgumentError(
            "The amount is beyond 10^15.", hint="Use a smaller amount.", argument="amount"
        )
    return Decimal(repr(value)) if value else Decimal(0)  # never -0.0


def read_currency(arguments: Mapping[str, Any], name: str) -> Reading:
    """Return the currency that an argument names.

    Raises:
        MissingArgumentError: It is absent.
        InvalidArgumentError: No currency is called that.
    """
    words = arguments.get(name)
    if words is None:
        raise MissingArgumentError(
            f"The currency expert needs {name!r}.",
            hint="Pass from_currency and to_currency.",
            argument=name,
        )
    if not isinstance(words, str):
        raise InvalidArgumentError(
            f"{name} must be the name of a currency, not {words!r:.40}.",
            hint="Pass a text such as 'euros'.",
            argument=name,
        )
    return resolve(words, name)


def read_day(arguments: Mapping[str, Any], today: date) -> date | None:
    """Return the past day asked for; None for the latest rates.

    Raises:
        InvalidArgumentError: It is no date, or lies ahead.
    """
    said = arguments.get("date")
    if said is None:
        return None
    try:
        day = date.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"The date is {said!r:.80}, which is not a date.",
            hint="Give an ISO date such as '2024-05-31'.",
            argument="date",
        ) from error
    if day > today:
        raise InvalidArgumentError(
            f"Exchange rates of {write_day(day)} are not known yet.",
            hint=f"Give a date up to {write_day(today)}.",
            argument="date",
        )
    return None if day == today else day


def rounded(amount: Decimal, reading: Reading) -> Decimal:
    """Return the amount in whole minor units; where hardly any would be left, in four figures."""
    digits = reading.currency.digits if reading.per_whole == 1 else 0
    unit = Decimal(1).scaleb(-digits)
    if 0 < abs(amount) < 10 * unit:
        return _SMALL_DIGITS.plus(amount)
    return amount.quantize(unit, context=EXACT)


def write_amount(amount: Decimal) -> str:
    """Return the amount with thousands separators."""
    return f"{amount:,f}"


def write_rate(rate: Decimal) -> str:
    """Return the rate with six significant digits."""
    return f"{_RATE_DIGITS.plus(rate).normalize():f}"


def write_day(day: date) -> str:
    """Return "5 May 2024"."""
    return f"{day.day} {day:%B} {day.year}"
