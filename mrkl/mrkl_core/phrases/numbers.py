"""Numbers in numerals and English words: exact values, and where they stand in a text.

What is read and what is not:

* Numerals: ``2,480``, ``1 250 000`` (plain blanks only before a last group ``000``), ``1.5``,
  ``.5``, ``1e6``, ``-7``, ``½``; ASCII digits only. ``15%`` and ``$5`` are not numbers, but
  contain some. ``1/2`` is a division of two numbers.
* Suffixes: ``3.5k``, ``3.5K``, ``2M``, ``2bn``, ``2 million``; ``2m`` and ``2b`` in a running text
  only behind a currency sign, since they are more often metres or a name.
* Words: ``three hundred and ninety-four thousand and forty``, ``twenty five hundred``,
  ``two point zero five``, ``nineteen eighty four``, ``half a million``, ``three dozen``,
  ``two and three quarters``, ``minus seven``. "a" alone is never a number.
* Ordinals (``third``, ``21st``) only where asked for; else a whole ordinal is passed over.
* Nothing is guessed: ``twelve five`` is two numbers, ``hundred thousand million`` none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.number_grammar import Grammar, Phrase
from mrkl_core.phrases.number_words import Token, scan

MAX_PHRASE = 1000
"""Longest phrase, in characters, that ``parse_number`` reads."""

MAX_TEXT = 250_000
"""Longest text, in characters, that ``find_numbers`` searches: one to two seconds at worst."""

_MAX_BITS = 12_000
_SIGNS = {"-": -1, "−": -1, "+": 1}
_SIGNED_NUMERAL = re.compile(r"[-−+][.0-9¼-¾⅐-⅞]")
_NUMERALS = ("integer", "numeral", "scaled", "fraction")
# A sign belongs to the numeral after it unless a value stands before: "10 -3", "(2) -3".
_BLANK_OR_UNIT = re.compile(r"\s*|[^\W\d_]+\s+")
_VALUE_ENDS = tuple(")]}%°_")
_LOOK_BACK = 30
_SIGN_WORDS = frozenset(
    "is was are be by of to from and or than plus minus times at equals over between what's add "
    "subtract multiply divide compute calculate evaluate convert reached into negative".split()
)
_NOT_DECIMAL = frozenset("the this that which what some any every each a no my your one".split())
_WORD_BEFORE = re.compile(r"([A-Za-z']+)\s*\Z")


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in a text: characters ``start`` to ``end`` (exclusive) say ``value``."""

    start: int
    end: int
    value: Fraction


def parse_number(text: str, *, ordinals: bool = False) -> Fraction:
    """Return the exact value of a phrase that is one number from end to end.

    Args:
        text: The phrase, at most ``MAX_PHRASE`` characters.
        ordinals: Whether "third" and "21st" count as 3 and 21.

    Raises:
        ValueFormatError: It is no number, or could be read in several ways.
    """
    phrase = text.strip()
    if len(phrase) <= MAX_PHRASE:
        signed = _SIGNED_NUMERAL.match(phrase)
        tokens = list(scan(phrase, money=True, start=1 if signed else 0))
        reader = _Reader(phrase, tokens, ordinals)
        found = reader.whole(1 if signed else 0)
        if found is not None:
            return found * _SIGNS[phrase[0]] if signed else found
    raise ValueFormatError(
        f"{text!r:.80} is not one number.",
        hint="Write a numeral such as '2,480' or words such as 'two and a half million'.",
    )


def find_numbers(text: str, *, ordinals: bool = False) -> tuple[NumberSpan, ...]:
    """Return the numbers mentioned in ``text``, from left to right, each as long as possible.

    ``parse_number(text[span.start:span.end])`` is ``span.value`` for every span. Dates such as
    ``2024-05-01`` come out as three numbers without signs. Linear in the length of the text.

    Args:
        text: Running text, such as a question.
        ordinals: Whether ordinals count as numbers.

    Raises:
        ValueFormatError: The text is longer than ``MAX_TEXT``.
    """
    if len(text) > MAX_TEXT:
        raise ValueFormatError(
            f"A text of {len(text)} characters is too long to search for numbers.",
            hint=f"Search at most {MAX_TEXT} characters at a time.",
        )
    return tuple(_Reader(text, list(scan(text)), ordinals).spans())


