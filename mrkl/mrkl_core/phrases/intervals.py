"""Intervals of whole days, and the calendar's own periods around a day.

Weeks start on Monday; a weekend is Saturday and Sunday of such a week; the 21st century starts on
1 January 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}

PERIODS = ("day", "week", "weekend", *_MONTHS_OF)
"""The periods that ``period`` knows."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """Return the last day that belongs to the interval."""
        return self.end - timedelta(1)

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.end - self.start).days


def one_day(day: date) -> Interval:
    """Return the interval that is ``day`` alone."""
    return Interval(day, day + timedelta(1))


def months(year: int, month: int, count: int = 1) -> Interval:
    """Return ``count`` whole months from ``month`` of ``year`` on."""
    return Interval(
        _month_start(year * 12 + month - 1), _month_start(year * 12 + month - 1 + count)
    )


def period(unit: str, day: date, offset: int = 0) -> Interval:
    """Return the ``unit`` that ``day`` lies in, or the one ``offset`` units later.

    Args:
        unit: One of ``PERIODS``.
        day: Any day of it.
        offset: 1 for the next one, -1 for the one before.

    Raises:
        ValueError: The calendar ends there.
        OverflowError: The same.
    """
    if unit == "day":
        return one_day(day + timedelta(offset))
    if unit in ("week", "weekend"):
        monday = day - timedelta(day.weekday()) + timedelta(weeks=offset)
        first = monday + timedelta(5 if unit == "weekend" else 0)
        return Interval(first, monday + timedelta(7))
    size = _MONTHS_OF[unit]
    shift = 12 if unit == "century" else 0
    index = (day.year * 12 + day.month - 1 - shift) // size + offset
    return Interval(_month_start(index * size + shift), _month_start((index + 1) * size + shift))


def week(year: int, number: int) -> Interval:
    """Return ISO week ``number`` of ``year``."""
    monday = date.fromisocalendar(year, number, 1)
    return Interval(monday, monday + timedelta(7))


def nth_weekday(within: Interval, weekday: int, number: int) -> date | None:
    """Return the ``number``-th ``weekday`` (Monday is 0) of an interval, -1 for the last."""
    if number < 0:
        day = within.last - timedelta((within.last.weekday() - weekday) % 7)
    else:
        day = within.start + timedelta((weekday - within.start.weekday()) % 7 + 7 * (number - 1))
    return day if within.start <= day < within.end else None


def add_business_days(day: date, count: int) -> date:
    """Return the day ``count`` Mondays to Fridays later; holidays are not considered."""
    step = timedelta(1 if count > 0 else -1)
    weeks, rest = divmod(abs(count), 5)
    if weeks and not rest:
        weeks, rest = weeks - 1, 5
    day += step * 7 * weeks
    while rest:
        day += step
        rest -= day.weekday() < 5
    return day


def _month_start(index: int) -> date:
    """Return the first day of the month ``index`` months after January of year 0."""
    return date(index // 12, index % 12 + 1, 1)
