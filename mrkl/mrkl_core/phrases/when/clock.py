"""Rules for times of day and parts of the day.

An hour from 1 to 12 without "am", "pm" or a part of the day is two times. The morning is from 8 to
12, the afternoon from 12 to 16, the evening from 16 to 20, the night from 20 to midnight.
"""

from __future__ import annotations

import re
from datetime import time

from mrkl_core.phrases.when.frame import Frame, Meaning, Option, RuleBook, meaning

CLOCK = RuleBook()
"""Rules that give a time of day."""

PARTS = RuleBook()
"""Rules that give a part of the day."""

_HALF = r"(?: ?(?P<half>am|pm))?"
_OCLOCK = r"(?: oclock)?"
_MIDNIGHT_LESS = time(23, 59, 59)
_PARTS = {
    "morning": (8, 12), "am": (8, 12), "afternoon": (12, 16), "pm": (12, 16), "evening": (16, 20),
    "night": (20, 24), "daytime": (8, 18), "lunch": (11, 13), "lunchtime": (11, 13),
    "breakfast": (8, 12), "dinner": (16, 20), "dinnertime": (16, 20), "business hours": (8, 18),
}  # fmt: skip
PART = "morning|afternoon|evening|night"
"""Pattern of the parts of the day that a time may belong to."""
_BELONGS = {"morning": (0, 12), "afternoon": (12, 20), "evening": (12, 24), "night": (18, 30)}


def times(
    hour: int, minute: int, second: int, half: str | None, *, spelled: str = ""
) -> Meaning | None:
    """Return the one or two times that numbers on a clock mean."""
    if half and hour <= 12:
        hours = [hour % 12 + (12 if half == "pm" else 0)]
    elif 1 <= hour <= 12 and not spelled.startswith("00"):
        hours = [hour % 12, hour % 12 + 12] if hour != 12 else [12, 0]
    elif hour <= 24 and half != "am":
        hours = [hour % 24]
    else:
        return None
    return meaning("time", (Option(time(hour, minute, second)) for hour in hours))


@CLOCK.rule(
    rf"(\d{{1,2}}):(\d\d)(?::(\d\d))?(?: minutes?)?{_HALF}{_OCLOCK}{_HALF.replace('half', 'end')}"
)
@CLOCK.rule(r"(\d{1,2})[.](\d\d)() ?(?P<half>am|pm)(?P<end>)")
@CLOCK.rule(rf"(\d{{1,2}}) (\d\d)()(?: minutes?)?{_HALF}(?P<end>)")
@CLOCK.rule(r"(\d{1,2})(\d\d)() ?(?P<half>am|pm)(?P<end>)")
@CLOCK.rule(r"(\d{1,2}) o (\d)() ?(?P<half>am|pm)?(?P<end>)")
@CLOCK.rule(r"at (\d)(\d\d)()(?P<half>)(?P<end>)")
@CLOCK.rule(r"(0\d)(\d\d)()(?P<half>)(?P<end>)")
@CLOCK.rule(r"(\d{1,2})()() ?(?P<half>am|pm)(?: oclock)?(?P<end>)")
@CLOCK.rule(r"(\d{1,2})()() oclock(?: (?P<half>am|pm))?(?P<end>)")
@CLOCK.rule(r"(?:at|around|about|circa) (\d{1,2})()()(?P<half>)(?P<end>)")
@CLOCK.rule(r"at (\d{1,2})[.](\d\d)()(?P<half>)(?P<end>)")
def _digits(match: re.Match[str], frame: Frame) -> Meaning | None:
    half = match["half"] or match["end"] or None
    spelled = match[0] if ":" in match[0] else ""
    return times(int(match[1]), int(match[2] or 0), int(match[3] or 0), half, spelled=spelled)


