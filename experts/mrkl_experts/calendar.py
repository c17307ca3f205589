"""The calendar expert: dates, weekdays, times of day, differences, shifts, public holidays."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from mrkl_core.errors import (
    InvalidArgumentError,
    MissingArgumentError,
    NoResultError,
    ValueFormatError,
)
from mrkl_core.phrases.durations import Duration, add, add_to_moment, parse_duration
from mrkl_core.values import ExpertSpec, Result, Slot
from mrkl_experts.time_zones import country_name, find_country, find_zone

if TYPE_CHECKING:
    from mrkl_core.protocols import Context

OPERATIONS = ("date", "weekday", "time", "difference", "shift", "holiday")

SPEC = ExpertSpec(
    name="calendar",
    description=(
        "Knows today's date, the time in any city or country, weekdays, how many days lie "
        "between two dates, the date some time before or after another, and public holidays."
    ),
    slots=(
        Slot(
            name="operation",
            description="What is asked: date, weekday, time, difference, shift or holiday.",
            enum=OPERATIONS,
        ),
        Slot(
            name="start",
            format="date",
            description="the start date",
            required=False,
        ),
        Slot(
            name="end",
            format="date",
            description="the end date, the date to count to",
            required=False,
        ),
        Slot(
            name="duration",
            format="duration",
            description="the length of time to add",
            required=False,
        ),
        Slot(name="place", description="the city or country", required=False),
    ),
    examples=(
        "What is today's date?",
        "What date is next Friday?",
        "What day of the week was 4 July 1976?",
        "Which weekday does Christmas fall on this year?",
        "What time is it in Tokyo?",
        "What's the current time?",
        "How many days are there until Christmas?",
        "How many days are between 3 March and 10 May?",
        "What date is 45 days after 1 June 2025?",
        "When is the next public holiday in Germany?",
        "Is 11 November a public holiday?",
    ),
    negatives=(
        "What will the weather be like on Friday?",
        "How many minutes are 3 hours?",
        "When did the Second World War end?",
        "Remind me to call mum tomorrow",
    ),
)


class CalendarExpert:
    """Answers from the clock of the request; never reads the system's.

    Values: an ISO date (date, shift, holiday), an ISO time stamp (time, and shift by hours), the
    English name (weekday), a number of days that is never negative (difference), and for a
    holiday with ``start`` whether that day is one.

    Args:
        country: ISO code of the country whose public holidays are meant where no place is given.

    Raises:
        InvalidArgumentError: The country is unknown.
    """

    spec = SPEC

    def __init__(self, country: str = "US") -> None:
        self._country = find_country(country)

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Answer one call.

        Raises:
            MissingArgumentError: The operation needs an argument that is not there.
            InvalidArgumentError: A date, duration or place cannot be understood.
            NoResultError: No public holidays are known for the country.
        """
        now = context.clock.now()
        operation = arguments.get("operation")
        if operation == "time":
            return _time(arguments, now)
        if operation == "holiday":
            # Off the event loop: the first look loads tables for half a second.
            return await asyncio.to_thread(self._holiday, arguments, now)
        simple = {"date": _date, "weekday": _weekday, "difference": _difference, "shift": _shift}
        if operation not in simple:
            raise InvalidArgumentError(
                f"The calendar has no operation {operation!r}.",
                hint=f"Use one of {', '.join(OPERATIONS)}.",
                argument="operation",
            )
        return simple[operation](arguments, now)

    def _holiday(self, arguments: Mapping[str, Any], now: datetime) -> Result:
        """Return whether ``start`` is a public holiday, or else the next one."""
        code = find_country(arguments["place"]) if arguments.get("place") else self._country
        where = country_name(code)
        day = _day(arguments, "start")
        if day is not None:
            name = _holidays(code, day.year).get(day)
            is_one = f"{_long(day)} {_be(day, now)}"
            if name is None:
                return Result(value=False, text=f"{is_one} no public holiday in {where}.")
            return Result(value=True, text=f"{is_one} a public holiday in {where}: {name}.")
        coming = _holidays(code, now.year) | _holidays(code, now.year + 1)
        found = min(day for day in coming if day > now.date())
        text = f"The next public holiday in {where} is {coming[found]} on {_long(found)}."
        return Result(value=found.isoformat(), text=text)


def _date(arguments: Mapping[str, Any], now: datetime) -> Result:
    """Return which date ``start`` is."""
    day = _day(arguments, "start") or now.date()
    if day == now.date():
        return Result(value=day.isoformat(), text=f"Today is {_long(day)}.")
    return Result(value=day.isoformat(), text=f"The date {_be(day, now)} {_long(day)}.")


def _weekday(arguments: Mapping[str, Any], now: datetime) -> Result:
    """Return the day of the week of ``start``."""
    day = _day(arguments, "start") or now.date()
    name = f"{day:%A}"
    return Result(value=name, text=f"{_short(day)} {_be(day, now)} a {name}.")


