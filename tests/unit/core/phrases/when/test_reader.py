"""Every expectation was written from a calendar: 10 March 2027 is a Wednesday."""

from datetime import date, datetime

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.when.reader import read_clock, read_moment, read_when

NOW = datetime.fromisoformat("2027-03-10T14:20:05.5")

DAYS = """
2027-05-06                        | 2027-05-06
20270506                          | 2027-05-06
Thursday 2027-05-06               | 2027-05-06
5/6/2027                          | 2027-05-06
31/5/2027                         | 2027-05-31
5.6.2027                          | 2027-06-05
5/6/35                            | 1935-05-06 2035-05-06
5/6/87                            | 1987-05-06
5/6/21                            | 2021-05-06
2/9                               | 2027-02-09 2028-02-09
May 6th, 2027                     | 2027-05-06
the sixth of May 2027             | 2027-05-06
6 May                             | 2026-05-06 2027-05-06
May-6-2027                        | 2027-05-06
2027 may 6                        | 2027-05-06
may 2027 6                        | 2027-05-06
6-2027-may                        | 2027-05-06
May 6 (Thu)                       | 2027-05-06
May 6 '87                         | 1987-05-06
6 May 87                          | 1987-05-06
May 6 '21                         | 2021-05-06
6 May next year                   | 2028-05-06
next May 6                        | 2027-05-06
last 6 May                        | 2026-05-06
this May 6                        | 2027-05-06
twenty sixth of april nineteen eighty six | 1986-04-26
2/29                              | 2024-02-29 2028-02-29
Wednesday                         | 2027-03-03 2027-03-10
Thursday                          | 2027-03-04 2027-03-11
on Thursday                       | 2027-03-04 2027-03-11
this Thursday                     | 2027-03-11
next Thursday                     | 2027-03-18
last Thursday                     | 2027-03-04
past Thursday                     | 2027-03-04
this coming Tuesday               | 2027-03-16
coming Wednesday                  | 2027-03-17
Friday after next                 | 2027-03-19
Friday next week                  | 2027-03-19
next week Friday                  | 2027-03-19
Friday of the week after next     | 2027-03-26
Thursday the 25th                 | 2027-03-25
Thursday 25th                     | 2027-02-25 2027-03-25
the 25th                          | 2027-02-25 2027-03-25
25th of next month                | 2027-04-25
the 25th day of the month         | 2027-03-25
today                             | 2027-03-10
tmrw                              | 2027-03-11
the day after tomorrow            | 2027-03-12
the day before                    | 2027-03-09
Christmas Eve                     | 2026-12-24 2027-12-24
Black Friday 2027                 | 2027-11-26
next christmas                    | 2027-12-25
the second Tuesday of May 2027    | 2027-05-11
last Friday of this month         | 2027-03-26
the last day of February 2028     | 2028-02-29
the first day of next month       | 2027-04-01
the 100th day of 2027             | 2027-04-10
day 5 of next month               | 2027-04-05
in two weeks                      | 2027-03-24
3 days ago                        | 2027-03-07
4 business days from now          | 2027-03-16
a working day ago                 | 2027-03-09
2 weeks from tomorrow             | 2027-03-25
the day after Christmas           | 2027-12-26
three days before May 6           | 2027-05-03
two years from 2030               | 2032-01-01
anytime tomorrow                  | 2027-03-11
"""

