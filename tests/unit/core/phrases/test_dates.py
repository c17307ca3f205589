"""Every expectation was written from a calendar: 22 November 2026 is a Sunday."""

from datetime import date, datetime, timedelta

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.dates import Interval, add, parse_date, parse_duration, parse_moment

SUNDAY = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
LEAP_DAY = datetime.fromisoformat("2024-02-29T23:30:00+01:00")  # a Thursday

# Phrase, first day, last day (the same where left out).
AT_SUNDAY = """
2024-05-01                     | 2024-05-01
2024/05/01                     | 2024-05-01
2024.5.1                       | 2024-05-01
20240501                       | 2024-05-01
2024-05-01T10:00:00Z           | 2024-05-01
2024-05-01 10:00               | 2024-05-01
2024-05                        | 2024-05-01 | 2024-05-31
2024-W05                       | 2024-01-29 | 2024-02-04
2024W05-3                      | 2024-01-31
week 5 2024                    | 2024-01-29 | 2024-02-04
week 47                        | 2026-11-16 | 2026-11-22
05/06/2024                     | 2024-05-06
25/12/2024                     | 2024-12-25
12/25/2024                     | 2024-12-25
5-6-2024                       | 2024-05-06
5.6.2024                       | 2024-06-05
1/2/99                         | 1999-01-02
1/2/68                         | 2068-01-02
05/06                          | 2026-05-06
5 May 2024                     | 2024-05-05
5 may                          | 2026-05-05
May 5th                        | 2026-05-05
May 5th, 2024                  | 2024-05-05
MAY 5, 2024                    | 2024-05-05
on the 5th of May              | 2026-05-05
the fifth of May, 2024         | 2024-05-05
the twenty-fifth of December   | 2026-12-25
twenty fifth of december 2030  | 2030-12-25
june fifth twenty twenty       | 2020-06-05
2024 May 5                     | 2024-05-05
5 May next year                | 2027-05-05
Dec 25, '24                    | 2024-12-25
Oct. 2                         | 2026-10-02
Oct2                           | 2026-10-02
5may2024                       | 2024-05-05
05-May-2024                    | 2024-05-05
Sept 1st                       | 2026-09-01
the 4th of July, 1776          | 1776-07-04
Monday, 5 May 2025             | 2025-05-05
Mon 5 May 2025                 | 2025-05-05
Thu, 16 May 2024 10:00 pm      | 2024-05-16
the 15th                       | 2026-11-15
on the fifteenth               | 2026-11-15
15th                           | 2026-11-15
15th of next month             | 2026-12-15
day 5 of next month            | 2026-12-05
the 1st of last month          | 2026-10-01
today                          | 2026-11-22
now                            | 2026-11-22
today's date                   | 2026-11-22
the current date               | 2026-11-22
tonight                        | 2026-11-22
this morning                   | 2026-11-22
last night                     | 2026-11-21
tomorrow                       | 2026-11-23
the next day                   | 2026-11-23
tomorrow morning               | 2026-11-23
yesterday                      | 2026-11-21
the day after tomorrow         | 2026-11-24
day before yesterday           | 2026-11-20
friday                         | 2026-11-27
Friday evening                 | 2026-11-27
this friday                    | 2026-11-27
next friday                    | 2026-11-27
this coming friday             | 2026-11-27
last friday                    | 2026-11-20
this past friday               | 2026-11-20
last tuesday                   | 2026-11-17
sunday                         | 2026-11-22
next sunday                    | 2026-11-29
last sunday                    | 2026-11-15
friday after next              | 2026-12-04
friday next week               | 2026-11-27
next week on friday            | 2026-11-27
tuesday last week              | 2026-11-10
monday of this week            | 2026-11-16
in 3 weeks                     | 2026-12-13
in three weeks' time           | 2026-12-13
in two and a half weeks        | 2026-12-10
3 days ago                     | 2026-11-19
ten days ago                   | 2026-11-12
a hundred days ago             | 2026-08-14
a week ago                     | 2026-11-15
a couple of weeks ago          | 2026-11-08
a fortnight ago                | 2026-11-08
half a year ago                | 2026-05-22
a year and a half ago          | 2025-05-22
2 years earlier                | 2024-11-22
two months from now            | 2027-01-22
45 days from today             | 2027-01-06
in an hour                     | 2026-11-22
in 13 hours                    | 2026-11-23
5 days later                   | 2026-11-27
3 business days from now       | 2026-11-25
in 10 working days             | 2026-12-04
one business day ago           | 2026-11-20
5 weekdays ago                 | 2026-11-16
a business day after tomorrow  | 2026-11-24
two weeks after christmas      | 2027-01-08
3 days before New Year's Eve   | 2026-12-28
the day after Christmas        | 2026-12-26
the day before yesterday       | 2026-11-20
a week from friday             | 2026-12-04
a week ago tomorrow            | 2026-11-16
2 days after the day after tomorrow | 2026-11-26
this week                      | 2026-11-16 | 2026-11-22
next week                      | 2026-11-23 | 2026-11-29
the coming week                | 2026-11-23 | 2026-11-29
last week                      | 2026-11-09 | 2026-11-15
week after next                | 2026-11-30 | 2026-12-06
this weekend                   | 2026-11-21 | 2026-11-22
next weekend                   | 2026-11-28 | 2026-11-29
last weekend                   | 2026-11-14 | 2026-11-15
this month                     | 2026-11-01 | 2026-11-30
next month                     | 2026-12-01 | 2026-12-31
last month                     | 2026-10-01 | 2026-10-31
the month before last          | 2026-09-01 | 2026-09-30
this quarter                   | 2026-10-01 | 2026-12-31
next quarter                   | 2027-01-01 | 2027-03-31
last quarter                   | 2026-07-01 | 2026-09-30
this year                      | 2026-01-01 | 2026-12-31
next year                      | 2027-01-01 | 2027-12-31
last year                      | 2025-01-01 | 2025-12-31
this decade                    | 2020-01-01 | 2029-12-31
next decade                    | 2030-01-01 | 2039-12-31
this century                   | 2001-01-01 | 2100-12-31
last 30 days                   | 2026-10-23 | 2026-11-21
the past week                  | 2026-11-09 | 2026-11-15
the next 3 months              | 2026-11-23 | 2027-02-22
Q3 2024                        | 2024-07-01 | 2024-09-30
Q3'24                          | 2024-07-01 | 2024-09-30
2024 Q1                        | 2024-01-01 | 2024-03-31
q4                             | 2026-10-01 | 2026-12-31
q1 next year                   | 2027-01-01 | 2027-03-31
third quarter of 2023          | 2023-07-01 | 2023-09-30
the last quarter of 2023       | 2023-10-01 | 2023-12-31
the first half of 2024         | 2024-01-01 | 2024-06-30
H2 2024                        | 2024-07-01 | 2024-12-31
March                          | 2026-03-01 | 2026-03-31
in March                       | 2026-03-01 | 2026-03-31
this March                     | 2026-03-01 | 2026-03-31
next March                     | 2027-03-01 | 2027-03-31
last March                     | 2026-03-01 | 2026-03-31
next December                  | 2026-12-01 | 2026-12-31
next November                  | 2027-11-01 | 2027-11-30
last December                  | 2025-12-01 | 2025-12-31
March 2027                     | 2027-03-01 | 2027-03-31
the month of march, 2027       | 2027-03-01 | 2027-03-31
2027 March                     | 2027-03-01 | 2027-03-31
February of last year          | 2025-02-01 | 2025-02-28
1984                           | 1984-01-01 | 1984-12-31
in 1984                        | 1984-01-01 | 1984-12-31
the year 1984                  | 1984-01-01 | 1984-12-31
nineteen eighty four           | 1984-01-01 | 1984-12-31
the 1980s                      | 1980-01-01 | 1989-12-31
the '80s                       | 1980-01-01 | 1989-12-31
the nineties                   | 1990-01-01 | 1999-12-31
the 21st century               | 2001-01-01 | 2100-12-31
the nineteenth century         | 1801-01-01 | 1900-12-31
first monday of march 2027     | 2027-03-01
second Tuesday in November     | 2026-11-10
the last friday of the month   | 2026-11-27
last friday of 2024            | 2024-12-27
5th sunday of november 2026    | 2026-11-29
last day of february 2024      | 2024-02-29
first day of next month        | 2026-12-01
100th day of 2026              | 2026-04-10
the 10th day of 2026           | 2026-01-10
last business day of the month | 2026-11-30
first weekend of december      | 2026-12-05 | 2026-12-06
end of month                   | 2026-11-30
the end of the month           | 2026-11-30
month end                      | 2026-11-30
eom                            | 2026-11-30
year end                       | 2026-12-31
eoy                            | 2026-12-31
end of the week                | 2026-11-22
end of Q2                      | 2026-06-30
beginning of next year         | 2027-01-01
start of the year              | 2026-01-01
start of q3 next year          | 2027-07-01
early May 2025                 | 2025-05-01 | 2025-05-10
mid March                      | 2026-03-11 | 2026-03-20
mid-march                      | 2026-03-11 | 2026-03-20
late february 2024             | 2024-02-21 | 2024-02-29
Christmas 2026                 | 2026-12-25
christmas                      | 2026-12-25
Christmas Eve                  | 2026-12-24
next christmas                 | 2026-12-25
this christmas                 | 2026-12-25
last christmas                 | 2025-12-25
christmas next year            | 2027-12-25
New Year's Eve                 | 2026-12-31
new year's day                 | 2027-01-01
Thanksgiving                   | 2026-11-26
thanksgiving 2025              | 2025-11-27
black friday                   | 2026-11-27
Easter 2027                    | 2027-03-28
Good Friday 2024               | 2024-03-29
easter monday 2025             | 2025-04-21
Pentecost 2025                 | 2025-06-08
ash wednesday 2025             | 2025-03-05
Mother's Day 2027              | 2027-05-09
memorial day 2026              | 2026-05-25
labor day 2025                 | 2025-09-01
election day 2024              | 2024-11-05
MLK day 2026                   | 2026-01-19
Valentine’s Day                | 2027-02-14
Halloween                      | 2027-10-31
july 4th                       | 2026-07-04
"""

