"""Rules for moments, which have a day and a time, and for ranges between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from mrkl_core.phrases.durations import add_to_moment
from mrkl_core.phrases.when.clock import CLOCK, PARTS, clock, within
from mrkl_core.phrases.when.days import DAYS, length
from mrkl_core.phrases.when.frame import Frame, Meaning, Option, Point, RuleBook, meaning, precedes
from mrkl_core.phrases.when.ranges import TIME_RANGES
from mrkl_core.phrases.when.words import MONTH, WEEKDAY

MOMENTS = RuleBook()
"""Rules that give a moment, or a range between moments."""

_rule = MOMENTS.rule
_PART = r"(?:(?P<day>.+?) )?(?:in )?(?:early |late )?(?P<part>morning|afternoon|evening|night)"
_UNIT = "hour|minute|second"


def instant(found: datetime) -> Meaning:
    """Return the meaning that is ``found`` alone, in whole seconds."""
    return Meaning("datetime", (Option(found.replace(microsecond=0)),))


@_rule("now")
def _now(match: re.Match[str], frame: Frame) -> Meaning:
    return instant(frame.now)


@_rule(r"(?:end (?:in )?(?P<day>.+)|eod)(?P<to>)")
def _end_of_day(match: re.Match[str], frame: Frame) -> Meaning | None:
    found = frame.read(DAYS, match["day"] or "today")
    last = time(23, 59, 59)
    return found and meaning("datetime", (Option(_at(one, last, frame)) for one in found.options))


def _at(day: Option, clock_time: Point | None, frame: Frame) -> datetime:
    assert isinstance(day.start, date)
    assert isinstance(clock_time, time)
    return datetime.combine(day.start, clock_time, frame.now.tzinfo)


@_rule(r"(?P<way>in|within) (?P<size>.+?)(?: time| from now)?")
@_rule(r"(?P<size>.+) (?P<way>from now|later|hence|ago|back|earlier)")
@_rule(r"(?P<size>.+?) (?P<way>from|after|before) (?P<base>now|noon|midnight)")
def _away(match: re.Match[str], frame: Frame) -> Meaning | None:
    said = re.sub(r"^next (?=\D)", "1 ", re.sub(r"^next (?=\d)", "", match["size"]))
    size = length(said)
    if size is None or not size.has_time or match.groupdict().get("base") in ("noon", "midnight"):
        return None
    backwards = match["way"] in ("ago", "back", "earlier", "before")
    end = add_to_moment(frame.now, -size if backwards else size)
    if match["way"] == "within" or match["size"].startswith("next "):
        return meaning("datetimerange", [_range(frame.now, end)])
    return instant(end)


def _range(start: datetime, end: datetime) -> Option:
    return Option(start.replace(microsecond=0), end.replace(microsecond=0))


@_rule(rf"(?P<which>next|last|past)(?: (?P<count>\d{{1,4}}))? (?P<unit>{_UNIT})s?")
@_rule(rf"(?P<count>\d{{1,4}}) (?P<which>next|last|past) (?P<unit>{_UNIT})s?")
def _run(match: re.Match[str], frame: Frame) -> Meaning:
    size = timedelta(**{f"{match['unit']}s": int(match["count"] or 1)})
    ends = (
        (frame.now, frame.now + size) if match["which"] == "next" else (frame.now - size, frame.now)
    )
    return Meaning("datetimerange", (_range(*ends),))


def _divided(phrase: str) -> Iterator[tuple[str, str]]:
    """Yield what may be day and time of a phrase, the longest day first."""
    words = phrase.split()
    for cut in range(len(words) - 1, 0, -1):
        for day, rest in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            yield re.sub("^(?:on|in|for) ", "", " ".join(day)), " ".join(rest)


def _in_part(phrase: str, frame: Frame) -> tuple[Meaning | None, str]:
    """Return the days of "monday morning", and the part of the day that it names."""
    found = frame.read(DAYS, phrase)
    match = None if found else re.fullmatch(_PART, phrase)
    if match and match["day"]:
        return frame.read(DAYS, match["day"]), match["part"]
    return found, ""


@_rule(
    rf"(?P<day>(?:(?:{WEEKDAY}) )?(?:{MONTH}) \d+) (?P<clock>\d+:\d\d(?::\d\d)?) (?P<year>\d{{4}})"
)
def _year_last(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read "Wed Oct 26 15:50:06 2016"."""
    return frame.read(MOMENTS, f"{match['day']} {match['year']} {match['clock']}")


@_rule(r".+ .+")
def _day_and_time(match: re.Match[str], frame: Frame) -> Meaning | None:
    for day, rest in _divided(match[0]):
        found, part = _in_part(day, frame)
        if found is None:
            continue
        said = re.sub("^(?:for|on|from|@) ?", "", rest)
        times = frame.read(CLOCK, said) or (clock(said, frame) if part else None)
        times = within(times, part) if times else None
        if times is not None:
            options = (
                Option(_at(one, of.start, frame)) for of in times.options for one in found.options
            )
            return meaning("datetime", options)
    return None


