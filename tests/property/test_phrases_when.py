from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.dates import parse_moment
from mrkl_core.phrases.when.finder import find_when
from mrkl_core.phrases.when.reader import read_when

WORDS = (
    "today tomorrow friday next last this week month year quarter march may 5 5th third 2024 "
    "first day of the in ago from now after before end beginning christmas q3 early a and half , "
    "- / . 30 12 at 7 pm am oclock noon morning night to until between every for hours minutes "
    "past 10:30 weekend summer since within s"
).split()
phrases = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
moments = st.datetimes(datetime(1800, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC))


@given(moments, moments)
def test_written_moments_come_back(moment, now):
    moment = moment.replace(second=0, microsecond=0)
    hour = moment.hour % 12 or 12
    half = "pm" if moment.hour >= 12 else "am"
    for text in (
        f"{moment:%Y-%m-%d} {hour}:{moment:%M} {half}",
        f"{moment:%B} {moment.day}, {moment:%Y} at {hour}:{moment:%M}{half}",
        f"{hour}:{moment:%M} {half[0]}.m. on {moment.day} {moment:%b} {moment:%Y}",
    ):
        (option,) = read_when(text, now).options
        assert option.start == moment, text
        assert parse_moment(text, now) == moment, text


@given(moments, st.integers(1, 500))
def test_moments_are_counted_exactly(now, minutes):
    expected = now.replace(microsecond=0) + timedelta(minutes=minutes)
    assert parse_moment(f"in {minutes} minutes", now) == expected


@given(st.integers(0, 23), st.integers(0, 59), moments)
def test_two_times_are_half_a_day_apart(hour, minute, now):
    options = read_when(f"{hour}:{minute:02d}", now).options
    assert time(hour, minute) in [option.start for option in options]
    hours = [option.start.hour for option in options if isinstance(option.start, time)]
    assert len(hours) == 1 or abs(hours[0] - hours[1]) == 12


@given(phrases, moments)
def test_any_words_are_read_or_refused(text, now):
    for read in (read_when, parse_moment):
        with suppress(ValueFormatError):
            read(text, now)
    for span in find_when(text, now):
        assert 0 <= span.start < span.end <= len(text)


@given(phrases, moments)
def test_ranges_do_not_run_backwards(text, now):
    try:
        found = read_when(text, now)
    except ValueFormatError:
        return
    if found.kind in ("daterange", "datetimerange"):
        for option in found.options:
            assert option.start is None or option.end is None or option.start <= option.end, text
