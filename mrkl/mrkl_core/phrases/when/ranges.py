"""Rules for ranges with ends of their own: "from 5 to 7 pm", "between March 3 and March 9".

A range runs from where its first end begins to where its last end begins: "from 2014 to 2016" ends
with the first day of 2016, "from Monday to Friday" with Friday, "until the end of May" with June 1.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from mrkl_core.phrases.when.clock import CLOCK, PARTS, clock
from mrkl_core.phrases.when.days import DAYS, YEAR, length
from mrkl_core.phrases.when.frame import Frame, Meaning, Option, Point, RuleBook, meaning
from mrkl_core.phrases.when.periods import PERIODS
from mrkl_core.phrases.when.words import MONTH, WEEKDAY

DAY_RANGES = RuleBook()
"""Rules for ranges of days that tell their ends, or one of them."""

TIME_RANGES = RuleBook()
"""Rules for ranges within a day that tell their ends, or one of them."""

_ENDS = r"(?P<mark>from |between )?(?P<first>.+?) (?P<to>to|until|and|-) (?P<second>.+)"
_AFTER = "after|later than|greater than|more than|past|>"
_SINCE = (
    "since|starting|starting from|starting on|beginning|as early as|any time from|anytime from|"
    "on or after|no earlier than|not before|not earlier than|>>"
)
_BEFORE = (
    "before|by|until|up to|earlier than|no later than|as late as|less than|ending|on or before|"
    "not later than|<|<<"
)
_ROUGHLY = r"(?:around |about |circa |roughly )?"


@TIME_RANGES.rule(_ENDS)
def _times(match: re.Match[str], frame: Frame) -> Meaning | None:
    if match["to"] == "and" and match["mark"] != "between ":
        return None
    read = [frame.read(CLOCK, match["first"]), frame.read(CLOCK, match["second"])]
    if not match["mark"] and not any(read):
        return None
    first = read[0] or clock(match["first"], frame)
    second = read[1] or clock(match["second"], frame)
    return paired(first, second) if first and second else None


def paired(first: Meaning, second: Meaning) -> Meaning | None:
    """Return the ranges from a time to the next one that the second may be."""
    pairs: list[tuple[int, Option]] = []
    for start in (one.start for one in first.options):
        gaps = [(_gap(start, one.start), one.start) for one in second.options]
        gap, end = min(gaps, key=lambda pair: pair[0])
        pairs.append((gap, Option(start, end)))
    if len(second.options) == 1:
        pairs = [min(pairs, key=lambda pair: pair[0])]
    return meaning("timerange", (option for _, option in pairs))


def _gap(start: Point | None, end: Point | None) -> int:
    """Return the seconds from one time to the next other."""
    assert isinstance(start, time)
    assert isinstance(end, time)
    seconds = [60 * (60 * t.hour + t.minute) + t.second for t in (start, end)]
    return (seconds[1] - seconds[0] - 1) % 86_400 + 1


@TIME_RANGES.rule(r"(?:from |at |starting )?(?P<start>.+) for (?P<size>.+)")
@TIME_RANGES.rule(r"for (?P<size>.+?) (?:from|starting at|starting|at) (?P<start>.+)")
def _time_and_size(match: re.Match[str], frame: Frame) -> Meaning | None:
    found, size = clock(match["start"], frame), length(match["size"])
    if found is None or size is None or not size.has_time:
        return None
    options = []
    for one in found.options:
        assert isinstance(one.start, time)
        start = datetime.combine(frame.today, one.start)
        hours = timedelta(hours=size.hours, minutes=size.minutes, seconds=float(size.seconds))
        options.append(Option(one.start, (start + hours).time()))
    return meaning("timerange", options)


@TIME_RANGES.rule(rf"(?P<way>{_SINCE}) {_ROUGHLY}(?P<clock>.+)")
@TIME_RANGES.rule(rf"(?P<way>{_AFTER}) {_ROUGHLY}(?P<clock>.+)")
@TIME_RANGES.rule(rf"(?P<way>{_BEFORE}) {_ROUGHLY}(?P<clock>.+)")
@TIME_RANGES.rule(r"(?P<clock>.+) (?P<way>or later|and later|onwards?|or after|and after)")
@TIME_RANGES.rule(r"(?P<clock>.+) (?P<way>or earlier|or before|and before)")
def _open_time(match: re.Match[str], frame: Frame) -> Meaning | None:
    backwards = bool(re.fullmatch(rf"{_BEFORE}|(?:or|and) (?:earlier|before)", match["way"]))
    found = frame.read(CLOCK, match["clock"])
    if found is None and match["way"] in ("after", "before", "since", "until", "by"):
        part = frame.read(PARTS, match["clock"])
        if part:
            ends = (Option(None, o.start) if backwards else Option(o.end) for o in part.options)
            return meaning("timerange", ends)
    if found is None:
        return None
    options = (Option(None, one.start) if backwards else one for one in found.options)
    return meaning("timerange", options)


def _day_or_period(phrase: str, frame: Frame) -> Meaning | None:
    """Return days that may be an end of a range."""
    said = re.sub("^(?:on |in )", "", phrase)
    if said in ("now", "date"):
        said = "today"
    return frame.read(DAYS, said) or frame.read(PERIODS, said)


def _edge(option: Option, phrase: str) -> date:
    """Return the day where an end of a range stands: "the end of May" is the first of June."""
    point = option.end if phrase.startswith("end ") and option.end else option.start
    assert isinstance(point, date)
    return point


@DAY_RANGES.rule(_ENDS)
def _days(match: re.Match[str], frame: Frame) -> Meaning | None:
    if match["to"] == "and" and match["mark"] != "between ":
        return None
    said = _completed(match["first"], match["second"])
    first = _day_or_period(said[0], frame) if _ordered(match["first"], match["second"]) else None
    if first is None or not first.options:
        return None
    second = _day_or_period(said[1], frame)
    if len(first.options) == 1 and re.fullmatch(rf"{WEEKDAY}|(?:{MONTH})(?: \d+)?", said[1]):
        later = frame.at(_edge(first.options[0], said[0]) + timedelta(1))
        second = _day_or_period(said[1], later)
        second = second and meaning(second.kind, second.options[-1:])
    if second is None or not second.options:
        return None
    begins = [_edge(one, said[0]) for one in (first.options[-1], first.options[0])]
    ends = [_edge(one, said[1]) for one in (second.options[-1], second.options[0])]
    if begins[0] > ends[0]:
        begins[0] = begins[1]
    if begins[1] > ends[1]:
        ends[1] = ends[0]
    pairs = [(begins[1], ends[1]), (begins[0], ends[0])]
    longest = 366 if not re.search(r"\d{4}|year|\dy\b", match[0]) else 9_999_999
    fits = (Option(start, end) for start, end in pairs if 0 < (end - start).days <= longest)
    return meaning("daterange", fits)


def _ordered(first: str, second: str) -> bool:
    """Return whether two days of one month, such as "27th" and "3rd of May", do not fall."""
    numbers = [re.findall(r"\b(\d\d?)(?:st|nd|rd|th)?\b(?!/)", said) for said in (first, second)]
    months = [re.search(rf"\b(?:{MONTH})\b", said) for said in (first, second)]
    if all(months) or not any(months) or not all(numbers):
        return True
    return int(numbers[0][0]) <= int(numbers[1][0])


def _completed(first: str, second: str) -> tuple[str, str]:
    """Give each end of a range the month and year that only the other one tells."""
    first, second = re.sub("^on ", "", first), re.sub("^on ", "", second)
    number = r"\d{1,2}(?:st|nd|rd|th)?"
    if re.fullmatch(rf"{number}(?: {YEAR})?", second):
        month = re.fullmatch(
            rf"(?:(?:{WEEKDAY}) )?(?:({MONTH}) {number}|{number} ({MONTH}))", first
        )
        if month:
            second = f"{month[1] or month[2]} {second}"
    if re.fullmatch(number, first):
        rest = re.fullmatch(rf"(?:{number} ({MONTH})|({MONTH}) {number})(?: {YEAR})?", second)
        if rest:
            first = f"{first} {rest[1] or rest[2]}"
    week = re.fullmatch(rf"(?:{WEEKDAY})( (?:in )?(?:this|next|last) week)", second)
    if week and re.fullmatch(WEEKDAY, first):
        return first + week[1], second
    year = re.fullmatch(rf".+( {YEAR})|\d+/\d+(/(?:\d{{4}}|\d\d))", second)
    if year and re.fullmatch(
        rf"(?:.* )?(?:{MONTH})|(?:{MONTH}) {number}|{number} (?:{MONTH})|\d+/\d+", first
    ):
        first += year[1] or year[3]
    return first, second


@DAY_RANGES.rule(rf"(?P<way>{_SINCE}) {_ROUGHLY}(?P<days>.+)")
@DAY_RANGES.rule(rf"(?:year )?(?P<way>{_AFTER}) {_ROUGHLY}(?P<days>.+)")
@DAY_RANGES.rule(rf"(?P<way>{_BEFORE}) {_ROUGHLY}(?P<days>.+)")
@DAY_RANGES.rule(r"(?P<days>.+) (?P<way>(?:or|and) (?:later|after|newer|greater)|onwards?)")
@DAY_RANGES.rule(r"(?P<days>.+) (?P<way>or earlier|or before|and before|or older)")
@DAY_RANGES.rule(r"(?P<way>more than) (?P<days>.+ (?:before|after|from|ago).*)")
def _open_days(match: re.Match[str], frame: Frame) -> Meaning | None:
    found, way = _day_or_period(match["days"], frame), match["way"]
    counted = re.search(r"\b(?:after|before|from|ago)\b", match["days"])
    if found is None or (way == "less than" and counted):
        return None
    since = bool(re.fullmatch(rf"{_SINCE}|(?:or|and) .+|onwards?", way))
    if re.fullmatch(
        rf"{_BEFORE}|or earlier|or before|and before|or older", way
    ) and not way.startswith(">"):
        inclusive = way.startswith(("or ", "and ")) or way in (
            "<<",
            "no later than",
            "not later than",
            "on or before",
        )
        return meaning(
            "daterange", (Option(None, _until(o, match["days"], inclusive)) for o in found.options)
        )
    if match[0].startswith("more than") and re.search("before|ago", match["days"]):
        return meaning("daterange", (Option(None, o.start) for o in found.options))
    return meaning("daterange", (Option(_since(o, match["days"], since)) for o in found.options))


def _until(option: Option, said: str, inclusive: bool) -> date:
    end = option.end if inclusive and option.end else _edge(option, said)
    assert isinstance(end, date)
    return end


def _since(option: Option, said: str, since: bool) -> date:
    """Return where "since" or "after" begins: after a period that is past it."""
    named = said.startswith(("beginning ", "start ", "early "))
    start = option.start if since or named or option.end is None else option.end
    assert isinstance(start, date)
    return start
