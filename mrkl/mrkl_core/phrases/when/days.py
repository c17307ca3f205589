"""Rules for single days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.durations import Duration, add, parse_duration
from mrkl_core.phrases.feasts import FEASTS
from mrkl_core.phrases.intervals import add_business_days, months, period
from mrkl_core.phrases.when.frame import Frame, Meaning, Option, RuleBook, around, meaning
from mrkl_core.phrases.when.words import MONTH, MONTH_NAMES, WEEKDAY, WEEKDAY_NAMES, short_names

DAYS = RuleBook()
"""Rules that give one day, perhaps of several years."""

_rule = DAYS.rule
_AWAY = {"this": 0, "next": 1, "last": -1, "past": -1}
YEAR = r"(?P<year>[12]\d{3}|\d\dy|(?:this|next|last) year)"
"""Pattern of a year."""
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: day)?"
_OF_YEAR = rf"(?:(?: in)? {YEAR})?"
_ON = rf"(?:(?P<which>this|next|last) )?(?:(?P<weekday>{WEEKDAY}) )?"


def day(found: date) -> Meaning:
    """Return the meaning that is ``found`` alone."""
    return Meaning("date", (Option(found),))


def year_of(said: str | None, frame: Frame) -> int | None:
    """Return the year that "1987", "87y" or "next year" means; None where none is said."""
    if said is None:
        return None
    if said.endswith("y"):
        short = int(said[:-1])
        return short + (2000 if short < 50 else 1900)
    return int(said) if said.isdigit() else frame.today.year + _AWAY[said.split()[0]]


def month_of(name: str) -> int:
    """Return the number of a month by its first letters."""
    return MONTH_NAMES.index(name) + 1


def _yearly(month: int, number: int, frame: Frame) -> Iterator[Option]:
    """Yield a day of several years, leap days of leap years only."""
    if number > (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31) or not number:
        return
    for year in range(frame.today.year - 8, frame.today.year + 9):
        if (month, number) != (2, 29) or months(year, 2).days == 29:
            yield Option(date(year, month, number))


def in_year(month: int, number: int, year: int | None, frame: Frame) -> Meaning | None:
    """Return a day of ``year``, or of the years around today where none is said."""
    if year is not None:
        return day(date(year, month, number))
    return meaning("date", around(_yearly(month, number, frame), frame.now))


def _chosen(found: Meaning | None, match: re.Match[str], frame: Frame) -> Meaning | None:
    """Apply "this" or "next" before a date, and check the weekday that is said with it."""
    groups = match.groupdict()
    if found is None:
        return None
    options = found.options
    if groups.get("which") and len(options) > 1:
        this = tuple(one for one in options if _is_year(one, frame.today.year))
        options = {"next": options[-1:], "last": options[:1], "this": this}[groups["which"]]
    if groups.get("weekday"):
        number = WEEKDAY_NAMES.index(groups["weekday"])
        fitting = tuple(one for one in options if _day_of(one).weekday() == number)
        options = fitting or (options if len(options) > 1 else ())
    return meaning("date", options)


def _is_year(option: Option, year: int) -> bool:
    return _day_of(option).year == year


def _day_of(option: Option) -> date:
    assert isinstance(option.start, date)
    return option.start


@_rule(rf"(?:(?:{WEEKDAY}) )?(\d{{4}})([-/. ])(\d{{1,2}})\2(\d{{1,2}})")
@_rule(r"([12]\d{3})()(\d\d)(\d\d)")
def _iso(match: re.Match[str], frame: Frame) -> Meaning:
    return day(date(int(match[1]), int(match[3]), int(match[4])))


@_rule(
    rf"{_ON}(?P<first>\d{{1,2}})(?P<sign>[-/.])(?P<second>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d\d)"
)
@_rule(rf"{_ON}(?P<first>\d{{1,2}})(?P<sign>/)(?P<second>\d{{1,2}})(?: (?P<year>\d{{4}}))?")
def _numeric(match: re.Match[str], frame: Frame) -> Meaning | None:
    first, second = int(match["first"]), int(match["second"])
    day_first = second <= 12 and (first > 12 or match["sign"] == ".")
    month, number = (second, first) if day_first else (first, second)
    if not 1 <= month <= 12:
        return None
    said = match["year"]
    if said is None or len(said) == 4:
        found = in_year(month, number, int(said) if said else None, frame)
    else:
        centuries = [1900] if int(said) >= 40 else [2000] if int(said) < 30 else [1900, 2000]
        found = meaning("date", (Option(date(c + int(said), month, number)) for c in centuries))
    return _chosen(found, match, frame)


@_rule(rf"{_ON}(?P<month>{MONTH}) {_NUMBER}{_OF_YEAR}")
@_rule(rf"{_ON}{_NUMBER} (?:in )?(?P<month>{MONTH}){_OF_YEAR}")
@_rule(rf"{YEAR} (?P<month>{MONTH}) {_NUMBER}")
@_rule(rf"(?P<month>{MONTH}) {YEAR} {_NUMBER}")
@_rule(rf"{_NUMBER} {YEAR} (?P<month>{MONTH})")
@_rule(rf"(?P<month>{MONTH}) {_NUMBER} (?P<weekday>{WEEKDAY})(?: {YEAR})?")
@_rule(rf"{_NUMBER} (?P<month>{MONTH}) (?P<weekday>{WEEKDAY})(?: {YEAR})?")
@_rule(rf"{_ON}(?P<month>{MONTH}) {_NUMBER} (?P<short>3[2-9]|[4-9]\d)")
@_rule(rf"{_ON}{_NUMBER} (?P<month>{MONTH}) (?P<short>3[2-9]|[4-9]\d)")
def _named(match: re.Match[str], frame: Frame) -> Meaning | None:
    groups = match.groupdict()
    said = f"{groups['short']}y" if groups.get("short") else groups.get("year")
    found = in_year(month_of(match["month"]), int(match["day"]), year_of(said, frame), frame)
    return _chosen(found, match, frame)


@_rule(rf"(?:(?P<which>this|next|last|past|soonest) )?(?:week )?(?P<weekday>{WEEKDAY})")
@_rule(rf"(?P<weekday>{WEEKDAY}) (?P<which>after next)")
@_rule(rf"(?P<weekday>{WEEKDAY}) (?:in )?(?P<which>this|next|last) week")
@_rule(rf"(?P<weekday>{WEEKDAY})(?P<which>)")
def _weekday(match: re.Match[str], frame: Frame) -> Meaning | None:
    weekday, which = WEEKDAY_NAMES.index(match["weekday"]), match["which"]
    ahead = (weekday - frame.today.weekday()) % 7
    if not which:
        weekdays = (Option(frame.today + timedelta(ahead - back)) for back in (7, 0))
        return None if " " in match[0] else meaning("date", weekdays)
    if which in ("past", "soonest", "after next"):
        weeks = {"past": -1, "soonest": 0 if ahead else 1, "after next": 1 if ahead else 2}[which]
        return day(frame.today + timedelta(ahead + 7 * weeks))
    monday = period("week", frame.today, _AWAY[which]).start
    return day(monday + timedelta(weekday))


@_rule(rf"(?P<weekday>{WEEKDAY}) (?P<this>this )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?")
def _weekday_and_number(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Find the nearest months in which that day is that weekday; this month above all."""
    weekday, number = WEEKDAY_NAMES.index(match["weekday"]), int(match["day"])
    found = [one for one in _monthly(number, frame) if _day_of(one).weekday() == weekday]
    this = [one for one in found if _day_of(one).replace(day=1) == frame.today.replace(day=1)]
    return meaning("date", (match["this"] and this) or around(found, frame.now))


