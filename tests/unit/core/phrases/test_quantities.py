"""Expectations were worked out by hand; none stands in a public list."""

from fractions import Fraction

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.quantities import Quantity, parse_quantity

READ = """
17                                | 17      |                      | number
two thirds                        | 2/3     |                      | number
17%                               | 17      | percent              | percent
17.5 percent                      | 35/2    | percent              | percent
seventeen per cent                | 17      | percent              | percent
3 percentage points               | 3       | percent              | percent
half a percent                    | 1/2     | percent              | percent
per cent of seventy               | 70      | percent              | percent
$17                               | 17      | dollar               | money
$-17                              | -17     | dollar               | money
-$17                              | -17     | dollar               | money
17$                               | 17      | dollar               | money
$ 17.25 million                   | 17250000| dollar               | money
$17m                              | 17000000| dollar               | money
us $ 17                           | 17      | USD                  | money
US$17                             | 17      | USD                  | money
$17 USD                           | 17      | USD                  | money
USD 17                            | 17      | USD                  | money
17 USD                            | 17      | USD                  | money
eur 17                            | 17      | EUR                  | money
sek17                             | 17      | SEK                  | money
17chf                             | 17      | CHF                  | money
75 USD million                    | 75000000| USD                  | money
35 mgbp                           | 35000000| GBP                  | money
seventeen swiss francs            | 17      | CHF                  | money
17 hong kong dollars              | 17      | HKD                  | money
17 kroner                         | 17      | krone                | money
17 cents                          | 17      | cent                 | money
¢17                               | 17      | cent                 | money
a dollar                          | 1       | dollar               | money
four dollars and seventeen cents  | 417/100 | dollar               | money
four dollars seventeen cents      | 417/100 | dollar               | money
4 dollars 17                      | 417/100 | dollar               | money
4 euros, 17 cents                 | 417/100 | EUR                  | money
half a million rupees             | 500000  | rupee                | money
quarter million yen               | 250000  | JPY                  | money
17 ALL                            | 17      | ALL                  | money
17 km                             | 17      | kilometer            | dimension
17m                               | 17      | meter                | dimension
1.7mm                             | 17/10   | millimeter           | dimension
17-inch                           | 17      | inch                 | dimension
seventeen-ton                     | 17      | ton                  | dimension
7 1/4 miles                       | 29/4    | mile                 | dimension
half a mile                       | 1/2     | mile                 | dimension
three quarters of a mile          | 3/4     | mile                 | dimension
a half turn                       | 1/2     | turn                 | dimension
17 sq. ft.                        | 17      | square foot          | dimension
17 m²                             | 17      | square meter         | dimension
17cm3                             | 17      | cubic centimeter     | dimension
17 square kilometres              | 17      | square kilometer     | dimension
17 miles per hour                 | 17      | mile per hour        | dimension
17 miles an hour                  | 17      | mile per hour        | dimension
17km/h                            | 17      | kilometer per hour   | dimension
17 kph                            | 17      | kilometer per hour   | dimension
17 cm/ms                          | 17      | centimeter per millisecond | dimension
17 [kg]                           | 17      | kilogram             | dimension
17 µg                             | 17      | microgram            | dimension
17 mb                             | 17      | megabyte             | dimension
17 nautical miles                 | 17      | nautical mile        | dimension
5 feet 3 inches                   | 21/4    | foot                 | dimension
5'3"                              | 21/4    | foot                 | dimension
5 foot 3                          | 21/4    | foot                 | dimension
8 pounds 4 ounces                 | 33/4    | pound                | dimension
17°                               | 17      | degree               | temperature
17 degrees                        | 17      | degree               | temperature
-17 °C                            | -17     | celsius              | temperature
17 degrees F                      | 17      | fahrenheit           | temperature
17F                               | 17      | fahrenheit           | temperature
minus 17 degrees celsius          | -17     | celsius              | temperature
17 kelvin                         | 17      | kelvin               | temperature
"""

REFUSED = [
    "", "dollar", "percent", "km", "a $", "5 apples", "5 km apples", "$", "$ five apples",
    "5 dollars 7", "5 dollars 70 apples", "5 dollars 170 cents", "5 cents 50", "5.5 dollars 50",
    "5 km 2 m", "6 feet 13 inches", "5 per hour", "5 square hours", "5 all", "5 x y million",
    "percent of many", "5 " + "meters " * 40, "5 " + "kilo" * 16 + "meters",
]  # fmt: skip


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_quantities(line):
    phrase, value, unit, kind = (cell.strip() for cell in line.split("|"))
    assert parse_quantity(phrase) == Quantity(Fraction(value), unit, kind)


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_is_no_quantity_is_refused(phrase):
    with pytest.raises(ValueFormatError, match="is not a quantity"):
        parse_quantity(phrase)


@pytest.mark.parametrize(
    ("phrase", "kind", "unit"),
    [
        ("17 pounds", "money", "pound"),
        ("17 pounds", "dimension", "pound"),
        ("17 degrees", "dimension", "degree"),
        ("17 degrees", "temperature", "degree"),
    ],
)
def test_the_kind_asked_for_decides(phrase, kind, unit):
    assert parse_quantity(phrase, kind) == Quantity(Fraction(17), unit, kind)


@pytest.mark.parametrize(("phrase", "kind"), [("17 km", "money"), ("17", "percent")])
def test_another_kind_is_refused(phrase, kind):
    with pytest.raises(ValueFormatError):
        parse_quantity(phrase, kind)
