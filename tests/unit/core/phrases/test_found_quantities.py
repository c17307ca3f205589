from fractions import Fraction

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.found_quantities import find_amounts, find_quantities


def amounts(text):
    return [str(value) for _, _, value in find_amounts(text)]


def quantities(text, kind=None):
    return [(str(s.quantity.value), s.quantity.unit) for s in find_quantities(text, kind)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It takes 7 3/8 yards, or 2 over 3 of a roll.", ["59/8", "2/3"]),
        ("On 6/18/2031 at 10.20.30.40", ["6", "18", "2031", "10", "20", "30", "40"]),
        ("the one that costs one million and a half", ["1500000"]),
        ("one of them", ["1"]),
        ("17 out of 10", ["17", "10"]),
        ("4 hundred and 3 hundred", ["400", "300"]),
        ("see https://example.org/?a=20%25 and page 4", ["20", "25", "4"]),
        ("items 22,24,26", ["22", "24", "26"]),
        ("seven twenty-firsts", ["1/3"]),
        ("nothing here", []),
    ],
)
def test_amounts_in_a_text(text, values):
    assert amounts(text) == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I paid $17 for 5 kg.", [("17", "dollar"), ("5", "kilogram")]),
        ("a $17 million deal", [("17000000", "dollar")]),
        ("a us $ 17 loan", [("17", "USD")]),
        ("5 €, 10 €, 20 €", [("5", "EUR"), ("10", "EUR"), ("20", "EUR")]),
        ("$ 5 $ 6", [("5", "dollar"), ("6", "dollar")]),
        ("meet at 6pm", []),
        ("8 in 5 boxes", [("8", ""), ("5", "")]),
        ("he is 5 ft 2 in tall", [("31/6", "foot")]),
        ("It is 31 C today", [("31", "celsius")]),
        ("a Boeing 777F flew", []),
        ("Block 23456 F of it", [("23456", "")]),
        ("a metric ton", []),
        ("14.7C/ per share", []),
        ("In PA 23456 F Block", [("23456", "")]),
        ("ALL 5 of them", [("5", "")]),
        ("item XY-173 m", []),
        ("20 (kg) of it", [("20", "kilogram")]),
    ],
)
def test_quantities_in_a_text(text, found):
    assert quantities(text) == found


def test_offsets_are_those_of_the_text():
    text = "It weighs about 7 1/4 pounds, he said."
    (span,) = find_quantities(text, "dimension")
    assert text[span.start : span.end] == "7 1/4 pounds"
    assert span.quantity.value == Fraction(29, 4)


@pytest.mark.parametrize("find", [find_amounts, find_quantities])
def test_long_texts_are_refused(find):
    with pytest.raises(ValueFormatError, match="too long"):
        find("5 " * 2_000)
