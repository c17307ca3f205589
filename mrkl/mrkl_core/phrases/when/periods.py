"""Rules for periods of whole days: weeks, months, quarters, years, and runs of them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mrkl_core.phrases.durations import Duration, add
from mrkl_core.phrases.intervals import Interval, months, nth_weekday, one_day, period, week
from mrkl_core.phrases.when.days import DAYS, YEAR, length, month_of, year_of
from mrkl_core.phrases.when.frame import Frame, Meaning, Option, RuleBook, around, meaning
from mrkl_core.phrases.when.words import MONTH, WEEKDAY, WEEKDAY_NAMES

PERIODS = RuleBook()
"""Rules that give ranges of days with both ends."""

_rule = PERIODS.rule
_AWAY = {"this": 0, "next": 1, "last": -1, "past": -1}
_UNITS = {"qtr": "quarter", "workweek": "workweek", "fortnight": "fortnight"}
UNIT = "week|workweek|weekend|month|year|qtr|decade|century"
"""Pattern of the name of a period."""
_MONTHS_IN = {"quarter": 3, "half": 6, "decade": 120, "century": 1200}
_OF_YEAR = rf"(?: (?:in )?(?:year )?{YEAR})?"
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}


def interval(option: Option) -> Interval:
    """Return the whole days of ``option``; a single day is one day long."""
    assert isinstance(option.start, date)
    return one_day(option.start) if option.end is None else Interval(option.start, _date(option))


def _date(option: Option) -> date:
    assert isinstance(option.end, date)
    return option.end


def days(found: Interval, unit: str = "") -> Meaning:
    """Return the meaning that is ``found`` alone."""
    return Meaning("daterange", (Option(found.start, found.end),), unit)


def calendar(unit: str, frame: Frame, offset: int = 0) -> Interval:
    """Return the period that is ``offset`` units away; a work week is Monday to Friday."""
    if unit == "workweek":
        monday = period("week", frame.today, offset).start
        return Interval(monday, monday + timedelta(5))
    return period(_UNITS.get(unit, unit), frame.today, offset)


@_rule(rf"(?:year |cy |calendar year )?{YEAR}")
@_rule(r"cy (?P<short>\d\d)(?P<year>)")
def _year(match: re.Match[str], frame: Frame) -> Meaning | None:
    short = match.groupdict().get("short")
    year = year_of(f"{short}y" if short else match["year"], frame)
    return None if year is None else days(months(year, 1, 12), "year")


@_rule(rf"(?:month )?(?P<month>{MONTH}){_OF_YEAR}")
@_rule(rf"{YEAR} (?P<month>{MONTH})")
@_rule(rf"(?P<month>{MONTH}) (?P<short>3[2-9]|[4-9]\d)")
def _month(match: re.Match[str], frame: Frame) -> Meaning | None:
    number, groups = month_of(match["month"]), match.groupdict()
    said = f"{groups['short']}y" if groups.get("short") else groups.get("year")
    year = year_of(said, frame)
    if year is not None:
        return days(months(year, number), "month")
    return _near(number, frame)


def _near(number: int, frame: Frame, count: int = 1) -> Meaning | None:
    """Return the months of that number around this one."""
    this = months(frame.today.year, frame.today.month).start
    years = range(frame.today.year - 1, frame.today.year + 2)
    found = (months(year, number, count) for year in years)
    unit = {1: "month", 3: "quarter"}.get(count, "")
    return meaning("daterange", around((Option(i.start, i.end) for i in found), this), unit)


@_rule(rf"(?P<number>\d\d?)(?:st|nd|rd|th) month (?:in )?{YEAR}")
def _nth_month(match: re.Match[str], frame: Frame) -> Meaning | None:
    year, number = year_of(match["year"], frame), int(match["number"])
    return days(months(year, number), "month") if year and 1 <= number <= 12 else None


@_rule(rf"(?P<which>this|next|last|past) (?P<month>{MONTH})")
def _which_month(match: re.Match[str], frame: Frame) -> Meaning:
    number, which = month_of(match["month"]), match["which"]
    year = frame.today.year
    if which == "next" and number <= frame.today.month:
        year += 1
    elif which in ("last", "past") and number >= frame.today.month:
        year -= 1
    return days(months(year, number), "month")


@_rule(r"(?P<month>\d{1,2})[-/](?P<year>[12]\d{3})|(?P<year2>[12]\d{3})[-/](?P<month2>\d{1,2})")
def _numeric_month(match: re.Match[str], frame: Frame) -> Meaning | None:
    number = int(match["month"] or match["month2"])
    if not 1 <= number <= 12:
        return None
    return days(months(int(match["year"] or match["year2"]), number), "month")


@_rule(rf"(?P<name>[qh]) ?(?P<number>[1-4]){_OF_YEAR}")
@_rule(rf"{YEAR} (?P<name>[qh]) ?(?P<number>[1-4])")
@_rule(rf"(?P<number>[1-4]) ?(?P<name>[qh]) (?:in )?{YEAR}")
@_rule(rf"(?P<number>[1-4])(?:st|nd|rd|th) (?P<name>qtr|half)(?:(?: in)? (?:year )?{YEAR})?")
@_rule(rf"{YEAR} (?P<number>[1-4])(?:st|nd|rd|th) (?P<name>qtr|half)")
@_rule(rf"(?P<number>last) (?P<name>qtr|half) (?:in )?{YEAR}")
@_rule(
    r"(?P<number>[1-4])(?:st|nd|rd|th) (?P<name>qtr|half) (?:in )?"
    r"(?:(?P<year>this|next|last) )?year"
)
def _part_of_year(match: re.Match[str], frame: Frame) -> Meaning | None:
    size = 3 if match["name"][0] == "q" else 6
    number = 12 // size if match["number"] == "last" else int(match["number"])
    said = f"{match['year']} year" if match["year"] in _AWAY else match["year"]
    year, first = year_of(said, frame), (number - 1) * size + 1
    if number * size > 12:
        return None
    if year is None:
        return _near(first, frame, size)
    return days(months(year, first, size), "quarter" if size == 3 else "half")


@_rule(rf"week (?P<number>\d\d?){_OF_YEAR}")
@_rule(r"(?P<year>[12]\d{3})[- ]?w ?(?P<number>\d\d)")
def _numbered_week(match: re.Match[str], frame: Frame) -> Meaning:
    year = year_of(match["year"], frame)
    return days(week(year or frame.today.year, int(match["number"])), "week")


@_rule(r"(?P<number>\d\d?)(?:st|nd|rd|th) week (?:in )?(?P<rest>.+)")
@_rule(r"(?P<number>last) week (?:in )?(?P<rest>.+)")
def _week_of_period(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read weeks of a month or year: those whose Thursday lies in it."""
    within = frame.read(PERIODS, match["rest"])
    if within is None or within.unit not in ("month", "year", "quarter"):
        return None
    number = -1 if match["number"] == "last" else int(match["number"])
    thursdays = (nth_weekday(interval(one), 3, number) for one in within.options)
    mondays = (day - timedelta(3) for day in thursdays if day is not None)
    return meaning("daterange", (Option(m, m + timedelta(7)) for m in mondays), "week")


