from fractions import Fraction

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.numbers import (
    MAX_PHRASE,
    MAX_TEXT,
    NumberSpan,
    find_numbers,
    numeral,
    parse_number,
)

EXACT = {
    "0": "0",
    "38": "38",
    "05": "5",
    "2,480": "2480",
    "1,234,567.89": "1234567.89",
    "1 000 000": "1000000",
    "12 345 000": "12345000",
    "12\u202f345": "12345",
    "1.5": "1.5",
    ".5": "0.5",
    "-7": "-7",
    "−7": "-7",
    "+3": "3",
    "-.5": "-0.5",
    "1e6": "1000000",
    "2.5E-3": "0.0025",
    "½": "1/2",
    "2½": "5/2",
    "-2½": "-5/2",
    " 42 ": "42",
    "2 million": "2000000",
    "2.5 million": "2500000",
    "2-million": "2000000",
    "3.5k": "3500",
    "300K": "300000",
    "5m": "5000000",
    "2bn": "2000000000",
    "3 bn": "3000000000",
    "2 million 300 thousand": "2300000",
    "5 thousand and forty": "5040",
    "15 hundred": "1500",
    "3 hundred and five": "305",
    "2 hundred thousand": "200000",
    "zero": "0",
    "seven": "7",
    "SEVEN": "7",
    "seventeen": "17",
    "seventy": "70",
    "seventy-seven": "77",
    "seventy seven": "77",
    "a hundred": "100",
    "hundred": "100",
    "one hundred": "100",
    "one hundred five": "105",
    "one hundred and five": "105",
    "three hundred ninety-four": "394",
    "twelve hundred": "1200",
    "twenty five hundred": "2500",
    "twenty-five hundred and one": "2501",
    "a thousand": "1000",
    "a thousand and one": "1001",
    "one thousand two hundred": "1200",
    "one thousand, two hundred and five": "1205",
    "hundred thousand": "100000",
    "three hundred and ninety-four thousand and forty": "394040",
    "three hundred and ninety-four thousand, and forty": "394040",
    "one million three hundred thousand": "1300000",
    "one million, two hundred thousand and five": "1200005",
    "two billion and seven": "2000000007",
    "five trillion": "5000000000000",
    "two lakh fifty thousand": "250000",
    "three crore": "30000000",
    "dozen": "12",
    "a dozen": "12",
    "three dozen": "36",
    "half a dozen": "6",
    "2 dozen": "24",
    "half": "1/2",
    "a half": "1/2",
    "half a million": "500000",
    "half million": "500000",
    "half a hundred": "50",
    "a quarter": "1/4",
    "one quarter": "1/4",
    "three quarters": "3/4",
    "three-quarters": "3/4",
    "a third": "1/3",
    "one third": "1/3",
    "two thirds": "2/3",
    "five eighths": "5/8",
    "an eighth": "1/8",
    "twenty-one hundredths": "0.21",
    "a hundredth": "0.01",
    "three quarters of a million": "750000",
    "a quarter of a million": "250000",
    "one and a half": "1.5",
    "two and three quarters": "2.75",
    "2 and a half": "2.5",
    "two and a half million": "2500000",
    "two and a half hundred": "250",
    "two hundred and three quarters": "200.75",
    "a million and a half": "1500000",
    "a dozen and a half": "18",
    "two point five": "2.5",
    "two point zero five": "2.05",
    "two point oh five": "2.05",
    "zero point one two five": "0.125",
    "three point fourteen": "3.14",
    "one hundred and three point five": "103.5",
    "point five": "0.5",
    "2 point 5": "2.5",
    "two point five million": "2500000",
    "minus seven": "-7",
    "negative seven": "-7",
    "minus two point five": "-2.5",
    "minus 3": "-3",
    "nineteen eighty four": "1984",
    "nineteen eighty-four": "1984",
    "nineteen oh five": "1905",
    "nineteen hundred": "1900",
    "twenty twenty six": "2026",
    "ten sixty six": "1066",
    "two thousand twenty six": "2026",
    "two thousand and twenty six": "2026",
}

REFUSED = [
    "", " ", "a", "an", "and", "point", "minus", "the", "hello", "two apples",
    "twelve five", "one two", "thousandteen", "five and", "and five", "two and three",
    "150 hundred", "twenty five hundred thousand", "two, point five",
    "nineteen twenty third", "hundred thousand million three thousand million",
    "thousand thousand",
    "million million",
    "two thousand and three hundred", "one million and five thousand", "one thousand, two",
    "two thousand three thousand", "one hundred and one hundred", "five twenty",
    "twenty thirteen hundred", "one twenty", "two dozen dozen", "half half", "two half",
    "two third", "one hundredth", "a few", "a couple", "hundreds", "seventy seventeen",
    "two hundred and a half", "two million and a half", "two and four quarters",
    "third", "twenty-first", "21st", "second", "two hundredth", "twenty third",
    "1/2", "15%", "$5", "5kg", "5 kg", "1,2", "1,23", "12,34,567", "0,123", "1.234,56", "1.2.3",
    "1 234", "1..2", "- 7", "--7", "-", "+", ".", "1e", "1e401", "1e-999999999999", "5st", "11st",
    "B2B", "mp3", "٣٥", "５", "x2", "2x3", "5 point 25", "two point", "point", "minus minus two",
    "seven-", "two\u0000three", "2 point five 5", "minus-two", "5 m", "9" * 401,
    "one " * 300, "two point twenty third",
]  # fmt: skip

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "twelfth": 12, "twentieth": 20, "twenty-first": 21,
    "twenty second": 22, "one hundred and third": 103, "hundredth": 100, "two hundredth": 200,
    "thousandth": 1000, "five thousandth": 5000, "two thousand and first": 2001,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "11th": 11, "12th": 12, "21st": 21, "112th": 112,
    "seven": 7,
}  # fmt: skip

