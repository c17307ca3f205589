"""The clock of these tests stands at Sunday, 22 November 2026, 12:00 UTC."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mrkl_core.errors import InvalidArgumentError, MissingArgumentError, NoResultError
from mrkl_core.protocols import Context, Expert
from mrkl_experts.calendar import OPERATIONS, CalendarExpert
from mrkl_experts.place_names import ABBREVIATED_ZONES, CITY_ZONES, COUNTRY_CODES
from mrkl_experts.time_zones import country_name, find_country, find_zone

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
JULY = datetime(2026, 7, 1, 12, tzinfo=UTC)


class StoppedClock:
    def __init__(self, moment=NOW):
        self._moment = moment

    def now(self):
        return self._moment


def ask(operation, *, now=NOW, country="US", **arguments):
    context = Context(clock=StoppedClock(now), question="", remaining_s=10.0)
    filled = {"start": None, "end": None, "duration": None, "place": None, **arguments}
    return asyncio.run(CalendarExpert(country).run({"operation": operation, **filled}, context))


def test_it_is_an_expert():
    expert = CalendarExpert()
    assert isinstance(expert, Expert)
    assert expert.spec.name == "calendar"
    assert expert.spec.slot("operation").enum == OPERATIONS
    assert [slot.name for slot in expert.spec.slots if slot.required] == ["operation"]


@pytest.mark.parametrize(
    ("arguments", "value", "text"),
    [
        ({"operation": "date"}, "2026-11-22", "Today is Sunday, 22 November 2026."),
        (
            {"operation": "date", "start": "2026-11-27"},
            "2026-11-27",
            "The date is Friday, 27 November 2026.",
        ),
        (
            {"operation": "weekday", "start": "1976-07-04"},
            "Sunday",
            "4 July 1976 was a Sunday.",
        ),
        ({"operation": "weekday"}, "Sunday", "22 November 2026 is a Sunday."),
        (
            {"operation": "difference", "end": "2026-12-25"},
            33,
            "From 22 November 2026 to 25 December 2026 there are 33 days "
            "(4 weeks and 5 days, or 1 month and 3 days).",
        ),
        (
            {"operation": "difference", "start": "2024-05-05"},
            931,
            "From 5 May 2024 to 22 November 2026 there are 931 days "
            "(133 weeks, or 2 years, 6 months and 17 days).",
        ),
        (
            {"operation": "difference", "start": "2024-03-31", "end": "2024-02-29"},
            31,
            "From 29 February 2024 to 31 March 2024 there are 31 days "
            "(4 weeks and 3 days, or 1 month and 2 days).",
        ),
        (
            {"operation": "difference", "end": "2026-11-23"},
            1,
            "From 22 November 2026 to 23 November 2026 it is 1 day.",
        ),
        (
            {"operation": "difference", "end": "2026-12-06"},
            14,
            "From 22 November 2026 to 6 December 2026 there are 14 days (2 weeks).",
        ),
        (
            {"operation": "shift", "duration": "P3W"},
            "2026-12-13",
            "3 weeks after 22 November 2026 is Sunday, 13 December 2026.",
        ),
        (
            {"operation": "shift", "start": "2025-06-01", "duration": "P45D"},
            "2025-07-16",
            "45 days after 1 June 2025 was Wednesday, 16 July 2025.",
        ),
        (
            {"operation": "shift", "duration": "-P1Y2M10D"},
            "2025-09-12",
            "1 year, 2 months and 10 days before 22 November 2026 was Friday, 12 September 2025.",
        ),
        (
            {"operation": "shift", "duration": "PT90M"},
            "2026-11-22T13:30:00+00:00",
            "It will be 13:30 on Sunday, 22 November 2026.",
        ),
        (
            {"operation": "shift", "duration": "-P1DT1H"},
            "2026-11-21T11:00:00+00:00",
            "It was 11:00 on Saturday, 21 November 2026.",
        ),
        (
            {"operation": "time"},
            "2026-11-22T12:00:00+00:00",
            "It is 12:00 on Sunday, 22 November 2026 (UTC+00:00).",
        ),
        (
            {"operation": "time", "place": "Tokyo"},
            "2026-11-22T21:00:00+09:00",
            "It is 21:00 on Sunday, 22 November 2026 (Tokyo, UTC+09:00).",
        ),
        (
            {"operation": "holiday"},
            "2026-11-26",
            "The next public holiday in the United States is Thanksgiving Day on "
            "Thursday, 26 November 2026.",
        ),
        (
            {"operation": "holiday", "place": "Germany"},
            "2026-12-25",
            "The next public holiday in Germany is Christmas Day on Friday, 25 December 2026.",
        ),
        (
            {"operation": "holiday", "start": "2026-12-25"},
            True,
            "Friday, 25 December 2026 is a public holiday in the United States: Christmas Day.",
        ),
        (
            {"operation": "holiday", "start": "2025-12-24", "place": "uk"},
            False,
            "Wednesday, 24 December 2025 was no public holiday in Britain (UK).",
        ),
    ],
)
def test_answers(arguments, value, text):
    result = ask(**arguments)
    assert (result.value, result.text) == (value, text)


def test_the_next_holiday_may_lie_in_the_next_year():
    result = ask("holiday", now=datetime(2026, 12, 31, 9, tzinfo=UTC), country="de")
    assert result.value == "2027-01-01"


def test_hours_that_pass_are_counted_over_a_change_of_the_clocks():
    night = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    result = ask("shift", now=night, duration="PT3H")
    assert result.value == "2026-10-25T03:30:00+01:00"


def test_a_clock_without_zone_is_taken_as_it_is():
    naive = datetime(2026, 11, 22, 12)
    assert ask("shift", now=naive, duration="PT1H").value == "2026-11-22T13:00:00"
    assert ask("time", now=naive).text == "It is 12:00 on Sunday, 22 November 2026 (local time)."


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"operation": "nope"}, "operation"),
        ({"operation": "date", "start": "tomorrow"}, "start"),
        ({"operation": "difference", "end": 5}, "end"),
        ({"operation": "shift", "duration": "soon"}, "duration"),
        ({"operation": "shift", "duration": "P9999Y"}, "duration"),
        ({"operation": "shift", "start": "2025-06-01", "duration": "PT90M"}, "duration"),
        ({"operation": "time", "place": "Narnia"}, "place"),
        ({"operation": "holiday", "place": "Narnia"}, "place"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(arguments, argument):
    with pytest.raises(InvalidArgumentError) as caught:
        ask(**arguments)
    assert caught.value.context["argument"] == argument
    assert caught.value.hint


@pytest.mark.parametrize(("operation", "argument"), [("difference", "end"), ("shift", "duration")])
def test_missing_arguments_are_named(operation, argument):
    with pytest.raises(MissingArgumentError) as caught:
        ask(operation)
    assert caught.value.context["argument"] == argument


@pytest.mark.parametrize(
    ("place", "start"),
    [("US", "1500-01-01"), ("Bouvet Island", "2026-01-01"), ("US", "9999-01-01")],
)
def test_no_holiday_is_claimed_where_none_is_known(place, start):
    with pytest.raises(NoResultError, match="known for"):
        ask("holiday", place=place, start=start)


def test_no_holiday_to_come():
    with pytest.raises(NoResultError):
        ask("holiday", now=datetime(9990, 12, 31, tzinfo=UTC))


def test_an_unknown_country_is_refused_at_once():
    with pytest.raises(InvalidArgumentError, match="No country is called 'Narnia'"):
        CalendarExpert("Narnia")


@pytest.mark.parametrize(
    ("place", "hours"),
    [
        ("tokyo", 9), ("Tokyo time", 9), ("time in Tokyo", 9), ("new york", -5), ("NYC", -5),
        ("New York City", -5), ("los angeles", -8), ("San Francisco", -8), ("Chicago", -6),
        ("EST", -5), ("eastern time", -5), ("Pacific Standard Time", -8), ("PST", -8), ("CET", 1),
        ("JST", 9), ("IST", 5.5), ("utc", 0), ("GMT", 0), ("gmt+2", 2), ("UTC-05:30", -5.5),
        ("utc +5", 5), ("+0530", 5.5), ("UTC−3", -3), ("india", 5.5), ("Mumbai", 5.5),
        ("the Netherlands", 1), ("Germany", 1), ("Munich", 1), ("France", 1), ("UK", 0),
        ("London, UK", 0), ("Paris, France", 1),
        ("England", 0), ("China", 8), ("Beijing", 8), ("Hong Kong", 8), ("Singapore", 8),
        ("Spain", 1), ("Barcelona", 1), ("Kiev", 2), ("Kyiv", 2), ("Turkey", 3), ("Dubai", 4),
        ("U.A.E.", 4), ("Kathmandu", 5.75), ("Buenos Aires", -3), ("buenos_aires", -3),
        ("Argentina", -3), ("Rio de Janeiro", -3), ("Japan", 9), ("South Korea", 9),
        ("Europe/Paris", 1), ("america/new_york", -5), ("Etc/GMT+5", -5), ("Honolulu", -10),
        ("Sydney", 11), ("Sydney's", 11), ("New Zealand", 13), ("Cape Town", 2), ("Nairobi", 3),
        ("DE", 1), ("Korea", 9), ("Vietnam", 7), ("Georgia", 4),
    ],
)  # fmt: skip
def test_places_have_their_time(place, hours):
    assert NOW.astimezone(find_zone(place, NOW)).utcoffset() == timedelta(hours=hours)


def test_a_zone_knows_summer_time():
    assert JULY.astimezone(find_zone("London", JULY)).utcoffset() == timedelta(hours=1)
    assert JULY.astimezone(find_zone("Germany", JULY)).utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("place", "zones"),
    [
        ("USA", {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"}),
        ("Canada", {"America/Toronto", "America/Vancouver"}),
        ("Australia", {"Australia/Sydney", "Australia/Perth"}),
    ],
)
def test_a_country_with_several_times_lists_them(place, zones):
    with pytest.raises(InvalidArgumentError, match="several times") as caught:
        find_zone(place, NOW)
    listed = {str(NOW.astimezone(ZoneInfo(zone)).utcoffset()) for zone in zones}
    offered = {
        str(NOW.astimezone(ZoneInfo(zone)).utcoffset()) for zone in caught.value.context["zones"]
    }
    assert listed <= offered


@pytest.mark.parametrize(
    "place", ["", "xyzzy", "gmt+25", "UTC+14:30", "../etc/passwd", "time", "Paris, Texas"]
)
def test_unknown_zones_are_refused(place):
    with pytest.raises(InvalidArgumentError):
        find_zone(place, NOW)


def test_every_name_by_hand_leads_somewhere():
    assert len(CITY_ZONES) > 60
    for name, zone in {**CITY_ZONES, **ABBREVIATED_ZONES}.items():
        assert find_zone(name, NOW) == ZoneInfo(zone)
    for name, code in COUNTRY_CODES.items():
        assert find_country(name) == code
        assert country_name(code)


def test_offsets_are_fixed_zones():
    assert find_zone("gmt+2", NOW) == timezone(timedelta(hours=2))