@_rule(rf"(?:(?P<which>this|next|last|past) )?(?:calendar )?(?P<unit>{UNIT})")
def _which(match: re.Match[str], frame: Frame) -> Meaning:
    offset = _AWAY[match["which"] or "this"]
    return days(calendar(match["unit"], frame, offset), _UNITS.get(match["unit"], match["unit"]))


@_rule(rf"(?P<unit>{UNIT}) (?P<way>after next|before last)")
def _beyond(match: re.Match[str], frame: Frame) -> Meaning:
    offset = 2 if match["way"] == "after next" else -2
    return days(calendar(match["unit"], frame, offset), _UNITS.get(match["unit"], match["unit"]))


def _size(unit: str, count: int) -> Duration:
    return {
        "day": Duration(days=count),
        "week": Duration(weeks=count),
        "month": Duration(months=count),
        "year": Duration(years=count),
    }[unit]


@_rule(r"(?P<which>next|last|past) (?P<count>\d{1,4}) (?P<unit>day|week|month|year|qtr|decade)s?")
@_rule(r"(?P<count>\d{1,4}) (?P<which>next|last|past) (?P<unit>day|week|month|year|qtr|decade)s?")
def _run(match: re.Match[str], frame: Frame) -> Meaning:
    """Read runs of periods: quarters and decades from the calendar, others beside today."""
    count, unit, ahead = int(match["count"]), match["unit"], match["which"] == "next"
    if unit in ("qtr", "decade"):
        edges = (
            calendar(unit, frame, 1 if ahead else -1),
            calendar(unit, frame, count if ahead else -count),
        )
        return days(Interval(min(i.start for i in edges), max(i.end for i in edges)))
    size = _size(unit, count)
    if ahead:
        return days(Interval(frame.today + timedelta(1), add(frame.today + timedelta(1), size)))
    return days(Interval(add(frame.today, -size), frame.today))


@_rule(r"(?P<edge>1st|last) (?P<count>\d{1,2}) (?P<unit>day|week|month)s? (?:in )?(?P<rest>.+)")
def _first_few(match: re.Match[str], frame: Frame) -> Meaning | None:
    within = frame.read(PERIODS, match["rest"])
    if within is None or not within.unit:
        return None
    options, count, unit = [], int(match["count"]), match["unit"]
    for one in within.options:
        whole = interval(one)
        start, end = whole.start, whole.end
        if unit == "week":
            start += timedelta(-start.weekday() % 7)
            end -= timedelta(end.weekday())
        size = _size(unit, count)
        first = match["edge"] == "1st"
        options.append(Option(start, add(start, size)) if first else Option(add(end, -size), end))
    return meaning("daterange", options)