def numeral(value: Fraction) -> str:
    """Return ``value`` exactly, as a numeral that may stand in an expression.

    Decimals that do not end are written as a quotient in brackets, ``(1/3)``.

    Raises:
        ValueFormatError: The number has thousands of digits.
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MAX_BITS:
        raise ValueFormatError("The number is too long to write.", hint="Use fewer digits.")
    places = _decimal_places(value.denominator)
    if places is None:
        return f"({value.numerator}/{value.denominator})"
    if not places:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _decimal_places(denominator: int) -> int | None:
    """Return how many decimals a fraction over ``denominator`` has, or None if no end."""
    powers = {2: 0, 5: 0}
    for prime in powers:
        while denominator % prime == 0:
            denominator //= prime
            powers[prime] += 1
    return max(powers.values()) if denominator == 1 else None


class _Reader:
    """Applies the grammar along a text and decides about signs."""

    def __init__(self, text: str, tokens: list[Token], ordinals: bool) -> None:
        self._text = text
        self._tokens = tokens
        self._ordinals = ordinals
        self._grammar = Grammar(tokens, ordinals=ordinals)

    def whole(self, start: int) -> Fraction | None:
        """Return the number that the text is from ``start`` on, or None."""
        if not self._tokens or self._tokens[0].start != start:
            return None
        phrase = self._signed(0) if start == 0 else self._grammar.longest(0)
        if phrase is None or phrase.end != len(self._tokens):
            return None
        if self._tokens[-1].end != len(self._text) or (phrase.ordinal and not self._ordinals):
            return None
        return phrase.value

    def spans(self) -> list[NumberSpan]:
        """Return all numbers of the text."""
        found: list[NumberSpan] = []
        at, last = 0, 0
        while at < len(self._tokens):
            phrase = self._signed(at) if self._may_start(at, last) else None
            if phrase is None:
                at += 1
                continue
            start, end, after = self._tokens[at].start, self._tokens[phrase.end - 1].end, phrase.end
            readable = self._ordinals or not phrase.ordinal
            while self._grammar.dangling(after):
                after, readable = after + 1, False
            if readable:
                sign = self._sign_before(at, last)
                value = phrase.value * _SIGNS.get(sign, 1)
                found.append(NumberSpan(start - len(sign), end, value))
            at, last = after, self._tokens[after - 1].end
        return found

    def _signed(self, at: int) -> Phrase | None:
        """Return the number phrase at token ``at``, with "minus" or "negative" before it."""
        if self._tokens[at].kind not in ("minus", "negative"):
            return self._grammar.longest(at)
        if at + 1 == len(self._tokens) or self._tokens[at + 1].gap != " ":
            return None
        phrase = self._grammar.longest(at + 1)
        return phrase and phrase._replace(value=-phrase.value)

    def _may_start(self, at: int, last: int) -> bool:
        """Return whether a "minus" or "point" at token ``at`` belongs to the number after it."""
        token = self._tokens[at]
        if token.kind not in ("minus", "point"):
            return True
        before = self._text[max(last, token.start - _LOOK_BACK) : token.start]
        word = _WORD_BEFORE.search(before)
        if token.kind == "point":
            return word is None or word[1].lower() not in _NOT_DECIMAL
        if word is not None:
            return word[1].lower() in _SIGN_WORDS
        return before.rstrip()[-1:] in tuple("(=+-*/^,:?") or not (last or before.strip())

    def _sign_before(self, at: int, last: int) -> str:
        """Return the sign character that belongs to the numeral at token ``at``, or ""."""
        token = self._tokens[at]
        position = token.start - 1
        if token.kind not in _NUMERALS or position < last or self._text[position] not in _SIGNS:
            return ""
        before = self._text[max(last, position - _LOOK_BACK) : position]
        if before[-1:].isalnum() or before.rstrip().endswith(_VALUE_ENDS):
            return ""
        close = last > 0 and position - last < _LOOK_BACK
        return "" if close and _BLANK_OR_UNIT.fullmatch(before) else self._text[position]
