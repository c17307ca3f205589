import pytest

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.calculator import evaluate_exact, parse
from mrkl_experts.calculator.characters import MAPPED, REMEDIES, translate

# The zero of each script with decimal digits that somebody may paste.
ZEROS = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7F6,
]  # fmt: skip


@pytest.mark.parametrize("zero", ZEROS)
def test_digits_of_every_script_have_their_value(zero):
    numeral = "".join(chr(zero + digit) for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0))
    assert evaluate_exact(parse(f"{numeral} + 1")) == 1234567891


@pytest.mark.parametrize("zero", ZEROS)
def test_a_numeral_of_two_scripts_is_refused(zero):
    with pytest.raises(InvalidArgumentError, match="several scripts"):
        parse(f"1{chr(zero + 2)}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 \u00d7 7", 42),
        ("6 \u22c5 7", 42),
        ("6 \u2217 7", 42),
        ("84 \u00f7 2", 42),
        ("84 \u2215 2", 42),
        ("50 \u2212 8", 42),
        ("\uff08\uff14\uff0b\uff12\uff09\uff0a\uff17", 42),
        ("\uff18\uff14\uff0f\uff12\uff0d\uff10\uff0e\uff15", 41.5),
        ("max\uff08\uff11\uff0c\uff12\uff09", 2),
        ("\uff15\uff10\uff05", 0.5),
        ("\u0661\u066b\u0665", 1.5),
        ("\u0665\u0660\u066a", 0.5),
        ("1\u00a0+\u20092\u202f+\u30003\u2007+ 4", 10),
        ("1\t+\r\n2", 3),
    ],
)
def test_mapped_characters_mean_what_the_table_says(text, value):
    assert evaluate_exact(parse(text)) == value


def test_greek_pi_is_the_constant():
    assert parse("\u03c0 * 2") == parse("pi * 2")


@pytest.mark.parametrize("char", sorted(REMEDIES))
def test_refused_characters_come_with_a_remedy(char):
    with pytest.raises(InvalidArgumentError) as caught:
        parse(f"1{char}2")
    assert caught.value.hint == REMEDIES[char]


REFUSED = [
    *"@#$&~`\\\"';:?<>[]{}|_!=",
    *"\u00b9\u2070\u2074\u2079\u2080\u2081",  # super- and subscripts
    *"\u2150\u2153\u215b\u2160\u2164\u2460\u2474\u2776",  # fractions, Roman, circled
    *"\u3007\u4e00\u4e8c\u5341\u96f6",  # Chinese numerals
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad",  # invisible
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f",  # directions
    *"\u221e\u2211\u222b\u2202\u2260\u2264\u2248\u00b1\u2213",  # mathematics beyond us
    *"\u0430\u0435\u043e\u03b1\u0391",  # letters that look Latin
    *"\uff45\uff50\uff49\uff53",  # full-width letters are never folded
    *"\U0001d452\U0001d70b",  # mathematical letters
    *"\u2192\u2764\U0001f600\u20ac\u00a3\u00a5",
    *"\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\u2028\u2029",
    *"\u0301\u0338\u20e3",  # combining
    *"\ud800\udfff\ue000\uffff",  # not characters at all
]


@pytest.mark.parametrize("char", REFUSED, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize("pattern", ["1{}2", "{}", "1 {} 2", "sq{}rt(4)"])
def test_every_other_character_is_refused(char, pattern):
    with pytest.raises(InvalidArgumentError) as caught:
        parse(pattern.format(char))
    str(caught.value).encode("utf-8")


def test_translation_keeps_the_positions():
    text = "\u0661 \u00d7 \uff08\u03c0\uff09"
    assert translate(text) == "1 * (\u03c0)"
    assert all(len(char) == len(plain) == 1 for char, plain in MAPPED.items())
