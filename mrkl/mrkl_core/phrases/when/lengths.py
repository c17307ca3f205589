"""Rules for lengths of time and for what recurs."""

from __future__ import annotations

import re
from datetime import date, time
from fractions import Fraction

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.durations import seconds_in
from mrkl_core.phrases.when.clock import CLOCK, PART
from mrkl_core.phrases.when.days import DAYS
from mrkl_core.phrases.when.frame import Frame, Meaning, Point, RuleBook
from mrkl_core.phrases.when.words import MONTH, MONTH_NAMES, WEEKDAY, WEEKDAY_NAMES

LENGTHS = RuleBook()
"""Rules for lengths of time."""

RECURRING = RuleBook()
"""Rules for what recurs, as codes such as "P1W", "XXXX-WXX-1T16" or "TMO"."""

_BOUNDS = {
    "more than": "more", "over": "more", "at least": "more", "longer than": "more",
    "less than": "less", "under": "less", "at most": "less", "up to": "less",
    "shorter than": "less", "about": "", "around": "", "approximately": "", "nearly": "",
    "almost": "", "roughly": "",
}  # fmt: skip
_WHOLE = {"hour": 3600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000}


def _length(seconds: Fraction | int, bound: str = "") -> Meaning:
    return Meaning("duration", unit=bound, seconds=Fraction(seconds))


@LENGTHS.rule(
    rf"(?:for )?(?:all|whole|full|entire|an entire|a whole|a full) (?P<unit>{'|'.join(_WHOLE)})"
)
@LENGTHS.rule(r"(?P<unit>hour|minute)")
def _whole(match: re.Match[str], frame: Frame) -> Meaning:
    return _length(_WHOLE.get(match["unit"], 60))


@LENGTHS.rule(r"(?:for )?(?P<count>\d{1,4}|a) (?P<unit>night|weekend|business day|weekday)s?")
def _nights(match: re.Match[str], frame: Frame) -> Meaning:
    count = 1 if match["count"] == "a" else int(match["count"])
    return _length(count * 86_400 * (2 if match["unit"] == "weekend" else 1))


@LENGTHS.rule(rf"(?P<bound>{'|'.join(_BOUNDS)}) (?P<rest>.+)")
def _bound(match: re.Match[str], frame: Frame) -> Meaning | None:
    found = frame.read(LENGTHS, match["rest"])
    return found and _length(found.seconds, _BOUNDS[match["bound"]])