AT_LEAP_DAY = """
today                  | 2024-02-29
tomorrow               | 2024-03-01
thursday               | 2024-02-29
next thursday          | 2024-03-07
last thursday          | 2024-02-22
this friday            | 2024-03-01
friday next week       | 2024-03-08
in an hour             | 2024-03-01
a year ago             | 2023-02-28
in 4 years             | 2028-02-29
a month ago            | 2024-01-29
next month             | 2024-03-01 | 2024-03-31
this weekend           | 2024-03-02 | 2024-03-03
end of month           | 2024-02-29
Feb 29                 | 2024-02-29
next february          | 2025-02-01 | 2025-02-28
last february          | 2023-02-01 | 2023-02-28
last quarter           | 2023-10-01 | 2023-12-31
2 business days ago    | 2024-02-27
2 business days from now | 2024-03-04
last 7 days            | 2024-02-22 | 2024-02-28
easter                 | 2024-03-31
valentine's day        | 2025-02-14
the 15th               | 2024-02-15
"""

REFUSED = [
    "", " ", "the", "of", "hello", "a", "one", "15", "third", "32 May", "May 32",
    "30 February 2025", "February 30, 2025", "2025-02-30", "2025-13-01", "29 Feb 2025",
    "31/31/2024", "13/13", "5-6", "0/5/2024", "2024-W60", "Feb 29", "the 31st", "the 42nd",
    "tuesday 5 May 2025", "Tuesday, 5 May 2025 10:00 pm", "30 February 2025 10:00 pm",
    "fifth monday of february 2027", "40th day of february 2027", "first monday of friday",
    "the second week", "tomorrow next week", "3 days", "three weeks", "last quarter next week",
    "next friday after next", "3 apples ago", "99999999 years ago", "in 9000 years",
    "2 weeks after march", "3 days after nothing", "early 2024", "end of nothing",
    "next 3 weekends", "3 half of 2024", "next christmas 2026", "9999-12-31", "today" * 60,
    "2024-0501", "2024501", "the 5 apples", "end of " * 20 + "2024", "١٥ May 2024",
    "5 Mai 2024", "1e9", "12 Smarch 2024 May", "the 15 th",
]  # fmt: skip