RANGES = """
2027                              | 2027-01-01..2028-01-01
cy 21                             | 2021-01-01..2022-01-01
next year                         | 2028-01-01..2029-01-01
May 2027                          | 2027-05-01..2027-06-01
May of '87                        | 1987-05-01..1987-06-01
may 87                            | 1987-05-01..1987-06-01
05-2027                           | 2027-05-01..2027-06-01
2027/05                           | 2027-05-01..2027-06-01
the 5th month of 2027             | 2027-05-01..2027-06-01
November                          | 2026-11-01..2026-12-01 2027-11-01..2027-12-01
next February                     | 2028-02-01..2028-03-01
last May                          | 2026-05-01..2026-06-01
Q3 2027                           | 2027-07-01..2027-10-01
2H 2027                           | 2027-07-01..2028-01-01
the last quarter of 2027          | 2027-10-01..2028-01-01
the first half of next year       | 2028-01-01..2028-07-01
q1                                | 2027-01-01..2027-04-01 2028-01-01..2028-04-01
week 20                           | 2027-05-17..2027-05-24
2027-W20                          | 2027-05-17..2027-05-24
the 12th week of 2027             | 2027-03-22..2027-03-29
the last week of May              | 2026-05-25..2026-06-01 2027-05-24..2027-05-31
this week                         | 2027-03-08..2027-03-15
the month before last             | 2027-01-01..2027-02-01
this working week                 | 2027-03-08..2027-03-13
next 3 days                       | 2027-03-11..2027-03-14
past 2 weeks                      | 2027-02-24..2027-03-10
3 next months                     | 2027-03-11..2027-06-11
last 2 years                      | 2025-03-10..2027-03-10
past two quarters                 | 2026-07-01..2027-01-01
next two decades                  | 2030-01-01..2050-01-01
the first 2 weeks of May 2027     | 2027-05-03..2027-05-17
the last 3 days of May 2027       | 2027-05-29..2027-06-01
the 1980s                         | 1980-01-01..1990-01-01
the eighties                      | 1980-01-01..1990-01-01
80s                               | 1980-01-01..1990-01-01
nineteen eighties                 | 1980-01-01..1990-01-01
the 19th century                  | 1801-01-01..1901-01-01
year to date                      | 2027-01-01..2027-03-10
mtd                               | 2027-03-01..2027-03-10
the week of May 6 2027            | 2027-05-03..2027-05-10
w/c May 3 2027                    | 2027-05-03..2027-05-10
Labor Day weekend 2027            | 2027-09-04..2027-09-07
early May 2027                    | 2027-05-01..2027-05-16
mid-May 2027                      | 2027-05-10..2027-05-21
end of May 2027                   | 2027-05-16..2027-06-01
middle of 2027                    | 2027-05-01..2027-09-01
end of this year                  | 2027-07-01..2028-01-01
earlier this week                 | 2027-03-08..2027-03-10
later this month                  | 2027-03-16..2027-04-01
middle of the week                | 2027-03-09..2027-03-13
rest of the month                 | 2027-03-10..2027-04-01
within 2 weeks                    | 2027-03-10..2027-03-24
3 days starting May 6 2027        | 2027-05-06..2027-05-09
for a week from May 20th          | 2027-05-20..2027-05-27
May 6 2027 for 3 days             | 2027-05-06..2027-05-09
May 6 to May 9, 2027              | 2027-05-06..2027-05-09
May 6-9, 2027                     | 2027-05-06..2027-05-09
from the 6th to the 9th of May 2027 | 2027-05-06..2027-05-09
5/6-5/9/2027                      | 2027-05-06..2027-05-09
6 may - 9 june                    | 2026-05-06..2026-06-09 2027-05-06..2027-06-09
February to January               | 2027-02-01..2028-01-01
November to February              | 2026-11-01..2027-02-01 2027-11-01..2028-02-01
Jan-Mar 2027                      | 2027-01-01..2027-03-01
2/29 to 3/1                       | 2028-02-29..2028-03-01
2020-2025                         | 2020-01-01..2025-01-01
from 2020 until the end of 2025   | 2020-01-01..2026-01-01
from next monday to friday        | 2027-03-15..2027-03-19
Monday to Wednesday next week     | 2027-03-15..2027-03-17
from March 1 to date              | 2027-03-01..2027-03-10
since 2020                        | 2020-01-01..
after 2020                        | 2021-01-01..
later than May 6, 2027            | 2027-05-06..
after the beginning of May 2027   | 2027-05-01..
2020 or later                     | 2020-01-01..
>= 2020                           | 2020-01-01..
before 2020                       | ..2020-01-01
<= 2020                           | ..2021-01-01
2020 or earlier                   | ..2021-01-01
by the end of May 2027            | ..2027-06-01
more than 2 weeks ago             | ..2027-02-24
more than 2 weeks from today      | 2027-03-24..
"""

CLOCK = """
7:30                              | 07:30 19:30
7:30:15 pm                        | 19:30:15
19:30                             | 19:30
00:30                             | 00:30
12:30                             | 12:30 00:30
24:00                             | 00:00
7 p.m.                            | 19:00
7p                                | 19:00
12am                              | 00:00
7.30pm                            | 19:30
at 7.30                           | 07:30 19:30
730 pm                            | 19:30
0730 hours                        | 07:30
19h30                             | 19:30
at 730                            | 07:30 19:30
seven thirty                      | 07:30 19:30
seven o'clock                     | 07:00 19:00
twelve o five                     | 12:05 00:05
at 7                              | 07:00 19:00
around 7 in the evening           | 19:00
half past seven                   | 07:30 19:30
half 7                            | 07:30 19:30
quarter past 7 pm                 | 19:15
a quarter to 12 pm                | 11:45
20 minutes before 8               | 07:40 19:40
ten to 1                          | 12:50 00:50
10 past 19                        | 19:10
in the evening at 7               | 19:00
7 in the early morning            | 07:00
11 at night                       | 23:00
1 at night                        | 01:00
noon                              | 12:00
midnight                          | 00:00
"""

