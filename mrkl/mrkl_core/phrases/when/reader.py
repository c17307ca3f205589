"""Reads whole phrases about time, with everything that they may mean."""

from __future__ import annotations

import re
from datetime import datetime

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.when.clock import CLOCK, PARTS
from mrkl_core.phrases.when.days import DAYS
from mrkl_core.phrases.when.frame import Frame, Meaning
from mrkl_core.phrases.when.lengths import LENGTHS, RECURRING
from mrkl_core.phrases.when.moments import MOMENTS
from mrkl_core.phrases.when.periods import PERIODS
from mrkl_core.phrases.when.ranges import DAY_RANGES, TIME_RANGES
from mrkl_core.phrases.when.words import canonical

MAX_PHRASE = 120
"""Longest phrase, in characters, that is read."""

_BOOKS = (RECURRING, DAYS, PERIODS, CLOCK, PARTS, DAY_RANGES, TIME_RANGES, LENGTHS, MOMENTS)


_LEADING = re.compile(
    "(?:on|in|over|during|throughout|for|(?:any|some) ?time(?: on| in)?|any day(?: in)?) "
)


def read_when(text: str, now: datetime) -> Meaning:
    """Return what ``text`` means at the moment ``now``; the clock is never read.

    Args:
        text: A phrase about time, at most ``MAX_PHRASE`` characters.
        now: The moment that the phrase is relative to, in the asker's zone.

    Raises:
        ValueFormatError: It is no phrase about time, or it has no meaning in the calendar.
    """
    if len(text) <= MAX_PHRASE:
        found = meaning_of(canonical(text), Frame(now))
        if found is not None:
            return found
    raise ValueFormatError(
        f"{text!r:.80} is not a time.",
        hint="Write a time such as '5 pm', 'next friday at noon' or 'from May 3 to May 9'.",
    )


def read_clock(text: str, now: datetime) -> Meaning | None:
    """Return the times of day that ``text`` means, or None."""
    return Frame(now).read(CLOCK, canonical(text))


def read_moment(text: str, now: datetime) -> Meaning | None:
    """Return the moments that ``text`` means, or None."""
    return Frame(now).read(MOMENTS, canonical(text))


def meaning_of(phrase: str, frame: Frame) -> Meaning | None:
    """Return what a canonical phrase means, by the first book that reads it, or None."""
    for said in dict.fromkeys(
        (phrase, _LEADING.sub("", phrase, count=1) if _LEADING.match(phrase) else phrase)
    ):
        for book in _BOOKS:
            found = frame.read(book, said)
            if found is None or (found.kind == "duration" and phrase.startswith("in ")):
                continue  # "in 99999 years" is no length of time, but a day that does not exist
            if found.options or found.code or found.seconds:
                return found
    return None