def _time(arguments: Mapping[str, Any], now: datetime) -> Result:
    """Return the time at ``place``, or on the clock itself."""
    place = arguments.get("place")
    there = now.astimezone(find_zone(place, now)) if place else now
    offset = f"{there:%z}"
    zone = f"UTC{offset[:3]}:{offset[3:5]}" if offset else "local time"
    where = f"{place}, {zone}" if place else zone
    text = f"It is {there:%H:%M} on {_long(there.date())} ({where})."
    return Result(value=there.isoformat(timespec="seconds"), text=text)


def _difference(arguments: Mapping[str, Any], now: datetime) -> Result:
    """Return the days between ``start`` and ``end``; today stands in for a missing one."""
    start, end = _day(arguments, "start"), _day(arguments, "end")
    if start is None and end is None:
        raise MissingArgumentError(
            "A difference needs a date.", hint="Give a start or an end date.", argument="end"
        )
    first, last = sorted((start or now.date(), end or now.date()))
    days = (last - first).days
    parts = _parts(first, last) if days > 6 else ""
    text = f"From {_short(first)} to {_short(last)} {'it is' if days == 1 else 'there are'} "
    return Result(value=days, text=f"{text}{_count(days, 'day')}{parts}.")


def _shift(arguments: Mapping[str, Any], now: datetime) -> Result:
    """Return the date, or the moment, ``duration`` after ``start``."""
    duration = _duration(arguments)
    day = _day(arguments, "start")
    try:
        if day is None and duration.has_time:
            moment = _shifted(now, duration)
            text = f"It will be {moment:%H:%M} on {_long(moment.date())}."
            if moment < now:
                text = f"It was {moment:%H:%M} on {_long(moment.date())}."
            return Result(value=moment.isoformat(timespec="seconds"), text=text)
        start = day or now.date()
        found = add(start, duration)
    except ValueFormatError as error:
        raise InvalidArgumentError(error.message, hint=error.hint, argument="duration") from error
    ahead = found >= start
    length = duration if ahead else -duration
    text = f"{length} {'after' if ahead else 'before'} {_short(start)} {_be(found, now)} "
    return Result(value=found.isoformat(), text=f"{text}{_long(found)}.")


def _shifted(now: datetime, duration: Duration) -> datetime:
    """Return the moment ``duration`` after ``now``, counting hours that really pass."""
    if now.tzinfo is None:
        return add_to_moment(now, duration)
    days = Duration(
        years=duration.years, months=duration.months, weeks=duration.weeks, days=duration.days
    )
    clock = Duration(hours=duration.hours, minutes=duration.minutes, seconds=duration.seconds)
    same_time = add_to_moment(now, days).astimezone(UTC)
    return add_to_moment(same_time, clock).astimezone(now.tzinfo)


def _day(arguments: Mapping[str, Any], name: str) -> date | None:
    """Return an ISO date argument, or None where it is absent."""
    said = arguments.get(name)
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"{name} is {said!r:.80}, which is not a date.",
            hint="Give an ISO date such as '2024-05-31'.",
            argument=name,
        ) from error


def _duration(arguments: Mapping[str, Any]) -> Duration:
    """Return the duration argument."""
    said = arguments.get("duration")
    if said is None:
        raise MissingArgumentError(
            "A shift needs a duration.", hint="Give one such as 'P3W'.", argument="duration"
        )
    try:
        return parse_duration(said)
    except ValueFormatError as error:
        raise InvalidArgumentError(error.message, hint=error.hint, argument="duration") from error


def _holidays(code: str, year: int) -> dict[date, str]:
    """Return the public holidays of a country in English where the package has them."""
    import holidays  # half a second to import

    try:
        found = dict(holidays.country_holidays(code, years=year, language="en_US"))
    except NotImplementedError:
        found = {}
    if not found:
        raise NoResultError(
            f"No public holidays of {year} are known for {country_name(code)}.",
            hint="Name another country or a year nearer to today.",
        )
    return found


def _parts(first: date, last: date) -> str:
    """Return the days between as weeks and as months, in brackets."""
    weeks, days = divmod((last - first).days, 7)
    pieces = [_count(weeks, "week") + (f" and {_count(days, 'day')}" if days else "")]
    months = (last.year - first.year) * 12 + last.month - first.month
    if add(first, Duration(months=months)) > last:
        months -= 1
    if months:
        rest = (last - add(first, Duration(months=months))).days
        pieces.append(str(Duration(years=months // 12, months=months % 12, days=rest)))
    return f" ({', or '.join(pieces)})"


def _be(day: date, now: datetime) -> str:
    """Return "was" or "is", as people say it of dates to come too."""
    return "was" if day < now.date() else "is"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _short(day: date) -> str:
    """Return "5 May 2024"."""
    return f"{day.day} {day:%B} {day.year}"


def _long(day: date) -> str:
    """Return "Sunday, 5 May 2024"."""
    return f"{day:%A}, {_short(day)}"
