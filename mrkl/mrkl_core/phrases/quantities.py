"""Numbers with what they count: percentages, money, measures and temperatures.

* ``15%``, ``15 percent``, ``per cent of twenty``: the value is 15, the unit ``percent``.
* ``$5``, ``5 dollars``, ``USD 5m``, ``three dollars and forty cents``: the unit is the ISO 4217
  code where the phrase tells it, else the name that several currencies share (``dollar``,
  ``pound``). ``34 cents`` stays 34 of the unit ``cent``: of which currency, it does not say.
* ``10 1/2 miles``, ``5 ft 2 in``, ``20 [kg]``, ``188 miles an hour``: the unit is the canonical
  English name in the singular (``mile per hour``). Feet with inches, and pounds with ounces, are
  one quantity of the greater unit.
* ``-5 °C``: a temperature in ``celsius``, ``fahrenheit``, ``kelvin`` or ``rankine``. ``90 degrees``
  is one in ``degree``, or an angle where a dimension is asked for.
* Everything that ``parse_amount`` reads is a number with the unit ``""``.

Values are exact. A phrase that says anything else is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.amounts import parse_amount
from mrkl_core.phrases.currency_names import CURRENCIES, PARTS
from mrkl_core.phrases.measure_names import TEMPERATURES, measure_name

Kind = Literal["percent", "money", "dimension", "temperature", "number"]

MAX_PHRASE = 200
"""Longest phrase, in characters, that ``parse_quantity`` reads."""

_MOST_WORDS = 20
_PERCENT = r"(?:%|percent(?:s|ages?)?(?: points?)?|per cents?|pct\.?)"
_OF_PERCENT = re.compile(rf"{_PERCENT} of (?P<amount>.+)", re.I)
_SMALLER = {"foot": ("inch", 12), "pound": ("ounce", 16), "stone": ("pound", 14)}
_BRACKETS = re.compile(r"[\[{<(]\s*([^\W\d_]+)\s*[\]}>)]")
_PARTING = re.compile(r"[\s-]+|(?<=[\d½¼¾⅓⅔⅛.])(?=[^\d\s,.])|(?<=[\d\s])(?=[^\w\s.,-])")
_THOUSANDS = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "mn": 10**6}
_METERS = re.compile(r"\d ?m$")  # five million only where money is meant
_AND = re.compile(r"(?:,? and |, | |(?<=['′])(?=\d))")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact ``value`` of ``unit``; numbers without a unit have the unit ``""``."""

    value: Fraction
    unit: str
    kind: Kind


def parse_quantity(text: str, kind: Kind | None = None) -> Quantity:
    """Return the quantity that ``text`` says, as a whole.

    Args:
        text: The phrase, at most ``MAX_PHRASE`` characters.
        kind: What is asked for, where it is known: "5 pounds" is money or a weight.

    Raises:
        ValueFormatError: It is no quantity of that kind, or its number or unit is not known.
    """
    found = _Reader(kind).quantity(text) if len(text) <= MAX_PHRASE else None
    if found is None or (kind is not None and found.kind != kind):
        raise ValueFormatError(
            f"{text!r:.80} is not a quantity.",
            hint="Write a number with a unit, such as '15%', '$2.50', '10 km/h' or '-5 °C'.",
        )
    return found


class _Reader:
    """Reads one phrase, with units of one kind where that is asked for."""

    def __init__(self, kind: Kind | None) -> None:
        self._kind = kind

    def quantity(self, text: str) -> Quantity | None:
        """Return the quantity, or None."""
        phrase = _BRACKETS.sub(r"\1", re.sub("[ \t\r\n]+", " ", text).strip())
        number = None if _METERS.search(phrase) else _amount(phrase)
        if number is not None:
            return Quantity(number, "", "number")
        if len(re.split("[ -]", phrase)) > _MOST_WORDS:
            return None
        percent = _OF_PERCENT.fullmatch(phrase)
        if percent:
            return _with_unit(percent["amount"], "percent", "percent")
        rules = (self._suffixed, _prefixed, self._compound, _infixed)
        return next(filter(None, (rule(phrase) for rule in rules)), None)

    def _unit(self, spelling: str) -> tuple[str, Kind] | None:
        """Return the unit of the kind asked for that stands behind a number."""
        found = _units(spelling) or _units(spelling.replace("-", " "))
        return next((unit for unit in found if self._kind in (None, unit[1])), None)

    def _suffixed(self, phrase: str) -> Quantity | None:
        """Read an amount with its unit behind it: "three-ton", "300mm", "30 musd"."""
        for gap in _PARTING.finditer(phrase):
            amount, spelling = phrase[: gap.start()], phrase[gap.end() :]
            unit = self._unit(spelling)
            value = _share(amount, spelling) if unit else None
            if unit is not None and value is not None:
                return Quantity(value, *unit)
            scaled = re.fullmatch(r"(k|mn?|bn?)([a-z]{3})", spelling.lower())
            if scaled and CURRENCIES.get(scaled[2], "").lower() == scaled[2]:
                value = _amount(amount)
                if value is not None:
                    return Quantity(value * _THOUSANDS[scaled[1]], scaled[2].upper(), "money")
        return None

    def _compound(self, phrase: str) -> Quantity | None:
        """Read two units of one quantity: "5 ft 2 in", "3 dollars and 50 cents"."""
        for gap in _AND.finditer(phrase):
            before, rest = phrase[: gap.start()], phrase[gap.end() :]
            first = self._suffixed(before) or _prefixed(before)
            if first is None or first.kind not in ("money", "dimension"):
                continue
            second = self._suffixed(rest)
            if second is None and (first.kind == "money" or first.unit == "foot"):
                second = _with_unit(rest, "", "number")
            added = _fraction_of(first, second) if second else None
            if added is not None:
                return Quantity(first.value + added, first.unit, first.kind)
        return None


