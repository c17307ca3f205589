"""Reads the user's words for a currency."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.currency.codes import (
    COMMONEST,
    NAMED,
    NO_DECIMALS,
    OTHERS,
    PARTS,
    THREE_DECIMALS,
)

_LONGEST = 60
_LEADING = re.compile(r"^(?:the|an?|one|of|in|into|to)\s+")
_POSSESSIVE = re.compile(r"['’]s\b")
_DOTTED = re.compile(r"(?<=\b\w)\.")  # U.S. dollars
_AMBIGUOUS_PARTS = frozenset({"cent", "penny", "pennies"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A currency; ``digits`` are the decimal places of its amounts."""

    code: str
    name: str
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What words mean.

    Attributes:
        currency: The currency.
        unit: How amounts are labelled: its code, or the coin's name.
        per_whole: How many of the unit make one of the currency.
        note: Says how the words were read where they could mean another currency.
    """

    currency: Currency
    unit: str
    per_whole: int = 1
    note: str = ""


def resolve(words: str, argument: str) -> Reading:
    """Return the currency that ``words`` name: a code, a name, a symbol or slang.

    Raises:
        InvalidArgumentError: No currency is called that.
    """
    phrase = _normal(words[: _LONGEST + 1])
    found = readings().get(phrase)
    if found is None:
        raise InvalidArgumentError(
            f"{words!r:.80} is not a currency that is known.",
            hint=f"Give a name such as 'US dollars' or a code such as 'EUR'.{_guess(phrase)}",
            argument=argument,
        )
    return found


@cache
def currencies() -> Mapping[str, Currency]:
    """Return every currency in use by its ISO code."""
    named = {code: name for code, name, *_ in _rows()}
    names = named | {code: code for code in OTHERS}
    return {
        code: Currency(code=code, name=name, digits=_digits(code)) for code, name in names.items()
    }


@cache
def readings() -> Mapping[str, Reading]:
    """Return every phrase, casefolded, with what it means."""
    certain: dict[str, str] = {}
    shared: defaultdict[str, set[str]] = defaultdict(set)
    for code, name, adjectives, nouns, alone in _rows():
        forms = [form for noun in nouns for form in _forms(noun)]
        own = [*_forms(name.casefold()), *alone]
        own += [f"{adjective} {form}" for adjective in adjectives for form in forms]
        own += [f"{adjective} {word}" for adjective in adjectives for word in ("currency", "money")]
        certain.update(dict.fromkeys(own, code))
        for form in forms:
            shared[form].add(code)
    unshared = {form: min(codes) for form, codes in shared.items() if len(codes) == 1}
    found = {phrase: _whole(code) for phrase, code in (unshared | certain).items()}
    for noun, code in COMMONEST.items():
        found |= {form: _whole(code, form) for form in _forms(noun)}
    for coin, code in PARTS.items():
        found |= {form: _part(code, form, coin in _AMBIGUOUS_PARTS) for form in _forms(coin)}
    return found | {code.casefold(): _whole(code) for code in currencies()}


def _rows() -> Iterator[tuple[str, str, list[str], list[str], list[str]]]:
    for line in NAMED.strip().splitlines():
        code, _, rest = line.partition(": ")
        name, adjectives, nouns, alone = rest.split(";")
        yield code, name, _split(adjectives), _split(nouns), _split(alone)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _forms(noun: str) -> tuple[str, str]:
    return noun, f"{noun}s"


def _digits(code: str) -> int:
    return 0 if code in NO_DECIMALS else 3 if code in THREE_DECIMALS else 2


def _whole(code: str, ambiguous: str = "") -> Reading:
    currency = currencies()[code]
    name = currency.name + ("s" if ambiguous.endswith("s") else "")
    note = f"{ambiguous} read as {name}" if ambiguous else ""
    return Reading(currency=currency, unit=code, note=note)


def _part(code: str, form: str, ambiguous: bool) -> Reading:
    note = f"{form} read as those of {code}" if ambiguous else ""
    return Reading(currency=currencies()[code], unit=form, per_whole=100, note=note)


def _normal(words: str) -> str:
    text = unicodedata.normalize("NFC", words).casefold()
    text = _POSSESSIVE.sub("", _DOTTED.sub("", text))
    text = " ".join(text.replace("-", " ").split()).strip(" .,;:!?'\"")
    return _LEADING.sub("", text)


def _guess(phrase: str) -> str:
    names = [known for known in readings() if len(known) > 3]  # codes are all alike
    close = difflib.get_close_matches(phrase, names, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