def rows(table):
    for line in table.strip().splitlines():
        phrase, first, *last = (cell.strip() for cell in line.split("|"))
        yield phrase, first, (last or [first])[0]


def interval(first, last):
    return Interval(date.fromisoformat(first), date.fromisoformat(last) + timedelta(1))


@pytest.mark.parametrize(("phrase", "first", "last"), list(rows(AT_SUNDAY)))
def test_phrases_at_a_sunday(phrase, first, last):
    assert parse_date(phrase, SUNDAY) == interval(first, last)


@pytest.mark.parametrize(("phrase", "first", "last"), list(rows(AT_LEAP_DAY)))
def test_phrases_at_a_leap_day(phrase, first, last):
    assert parse_date(phrase, LEAP_DAY) == interval(first, last)


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_is_no_date_is_refused(phrase):
    with pytest.raises(ValueFormatError, match="is not a date"):
        parse_date(phrase, SUNDAY)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("05/06/2024", "2024-06-05"),
        ("05/06", "2026-06-05"),
        ("12/25/2024", "2024-12-25"),
        ("5.6.2024", "2024-06-05"),
        ("2024/05/06", "2024-05-06"),
    ],
)
def test_day_first_dates(phrase, day):
    assert parse_date(phrase, SUNDAY, month_first=False).start == date.fromisoformat(day)