TIME_RANGES = """
7 to 9 pm                         | 19:00..21:00
7-9pm                             | 19:00..21:00
from 7 to 9                       | 07:00..09:00 19:00..21:00
between 11 and 1                  | 11:00..13:00 23:00..01:00
between 7 and 9 in the evening    | 19:00..21:00
from 11 am to 1                   | 11:00..13:00
between 7.30 and 9 pm             | 19:30..21:00
9 pm for 90 minutes               | 21:00..22:30
for 2 hours from 9 am             | 09:00..11:00
after 7 pm                        | 19:00..
not before 7pm                    | 19:00..
by 7 pm                           | ..19:00
7 pm or later                     | 19:00..
7 pm or earlier                   | ..19:00
after lunch                       | 13:00..
before breakfast                  | ..08:00
morning                           | 08:00..12:00
late in the afternoon             | 14:00..16:00
early morning                     | 08:00..10:00
night                             | 20:00..23:59:59
"""

MOMENTS = """
now                               | 2027-03-10 14:20:05
end of day                        | 2027-03-10 23:59:59
end of tomorrow                   | 2027-03-11 23:59:59
in 90 minutes                     | 2027-03-10 15:50:05
2 hours ago                       | 2027-03-10 12:20:05
an hour from now                  | 2027-03-10 15:20:05
tomorrow at 7 pm                  | 2027-03-11 19:00:00
7 pm tomorrow                     | 2027-03-11 19:00:00
tomorrow at 7                     | 2027-03-11 07:00:00 2027-03-11 19:00:00
tomorrow morning at 7             | 2027-03-11 07:00:00
tonight at 8                      | 2027-03-10 20:00:00
Thursday at noon                  | 2027-03-04 12:00:00 2027-03-11 12:00:00
2027-05-06T07:30:00               | 2027-05-06 07:30:00
Thu May 6 07:30:15 2027           | 2027-05-06 07:30:15 2027-05-06 19:30:15
"""

MOMENT_RANGES = """
tomorrow night                    | 2027-03-11 20:00:00..2027-03-11 23:59:59
this afternoon                    | 2027-03-10 12:00:00..2027-03-10 16:00:00
later this afternoon              | 2027-03-10 14:00:00..2027-03-10 16:00:00
last night                        | 2027-03-09 20:00:00..2027-03-09 23:59:59
tomorrow am                       | 2027-03-11 08:00:00..2027-03-11 12:00:00
tomorrow from 7 to 9 pm           | 2027-03-11 19:00:00..2027-03-11 21:00:00
7-9 pm tomorrow                   | 2027-03-11 19:00:00..2027-03-11 21:00:00
tomorrow 7-9                      | 2027-03-11 07:00:00..2027-03-11 09:00:00 \
2027-03-11 19:00:00..2027-03-11 21:00:00
tomorrow evening between 7 and 9  | 2027-03-11 19:00:00..2027-03-11 21:00:00
tomorrow from 11 pm to 1 am       | 2027-03-11 23:00:00..2027-03-12 01:00:00
tomorrow after 7 pm               | 2027-03-11 19:00:00..
by tomorrow at 7 pm               | ..2027-03-11 19:00:00
May 6 2027 at 7 pm to May 7 2027 at 9 am | 2027-05-06 19:00:00..2027-05-07 09:00:00
from tomorrow at 7 pm to 9 pm     | 2027-03-11 19:00:00..2027-03-11 21:00:00
between now and 5 pm              | 2027-03-10 14:20:05..2027-03-10 17:00:00
between 9 oclock and now          | 2027-03-10 09:00:00..2027-03-10 14:20:05
next hour                         | 2027-03-10 14:20:05..2027-03-10 15:20:05
past 20 minutes                   | 2027-03-10 14:00:05..2027-03-10 14:20:05
20 last minutes                   | 2027-03-10 14:00:05..2027-03-10 14:20:05
within the next 2 hours           | 2027-03-10 14:20:05..2027-03-10 16:20:05
later today                       | 2027-03-10 12:00:00..2027-03-11 00:00:00
earlier today                     | 2027-03-10 00:00:00..2027-03-10 12:00:00
rest of the day                   | 2027-03-10 14:20:05..2027-03-11 00:00:00
"""

LENGTHS = """
2 hours                           | 7200
1h 30m                            | 5400
half hour                         | 1800
one second                        | 1
one hour and half                 | 5400
an hour and a quarter             | 4500
one and a half hours              | 5400
1 and half hour                   | 5400
1.5 months                        | 3888000
two nights                        | 172800
three weekends                    | 518400
all week                          | 604800
more than 2 days                  | 172800 more
at most 2 days                    | 172800 less
about 2 days                      | 172800
"""