def _amount(text: str) -> Fraction | None:
    try:
        return parse_amount(text)
    except ValueFormatError:
        return None


def _with_unit(amount: str, unit: str, kind: Kind) -> Quantity | None:
    value = _amount(amount)
    return None if value is None else Quantity(value, unit, kind)


def _units(spelling: str) -> list[tuple[str, Kind]]:
    """Return the units that ``spelling`` may name, with their kinds, the likeliest first."""
    folded = spelling.lower()
    found: list[tuple[str, Kind]] = []
    if re.fullmatch(_PERCENT, folded):
        found.append(("percent", "percent"))
    if folded in TEMPERATURES and spelling != "k":
        found.append((TEMPERATURES[folded], "temperature"))
    measure = measure_name(spelling)
    if measure == "degree":
        found.append((measure, "temperature"))
    if measure is not None:
        found.append((measure, "dimension"))
    money = CURRENCIES.get(spelling) or CURRENCIES.get(folded)
    return [*found, (money, "money")] if money else found


def _share(amount: str, unit: str) -> Fraction | None:
    """Return an amount before a unit in words, where "a" is one and "half a" a half."""
    plain = _amount(amount)
    if plain is not None:
        return plain
    said = re.sub(r"^an? (?=half|quarter)|(?<=half|rter|ters) (?:of )?an?$", "", amount, flags=re.I)
    if said.lower() in ("a", "an"):
        return Fraction(1) if unit.replace(" ", "").isalpha() else None
    return {"quarter": Fraction(1, 4)}.get(said.lower()) or _amount(said)


def _prefixed(phrase: str) -> Quantity | None:
    """Read money with its sign, code or name before the amount: "us $ 150 million"."""
    signed = re.match(r"[-−]\s*(?=\D)", phrase)
    if signed:
        inner = _prefixed(phrase[signed.end() :])
        return None if inner is None else Quantity(-inner.value, inner.unit, inner.kind)
    for gap in re.finditer(r"\s+|(?<=\D)(?=[\d.-])", phrase):
        spelling, amount = phrase[: gap.start()].lower(), phrase[gap.end() :]
        unit = CURRENCIES.get(phrase[: gap.start()]) or CURRENCIES.get(spelling)
        if unit is None and not spelling.startswith(("a ", "s ")):
            unit = CURRENCIES.get(spelling.replace(" ", ""))
        if unit is not None and (unit not in PARTS or unit == "sen" or spelling == "¢"):
            value = _amount(amount)
            again = CURRENCIES.get(amount.rpartition(" ")[2].lower())  # "$5 USD"
            if value is None and again is not None and (again == unit or len(unit) > 3):
                value, unit = _amount(amount.rpartition(" ")[0]), again
            if value is not None:
                return Quantity(value, unit, "money")
    return None


def _infixed(phrase: str) -> Quantity | None:
    """Read money with its code between number and scale: "75 USD million"."""
    words = phrase.split()
    unit = CURRENCIES.get(words[1]) if len(words) == 3 else None
    return _with_unit(f"{words[0]} {words[2]}", unit, "money") if unit else None


def _fraction_of(first: Quantity, second: Quantity) -> Fraction | None:
    """Return ``second`` in units of ``first``, where the two make one quantity."""
    if first.value.denominator != 1 or second.value < 0:
        return None
    if first.kind == "dimension":
        smaller, count = _SMALLER.get(first.unit, ("", 1))
        fits = second.unit == smaller or (first.unit == "foot" and not second.unit)
        return second.value / count if fits and second.value < count else None
    if first.unit in PARTS:
        return None
    if second.unit in PARTS:
        count = PARTS[second.unit][1]
        return second.value / count if second.value < count else None
    cents = second.kind == "number" and second.value.denominator == 1 and 10 <= second.value < 100
    return second.value / 100 if cents else None
