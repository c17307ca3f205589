"""Dates in words and figures, as intervals of whole days relative to a given moment.

What phrases mean, where one could think otherwise:

* ``05/06/2024`` is month first (en-US) unless ``month_first=False``; where only one order gives a
  date, that one is meant; dots (``5.6.2024``) are always day first, ``2024/06/05`` always year
  first. Two-digit years run from 1969 to 2068.
* A day or month without a year is that of the current year. ``next March`` is the first one that
  begins after this month, ``last March`` the latest that ended before it.
* ``friday`` and ``this friday`` are the first Friday from today on; ``next friday`` is the first
  after today, ``last friday`` the latest before today; ``friday next week`` counts weeks from
  Monday. ``next week``, ``this weekend``, ``last quarter``: whole periods of the calendar.
* ``last 30 days`` ends with yesterday, ``next 30 days`` begins with tomorrow.
* ``end of month`` is its last day, ``beginning of next year`` its first, ``early March`` the 1st
  to 10th, ``mid March`` the 11th to 20th, ``late March`` the rest.
* A feast without a year is the first from today on. Where countries differ, it is the US one.
* ``3 business days from now`` skips Saturdays and Sundays, not holidays.
* ``21st century`` begins in 2001; ``the 80s`` are the 1980s.
* ``the 15th`` is the 15th of the current month; a bare "15" is no date.

Impossible dates and weekdays that do not fit are refused. A time of day is only let pass in an
ISO date and behind a full date with the month's name, and is not part of the result.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.date_frame import Frame
from mrkl_core.phrases.date_words import MONTH, WEEKDAY, WEEKDAYS, canonical, index_of
from mrkl_core.phrases.durations import Duration, add, parse_duration
from mrkl_core.phrases.intervals import Interval, one_day
from mrkl_core.phrases.named_dates import NAMED_DATES
from mrkl_core.phrases.numbers import parse_number
from mrkl_core.phrases.relative_dates import RELATIVE_DATES

__all__ = ["Duration", "Interval", "add", "parse_date", "parse_duration"]

MAX_PHRASE = 200
"""Longest phrase, in characters, that ``parse_date`` reads."""

_RULES = NAMED_DATES.rules + RELATIVE_DATES.rules
_FULL_DATE = re.compile(
    rf"(?=.*\b\d{{4}}\b)(?=.*\b(?:{MONTH})\b)(?=.*\b\d\d?\b)[ -~]{{8,60}}", re.I
)


def parse_date(text: str, now: datetime, *, month_first: bool = True) -> Interval:
    """Return the days that ``text`` means at the moment ``now``; the clock is never read.

    Args:
        text: A date phrase, at most ``MAX_PHRASE`` characters.
        now: The moment that "today" belongs to, in the asker's zone.
        month_first: Whether 05/06/2024 is in May.

    Raises:
        ValueFormatError: It is no date phrase, or the date does not exist.
    """
    if len(text) <= MAX_PHRASE:
        frame = Frame(now, _RULES, month_first)
        phrase = canonical(text)
        try:
            found = _day_number(text, frame) or frame.resolve(phrase) or _full_date(text, now)
        except (ValueError, OverflowError):
            found = None
        if found is not None:
            return found
    raise ValueFormatError(
        f"{text!r:.80} is not a date.",
        hint="Write a date such as '2024-05-31', 'next friday' or 'third quarter of 2023'.",
    )


def _day_number(text: str, frame: Frame) -> Interval | None:
    """Return the day of this month that a bare ordinal means: "the 15th"."""
    phrase = re.fullmatch(r"\s*(?:on\s+)?(?:the\s+([a-z0-9 -]+)|([0-9]+[a-z]{2}))\s*", text.lower())
    if phrase is None:
        return None
    said = phrase[1] or phrase[2]
    try:
        number = parse_number(said, ordinals=True)
        cardinal = not re.search("(st|nd|rd|th)$", said)
    except ValueFormatError:
        return None
    return None if cardinal else one_day(frame.today.replace(day=int(number)))


def _full_date(text: str, now: datetime) -> Interval | None:
    """Let dateparser read a date with day, month name and year, in an unforeseen order."""
    if not _FULL_DATE.fullmatch(text.strip()):
        return None
    import dateparser  # slow to import, rarely needed

    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
    }
    found = dateparser.parse(text, languages=["en"], settings=settings)
    return one_day(found.date()) if found is not None and _agrees(found.date(), text) else None


def _agrees(day: date, text: str) -> bool:
    """Return whether ``text`` itself names the day's number, year and, if any, weekday."""
    weekday = re.search(rf"\b(?:{WEEKDAY})\b", text, re.I)
    if weekday and index_of(weekday[0].lower(), WEEKDAYS) != day.weekday():
        return False
    number = re.search(rf"\b0?{day.day}(?:st|nd|rd|th)?\b", text)
    return number is not None and str(day.year) in text
