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

A moment (``parse_moment``) is a day as above, a time of day, or both:

* A day alone is its midnight; a time alone is today's.
* ``10:30`` and ``08:15`` are on the 24-hour clock; ``half past 3`` and ``at 7`` may be in the
  morning and in the evening: alone they mean the one that is still to come today, beside another
  day they are refused.
* ``in 20 minutes`` and ``now`` count from ``now``; ``end of day`` is its last second.

Impossible dates and weekdays that do not fit are refused. A time of day is only let pass by
``parse_date`` in an ISO date and behind a full date with the month's name, and is not part of the
result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.date_frame import Frame
from mrkl_core.phrases.date_words import MONTH, WEEKDAY, WEEKDAYS, canonical, index_of
from mrkl_core.phrases.durations import Duration, add, parse_duration
from mrkl_core.phrases.intervals import Interval, one_day
from mrkl_core.phrases.named_dates import NAMED_DATES
from mrkl_core.phrases.numbers import parse_number
from mrkl_core.phrases.relative_dates import RELATIVE_DATES

__all__ = ["Duration", "Interval", "add", "parse_date", "parse_duration", "parse_moment"]

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


def parse_moment(text: str, now: datetime) -> datetime:
    """Return the moment that ``text`` means: a day, a time of day, or both.

    Args:
        text: The phrase, at most ``MAX_PHRASE`` characters.
        now: The moment that "today" belongs to; the result has its zone, or none.

    Raises:
        ValueFormatError: It is no moment, or it may be in the morning as well as in the evening.
    """
    if len(text) <= MAX_PHRASE:
        found = _iso_moment(text.strip(), now) or _day_with_time(text, now) or _instant(text, now)
        if found is not None:
            return found
        try:
            day = parse_date(text, now)
        except ValueFormatError:
            day = None
        if day is not None and day.days == 1 and not _TIME_LEFT.search(text):
            return datetime.combine(day.start, time(), now.tzinfo)
    raise ValueFormatError(
        f"{text!r:.80} is not one moment.",
        hint="Write a moment such as '2024-05-31 15:30', 'tomorrow at 5 pm' or 'in 20 minutes'.",
    )


_MAY_BE_CLOCK = re.compile(
    r"\d:\d\d|\d ?[ap]\.? ?m|clock|\b(?:at|past|to|half|noon|midday|midnight|in the|am|pm|a\.?m)\b",
    re.I,
)
_FULL_CLOCK = re.compile(r"(?<!\d)\d\d:\d\d")
# What says a time of day, which must not get lost where only the day was read.
_TIME_LEFT = re.compile(
    r"\d:\d|\b(?:noon|midnight|morning|afternoon|evening|night|tonight|oclock)\b|\d ?[ap]\.?m\b",
    re.I,
)


def _iso_moment(text: str, now: datetime) -> datetime | None:
    """Return a moment in ISO 8601 in the zone of ``now``."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[tT ]\d\d:?\d\d[0-9:.+zZ-]*", text, re.ASCII):
        return None
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if found.tzinfo is None:
        return found.replace(tzinfo=now.tzinfo)
    return found.astimezone(now.tzinfo) if now.tzinfo else None


def _instant(text: str, now: datetime) -> datetime | None:
    """Return a moment with one meaning: "in 20 minutes", "tomorrow morning at 8"."""
    from mrkl_core.phrases.when.reader import read_moment  # many rules, rarely needed

    found = read_moment(text, now)
    if found is None or found.kind != "datetime" or len(found.options) != 1:
        return None
    certain = not re.search(r"\b(?:this|next|last)\b", text, re.I)  # as ``parse_date`` does
    start = found.options[0].start
    return start if certain and isinstance(start, datetime) else None


def _day_with_time(text: str, now: datetime) -> datetime | None:
    """Return the moment of a time of day, today's or that of the day beside it."""
    from mrkl_core.phrases.when.reader import read_clock

    for day, said in _divided(text):
        times = read_clock(said, now) if _MAY_BE_CLOCK.search(said) else None
        if times is None:
            continue
        if not day:
            return _next_of([_of_day(now.date(), one.start, now) for one in times.options], now)
        try:
            found = parse_date(day, now)
        except ValueFormatError:
            continue
        one = times.options[0].start
        if found.days == 1 and (len(times.options) == 1 or _FULL_CLOCK.search(said)):
            return _of_day(found.start, one, now)
        if found.days == 1 and found.start == now.date():
            return _next_of([_of_day(found.start, o.start, now) for o in times.options], now)
    return None


def _of_day(day: date, of: object, now: datetime) -> datetime:
    return datetime.combine(day, of if isinstance(of, time) else time(), now.tzinfo)


def _next_of(moments: list[datetime], now: datetime) -> datetime | None:
    """Return the only moment, or the first of several that is still to come."""
    if len(moments) == 1:
        return moments[0]
    return min((moment for moment in moments if moment >= now), default=None)


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the day and the time of ``text``: no day first, then each division."""
    yield "", text
    words = text.replace(",", " ").split()
    for cut in range(1, len(words)):
        before, after = " ".join(words[:cut]), " ".join(words[cut:])
        yield re.sub(r"^on\s", "", before), after
        yield re.sub(r"^on\s", "", after), before


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