MENTIONS = {
    "the sum of two and three": ["two", "three"],
    "38 plus fifty eight": ["38", "fifty eight"],
    "12-5": ["12", "5"],
    "3-4": ["3", "4"],
    "-7 + 3": ["-7", "3"],
    "10 - 3": ["10", "3"],
    "10 -3": ["10", "3"],
    "(2) -3": ["2", "3"],
    "20% -3": ["20", "3"],
    "10kg -3kg": ["10", "3"],
    "3 * -2": ["3", "-2"],
    "3*-2": ["3", "-2"],
    "2 - -3": ["2", "-3"],
    "(-4)": ["-4"],
    "from -5 to +10": ["-5", "+10"],
    "is x -3 or −4": ["-3", "−4"],
    "2,480.": ["2,480"],
    "1,2 and 3": ["1", "2", "3"],
    "1,2,345": ["1", "2", "345"],
    "1,234,5": ["1", "234", "5"],
    "100,200,300": ["100,200,300"],
    "1 234 5": ["1", "234", "5"],
    "B2B": [],
    "mp3 player": [],
    "0x1F": [],
    "the 3rd, third and twenty-third": [],
    "5kg": ["5"],
    "10m2": ["10"],
    "20%": ["20"],
    "$5.50": ["5.50"],
    "$5m": ["5m"],
    "€ 2b": ["2b"],
    "5m in feet": ["5"],
    "5pm": ["5"],
    "2024-05-01": ["2024", "05", "01"],
    "192.168.1.2": ["192", "168", "1", "2"],
    "3..5": ["3", "5"],
    "1.5.": ["1.5"],
    "which one is bigger": ["one"],
    "a second later": [],
    "five second delay": ["five"],
    "wait thirty seconds": ["thirty"],
    "half past three": ["half", "three"],
    "a two-day trip": ["two"],
    "five-six": ["five", "six"],
    "covid-19": ["19"],
    "between one hundred and five hundred": ["one hundred", "five hundred"],
    "between two thousand and three thousand": ["two thousand", "three thousand"],
    "one hundred and two hundred thousand": ["one hundred", "two hundred thousand"],
    "two million and three hundred thousand": ["two million", "three hundred thousand"],
    "one thousand, two": ["one thousand", "two"],
    "two million, 300 thousand": ["two million", "300 thousand"],
    "one, two, three": ["one", "two", "three"],
    "twelve five": ["twelve", "five"],
    "hundred thousand million three thousand million": [],
    "a b c": [],
    "ten minus seven": ["ten", "seven"],
    "12 apples minus 3": ["12", "3"],
    "what is minus seven times 2": ["minus seven", "2"],
    "minus seven plus 3": ["minus seven", "3"],
    "5 * minus 3": ["5", "minus 3"],
    "10 minus minus 3": ["10", "minus 3"],
    "10 minus negative 3": ["10", "negative 3"],
    "minus": [],
    "at that point five people came": ["five"],
    "what is point five of 20": ["point five", "20"],
    "Is 2 million more than 1.5bn?": ["2 million", "1.5bn"],
    "three quarters of 200": ["three quarters", "200"],
    "the year nineteen eighty four": ["nineteen eighty four"],
    "two\nhundred": ["two\nhundred"],
    "two_hundred": [],
    "١٢ and 12": ["12"],
    "": [],
}


@pytest.mark.parametrize(("text", "value"), EXACT.items())
def test_a_phrase_is_read_exactly(text, value):
    assert parse_number(text) == Fraction(value)


@pytest.mark.parametrize("text", REFUSED)
def test_a_phrase_that_is_not_one_number_is_refused(text):
    with pytest.raises(ValueFormatError, match="is not one number"):
        parse_number(text)


@pytest.mark.parametrize(("text", "value"), ORDINALS.items())
def test_ordinals_are_read_where_wanted(text, value):
    assert parse_number(text, ordinals=True) == value


@pytest.mark.parametrize(("text", "mentions"), MENTIONS.items())
def test_numbers_are_found_where_they_stand(text, mentions):
    spans = find_numbers(text)
    assert [text[span.start : span.end] for span in spans] == mentions
    assert all(parse_number(text[span.start : span.end]) == span.value for span in spans)


def test_ordinals_are_found_where_wanted():
    spans = find_numbers("the 3rd of the twenty-second", ordinals=True)
    assert spans == (NumberSpan(4, 7, Fraction(3)), NumberSpan(15, 28, Fraction(22)))


def test_offsets_are_characters():
    assert find_numbers("Für 5 €") == (NumberSpan(4, 5, Fraction(5)),)


def test_a_phrase_beyond_the_cap_is_refused():
    with pytest.raises(ValueFormatError):
        parse_number("0" * (MAX_PHRASE + 1))


def test_a_text_beyond_the_cap_is_refused():
    assert find_numbers("x" * MAX_TEXT) == ()
    with pytest.raises(ValueFormatError, match="too long"):
        find_numbers("x" * (MAX_TEXT + 1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("27395", "27395"), ("0", "0"), ("-7", "-7"), ("2.5", "2.5"), ("-0.05", "-0.05"),
        ("0.125", "0.125"), ("1/3", "(1/3)"), ("-22/7", "(-22/7)"), ("1e6", "1000000"),
        ("1e-3", "0.001"), ("1/40", "0.025"),
    ],
)  # fmt: skip
def test_numerals_are_exact(value, text):
    assert numeral(Fraction(value)) == text


def test_a_numeral_without_end_is_refused():
    with pytest.raises(ValueFormatError, match="too long"):
        numeral(Fraction(10) ** 5000)