def test_a_day_belongs_to_the_zone_of_now():
    late = datetime.fromisoformat("2026-11-22T23:30:00-08:00")
    assert parse_date("today", late).start == date(2026, 11, 22)


def test_an_interval_counts_its_days():
    leap_february = parse_date("february 2024", SUNDAY)
    assert (leap_february.days, leap_february.last) == (29, date(2024, 2, 29))


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-03-31", "-P1M", "2024-02-29"),
        ("2024-01-15", "1 year, 2 months and 10 days", "2025-03-25"),
        ("2024-12-31", "48 hours", "2025-01-02"),
        ("2025-01-01", "-P3W", "2024-12-11"),
    ],
)
def test_adding_a_length_clamps_to_the_month(start, length, end):
    assert add(date.fromisoformat(start), parse_duration(length)) == date.fromisoformat(end)


@pytest.mark.parametrize("length", ["90 minutes", "9000 years", "-P3000Y", "999999999999 days"])
def test_adding_what_gives_no_day_is_refused(length):
    with pytest.raises(ValueFormatError):
        add(date(2024, 1, 1), parse_duration(length))


MOMENTS_AT_SUNDAY_NOON = """
2024-05-01T10:00:00Z              | 2024-05-01T10:00:00+00:00
2024-05-01T10:00:00+02:00         | 2024-05-01T08:00:00+00:00
2024-05-01 10:00                  | 2024-05-01T10:00:00+00:00
tomorrow                          | 2026-11-23T00:00:00+00:00
next friday                       | 2026-11-27T00:00:00+00:00
5pm                               | 2026-11-22T17:00:00+00:00
half past 3                       | 2026-11-22T15:30:00+00:00
at 7                              | 2026-11-22T19:00:00+00:00
9 am                              | 2026-11-22T09:00:00+00:00
noon                              | 2026-11-22T12:00:00+00:00
tomorrow at 5 pm                  | 2026-11-23T17:00:00+00:00
5 pm tomorrow                     | 2026-11-23T17:00:00+00:00
next friday at noon               | 2026-11-27T12:00:00+00:00
May 5th 2027 at 10:30             | 2027-05-05T10:30:00+00:00
Thu, 16 May 2024 10:00 pm         | 2024-05-16T22:00:00+00:00
10 am on monday                   | 2026-11-23T10:00:00+00:00
tomorrow morning at 8             | 2026-11-23T08:00:00+00:00
half past three tomorrow afternoon | 2026-11-23T15:30:00+00:00
today at 7                        | 2026-11-22T19:00:00+00:00
tonight at 9                      | 2026-11-22T21:00:00+00:00
in 20 minutes                     | 2026-11-22T12:20:00+00:00
two hours ago                     | 2026-11-22T10:00:00+00:00
in 3 days at 5pm                  | 2026-11-25T17:00:00+00:00
3 days ago                        | 2026-11-19T00:00:00+00:00
end of day                        | 2026-11-22T23:59:59+00:00
now                               | 2026-11-22T12:00:00+00:00
"""


@pytest.mark.parametrize(
    ("phrase", "moment"),
    [
        [cell.strip() for cell in line.split("|")]
        for line in MOMENTS_AT_SUNDAY_NOON.split("\n")[1:-1]
    ],
)
def test_moments(phrase, moment):
    assert parse_moment(phrase, SUNDAY).isoformat() == moment


@pytest.mark.parametrize(
    "phrase",
    [
        "", "tomorrow at 7", "friday at 5", "tomorrow morning", "next month", "4", "hello",
        "monday to friday", "2026-13-01 10:00", "tomorrow at 25:00", "apples at 5 pm",
        "next month at 5 pm", "9 oclock or so", "today " * 60, "May 5 at 30 am",
    ],
)  # fmt: skip
def test_what_is_no_single_moment_is_refused(phrase):
    with pytest.raises(ValueFormatError, match="is not one moment"):
        parse_moment(phrase, SUNDAY)


def test_an_hour_that_is_past_in_both_halves_of_today_is_refused():
    late = datetime.fromisoformat("2026-11-22T22:00:00+00:00")
    with pytest.raises(ValueFormatError, match="is not one moment"):
        parse_moment("at 7", late)


def test_a_moment_has_a_zone_only_where_now_has_one():
    naive = SUNDAY.replace(tzinfo=None)
    assert parse_moment("tomorrow at 5 pm", naive) == datetime.fromisoformat("2026-11-23T17:00:00")
    assert parse_moment("2024-05-01T10:00:00", naive).tzinfo is None
    with pytest.raises(ValueFormatError):
        parse_moment("2024-05-01T10:00:00Z", naive)
