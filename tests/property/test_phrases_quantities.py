from contextlib import suppress
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.found_quantities import find_amounts, find_quantities
from mrkl_core.phrases.numbers import find_numbers, parse_number
from mrkl_core.phrases.quantities import Quantity, parse_quantity

WORDS = (
    "5 five a half and of over out hundred thousand million dollars cents km m in ft $ % percent "
    "degrees C F - . , / ^ 1/2 2.5 € per hour square thirds fifths dozen USD each 10"
).split()
phrases = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
whole = st.integers(0, 10**9)


@given(whole, st.integers(1, 98))
def test_written_quantities_come_back(count, parts):
    words = num2words(count)
    assert parse_quantity(f"{words} miles") == Quantity(Fraction(count), "mile", "dimension")
    assert parse_quantity(f"{count:,}%") == Quantity(Fraction(count), "percent", "percent")
    assert parse_quantity(f"${count}") == Quantity(Fraction(count), "dollar", "money")
    dollars = count % 10**6  # longer ones are refused, see amounts.MAX_PHRASE
    money = parse_quantity(f"{num2words(dollars)} dollars and {num2words(parts)} cents")
    assert money == Quantity(dollars + Fraction(parts, 100), "dollar", "money")


@given(phrases)
def test_any_words_are_read_or_refused(text):
    with suppress(ValueFormatError):
        parse_quantity(text)
    for span in find_quantities(text):
        assert parse_quantity(text[span.start : span.end]) == span.quantity


@given(phrases)
def test_amounts_cover_the_numbers(text):
    """What ``find_numbers`` finds lies in an amount, unless the text goes on ambiguously."""
    amounts = find_amounts(text)
    assert list(amounts) == sorted(amounts)
    for number in find_numbers(text):
        assert any(start < number.end and number.start < end for start, end, _ in amounts) or (
            parse_number(text[number.start : number.end]) == 1
        )


@given(st.text(max_size=30))
def test_any_text_is_searched(text):
    spans = find_quantities(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
