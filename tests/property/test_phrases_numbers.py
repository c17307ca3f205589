from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.numbers import find_numbers, numeral, parse_number

WORDS = (
    "zero one two five nine ten twelve nineteen twenty thirty ninety hundred thousand million "
    "billion dozen half quarter quarters third thirds eighth hundredth thousandth second a an and "
    "of point oh minus negative first twenty-one 3 40 2,480 1.5 .5 1e3 3k $ % ( ) - + , . -7 5kg "
    "3rd ½ apples the is"
).split()
number_texts = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "-", ", ", "", "  ", "\n"])), max_size=9
).map(lambda pairs: "".join(word + gap for word, gap in pairs))
whole_numbers = st.one_of(
    st.integers(0, 10**4), st.integers(0, 10**12), st.integers(0, 12).map(lambda n: 10**n)
)


def spellings(number):
    british = num2words(number, lang="en_GB")
    yield british
    yield british.replace("-", " ")
    yield british.replace(",", "")
    yield british.replace(" and ", " ")
    yield british.upper()
    yield num2words(number, lang="en")


@given(whole_numbers)
@example(10**12)
@example(1_000_001)
def test_number_words_come_back(number):
    for words in spellings(number):
        assert parse_number(words) == number, words
        (span,) = find_numbers(f"Is {words} enough?")
        assert (span.start, span.value) == (3, number)


@given(whole_numbers.filter(bool))
def test_ordinal_words_come_back(number):
    words = num2words(number, to="ordinal")
    assert parse_number(words, ordinals=True) == number
    assert parse_number(num2words(number, to="ordinal_num"), ordinals=True) == number
    if "second" not in words:
        assert find_numbers(words) == ()


@given(st.integers(1001, 2099).filter(lambda year: year % 1000 > 9))
def test_years_come_back(year):
    assert parse_number(num2words(year, to="year")) == year


@given(st.integers(-(10**6), 10**6), st.integers(0, 5))
def test_decimals_come_back(digits, places):
    value = Fraction(digits, 10**places)
    assert parse_number(numeral(value)) == value
    assert parse_number(f"{value.numerator:,}") == value.numerator


@given(st.integers(0, 999), st.integers(0, 99999))
def test_spoken_decimals_come_back(whole, tail):
    spoken = " ".join(num2words(int(digit)) for digit in str(tail))
    expected = Fraction(f"{whole}.{tail}")
    assert parse_number(f"{num2words(whole)} point {spoken}") == expected


@given(st.one_of(number_texts, st.text(max_size=60)), st.booleans())
@example("one hundred and three quarters", False)
def test_every_span_parses_to_its_value(text, ordinals):
    end = 0
    for span in find_numbers(text, ordinals=ordinals):
        assert end <= span.start < span.end
        said = text[span.start : span.end]
        assert parse_number(said, ordinals=ordinals) == span.value, said
        end = span.end


@given(st.one_of(number_texts, st.text()))
def test_parsing_gives_a_number_or_a_typed_error(text):
    try:
        value = parse_number(text)
    except ValueFormatError:
        return
    assert isinstance(value, Fraction)
    assert find_numbers(text)


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["plus", "times", "+", "-", "*"])
)
def test_operands_stay_apart(left, right, operator):
    text = f"{num2words(left)} {operator} {right}"
    assert [span.value for span in find_numbers(text)] == [left, right]


@pytest.mark.parametrize("piece", ["1 ", "one hundred and ", "1,111", "minus ", "two point one "])
def test_long_texts_take_linear_time(piece):
    assert len(find_numbers(piece * (240_000 // len(piece)))) >= 0