@LENGTHS.rule(r"(?P<first>.+?) (?:(?:and )?(?P<part>a half|half|a qtr|qtr)|and a half)")
@LENGTHS.rule(r"(?P<count>\d+|an?|one) and (?:a )?(?P<part>half|qtr) (?P<unit>[a-z]+)")
def _and_part(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read "one hour and half", "1 and a qtr year"."""
    groups = match.groupdict()
    part = Fraction(1, 4) if "qtr" in (groups["part"] or "") else Fraction(1, 2)
    if groups.get("unit"):
        unit = frame.read(LENGTHS, f"1 {groups['unit']}")
        count = int(groups["count"]) if groups["count"].isdigit() else 1
        return unit and _length(unit.seconds * (count + part))
    whole = re.fullmatch(r"(\d+|an?) ([a-z]+)", groups["first"])
    unit = frame.read(LENGTHS, f"1 {whole[2].rstrip('s')}") if whole else None
    if whole is None or unit is None:
        return None
    return _length(unit.seconds * ((int(whole[1]) if whole[1].isdigit() else 1) + part))


@LENGTHS.rule(r"(?:for |a )?(?P<said>.*[\d½¼¾].*|an? .+|half .+|.+ and .+)")
def _sum(match: re.Match[str], frame: Frame) -> Meaning | None:
    for said in (match["said"], match[0]):
        words = re.sub(r"(\d) (?=m\b)", r"\1", said)
        words = re.sub(r"\bqtr\b", "quarters", words.replace("qtr of an", "quarter"))
        words = re.sub(r"^(?:half|½) (?=hour|day|year)", "half an ", words)
        try:
            return _length(seconds_in(words))
        except ValueFormatError:
            continue
    return None


_ADVERBS = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W",
    "bi weekly": "P2W", "fortnightly": "P2W", "monthly": "P1M", "bimonthly": "P2M",
    "bi monthly": "P2M", "quarterly": "P3M", "semiannual": "P0.5Y", "semiannually": "P0.5Y",
    "semi annual": "P0.5Y", "semi annually": "P0.5Y", "yearly": "P1Y", "annual": "P1Y",
    "annually": "P1Y", "biannual": "P0.5Y", "weekdays": "P1WD", "weekends": "P1WE",
    "all weekends": "P1WE",
}  # fmt: skip
_CODES = {
    "second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W",
    "fortnight": "P{}W", "month": "P{}M", "year": "P{}Y", "decade": "P{}Y", "weekend": "P{}WE",
    "weekday": "P{}WD", "business day": "P{}BD",
}  # fmt: skip
_FACTORS = {"fortnight": 2, "qtr": 3, "decade": 10}
_PART_CODES = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
_EACH = "(?:on )?(?:every|each|once every)"


def _set(code: str) -> Meaning:
    return Meaning("set", code=code)


@RECURRING.rule("|".join(_ADVERBS))
def _adverb(match: re.Match[str], frame: Frame) -> Meaning:
    return _set(_ADVERBS[match[0]])


@RECURRING.rule(
    rf"{_EACH} (?:(?P<count>\d{{1,4}}|other|2th|\d{{1,4}}th) )?(?P<unit>{'|'.join(_CODES)}|qtr)s?"
)
@RECURRING.rule(
    rf"(?:1|once|one)(?: time)? (?:an?|per|every) (?P<unit>{'|'.join(_CODES)}|qtr)(?P<count>)"
)
def _every(match: re.Match[str], frame: Frame) -> Meaning:
    said, unit = match["count"] or "1", match["unit"]
    count = 2 if said == "other" else int(said.rstrip("th"))
    if unit == "qtr":
        return _set(f"P{count * 3}M")
    return _set(_CODES[unit].format(count * _FACTORS.get(unit, 1)))


@RECURRING.rule(
    rf"(?:{_EACH} )?(?:other )?(?P<weekday>{WEEKDAY})(?P<plural>s?)(?: (?P<part>{PART})s?)?"
)
@RECURRING.rule(rf"(?:{_EACH} )?(?P<weekday>)(?P<part>{PART})(?P<plural>s?)")
@RECURRING.rule(rf"(?P<weekday>{WEEKDAY}) (?P<part>{PART})(?P<plural>s)")
def _every_weekday(match: re.Match[str], frame: Frame) -> Meaning | None:
    if not (re.match(_EACH, match[0]) or match["plural"]):
        return None
    day = f"XXXX-WXX-{WEEKDAY_NAMES.index(match['weekday']) + 1}" if match["weekday"] else ""
    return _set(day + (_PART_CODES[match["part"]] if match["part"] else ""))


@RECURRING.rule(r"(?P<day>\d\d?)(?:st|nd|rd|th)(?: day)? (?:in )?(?:every|each) month")
def _monthly(match: re.Match[str], frame: Frame) -> Meaning:
    return _set(f"XXXX-XX-{int(match['day']):02d}")


@RECURRING.rule(rf"{_EACH} (?P<month>{MONTH})")
def _every_month(match: re.Match[str], frame: Frame) -> Meaning:
    return _set(f"XXXX-{MONTH_NAMES.index(match['month']) + 1:02d}")


@RECURRING.rule(rf"{_EACH} (?P<day>.+)")
def _every_date(match: re.Match[str], frame: Frame) -> Meaning | None:
    found = frame.read(DAYS, match["day"])
    if found is None or len(found.options) < 2:
        return None
    days = [one.start for one in found.options if isinstance(one.start, date)]
    same_month = len({day.month for day in days}) == 1
    return _set(f"XXXX-{days[0]:%m-%d}") if same_month else _set(f"XXXX-XX-{days[0]:%d}")


@RECURRING.rule(r"(?P<set>.+?) (?P<clock>(?:at |around )?\d.*|(?:at )?(?:noon|midnight))")
@RECURRING.rule(r"(?:at )?(?P<clock>.+?) (?P<set>(?:every|each|daily|on .+s\b).*)")
def _at_time(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read "every day at 6 am"; of two possible times the earlier is taken into the code."""
    days, clock = frame.read(RECURRING, match["set"]), frame.read(CLOCK, match["clock"])
    if days is None or clock is None or "T" in days.code[1:]:
        return None
    code = "" if days.code == "P1D" or days.code in _PART_CODES.values() else days.code
    return _set(code + timex(clock.options[0].start))


def timex(point: Point | None) -> str:
    """Return the shortest code of a time of day: "T16", "T16:30"."""
    assert isinstance(point, time)
    if point.second:
        return f"T{point:%H:%M:%S}"
    return f"T{point:%H:%M}" if point.minute else f"T{point:%H}"
