"""Expectations were worked out by hand; none stands in a public list."""

from fractions import Fraction

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.amounts import parse_amount

READ = """
2,480                                   | 2480
7 3/8                                   | 59/8
7-3/8                                   | 59/8
5/16                                    | 5/16
-5/16                                   | -5/16
4 over seven                            | 4/7
nine out of twelve                      | 3/4
one in forty                            | 1/40
1.5^2                                   | 9/4
4^-2                                    | 1/16
4^+2                                    | 16
7.25x10^-3                              | 29/4000
3 x 10^4                                | 30000
2.345,67                                | 234567/100
8,25                                    | 33/4
45,67,891.5                             | 9135783/2
2.345.678                               | 2345678
2'345'678                               | 2345678
2 345 678                               | 2345678
7MM                                     | 7000000
7 mln                                   | 7000000
30 bln                                  | 30000000000
2 tln                                   | 2000000000000
3 G                                     | 3000000000
four dozens                             | 48
four dzs                                | 48
7.25 hundred                            | 725
quarter billion                         | 250000000
a quarter billion                       | 250000000
1 1/4 million                           | 1250000
a forty-first                           | 1/41
seven forty-firsts                      | 7/41
seven forty firsts                      | 7/41
two hundred thirty-fifths               | 40/7
two hundred billionths                  | 1/5000000
five million and a half                 | 5500000
5 million and a half                    | 5500000
five million and three fifths           | 5600000
two billion and three quarters million  | 2000750000
7 crore and two hundred                 | 70000200
eleven billion and five hundred         | 11000000500
4 hundred and 17                        | 417
seventy - three                         | 73
two hundred and thirty fifths           | 46
a hundred and fifty thousand            | 150000
3 ¾                                     | 15/4
5 ½ million                             | 5500000
1.5 M                                   | 1500000
five and 3/4                            | 23/4
five and three over four                | 23/4
10**3                                   | 1000
1 millionth                             | 1/1000000
3 mil                                   | 3000000
minus seven - eighths                   | -7/8
negative two over three                 | -2/3
"""

REFUSED = [
    "", " ", "a", "apples", "5 apples", "4 over", "over 4", "4 over zero", "1/0", "2^99999",
    "2^2.5", "0^-1", "2^401", "1" * 25 + "^2", "two hundred thirty fifths",
    "minus minus five", "1 2", "3 hundred and hundred",
    "quarter apple", "1 1/4 apples", "-", "- ", "four - ", "five dozens" * 40,
]  # fmt: skip


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_amounts(line):
    phrase, value = (cell.strip() for cell in line.split("|"))
    assert parse_amount(phrase) == Fraction(value)


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_is_no_single_amount_is_refused(phrase):
    with pytest.raises(ValueFormatError, match="is not an amount"):
        parse_amount(phrase)
