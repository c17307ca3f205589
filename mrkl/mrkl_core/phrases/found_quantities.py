"""Finds amounts and quantities in running text.

What a text may mean in two ways is left out: "5 in" before another word is no length, "ALL 5" no
money, and "12 out of 10" two numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.amounts import parse_amount
from mrkl_core.phrases.currency_names import CURRENCIES
from mrkl_core.phrases.measure_names import TEMPERATURES, spellings
from mrkl_core.phrases.number_words import VOCABULARY
from mrkl_core.phrases.numbers import find_numbers
from mrkl_core.phrases.quantities import Kind, Quantity, parse_quantity
from mrkl_core.phrases.windows import MAX_TEXT, Window, longest

_NUMBER_WORDS = frozenset(VOCABULARY) | frozenset(
    "firsts seconds "
    "over out in x e k g b mm mn mln bln tln dozens dozs dzs doz hundreds bn tn - − + / ^ , . "
    "¼ ½ ¾ ⅐ ⅑ ⅒ ⅓ ⅔ ⅕ ⅖ ⅗ ⅘ ⅙ ⅚ ⅛ ⅜ ⅝ ⅞".split()
)
_NO_AMOUNT = re.compile(r"(?:an?|second|[^\W\d]|.*[.,])", re.I)
_SCALE_AFTER = re.compile(r"\s+(?:hundred|thousand|lakh|million|crore|billion|trillion)\b", re.I)
# Where a number stands before them, these words mean something else more often than a unit.
_WORD_UNIT = re.compile(r".*\d\s+(?:in|are|at|as|a|do|st|d|h|to|pt|k|b)|.*\d\s*[ap]m", re.I)
_FEET = re.compile(r".*\d\s*(?:ft|feet|foot|['′])\W+\d+\s+in", re.I)
_LETTER = re.compile(r".*\d\s?[cf]", re.I)
_ONE_UNIT = re.compile(
    r"an? (?!half|quarter|hundred|thousand|million|billion|trillion|dozen)", re.I
)
_WHICH = re.compile(r"\b(?:the|that|this|which|no|any|some|every|each|another)\s+\Z", re.I)
# Two numerals that are no mixed one and no groups of thousands; cheap to see before parsing.
_SEVERAL = re.compile(r"\d \d{1,2}(?![\d/⁄])")
_CODE_WORD = re.compile(r"(?:ALL|BAM|CUP|GEL|PEN|TRY)\s")


@dataclass(frozen=True, slots=True)
class QuantitySpan:
    """Characters ``start`` to ``end`` (exclusive) of a text say ``quantity``."""

    start: int
    end: int
    quantity: Quantity


def find_amounts(text: str) -> tuple[tuple[int, int, Fraction], ...]:
    """Return start, end and value of the numbers of ``text``, from left to right.

    They are those of ``find_numbers``, or longer ones that ``parse_amount`` reads.

    Raises:
        ValueFormatError: The text is longer than ``MAX_TEXT``.
    """
    _check(text)
    found = list(longest(text, _NUMBER_WORDS.__contains__, _amount))
    for span in find_numbers(text):
        which = text[span.start : span.end].lower() == "one" and _WHICH.search(text[: span.start])
        if not which and not any(start < span.end and span.start < end for start, end, _ in found):
            found.append((span.start, span.end, span.value))
    return tuple(sorted(found))


def _amount(window: Window) -> Fraction | None:
    phrase = window.phrase
    if _NO_AMOUNT.fullmatch(phrase) or _SEVERAL.search(phrase):
        return None
    if _SCALE_AFTER.match(window.after):
        return None
    try:
        value = parse_amount(phrase)
    except ValueFormatError:
        return None
    improper = value >= 1 and re.search(r"\b(?:over|out of|in)\b", phrase, re.I)
    alone = phrase.lower() == "one" or re.fullmatch("[0-9]+[bg]", phrase, re.I)
    return None if improper or alone else value


def find_quantities(text: str, kind: Kind | None = None) -> tuple[QuantitySpan, ...]:
    """Return the quantities of ``text``, from left to right, bare numbers among them.

    Args:
        text: Running text.
        kind: What is looked for, where only one kind is.

    Raises:
        ValueFormatError: The text is longer than ``MAX_TEXT``.
    """
    _check(text)

    def read(window: Window) -> Quantity | None:
        return _quantity(window, kind)

    words = _unit_words() | _NUMBER_WORDS
    return tuple(QuantitySpan(*span) for span in longest(text, words.__contains__, read))


def _quantity(window: Window, kind: Kind | None) -> Quantity | None:
    phrase = window.phrase
    if _NO_AMOUNT.fullmatch(phrase) or _SEVERAL.search(phrase) or _ONE_UNIT.match(phrase):
        return None
    if _CODE_WORD.match(phrase):
        return None
    if _WORD_UNIT.fullmatch(phrase) and not _FEET.fullmatch(phrase):
        return None
    if _LETTER.fullmatch(phrase) and not re.fullmatch(r"\s*(?:[.,;?!]?(?:\s.*)?)", window.after):
        return None
    if _LETTER.fullmatch(phrase) and re.search(r"[A-Z]\w*\s$", window.before):
        return None
    try:
        found = parse_quantity(phrase, kind)
    except ValueFormatError:
        return None
    return None if found.kind != "number" and _goes_on(window) else found


def _goes_on(window: Window) -> bool:
    """Return whether the last word belongs to the next quantity: "$5 $6", "10 € 20 €"."""
    if window.phrase[-1].isdigit():
        unit = re.match(r"\s*([^\W\d_]+|[^\w\s,.;:?!()-])", window.after)
        several = len(re.findall(r"\d+(?:[.,]\d+)*", window.phrase)) > 1
        return bool(several and unit and unit[1].lower() in CURRENCIES)
    starts_with_sign = not window.phrase[0].isalnum()
    return starts_with_sign and bool(re.match(r"\s?\d", window.after))


@cache
def _unit_words() -> frozenset[str]:
    """Return every word and sign that a unit may contain."""
    names = {*CURRENCIES, *TEMPERATURES, *spellings()}
    words = {word for name in names for word in re.findall(r"[^\W\d_]+|\S", name.lower())}
    scaled = {f"{scale}{name.lower()}" for scale in "kmb" for name in CURRENCIES if name.isupper()}
    extra = "% percent percents percentage percentages points per cent cents pct of every / [ ] { }"
    signs = set(extra.split()) | {"<", ">", "(", ")", "square", "cubic", "sq", "cu"}
    return frozenset(words | scaled | signs)


def _check(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ValueFormatError(
            f"A text of {len(text)} characters is too long to search for quantities.",
            hint=f"Search at most {MAX_TEXT} characters at a time.",
        )
