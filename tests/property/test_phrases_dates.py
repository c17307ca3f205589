from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.dates import Duration, Interval, add, parse_date, parse_duration

WORDS = (
    "today tomorrow friday next last this week month year quarter march may 5 5th third 2024 "
    "first day days of the in ago from now after before end beginning christmas q3 early a an "
    "and half half business , - / . 30 february 12 1e9 99999 century monday 80s noon 10:00"
).split()
phrases = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
moments = st.datetimes(datetime(1800, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC))
days = st.dates(date(1001, 1, 1), date(9990, 1, 1))
counts = st.integers(0, 500)


@given(days, moments)
def test_written_dates_come_back(day, now):
    expected = Interval(day, day + timedelta(1))
    ordinal = num2words(day.day, to="ordinal")
    for text in (
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {num2words(day.day, to='ordinal_num')}, {day.year}",
        f"the {ordinal} of {day:%B} {day.year}",
        f"{day:%A}, {day:%B} {day.day}, {day.year}",
        f"{day.month}/{day.day}/{day.year}",
    ):
        assert parse_date(text, now) == expected, text


@given(st.integers(0, 5000), st.sampled_from(["day", "week", "month"]), moments)
def test_offsets_are_exact(count, unit, now):
    duration = parse_duration(f"{count} {unit}s")
    ahead = parse_date(f"in {num2words(count)} {unit}s", now).start
    back = parse_date(f"{count} {unit}s ago", now).start
    assert (ahead, back) == (add(now.date(), duration), add(now.date(), -duration))


@given(moments, st.sampled_from(["monday", "thursday", "sunday"]))
def test_weekdays_lie_where_they_should(now, weekday):
    today = now.date()
    nearest, after, before = (
        parse_date(f"{which}{weekday}", now).start for which in ("", "next ", "last ")
    )
    assert nearest.strftime("%A").lower() == weekday
    assert today <= nearest < today + timedelta(7)
    assert today < after <= today + timedelta(7)
    assert today - timedelta(7) <= before < today


@given(moments, st.sampled_from(["week", "month", "quarter", "year", "decade", "century"]))
def test_periods_follow_each_other(now, unit):
    before, this, after = (parse_date(f"{which} {unit}", now) for which in ("last", "this", "next"))
    assert before.end == this.start
    assert this.end == after.start
    assert this.start <= now.date() < this.end


@given(st.one_of(phrases, st.text(max_size=60)), moments)
def test_any_text_gives_days_or_a_typed_error(text, now):
    try:
        found = parse_date(text, now)
    except ValueFormatError:
        return
    assert found.start < found.end


@given(st.one_of(phrases, st.text(max_size=60)))
def test_any_text_gives_a_length_or_a_typed_error(text):
    try:
        duration = parse_duration(text)
    except ValueFormatError:
        return
    assert isinstance(duration, Duration)


@given(
    st.tuples(counts, counts, counts, counts, counts, counts),
    st.fractions(0, 60, max_denominator=1).map(lambda whole: whole + Fraction(1, 4)),
    st.booleans(),
)
def test_durations_survive_their_iso_form(parts, seconds, negative):
    names = ("years", "months", "weeks", "days", "hours", "minutes")
    duration = Duration(**dict(zip(names, parts, strict=True)), seconds=seconds)
    duration = -duration if negative else duration
    assert parse_duration(duration.isoformat()) == duration
    assert negative or parse_duration(str(duration)) == duration
