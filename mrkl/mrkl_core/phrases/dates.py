"""Dates in words, as intervals of whole days relative to a given moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.durations import Duration, add, parse_duration

__all__ = ["Duration", "Interval", "add", "parse_date", "parse_duration"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days from ``start`` up to, not including, ``end``."""

    start: date
    end: date


def parse_date(text: str, now: datetime) -> Interval:
    """Return the days that ``text`` means at the moment ``now``.

    Raises:
        ValueFormatError: It is no date phrase.
    """
    days = {"today": 0, "tomorrow": 1, "yesterday": -1}
    phrase = text.strip().lower()
    try:
        start = (
            now.date() + timedelta(days[phrase]) if phrase in days else date.fromisoformat(phrase)
        )
    except ValueError as error:
        raise ValueFormatError(f"{text!r:.80} is not a date.") from error
    return Interval(start, start + timedelta(1))
