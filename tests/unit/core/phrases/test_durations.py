from datetime import datetime
from fractions import Fraction

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.durations import Duration, add_to_moment, parse_duration, seconds_in

ISO = {
    "3 weeks": "P3W", "a fortnight": "P2W", "two fortnights": "P4W", "45 days": "P45D",
    "a day": "P1D", "one hundred and twenty days": "P120D", "three-day": "P3D", "1 yr": "P1Y",
    "two and a half hours": "PT2H30M", "90 minutes": "PT90M", "90min": "PT90M", "2h": "PT2H",
    "1 year, 2 months and 10 days": "P1Y2M10D", "1 year 2 months": "P1Y2M",
    "an hour and a half": "PT1H30M", "a year and a half": "P1Y6M", "half an hour": "PT30M",
    "half a day": "PT12H", "half a year": "P6M", "a quarter of an hour": "PT15M",
    "three quarters of an hour": "PT45M", "1.5 years": "P1Y6M", "2 and a half weeks": "P2W3DT12H",
    "1h30m": "PT1H30M", "1h 30m 5s": "PT1H30M5S", "3 hrs, 20 mins, and 5 secs": "PT3H20M5S",
    "two quarters": "P6M", "a decade": "P10Y", "a century": "P100Y", "a couple of days": "P2D",
    "minus 3 days": "-P3D", "0 days": "P0D", "2.5 seconds": "PT2.5S", "A Week.": "P1W",
    "P3W": "P3W", "p1y2m10d": "P1Y2M10D", "PT90M": "PT90M", "-P1D": "-P1D", "+P1D": "P1D",
    "P1W2D": "P1W2D", "P0D": "P0D", "PT0.5H": "PT30M", "P1Y2M3W4DT5H6M7.25S": "P1Y2M3W4DT5H6M7.25S",
}  # fmt: skip

REFUSED = [
    "", " ", "3", "days", "week", "a few days", "some time", "30m", "half a month", "1.5 months",
    "two days and", "3 days,", "1 day 2 days", "3 apples", "3 days ago", "P", "PT", "P1", "1P",
    "P1H", "P1DT", "three three days", "1/2 hour", "a third of a second", "3 days minus 2 hours",
    "1 day and -2 hours", "x" * 300, "١ day",
]  # fmt: skip


@pytest.mark.parametrize(("text", "iso"), ISO.items())
def test_lengths_of_time(text, iso):
    duration = parse_duration(text)
    assert duration.isoformat() == iso
    assert parse_duration(iso) == duration


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(ValueFormatError):
        parse_duration(text).isoformat()


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("P3W", "3 weeks"),
        ("P1Y2M10D", "1 year, 2 months and 10 days"),
        ("-P1D", "minus 1 day"),
        ("PT2.5S", "2.5 seconds"),
        ("P0D", "0 days"),
    ],
)
def test_a_duration_in_words(iso, words):
    assert str(parse_duration(iso)) == words
    assert parse_duration(words) == parse_duration(iso) or words.startswith("minus")


def test_parts_of_both_signs_are_refused():
    with pytest.raises(ValueFormatError, match="same sign"):
        Duration(days=1, hours=-1)


def test_seconds_without_decimal_form_cannot_be_written():
    with pytest.raises(ValueFormatError, match="no ISO 8601 form"):
        Duration(seconds=Fraction(1, 3)).isoformat()


def test_negation_and_time():
    assert -parse_duration("P1DT2H") == parse_duration("-P1DT2H")
    assert parse_duration("PT1M").has_time
    assert not parse_duration("P1D").has_time


def test_adding_to_a_moment_keeps_its_zone():
    start = datetime.fromisoformat("2024-01-31T22:30:00+02:00")
    end = add_to_moment(start, parse_duration("P1MT90M"))
    assert end.isoformat() == "2024-03-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("90 minutes", 5400), ("1.5 months", 3_888_000), ("half a quarter", 3_888_000),
     ("a decade and 2 days", 315_532_800), ("0.5 seconds", Fraction(1, 2))],
)  # fmt: skip
def test_seconds_in_words(words, seconds):
    assert seconds_in(words) == seconds


@pytest.mark.parametrize("words", ["", "5", "5 apples", "P1D", "2 days and", "1 day " * 60])
def test_seconds_of_what_is_no_length_are_refused(words):
    with pytest.raises(ValueFormatError):
        seconds_in(words)
