"""Lengths of time in words and in ISO 8601, and adding them to days and moments.

Read are sums of amounts with units ("1 year, 2 months and 10 days", "two and a half hours",
"an hour and a half", "a fortnight", "1h30m") and the ISO form itself ("P1Y2M10D", "-P3W", and
"P1W1D" with weeks among other units). Fractions go down to the next units ("1.5 years" is
P1Y6M); a fraction of a month has no exact length and is refused, as are "a few days" and "30m",
which may be minutes or months.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.numbers import numeral, parse_number

MAX_PHRASE = 200
"""Longest phrase, in characters, that ``parse_duration`` reads."""

_HINT = "Write a length of time such as '3 weeks', '1 year and 2 months' or 'P3W'."


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of time; all parts have the same sign, and only seconds may be fractions.

    Raises:
        ValueFormatError: Parts of both signs.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        """Check the signs."""
        if min(self._parts()) < 0 < max(self._parts()):
            raise ValueFormatError("The parts of a duration must have the same sign.", hint=_HINT)

    def _parts(self) -> tuple[Fraction | int, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    def __neg__(self) -> Duration:
        """Return the same length backwards."""
        return Duration(**{field.name: -getattr(self, field.name) for field in fields(self)})

    @property
    def has_time(self) -> bool:
        """Whether there are hours, minutes or seconds."""
        return bool(self.hours or self.minutes or self.seconds)

    def isoformat(self) -> str:
        """Return the ISO 8601 form: ``P3W``, ``P1Y2M10D``, ``PT90M``, ``-P1D``, ``P0D``.

        Raises:
            ValueFormatError: The seconds have no finite decimal form.
        """
        texts = [numeral(abs(Fraction(part))) for part in self._parts()]
        if texts[-1].startswith("("):
            raise ValueFormatError(f"{self.seconds} seconds have no ISO 8601 form.", hint=_HINT)
        named = [text + unit for text, unit in zip(texts, "YMWDHMS", strict=True)]
        days = "".join(part for part in named[:4] if part[:-1] != "0")
        clock = "".join(part for part in named[4:] if part[:-1] != "0")
        sign = "-" if min(self._parts()) < 0 else ""
        return f"{sign}P{days}{'T' if clock else ''}{clock}" if days or clock else "P0D"

    def __str__(self) -> str:
        """Return the length in words: "1 year, 2 months and 10 days"; "minus" before negatives."""
        pieces = [
            f"{numeral(abs(Fraction(part)))} {field.name[: -1 if abs(part) == 1 else None]}"
            for field, part in zip(fields(self), self._parts(), strict=True)
            if part
        ]
        words = " and ".join(filter(None, (", ".join(pieces[:-1]), *pieces[-1:]))) or "0 days"
        return f"minus {words}" if min(self._parts()) < 0 else words


_UNIT_NAMES = {
    "years": "years?|yrs?|y",
    "months": "months?|mths?|mos?",
    "weeks": "weeks?|wks?|w",
    "days": "days?|d",
    "hours": "hours?|hrs?|h",
    "minutes": "minutes?|mins?",
    "seconds": "seconds?|secs?|s",
    "fortnights": "fortnights?",
    "quarters": r"quarters?(?!\s+of\b)",
    "decades": "decades?",
    "centuries": "century|centuries",
}
_WHOLE_UNITS = {
    "fortnights": ("weeks", 2),
    "quarters": ("months", 3),
    "decades": ("years", 10),
    "centuries": ("years", 100),
}
_SMALLER = {
    "years": ("months", 12),
    "weeks": ("days", 7),
    "days": ("hours", 24),
    "hours": ("minutes", 60),
    "minutes": ("seconds", 60),
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNIT_NAMES.items())
_AMOUNT = re.compile(
    rf"(?P<amount>[^,]*?)[\s-]*(?<![a-z])(?:{_UNIT}|(?<=[0-9])(?P<m>m))(?![a-z])"
    rf"(?P<half>\s+and\s+a\s+half)?(?:\s*,?\s*\band\b\s*|\s*,\s*|\s*)"
)
_ISO = re.compile(
    r"([-+]?)P(?=.)" + "".join(rf"(?:([0-9]+(?:\.[0-9]+)?){unit})?" for unit in "YMWD")
    + r"(?:T(?=.)" + "".join(rf"(?:([0-9]+(?:\.[0-9]+)?){unit})?" for unit in "HMS") + ")?"
)  # fmt: skip
_PART_OF = re.compile(r"(.*?)(?:\s+of\s+an?|(?<=half)\s+an?)")


def parse_duration(text: str) -> Duration:
    """Return the length of time that ``text`` says, in words or in ISO 8601.

    Raises:
        ValueFormatError: It is no length of time, or has no exact one.
    """
    phrase = text.strip()
    if 0 < len(phrase) <= MAX_PHRASE:
        iso = _ISO.fullmatch(phrase.upper())
        if iso is not None:
            amounts = zip(_names(), iso.groups()[1:], strict=True)
            found = _build([(Fraction(value), name) for name, value in amounts if value])
            return -found if iso[1] == "-" else found
        sums = _amounts(phrase.lower().rstrip(".!?"))
        if sums:
            return _build(sums)
    raise ValueFormatError(f"{text!r:.80} is not a length of time.", hint=_HINT)


_SECONDS = {
    "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800,
    "fortnights": 1_209_600, "months": 2_592_000, "quarters": 7_776_000, "years": 31_536_000,
    "decades": 315_360_000, "centuries": 3_153_600_000,
}  # fmt: skip


def seconds_in(text: str) -> Fraction:
    """Return about how many seconds the words ``text`` say: a month is 30 days, a year 365.

    Unlike ``parse_duration`` this reads fractions of every unit, such as "1.5 months".

    Raises:
        ValueFormatError: It is no length of time in words.
    """
    sums = _amounts(text.strip().lower()) if len(text) <= MAX_PHRASE else []
    if not sums:
        raise ValueFormatError(f"{text!r:.80} is not a length of time.", hint=_HINT)
    return sum((value * _SECONDS[unit] for value, unit in sums), Fraction(0))


def add(start: date, duration: Duration) -> date:
    """Return the day ``duration`` after ``start``: months first, clamped to the month's end.

    Hours, minutes and seconds must make whole days.

    Raises:
        ValueFormatError: They do not, or the day is outside years 1 to 9999.
    """
    moment = add_to_moment(datetime.combine(start, time()), duration)
    if moment.time() != time():
        raise ValueFormatError(
            f"{duration.isoformat()} is not a whole number of days.",
            hint="Give days, weeks, months or years.",
        )
    return moment.date()


def add_to_moment(start: datetime, duration: Duration) -> datetime:
    """Return the moment ``duration`` after ``start``, on the wall clock of its zone.

    Raises:
        ValueFormatError: The moment is outside years 1 to 9999.
    """
    months = (start.year + duration.years) * 12 + start.month - 1 + duration.months
    year, month = months // 12, months % 12 + 1
    try:
        last = calendar.monthrange(year, month)[1]
        moved = start.replace(year=year, month=month, day=min(start.day, last))
        return moved + timedelta(
            weeks=duration.weeks,
            days=duration.days,
            hours=duration.hours,
            minutes=duration.minutes,
            seconds=float(duration.seconds),
        )
    except (ValueError, OverflowError) as error:
        raise ValueFormatError(
            f"{duration.isoformat()} from {start.date()} leaves the calendar.",
            hint="Stay within the years 1 to 9999.",
        ) from error


def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Duration))


def _amounts(phrase: str) -> list[tuple[Fraction, str]]:
    """Return amounts with their units, or nothing when any part is unknown."""
    found: list[tuple[Fraction, str]] = []
    at = 0
    while at < len(phrase):
        match = _AMOUNT.match(phrase, at)
        if match is None or (match["m"] and not found):
            return []
        unit = "minutes" if match["m"] else _unit_of(match)
        value = _value(match["amount"].strip())
        if value is None or unit in (name for _, name in found):
            return []
        found.append((value + Fraction(1, 2) if match["half"] else value, unit))
        at = match.end()
    return [] if phrase.endswith((" and", ",")) else found


def _unit_of(match: re.Match[str]) -> str:
    return next(name for name in _UNIT_NAMES if match[name])


def _value(amount: str) -> Fraction | None:
    """Return the amount before a unit, or None."""
    if amount in ("a", "an"):
        return Fraction(1)
    if amount in ("a couple of", "a couple", "couple of", "couple"):
        return Fraction(2)
    share = _PART_OF.fullmatch(amount)
    try:
        return parse_number(share[1] if share else amount)
    except ValueFormatError:
        return None


def _build(amounts: list[tuple[Fraction, str]]) -> Duration:
    """Add up the amounts, sending fractions down to smaller units."""
    totals: dict[str, Fraction] = {}
    for value, unit in amounts:
        if unit in _WHOLE_UNITS:
            unit, factor = _WHOLE_UNITS[unit][0], _WHOLE_UNITS[unit][1]
            value *= factor
        while value.denominator > 1 and unit in _SMALLER:
            whole = int(value)
            totals[unit] = totals.get(unit, Fraction(0)) + whole
            value = (value - whole) * _SMALLER[unit][1]
            unit = _SMALLER[unit][0]
        if value.denominator > 1 and unit == "months":
            raise ValueFormatError("A fraction of a month has no exact length.", hint=_HINT)
        totals[unit] = totals.get(unit, Fraction(0)) + value
    seconds = totals.pop("seconds", Fraction(0))
    return Duration(seconds=seconds, **{unit: int(value) for unit, value in totals.items()})