CODES = """
daily                             | P1D
every day                         | P1D
bi-weekly                         | P2W
every other month                 | P2M
each 3 weeks                      | P3W
every quarter                     | P3M
once a decade                     | P10Y
every Monday                      | XXXX-WXX-1
Mondays                           | XXXX-WXX-1
Tuesday mornings                  | XXXX-WXX-2TMO
every night                       | TNI
every May                         | XXXX-05
every 6 May                       | XXXX-05-06
every 15th                        | XXXX-XX-15
15th of every month               | XXXX-XX-15
every day at 7 pm                 | T19
7:30 pm every day                 | T19:30
each Monday at 7:30:15 pm         | XXXX-WXX-1T19:30:15
summer                            | SU
summer of 2027                    | 2027-SU
last winter                       | 2026-WI
this fiscal year                  | FY2027
fy21                              | FY2021
school year 2027                  | SY2027
"""

REFUSED = [
    "two and a half", "banana weekend",
    "", "soon", "5", "apples", "32 May 2027", "5/32", "13/13/2027", "2/30", "the 40th", "25:00",
    "7:61", "30 am", "week 60", "5th half of 2027", "the 9th week of tomorrow", "few days", "in",
    "next 5 apples", "between 7 and apples", "from apples to 2027", "5 apples ago", "7 or 9",
    "in 99999 years", "the 400th day of 2027", "last quarter next week", "13th month of 2027",
    "tomorrow at 7 pm to tomorrow night", "13-2027", "h3 2027", "5th day of Christmas",
    "last day of tomorrow", "5 to 5 to 5", "2 hours of tomorrow", "every apple", "early apples",
    "May 6 for 2 hours", "the first 2 weeks of Christmas", "in 2 hours time of day",
    "next 9999 years", "in 999999 weeks time", "today " * 40, "May 27th to the third",
    "the 27th to the third of May", "next friday 5/6", "less than 3 days after tomorrow",
    "Tuesday May 6 2027",
]  # fmt: skip


def rows(table):
    for line in table.strip().splitlines():
        phrase, value = (cell.strip() for cell in line.split("|"))
        yield phrase, value


def written(point):
    if point is None:
        return ""
    if isinstance(point, datetime):
        return point.isoformat(" ")
    if isinstance(point, date):
        return point.isoformat()
    return point.isoformat("auto").removesuffix(":00") if point.second == 0 else point.isoformat()


def points(found):
    return " ".join(written(option.start) for option in found.options)


def ranges(found):
    return " ".join(f"{written(o.start)}..{written(o.end)}" for o in found.options)


@pytest.mark.parametrize(("phrase", "expected"), list(rows(DAYS)))
def test_days(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, points(found)) == ("date", expected)


@pytest.mark.parametrize(("phrase", "expected"), list(rows(RANGES)))
def test_ranges_of_days(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, ranges(found)) == ("daterange", expected)


@pytest.mark.parametrize(("phrase", "expected"), list(rows(CLOCK)))
def test_times_of_day(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, points(found)) == ("time", expected)
    assert read_clock(phrase, NOW) == found


@pytest.mark.parametrize(("phrase", "expected"), list(rows(TIME_RANGES)))
def test_ranges_within_a_day(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, ranges(found)) == ("timerange", expected)


@pytest.mark.parametrize(("phrase", "expected"), list(rows(MOMENTS)))
def test_moments(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, points(found)) == ("datetime", expected)
    assert read_moment(phrase, NOW) == found


@pytest.mark.parametrize(("phrase", "expected"), list(rows(MOMENT_RANGES)))
def test_ranges_between_moments(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, ranges(found)) == ("datetimerange", expected)


@pytest.mark.parametrize(("phrase", "expected"), list(rows(LENGTHS)))
def test_lengths(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.kind, f"{found.seconds} {found.unit}".strip()) == ("duration", expected)


@pytest.mark.parametrize(("phrase", "expected"), list(rows(CODES)))
def test_what_has_a_code_only(phrase, expected):
    found = read_when(phrase, NOW)
    assert (found.code, found.options) == (expected, ())


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_is_no_time_is_refused(phrase):
    with pytest.raises(ValueFormatError, match="is not a time"):
        read_when(phrase, NOW)


def test_moments_keep_the_zone_of_now():
    now = datetime.fromisoformat("2027-03-10T14:20:00+02:00")
    (option,) = read_when("tomorrow at 7 pm", now).options
    assert option.start == datetime.fromisoformat("2027-03-11T19:00:00+02:00")


def test_days_belong_to_the_midnight_of_now():
    midnight = datetime.fromisoformat("2027-03-10T00:00:00")
    assert points(read_when("March 10", midnight)) == "2026-03-10 2027-03-10"
    assert points(read_when("March 10", NOW)) == "2027-03-10 2028-03-10"
