"""Reads a unit as people write it: "miles per hour", "sq ft", "km/h", "ounces".

A bounded grammar over a fixed table of names. The result is a list of readings (an ounce may be a
mass or a volume), each a product of registry names with integer powers; no text goes further.

::

    unit    = product { ("/" | "per") product }
    product = factor { ["*"] factor }
    factor  = [count] [square | cubic] name [integer | squared | cubed]
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.unit_table import ALIASES, PREFIXABLE, PREFIXES, REWRITES, UNITS

MOST_CHARACTERS = 80
_MOST_FACTORS = 6
_MOST_POWER = 4
_MOST_COUNT = 1000
_MOST_READINGS = 16
_SHAPES = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_POWERS = {"squared": 2, "cubed": 3}
_TOKEN = re.compile(r"\s*(?:(?P<word>[^\W\d_]+)|(?P<integer>-?[0-9]+)|(?P<symbol>\*\*|[*/^]))")
_CHARACTERS = str.maketrans(
    {
        "\u00b2": "^2",
        "\u00b3": "^3",
        "\u00b0": " degree ",
        "\u00ba": " degree ",
        "\u2103": " degree C",
        "\u2109": " degree F",
        "\u00b7": "*",
        "\u22c5": "*",
        "\u00d7": "*",
        "\u2126": "\u03a9",  # the ohm sign is the Greek letter
        "\u00b5": "\u03bc",  # the micro sign likewise
        "_": " ",
        ".": " ",
        "\u2019": "'",
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a unit: ``count`` times the product of registry names to powers."""

    powers: Mapping[str, int]
    count: int = 1


def read_unit(text: str) -> list[Reading]:
    """Return the possible readings of a unit, likeliest first.

    Raises:
        InvalidArgumentError: A word is no unit, or the text is not of the grammar.
    """
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_CHARACTERS:
        raise InvalidArgumentError(
            f"{str(text)[:40]!r} is not the name of a unit.",
            hint="Write a unit such as 'miles per hour' or 'kg'.",
        )
    parts = list(_factors(_tokens(text), text))
    if not parts or len(parts) > _MOST_FACTORS:
        raise _malformed(text)
    choices = itertools.product(*(part.names for part in parts))
    return [_reading(parts, names) for names in itertools.islice(choices, _MOST_READINGS)]


@dataclass(frozen=True, slots=True)
class _Factor:
    names: tuple[str, ...]
    power: int
    count: int


def _reading(parts: list[_Factor], names: tuple[str, ...]) -> Reading:
    powers: dict[str, int] = {}
    count = 1
    for part, name in zip(parts, names, strict=True):
        powers[name] = powers.get(name, 0) + part.power
        count *= part.count
    return Reading({name: power for name, power in powers.items() if power}, count)


def _tokens(text: str) -> list[str]:
    plain = re.sub(r"(?<=\w)[-\u2010\u2011](?=[^\W\d])", " ", text.translate(_CHARACTERS))
    tokens: list[str] = []
    position = 0
    plain = plain.rstrip()
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _malformed(text)
        tokens.extend(REWRITES.get(match[0].strip().lower(), match[0].strip()).split())
        position = match.end()
    return tokens


def _factors(tokens: list[str], text: str) -> Iterator[_Factor]:
    position = 0
    sign = 1
    while position < len(tokens):
        token = tokens[position].lower()
        if token in ("/", "per", "a", "an") and 0 < position < len(tokens) - 1:
            sign = -1
            position += 1
            continue
        if token in ("*", "times") and 0 < position < len(tokens) - 1:
            position += 1
            continue
        factor, position = _factor(tokens, position, sign, text)
        yield factor


def _factor(tokens: list[str], position: int, sign: int, text: str) -> tuple[_Factor, int]:
    count = 1
    if tokens[position].isdigit():
        count = int(tokens[position])
        position += 1
        if not 1 <= count <= _MOST_COUNT or sign > 0:
            raise _malformed(text)
    power = 1
    if position < len(tokens) - 1 and tokens[position].lower() in _SHAPES:
        power = _SHAPES[tokens[position].lower()]
        position += 1
    names, position = _name(tokens, position, text)
    exponent, position = _exponent(tokens, position, text)
    return _Factor(names, sign * power * exponent, count), position


def _exponent(tokens: list[str], position: int, text: str) -> tuple[int, int]:
    rest = tokens[position : position + 2]
    if rest and rest[0].lower() in _POWERS:
        return _POWERS[rest[0].lower()], position + 1
    if rest and rest[0] in ("^", "**"):
        rest, position = rest[1:], position + 1
        if not rest:
            raise _malformed(text)
    if not rest or not rest[0].lstrip("-").isdigit():
        return 1, position
    exponent = int(rest[0][:4])
    if not 1 <= abs(exponent) <= _MOST_POWER:
        raise _malformed(text)
    return exponent, position + 1


def _name(tokens: list[str], position: int, text: str) -> tuple[tuple[str, ...], int]:
    """Return the registry names of the longest known run of words."""
    for length in (3, 2, 1):
        words = tokens[position : position + length]
        if len(words) == length and (names := _lookup(" ".join(words))):
            return names, position + length
    word = tokens[position] if position < len(tokens) else text
    raise InvalidArgumentError(
        f"{word!r} is not a unit that is known here.", hint=_suggestion(word), unit=word
    )


def _lookup(words: str) -> tuple[str, ...]:
    exact = _exact_names()
    for spelling in dict.fromkeys((words, words.lower())):
        for plural, singular in (("", ""), ("s", ""), ("es", ""), ("ies", "y")):
            stem = spelling.removesuffix(plural) + singular
            if spelling.endswith(plural) and (not plural or len(stem) > 1) and stem in exact:
                return exact[stem]
    return _folded_names().get(words.lower(), ())


@cache
def _exact_names() -> dict[str, tuple[str, ...]]:
    """Return every spelling, singular, with the registry names it may stand for."""
    names: dict[str, tuple[str, ...]] = {}
    for unit, (symbols, words) in PREFIXABLE.items():
        for prefix, marks in {"": ("",), **PREFIXES}.items():
            spelled = [mark + symbol for mark in marks for symbol in symbols]
            spelled += [prefix + word for word in (unit.replace("_", " "), *words)]
            for spelling in dict.fromkeys(spelled):
                names[spelling] = (*names.get(spelling, ()), prefix + unit)
    for unit, spellings in UNITS.items():
        for spelling in dict.fromkeys((unit.replace("_", " "), *spellings)):
            names[spelling] = (*names.get(spelling, ()), unit)
    return {**names, **ALIASES}


@cache
def _folded_names() -> dict[str, tuple[str, ...]]:
    """Return the spellings in lower case, for "KWH" and the like; mega before milli."""
    folded: dict[str, tuple[str, ...]] = {}
    for spelling, units in _exact_names().items():
        key = spelling.lower()
        mega_first = sorted({*folded.get(key, ()), *units}, key=lambda unit: unit[:5] == "milli")
        folded[key] = tuple(mega_first)
    return folded


def _suggestion(word: str) -> str:
    known = [name for name in _exact_names() if len(name) > 2]
    close = difflib.get_close_matches(word.lower()[:40], known, n=3, cutoff=0.7)
    if not close:
        return "Write a common name or symbol, such as 'kilometres' or 'km'."
    return f"Did you mean {' or '.join(repr(name) for name in close)}?"


def _malformed(text: str) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"{text[:40]!r} is not a unit that can be read.",
        hint="Write names with 'per', '/', '*' and small powers, such as 'm/s^2'.",
    )
