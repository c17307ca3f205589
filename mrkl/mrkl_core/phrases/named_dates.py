"""Rules for dates with a name or number of their own: days, months, quarters, years, feasts.

What they mean is told in ``mrkl_core.phrases.dates``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from mrkl_core.phrases.date_frame import WHICH, YEAR, Frame, RuleBook
from mrkl_core.phrases.date_words import MONTH, MONTHS, WEEKDAY, WEEKDAYS, index_of
from mrkl_core.phrases.feasts import FEASTS, upcoming
from mrkl_core.phrases.intervals import Interval, months, one_day, week

NAMED_DATES = RuleBook()
"""Rules for dates that name themselves."""

_rule = NAMED_DATES.rule
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()


@_rule(
    r"(\d{4})([-/.]?)(\d\d?)\2(\d\d?)(?:[t ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)? ?(?:z|[-+]\d\d:?\d\d)?)?"
)
def _iso_day(match: re.Match[str], frame: Frame) -> Interval | None:
    if not match[2] and len(match[0]) != 8:
        return None
    return one_day(date(int(match[1]), int(match[3]), int(match[4])))


@_rule(r"(\d{4})-(\d\d)")
def _iso_month(match: re.Match[str], frame: Frame) -> Interval:
    return months(int(match[1]), int(match[2]))


@_rule(r"(\d{4}) ?w(\d\d)(?:-?([1-7]))?|week (\d\d?)(?: (\d{4}))?")
def _iso_week(match: re.Match[str], frame: Frame) -> Interval:
    if match[4]:
        return week(frame.year(match[5]), int(match[4]))
    whole = week(int(match[1]), int(match[2]))
    return one_day(whole.start + timedelta(int(match[3]) - 1)) if match[3] else whole


@_rule(r"(\d\d?)([-/.])(\d\d?)(?:\2(\d{4}|\d\d))?")
def _numeric(match: re.Match[str], frame: Frame) -> Interval | None:
    if not match[4] and match[2] != "/":
        return None
    first, second = int(match[1]), int(match[3])
    year = frame.year(match[4])
    if match[4] and len(match[4]) == 2:
        year += 2000 if year < 69 else 1900
    month_first = frame.month_first and match[2] != "."
    if max(first, second) > 12:
        month_first = first <= 12
    month, day = (first, second) if month_first else (second, first)
    return one_day(date(year, month, day))


@_rule(rf"(?:(?P<weekday>{WEEKDAY}) )?(?P<day>\d\d?) (?P<month>{MONTH}){YEAR}")
@_rule(rf"(?:(?P<weekday>{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>\d\d?){YEAR}")
@_rule(rf"(?P<year>\d{{4}}) (?P<month>{MONTH}) (?P<day>\d\d?)(?P<weekday>)")
def _named_day(match: re.Match[str], frame: Frame) -> Interval:
    month = index_of(match["month"], MONTHS) + 1
    day = date(frame.year(match["year"]), month, int(match["day"]))
    if match["weekday"] and index_of(match["weekday"], WEEKDAYS) != day.weekday():
        raise ValueError(f"{day} is no {match['weekday']}.")
    return one_day(day)


@_rule(rf"(?:month )?(?P<month>{MONTH}){YEAR}")
@_rule(rf"(?P<year>\d{{4}}) (?P<month>{MONTH})")
def _month(match: re.Match[str], frame: Frame) -> Interval:
    return months(frame.year(match["year"]), index_of(match["month"], MONTHS) + 1)


@_rule(r"(?:year )?(\d{4})")
def _year(match: re.Match[str], frame: Frame) -> Interval:
    return months(int(match[1]), 1, 12)


@_rule(r"(\d{3})0s")
def _decade(match: re.Match[str], frame: Frame) -> Interval:
    return months(int(match[1]) * 10, 1, 120)


@_rule(rf"([2-9])0s|({'|'.join(_DECADES)})")
def _short_decade(match: re.Match[str], frame: Frame) -> Interval:
    tens = int(match[1]) if match[1] else _DECADES.index(match[2]) + 2
    return months(1900 + 10 * tens, 1, 120)


@_rule(r"(\d\d?) century")
def _century(match: re.Match[str], frame: Frame) -> Interval:
    return months(int(match[1]) * 100 - 99, 1, 1200)


@_rule(rf"(?:q(?P<q>[1-4])|h(?P<h>[12])){YEAR}")
@_rule(r"(?P<year>\d{4}) ?(?:q(?P<q>[1-4])|h(?P<h>[12]))")
def _short_quarter(match: re.Match[str], frame: Frame) -> Interval:
    size, number = (3, int(match["q"])) if match["q"] else (6, int(match["h"]))
    return months(frame.year(match["year"]), (number - 1) * size + 1, size)


@_rule(rf"(?P<number>[1-4]|last) (?P<unit>quarter|half){YEAR}")
def _quarter(match: re.Match[str], frame: Frame) -> Interval | None:
    size = 3 if match["unit"] == "quarter" else 6
    if match["number"] == "last" and not match["year"]:
        return None
    number = 12 // size if match["number"] == "last" else int(match["number"])
    if number * size > 12:
        return None
    return months(frame.year(match["year"]), (number - 1) * size + 1, size)


@_rule(rf"(?:(?P<which>this|next|last) )?(?P<name>{'|'.join(FEASTS)}){YEAR}")
def _feast(match: re.Match[str], frame: Frame) -> Interval | None:
    feast, which = FEASTS[match["name"]], match["which"]
    if match["year"]:
        return None if which else one_day(feast(frame.year(match["year"])))
    if which == "this":
        return one_day(feast(frame.today.year))
    return one_day(upcoming(feast, frame.today, WHICH[which]))
