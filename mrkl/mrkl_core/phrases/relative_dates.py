"""Rules for dates relative to today or to another date phrase.

What they mean is told in ``mrkl_core.phrases.dates``.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.date_frame import UNITS, WHICH, Frame, RuleBook
from mrkl_core.phrases.date_words import MONTH, MONTHS, WEEKDAY, WEEKDAYS, index_of
from mrkl_core.phrases.durations import add, add_to_moment, parse_duration
from mrkl_core.phrases.intervals import (
    Interval,
    add_business_days,
    months,
    nth_weekday,
    one_day,
    period,
)

RELATIVE_DATES = RuleBook()
"""Rules for dates that depend on another date."""

_rule = RELATIVE_DATES.rule


@_rule(r"(?:day )?(?P<day>\d\d?) (?P<which>this|next|last) month")
def _day_of_month(match: re.Match[str], frame: Frame) -> Interval:
    month = period("month", frame.today, WHICH[match["which"]])
    return one_day(month.start.replace(day=int(match["day"])))


@_rule(rf"(?P<which>this|next|last) (?P<month>{MONTH})")
def _which_month(match: re.Match[str], frame: Frame) -> Interval:
    month, which = index_of(match["month"], MONTHS) + 1, match["which"]
    year = frame.today.year
    if which == "next" and month <= frame.today.month:
        year += 1
    if which == "last" and month >= frame.today.month:
        year -= 1
    return months(year, month)


_NEAR_DAYS = {
    "today": 0, "now": 0, "todays date": 0, "this date": 0, "eod": 0, "tomorrow": 1,
    "yesterday": -1, "day after tomorrow": 2, "day before yesterday": -2,
}  # fmt: skip


@_rule("|".join(_NEAR_DAYS))
def _near_day(match: re.Match[str], frame: Frame) -> Interval:
    return one_day(frame.today + timedelta(_NEAR_DAYS[match[0]]))


@_rule(rf"(?:(?P<which>this|next|last) )?(?P<weekday>{WEEKDAY})(?P<after> after next)?")
def _weekday(match: re.Match[str], frame: Frame) -> Interval | None:
    weekday, which = index_of(match["weekday"], WEEKDAYS), match["which"]
    if match["after"] and which:
        return None
    ahead = (weekday - frame.today.weekday()) % 7
    if which == "next" or match["after"]:
        ahead = (ahead or 7) + (7 if match["after"] else 0)
    elif which == "last":
        ahead -= 7
    return one_day(frame.today + timedelta(ahead))


@_rule(rf"(?P<weekday>{WEEKDAY}) (?P<which>this|next|last) week")
@_rule(rf"(?P<which>this|next|last) week (?:on )?(?P<weekday>{WEEKDAY})")
def _weekday_of_week(match: re.Match[str], frame: Frame) -> Interval:
    monday = period("week", frame.today, WHICH[match["which"]]).start
    return one_day(monday + timedelta(index_of(match["weekday"], WEEKDAYS)))


@_rule(rf"(?P<which>this|next|last) (?P<unit>{UNITS})")
def _which_period(match: re.Match[str], frame: Frame) -> Interval:
    return period(match["unit"], frame.today, WHICH[match["which"]])


@_rule(rf"(?P<unit>{UNITS}) (?:(?P<after>after next)|before last)")
def _period_beyond(match: re.Match[str], frame: Frame) -> Interval:
    return period(match["unit"], frame.today, 2 if match["after"] else -2)


@_rule(rf"(?P<which>next|last) (?P<count>\d+) (?P<unit>{UNITS})s?")
def _run(match: re.Match[str], frame: Frame) -> Interval | None:
    try:
        length = parse_duration(f"{match['count']} {match['unit']}s")
    except ValueFormatError:
        return None
    if match["which"] == "last":
        return Interval(add(frame.today, -length), frame.today)
    tomorrow = frame.today + timedelta(1)
    return Interval(tomorrow, add(tomorrow, length))


@_rule(r"(?P<number>\d{1,3}|last) (?P<what>day|weekend|weekday|business day) (?:in )?(?P<rest>.+)")
def _nth_day(match: re.Match[str], frame: Frame) -> Interval | None:
    within = frame.span(match["rest"])
    if within is None or within.days < 8:
        return None
    number = -1 if match["number"] == "last" else int(match["number"])
    if match["what"] == "day":
        day = within.last if number < 0 else within.start + timedelta(number - 1)
    elif match["what"] == "weekend":
        saturday = nth_weekday(within, 5, number)
        return None if saturday is None else Interval(saturday, saturday + timedelta(2))
    else:
        outside = within.end if number < 0 else within.start - timedelta(1)
        day = add_business_days(outside, number)
    return one_day(day) if within.start <= day < within.end else None


@_rule(rf"(?P<number>[1-9]\d?|last) (?P<weekday>{WEEKDAY}) (?:in )?(?P<rest>.+)")
def _nth_weekday(match: re.Match[str], frame: Frame) -> Interval | None:
    within = frame.span(match["rest"])
    if within is None or within.days < 28:
        return None
    number = -1 if match["number"] == "last" else int(match["number"])
    day = nth_weekday(within, index_of(match["weekday"], WEEKDAYS), number)
    return None if day is None else one_day(day)


@_rule(r"(?P<edge>end|close|beginning|start) (?:in )?(?P<rest>.+)")
def _edge(match: re.Match[str], frame: Frame) -> Interval | None:
    within = frame.span(match["rest"])
    if within is None:
        return None
    return one_day(within.last if match["edge"] in ("end", "close") else within.start)


@_rule(r"(?P<unit>week|month|quarter|year) (?P<edge>end|start)|eo(?P<short>[wmqy])")
def _short_edge(match: re.Match[str], frame: Frame) -> Interval:
    short = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
    within = period(match["unit"] or short[match["short"]], frame.today)
    return one_day(within.start if match["edge"] == "start" else within.last)


@_rule(r"(?P<part>early|mid|middle|late) (?:in )?(?P<rest>.+)")
def _third_of_month(match: re.Match[str], frame: Frame) -> Interval | None:
    within = frame.span(match["rest"])
    if within is None or not 28 <= within.days <= 31:
        return None
    tenth, twentieth = within.start + timedelta(10), within.start + timedelta(20)
    if match["part"] == "early":
        return Interval(within.start, tenth)
    return (
        Interval(twentieth, within.end) if match["part"] == "late" else Interval(tenth, twentieth)
    )


@_rule(r"in (?P<length>.+?)(?: time)?")
@_rule(r"(?P<length>.+?) (?:from (?:now|today)|hence|later)")
@_rule(r"(?P<length>.+?) (?P<ago>ago|back|earlier)")
def _away(match: re.Match[str], frame: Frame) -> Interval | None:
    backwards = bool(match.groupdict().get("ago"))
    found = _moved(match["length"], frame.now, backwards=backwards)
    if found is None and match[0].startswith("in "):
        return frame.resolve(match["length"])
    return found


@_rule(r"(?P<length>.+?) (?P<way>after|from|before|prior to) (?P<rest>.+)")
@_rule(r"(?P<length>.+?) (?P<way>ago) (?:from )?(?P<rest>today|tomorrow|yesterday)")
def _away_from(match: re.Match[str], frame: Frame) -> Interval | None:
    base = frame.resolve(match["rest"])
    if base is None or base.days != 1:
        return None
    length = "1 day" if match["length"] == "day" else match["length"]
    start = datetime(base.start.year, base.start.month, base.start.day)
    return _moved(length, start, backwards=match["way"] not in ("after", "from"))


def _moved(length: str, start: datetime, *, backwards: bool) -> Interval | None:
    """Return the day that lies ``length`` after ``start``, or before it."""
    business = re.fullmatch(
        r"(\d{1,6}|an?) (?:business|working|work|week) ?days?|(\d{1,6}) weekdays", length
    )
    if business:
        said = business[1] or business[2]
        count = int(said) if said.isdigit() else 1
        return one_day(add_business_days(start.date(), -count if backwards else count))
    try:
        duration = parse_duration(length)
    except ValueFormatError:
        return None
    return one_day(add_to_moment(start, -duration if backwards else duration).date())