@CLOCK.rule(
    rf"(?P<count>half|(?:a )?qtr|10|20|25|\d{{1,2}}(?= ?minute| past))(?: ?minutes?)? "
    rf"(?P<way>past|after|to|before|until) "
    rf"(?P<hour>\d{{1,2}}){_OCLOCK}{_HALF}"
)
def _past(match: re.Match[str], frame: Frame) -> Meaning | None:
    said = match["count"]
    count = 30 if said == "half" else 15 if said.endswith("qtr") else int(said)
    hour = int(match["hour"])
    if match["way"] not in ("past", "after"):
        hour, count = (hour - 1 or 12 if hour <= 12 else hour - 1), 60 - count
    half = match["half"]
    if half and hour == 11 and match["way"] not in ("past", "after"):
        half = {"am": "pm", "pm": "am"}[half]  # a quarter to 12 pm is before noon
    return times(hour, count, 0, half)


@CLOCK.rule(rf"half (?P<hour>\d{{1,2}}){_HALF}")
def _half(match: re.Match[str], frame: Frame) -> Meaning | None:
    return times(int(match["hour"]), 30, 0, match["half"])


@CLOCK.rule(r"(\d\d)(\d\d) ?(?:hours|h)|(\d{1,2}) h (\d\d)")
def _military(match: re.Match[str], frame: Frame) -> Meaning | None:
    hour, minute = int(match[1] or match[3]), int(match[2] or match[4])
    return Meaning("time", (Option(time(hour % 24, minute)),)) if hour <= 24 else None


@CLOCK.rule(r"t (\d\d):(\d\d)(?::(\d\d))?")
def _iso(match: re.Match[str], frame: Frame) -> Meaning:
    return Meaning("time", (Option(time(int(match[1]), int(match[2]), int(match[3] or 0))),))


@CLOCK.rule("(?:12 )?(noon|midnight)|12 (?:at )?night")
def _named(match: re.Match[str], frame: Frame) -> Meaning:
    return Meaning("time", (Option(time(12 if match[1] == "noon" else 0)),))


@CLOCK.rule(rf"(?P<clock>.+?) (?P<in>in |at )?(?:early |late )?(?P<part>{PART})")
@CLOCK.rule(rf"(?:in )?(?:early |late )?(?P<part>{PART})(?P<in> )(?P<clock>.+)")
@CLOCK.rule(r"(?P<part>)(?P<in>at|around|about|circa|for) (?P<clock>.+)")
def _in_part(match: re.Match[str], frame: Frame) -> Meaning | None:
    said = match["clock"]
    found = clock(said, frame) if match["in"] else frame.read(CLOCK, said)
    return within(found, match["part"]) if found else None


def clock(phrase: str, frame: Frame) -> Meaning | None:
    """Return a time of day, which may be a bare hour where its place tells that it is one."""
    found = frame.read(CLOCK, phrase)
    if found is None and re.fullmatch(r"\d{1,2}|\d{4}", phrase):
        found = times(int(phrase[:2]), int(phrase[2:] or 0), 0, None)
    if found is None and re.fullmatch(r"\d{1,2}[.]\d\d", phrase):
        found = times(int(phrase.split(".")[0]), int(phrase[-2:]), 0, None)
    return found


def within(found: Meaning, part: str) -> Meaning | None:
    """Return the times of ``found`` that belong to a part of the day."""
    if not part:
        return found
    first, last = _BELONGS[part]
    hours = [(one, one.start.hour) for one in found.options if isinstance(one.start, time)]
    fits = [one for one, hour in hours if first <= hour < last or first <= hour + 24 < last]
    return meaning("time", fits)


@PARTS.rule(
    r"(?:in |at |during )?(?P<edge>early |late |later |earlier )?(?:in )?"
    rf"(?P<part>{'|'.join(_PARTS)})"
)
def _part(match: re.Match[str], frame: Frame) -> Meaning | None:
    if match[0] in ("am", "pm"):
        return None
    return part_of_day(match["part"], match["edge"] or "")


def part_of_day(name: str, edge: str) -> Meaning:
    """Return a part of the day, or its first or second half."""
    first, last = _PARTS[name]
    middle = (first + last) // 2
    if edge.startswith("earl"):
        last = middle
    elif edge.startswith("late"):
        first = middle
    end = _MIDNIGHT_LESS if last == 24 else time(last)
    return Meaning("timerange", (Option(time(first), end),))