@_rule(r".+ .+(?P<to>)")
def _day_and_range(match: re.Match[str], frame: Frame) -> Meaning | None:
    for day, rest in _divided(match[0]):
        found, part = _in_part(day, frame)
        said = dict.fromkeys((rest, re.sub("^(?:at|on|for) ", "", rest)))
        ranges = (
            next(filter(None, (_times_of(s, part, frame) for s in said)), None) if found else None
        )
        if found is None or ranges is None:
            continue
        options = [_placed(one, of, frame) for of in ranges.options for one in found.options]
        forward = [o for o in options if not (o.start and o.end and precedes(o.end, o.start))]
        return meaning("datetimerange", forward or [_over_midnight(o) for o in options])
    return None


def _times_of(rest: str, part: str, frame: Frame) -> Meaning | None:
    """Return the range within a day that stands beside it."""
    found = frame.read(TIME_RANGES, rest)
    bare = re.fullmatch(r"(?:from |between )?(\d{1,2}) (?:to|and|-) (\d{1,2})", rest)
    if found is None and bare:
        found = frame.read(TIME_RANGES, f"between {bare[1]} and {bare[2]}")
    if found is None and not part:
        named = {"am": "morning", "pm": "afternoon"}.get(rest, rest)
        found = frame.read(PARTS, named)
    if found and part:
        inside = [o for o in found.options if isinstance(o.start, time) and _fits(o.start, part)]
        return meaning("timerange", inside)
    return found


def _fits(start: time, part: str) -> bool:
    return within(Meaning("time", (Option(start),)), part) is not None


def _placed(day: Option, times: Option, frame: Frame) -> Option:
    """Return a range of times on a day."""
    start = None if times.start is None else _at(day, times.start, frame)
    return Option(start, None if times.end is None else _at(day, times.end, frame))


def _over_midnight(option: Option) -> Option:
    assert isinstance(option.end, datetime)
    return Option(option.start, option.end + timedelta(1))


@_rule(
    r"(?P<edge>early |earlier |late |later )?(?P<day>.+?) (?:in )?"
    r"(?P<part>(?:early |late )?(?:morning|afternoon|evening|night))"
)
def _part_of_day(match: re.Match[str], frame: Frame) -> Meaning | None:
    found = frame.read(DAYS, match["day"])
    part = frame.read(PARTS, (match["edge"] or "") + match["part"])
    if found is None or part is None:
        return None
    return meaning("datetimerange", (_placed(one, part.options[0], frame) for one in found.options))


@_rule(r"(?P<edge>later|earlier|rest) (?:in )?(?P<day>today|day)")
def _rest_of_day(match: re.Match[str], frame: Frame) -> Meaning:
    start = datetime.combine(frame.today, time(), frame.now.tzinfo)
    noon = start + timedelta(hours=12)
    if match["edge"] == "rest":
        noon = frame.now.replace(microsecond=0)
    ends = (start, noon) if match["edge"] == "earlier" else (noon, start + timedelta(1))
    return Meaning("datetimerange", (Option(*ends),))


@_rule(r"(?:from |between )?(?P<first>.+?) (?:to|until|and|-) (?P<second>.+)")
def _between(match: re.Match[str], frame: Frame) -> Meaning | None:
    first = frame.read(MOMENTS, match["first"])
    if first is None or first.kind != "datetime":
        return _until_now(match, frame)
    second = frame.read(MOMENTS, match["second"])
    if second is None:
        times = frame.read(CLOCK, match["second"])
        return times and _same_day(first, times)
    if second.kind != "datetime":
        return None
    pairs = list(
        zip(
            first.options[-len(second.options) :],
            second.options[-len(first.options) :],
            strict=True,
        )
    )
    return meaning("datetimerange", (Option(a.start, b.start) for a, b in pairs if _forward(a, b)))


def _forward(first: Option, second: Option) -> bool:
    return bool(first.start and second.start and precedes(first.start, second.start))


def _same_day(first: Meaning, times: Meaning) -> Meaning | None:
    """Return the ranges from moments to the next of some times."""
    options = []
    for one in first.options:
        assert isinstance(one.start, datetime)
        ends = [
            datetime.combine(one.start, t.start, one.start.tzinfo)
            for t in times.options
            if isinstance(t.start, time)
        ]
        later = [end for end in sorted(ends) if end > one.start]
        options += [Option(one.start, later[0])] if later else []
    return meaning("datetimerange", options)


def _until_now(match: re.Match[str], frame: Frame) -> Meaning | None:
    """Read "between eight oclock and now"."""
    times = frame.read(CLOCK, match["first"]) if match["second"] == "now" else None
    if times is None:
        return None
    starts = [_at(Option(frame.today), one.start, frame) for one in times.options]
    past = [start for start in sorted(starts) if start < frame.now]
    return meaning("datetimerange", [_range(start, frame.now) for start in past[-1:]])


@_rule(r"(?P<way>after|since|before|until|by|from) (?P<moment>.+)")
def _open(match: re.Match[str], frame: Frame) -> Meaning | None:
    said = re.sub("^(?:around|about) ", "", match["moment"])
    found = frame.read(MOMENTS, said)
    if found is None or found.kind != "datetime":
        return None
    backwards = match["way"] in ("before", "until", "by")
    return meaning(
        "datetimerange", (Option(None, o.start) if backwards else o for o in found.options)
    )