@_rule(r"(?P<number>[12]\d{2})0 ?s")
def _decade(match: re.Match[str], frame: Frame) -> Meaning:
    return days(months(int(match["number"]) * 10, 1, 120), "decade")


_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()


@_rule(rf"(?P<century>1[6-9]|20) (?P<name>{'|'.join(_DECADES)})(?P<tens>)")
@_rule(rf"(?P<tens>[2-9])0 ?s|(?P<name>{'|'.join(_DECADES)})")
def _short_decade(match: re.Match[str], frame: Frame) -> Meaning:
    tens = int(match["tens"]) if match["tens"] else _DECADES.index(match["name"]) + 2
    century = int(match.groupdict().get("century") or 19)
    return days(months(100 * century + 10 * tens, 1, 120), "decade")


@_rule(r"(?P<number>\d\d?)(?:st|nd|rd|th) century")
def _century(match: re.Match[str], frame: Frame) -> Meaning:
    return days(months(int(match["number"]) * 100 - 99, 1, 1200), "century")


@_rule(r"(?P<unit>year|month|week|qtr|decade) to date|[ymwq]td")
def _to_date(match: re.Match[str], frame: Frame) -> Meaning:
    short = {"y": "year", "m": "month", "w": "week", "q": "qtr"}
    unit = match["unit"] or short[match[0][0]]
    return days(Interval(calendar(unit, frame).start, frame.today))


