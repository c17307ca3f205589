"""The vocabulary of numbers, and the scanner that cuts a text into number tokens.

Only ASCII words and digits are known. Each token remembers how it is joined to the one before it:
by blanks, by a hyphen, by a comma, or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

MAX_DIGITS = 400
"""Longest numeral, and largest power of ten in scientific notation, that is read."""

_UNITS = "one two three four five six seven eight nine".split()
_TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNIT_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEEN_ORDINALS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth"
).split()
_SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
    "quintillion": 10**18,
    "sextillion": 10**21,
    "septillion": 10**24,
    "octillion": 10**27,
    "nonillion": 10**30,
    "decillion": 10**33,
}
_SHORT_SCALES = {"mn": 10**6, "bn": 10**9, "tn": 10**12}
_SUFFIXES = {"k": 10**3, "K": 10**3, "M": 10**6, **_SHORT_SCALES}
# "5m" is five metres and "5b" a flat unless money is meant.
_MONEY_SUFFIXES = {"m": 10**6, "b": 10**9, "B": 10**9, **_SUFFIXES}
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


class Token(NamedTuple):
    """One number word, numeral, or anything else.

    Attributes:
        kind: What the grammar sees, for example ``unit``, ``scale`` or ``numeral``.
        value: The value of the word.
        start: First character.
        end: Character after the last.
        gap: How it follows the token before: blank ``" "``, ``"-"``, ``","``, or ``""`` for
            anything else.
        word: The word in lower case.
    """

    kind: str
    value: Fraction
    start: int
    end: int
    gap: str
    word: str


def _vocabulary() -> dict[str, tuple[str, Fraction]]:
    """Return every known word with its kind and value."""
    words: dict[str, tuple[str, int]] = {
        "zero": ("zero", 0), "nought": ("zero", 0), "naught": ("zero", 0), "oh": ("oh", 0),
        "hundred": ("hundred", 100), "hundredth": ("hundredth", 100), "dozen": ("dozen", 12),
        "half": ("half", 2), "quarter": ("quarter", 4), "halves": ("part", 2),
        "quarters": ("part", 4), "hundredths": ("part", 100),
        "a": ("a", 1), "an": ("a", 1), "and": ("and", 0), "of": ("of", 0), "point": ("point", 0),
        "minus": ("minus", -1), "negative": ("negative", -1),
    }  # fmt: skip
    words.update({word: ("unit", number) for number, word in enumerate(_UNITS, 1)})
    words.update({word: ("teen", number) for number, word in enumerate(_TEENS, 10)})
    ordinals = dict(enumerate(_UNIT_ORDINALS, 1)) | dict(enumerate(_TEEN_ORDINALS, 10))
    for number, word in zip(range(20, 100, 10), _TENS, strict=True):
        words[word] = ("tens", number)
        ordinals[number] = word[:-1] + "ieth"
    for number, word in ordinals.items():
        words[word] = ("ordinal", number)
        if number > 2:
            words[word + "s"] = ("part", number)
    for word, number in _SCALES.items():
        words[word] = ("scale", number)
        words[word + "th"] = ("scaleth", number)
        words[word + "ths"] = ("part", number)
    words.update({word: ("scale", number) for word, number in _SHORT_SCALES.items()})
    return {word: (kind, Fraction(number)) for word, (kind, number) in words.items()}


VOCABULARY = _vocabulary()

# Groups are bounded so that a long list of numerals stays linear to scan.
_INTEGER = r"""(?: (?<![0-9],)[1-9][0-9]{0,2}(?:,[0-9]{3}){1,12}(?![0-9]|,[0-9])
    | [1-9][0-9]{0,2}(?:[\u00a0\u2009\u202f][0-9]{3}){1,12}(?![0-9])
    | [1-9][0-9]{0,2}(?:\ [0-9]{3}){0,11}\ 000(?![0-9])
    | [0-9]+ )"""
_DECIMALS = r"\.[0-9]+(?![0-9]|\.[0-9])"
_TOKEN = re.compile(
    rf"""(?<!\w)
        (?P<number> (?<![0-9]\.){_INTEGER}(?:{_DECIMALS})? | {_INTEGER} | (?<!\.){_DECIMALS} )
        (?P<exponent>[eE][+-]?[0-9]+(?!\w))? (?P<vulgar>[{_VULGAR}])?
        (?P<suffix>[^\W\d_]+[23²³]?)? (?!\w)
    | (?<!\w)(?P<lone>[{_VULGAR}])(?!\w)
    | (?P<word>\w+)""",
    re.VERBOSE,
)
_SEPARATORS = str.maketrans("", "", ", \u00a0\u2009\u202f")
_GAP = re.compile(r"\s+|(-|\u2010|\u2011)|(,)\s*")
_MONEY = re.compile(r"[$€£¥₹]\s?\Z")


def scan(text: str, *, money: bool = False, start: int = 0) -> Iterator[Token]:
    """Yield the number tokens of ``text``; other words are left out and break what they divide.

    Args:
        text: Any text.
        money: Whether "5m" is five million even without a currency sign before it.
        start: First character to look at.
    """
    last = start
    for match in _TOKEN.finditer(text, start):
        found = _word(match) if match["word"] else _numeral(match, money)
        if found is None:
            continue
        kind, value, end = found
        gap = _GAP.fullmatch(text, last, match.start())
        joined = "" if gap is None else "-" if gap[1] else gap[2] or " "
        yield Token(kind, value, match.start(), end, joined, (match["word"] or "").lower())
        last = end


def _word(match: re.Match[str]) -> tuple[str, Fraction, int] | None:
    """Return kind, value and end of a number word, or None for any other word."""
    known = VOCABULARY.get(match["word"].lower())
    return None if known is None else (*known, match.end())


def _numeral(match: re.Match[str], money: bool) -> tuple[str, Fraction, int] | None:
    """Return kind, value and end of a numeral with its suffix, or None when it is too long."""
    if match["lone"]:
        return "fraction", _vulgar(match["lone"]), match.end()
    digits = match["number"].translate(_SEPARATORS)
    power = int(match["exponent"][1:][:9]) if match["exponent"] else 0
    if len(digits) > MAX_DIGITS or abs(power) > MAX_DIGITS:
        return None
    value = Fraction(int(digits)) if digits.isdigit() else Fraction(digits)
    if power:
        value *= Fraction(10) ** power
    if match["vulgar"]:
        value += _vulgar(match["vulgar"])
    suffix = match["suffix"] or ""
    money = money or bool(_MONEY.search(match.string, max(0, match.start() - 2), match.start()))
    scale = (_MONEY_SUFFIXES if money else _SUFFIXES).get(suffix)
    if scale is not None:
        return "scaled", value * scale, match.end()
    if suffix.lower() == _ordinal_suffix(digits):
        return "ordinal_numeral", value, match.end()
    plain = "integer" if digits.isdigit() and value.denominator == 1 else "numeral"
    return plain, value, match.end() - len(suffix)


def _vulgar(sign: str) -> Fraction:
    """Return the value of a one-character fraction such as "½"."""
    return Fraction(unicodedata.normalize("NFKD", sign).replace("\u2044", "/"))


def _ordinal_suffix(digits: str) -> str:
    """Return the suffix that makes ``digits`` an ordinal: "st" for "21"."""
    if not digits.isdigit() or digits[-2:-1] == "1":
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