def _monthly(number: int, frame: Frame) -> Iterator[Option]:
    """Yield day ``number`` of the months of three years."""
    for index in range((frame.today.year - 1) * 12, (frame.today.year + 2) * 12):
        month = months(index // 12, index % 12 + 1)
        if 0 < number <= month.days:
            yield Option(month.start.replace(day=number))


@_rule(r"(?P<day>\d{1,2})(?:st|nd|rd|th)(?: day)?")
def _day_of_month(match: re.Match[str], frame: Frame) -> Meaning | None:
    return meaning("date", around(_monthly(int(match["day"]), frame), frame.now))


@_rule(r"(?P<day>\d{1,2})(?:st|nd|rd|th)(?: day)? (?:in )?(?:(?P<which>this|next|last) )?month")
def _day_of_this_month(match: re.Match[str], frame: Frame) -> Meaning:
    month = period("month", frame.today, _AWAY[match["which"] or "this"])
    return day(month.start.replace(day=int(match["day"])))


_NEAR = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "day before yesterday": -2,
    "day": 0, "this day": 0, "this date": 0, "otd": 0, "next day": 1, "day after": 1,
    "day before": -1, "last day": -1, "day after today": 1, "day before today": -1,
}  # fmt: skip


@_rule("|".join(_NEAR))
def _near(match: re.Match[str], frame: Frame) -> Meaning:
    return day(frame.today + timedelta(_NEAR[match[0]]))


_FEASTS = {short_names(name): feast for name, feast in FEASTS.items()}


@_rule(rf"(?:(?P<which>this|next|last) )?(?P<name>{'|'.join(_FEASTS)})(?: day)?{_OF_YEAR}")
def _feast(match: re.Match[str], frame: Frame) -> Meaning | None:
    feast, year = _FEASTS[match["name"]], year_of(match["year"], frame)
    if year is not None:
        return day(feast(year))
    years = range(frame.today.year - 1, frame.today.year + 3)
    found = meaning("date", around((Option(feast(year)) for year in years), frame.now))
    return _chosen(found, match, frame)


def length(text: str) -> Duration | None:
    """Return the length of time that ``text`` says, or None."""
    said = re.sub(r"\bqtr\b", "quarters", re.sub(r"^(?:for |a period )", "", text))
    try:
        return parse_duration(said)
    except ValueFormatError:
        return None


@_rule(r"in (?P<length>.+?)(?: time)?(?P<base>)(?P<way>)")
@_rule(
    r"(?!for )(?P<length>.+) (?P<way>from now|later|hence|after|ago|back|earlier|before)(?P<base>)"
)
@_rule(
    r"(?!for )(?:in )?(?P<length>.+?) (?P<way>from|after|since|before|ago|ago from) (?P<base>.+)"
)
def _away(match: re.Match[str], frame: Frame) -> Meaning | None:
    backwards = bool(re.match("ago|back|earlier|before", match["way"]))
    base = frame.read(DAYS, match["base"]) if match["base"] else day(frame.today)
    year = re.fullmatch(r"(?:year )?([12]\d{3})", match["base"])
    if year:
        base = day(date(int(year[1]), 1, 1))
    if base is None:
        return None
    start = _day_of(base.options[-1])
    said = "1 day" if match["length"] == "day" and match["base"] else match["length"]
    business = re.fullmatch(r"(\d{1,4}|a) (?:business|working|work|week) ?days?", said)
    if business:
        count = 1 if business[1] == "a" else int(business[1])
        return day(add_business_days(start, -count if backwards else count))
    duration = length(said)
    if duration is None or duration.has_time:
        return None
    return day(add(start, -duration if backwards else duration))