@_rule(r"(?:week|w) (?:beginning|commencing|starting|c|in|on) (?P<day>.+)|w/c (?P<short>.+)")
@_rule(r"week (?P<day>.+)(?P<short>)")
@_rule(r"(?P<unit>weekend) (?:in |on )?(?P<day>.+)|(?P<short>.+) weekend(?: (?P<year>\d{4}))?")
def _around_day(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read the week or weekend of a day; a Monday's weekend is the one before it."""
    year = match.groupdict().get("year")
    found = frame.read(DAYS, (match["day"] or match["short"]) + (f" {year}" if year else ""))
    if found is None:
        return None
    unit = "weekend" if "weekend" in match[0] else "week"
    options = []
    for one in found.options:
        start = interval(one).start
        around_it = period(unit, start)
        if unit == "weekend" and start.weekday() == 0:
            around_it = Interval(start - timedelta(2), start + timedelta(1))
        options.append(Option(around_it.start, around_it.end))
    return meaning("daterange", options, unit)


@_rule(rf"rest (?:in )?(?:this )?(?P<unit>{UNIT})")
def _rest(match: re.Match[str], frame: Frame) -> Meaning:
    return days(Interval(frame.today, calendar(match["unit"], frame).end))


_EDGES = {
    "early": 0, "earlier": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2,
    "later": 2, "end": 2, "ending": 2, "close": 2,
}  # fmt: skip


@_rule(rf"(?P<edge>{'|'.join(_EDGES)}) (?:in )?(?P<rest>.+)")
def _edge(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read the beginning, middle or end of a week, month or year."""
    within = frame.read(PERIODS, match["rest"])
    if within is None or within.unit not in ("week", "month", "year", "quarter", "decade"):
        return None
    halves = match["rest"].split()[-1] == "year"
    found = [
        _section(interval(one), within.unit, _EDGES[match["edge"]], halves)
        for one in within.options
    ]
    if match["edge"] == "earlier":
        found = [Interval(i.start, min(i.end, frame.today)) for i in found if i.start < frame.today]
    if match["edge"] == "later":
        found = [Interval(max(i.start, frame.today), i.end) for i in found if i.end > frame.today]
    return meaning("daterange", (Option(i.start, i.end) for i in found))


def _section(whole: Interval, unit: str, which: int, halves: bool) -> Interval:
    """Return the first, middle or last section of a period."""
    start = whole.start
    if unit == "week":
        cuts = [start, start + timedelta(3), start + timedelta(3), whole.end]
    elif unit == "month" and which == 1:
        return Interval(start + timedelta(9), start + timedelta(20))
    elif unit == "month":
        cuts = [start, start + timedelta(15), start + timedelta(15), whole.end]
    else:
        size = ((whole.end.year - start.year) * 12 + whole.end.month - start.month) // 3
        if halves and which != 1:
            size += size // 2
        first, last = add(start, Duration(months=size)), add(whole.end, Duration(months=-size))
        return (Interval(start, first), Interval(first, last), Interval(last, whole.end))[which]
    return Interval(
        *((cuts[0], cuts[1]), (start + timedelta(1), start + timedelta(5)), (cuts[2], cuts[3]))[
            which
        ]
    )


@_rule(rf"(?:(?P<which>this|next|last|past) )?(?P<season>{'|'.join(_SEASONS)})(?: (?:in )?{YEAR})?")
def _season(match: re.Match[str], frame: Frame) -> Meaning:
    """Read a season: where it begins differs from place to place, so it has a code only."""
    year = year_of(match["year"], frame)
    if match["which"]:
        year = frame.today.year + _AWAY[match["which"]]
    code = _SEASONS[match["season"]]
    return Meaning("daterange", code=code if year is None else f"{year}-{code}")


@_rule(r"(?P<which>this|next|last|past) (?P<kind>fiscal|school) year(?P<year>)")
@_rule(rf"(?P<kind>fiscal|school|fy|sy|fiscal year|school year) ?(?:year )?{YEAR}(?P<which>)")
@_rule(r"(?P<kind>fy|sy) ?(?P<short>\d\d)(?P<year>)(?P<which>)")
def _other_year(match: re.Match[str], frame: Frame) -> Meaning:
    """Read fiscal and school years, whose first day is not known: a code only."""
    short = match.groupdict().get("short")
    year = year_of(f"{short}y" if short else match["year"] or None, frame)
    if match["which"]:
        year = frame.today.year + _AWAY[match["which"]]
    return Meaning("daterange", code=f"{match['kind'][0].upper()}Y{year}")


@DAYS.rule(rf"(?P<number>[1-5])(?:st|nd|rd|th) (?P<weekday>{WEEKDAY}) (?:in )?(?P<rest>.+)")
@DAYS.rule(rf"(?P<number>last) (?P<weekday>{WEEKDAY}) (?:in )?(?P<rest>.+)")
def _nth_weekday(match: re.Match[str], frame: Frame) -> Meaning | None:
    within = frame.read(PERIODS, match["rest"])
    if within is None or within.unit not in ("month", "year", "quarter"):
        return None
    number = -1 if match["number"] == "last" else int(match["number"])
    weekday = WEEKDAY_NAMES.index(match["weekday"])
    found = (nth_weekday(interval(one), weekday, number) for one in within.options)
    return meaning("date", (Option(one) for one in found if one is not None))


@DAYS.rule(rf"(?P<weekday>{WEEKDAY}) (?:in )?(?P<rest>week after next|week before last|week \d.*)")
def _weekday_of(match: re.Match[str], frame: Frame) -> Meaning | None:
    within = frame.read(PERIODS, match["rest"])
    ahead = timedelta(WEEKDAY_NAMES.index(match["weekday"]))
    return within and meaning(
        "date", (Option(interval(one).start + ahead) for one in within.options)
    )


@DAYS.rule(r"(?P<number>\d{1,3})(?:st|nd|rd|th) day (?:in )?(?P<rest>.+)")
@DAYS.rule(r"day (?P<number>\d{1,3}) (?:in )?(?P<rest>.+)")
def _nth_day(match: re.Match[str], frame: Frame) -> Meaning | None:
    within = frame.read(PERIODS, match["rest"])
    if within is None or within.unit not in ("month", "year", "quarter"):
        return None
    found = (interval(one) for one in within.options)
    number = int(match["number"])
    return meaning(
        "date", (Option(i.start + timedelta(number - 1)) for i in found if 0 < number <= i.days)
    )


@DAYS.rule(r"(?P<which>1st|last) day (?:in )?(?P<rest>.+)")
def _edge_day(match: re.Match[str], frame: Frame) -> Meaning | None:
    within = frame.read(PERIODS, match["rest"])
    if within is None or not within.unit:
        return None
    found = (interval(one) for one in within.options)
    return meaning("date", (Option(i.last if match[1] == "last" else i.start) for i in found))


@_rule(r"(?:within|in) (?:next )?(?P<size>.+?)(?: from now)?(?P<base>)")
@_rule(r"(?:for )?(?P<size>.+?) (?:starting from|starting on|starting|beginning|from) (?P<base>.+)")
@_rule(r"(?:from |starting )?(?P<base>.+) for (?P<size>.+)")
def _size_and_base(match: re.Match[str], frame: Frame) -> Meaning | None:
    if not match["base"] and not match[0].startswith("within"):
        return None
    size = length(match["size"])
    found = frame.read(DAYS, match["base"]) if match["base"] else None
    if size is None or size.has_time or (match["base"] and found is None):
        return None
    starts = [interval(one).start for one in found.options[-1:]] if found else [frame.today]
    if found and len(found.options) > 1:
        starts = [
            s for s in (interval(one).start for one in found.options) if s.year == frame.today.year
        ]
    return meaning("daterange", (Option(start, add(start, size)) for start in starts))
