"""Single amounts as people write them: all that ``numbers`` reads, and what needs a closer look.

Beyond ``parse_number`` these are read, each only as a whole phrase:

* mixed numerals and quotients: ``10 1/2``, ``1/4``, ``two over three``, ``one out of five``;
* powers: ``2.5^-1``, ``6.23x10^-4``, with a whole exponent;
* other groupings: ``1.111,11``, ``5,00``, ``12,34,567.89``;
* abbreviations: ``1MM``, ``10 bln``, ``five dozs``, ``three dozens``;
* fractions in words: ``a twenty-first``, ``a hundred trillionths``, ``three million and a half``,
  ``one billion and a quarter million``.

What can be read in two ways is refused: ``one hundred thirty fifths`` may be 100/35 or 130/5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.number_words import VOCABULARY
from mrkl_core.phrases.numbers import parse_number

MAX_PHRASE = 200
"""Longest phrase, in characters, that ``parse_amount`` reads."""

_MAX_EXPONENT = 400
_MAX_BASE = 24


def _compiled(*table: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), new) for pattern, new in table)


_CAPITALS = _compiled((r"(?<=[\d ])MM\b|(?<=\d )M$", " million"), (r"(?<=[\d ])G$", " billion"))
_SPELLINGS = _compiled(
    (r"(?<=\w)\s+-\s+(?=[a-z])", "-"),
    (r"\s+", " "),
    (r"\b(?:dozens|dozs?|dzs?)\b", "dozen"),
    (r"\bhundreds\b", "hundred"),
    (r"(?<=[\d ])(?:mln|mil)\b", " million"),
    (r"(?<=[\d ])(?:bln|bil)\b", " billion"),
    (r"^an? (?=hundred|thousand|million|billion)", "one "),
    (r"(?<=\d) (?=[¼½¾⅐-⅞])", ""),
    (r"\*\*", "^"),
    (r"(?<=[\d ])tln\b", " trillion"),
    (r" +", " "),
)
_SCALES = {word: value for word, (kind, value) in VOCABULARY.items() if kind == "scale"}
_SCALES["hundred"] = Fraction(100)
_SCALE_AND_PART = re.compile(
    rf"(.* ({'|'.join(word for word in _SCALES if word != 'hundred')})) and (.*(?:half|quarters?|"
    r"thirds?|fifths?|[a-z]{3,}ths?))",
    re.I,
)

_Rule = Callable[[re.Match[str]], Fraction | None]
_RULES: list[tuple[re.Pattern[str], _Rule]] = []


def parse_amount(text: str) -> Fraction:
    """Return the exact value of a phrase that is one amount from end to end.

    Args:
        text: The phrase, at most ``MAX_PHRASE`` characters.

    Raises:
        ValueFormatError: It is no amount, or could be read in several ways.
    """
    found = _amount(text.strip()) if len(text) <= MAX_PHRASE else None
    if found is None:
        raise ValueFormatError(
            f"{text!r:.80} is not an amount.",
            hint="Write a numeral such as '10 1/2' or words such as 'two thirds'.",
        )
    return found


def _amount(phrase: str) -> Fraction | None:
    """Return the value of ``phrase``, or None."""
    plain = None if _SCALE_AND_PART.fullmatch(phrase) else _number(phrase)
    if plain is not None:
        return plain
    spelled = _spelled(phrase)
    sign = re.fullmatch(r"(?:(-|minus |negative )\s*)(?=[^-\s])(.+)", spelled)
    if sign:
        inner = _amount(sign[2]) if not sign[2].startswith(("minus", "negative")) else None
        return None if inner is None else -inner
    shared = _SCALE_AND_PART.fullmatch(spelled)
    if shared:
        return _scale_and_part(shared)
    if spelled != phrase.lower() and (plain := _number(spelled)) is not None:
        return plain
    for expression, rule in _RULES:
        match = expression.fullmatch(spelled)
        found = rule(match) if match else None
        if found is not None:
            return found
    return None


def _spelled(phrase: str) -> str:
    """Return ``phrase`` in lower case, with abbreviations written out."""
    for pattern, scale in _CAPITALS:
        phrase = pattern.sub(scale, phrase)
    phrase = phrase.lower()
    for pattern, replacement in _SPELLINGS:
        phrase = pattern.sub(replacement, phrase)
    return phrase


def _number(phrase: str) -> Fraction | None:
    try:
        return parse_number(phrase)
    except ValueFormatError:
        return None


def _rule(pattern: str) -> Callable[[_Rule], _Rule]:
    def register(rule: _Rule) -> _Rule:
        _RULES.append((re.compile(pattern), rule))
        return rule

    return register


@_rule(r"(?:([0-9][0-9,]*)[ -])?([0-9]{1,20})(?: ?/ ?|\u2044)([0-9]{1,20})")
def _mixed(match: re.Match[str]) -> Fraction | None:
    whole = _number(match[1]) if match[1] else Fraction(0)
    if whole is None or not int(match[3]):
        return None
    return whole + Fraction(int(match[2]), int(match[3]))


@_rule(r"(?P<mixed>[0-9 -]+/[0-9 ]+) (?P<scale>[a-z]+)")
def _mixed_scale(match: re.Match[str]) -> Fraction | None:
    """Read "1 1/2 million"."""
    part = _amount(match["mixed"])
    return None if part is None or match["scale"] not in _SCALES else part * _SCALES[match["scale"]]


@_rule(r"[0-9]{1,3}(?:\.[0-9]{3}){2,12}|[0-9]{1,3}(?:['’][0-9]{3}){1,12}")
def _grouped(match: re.Match[str]) -> Fraction:
    return Fraction(re.sub("[.'’]", "", match[0]))


@_rule(r"(.+?) (?:over|out of) (.+)")
@_rule(r"(1|one) in (.+)")
def _quotient(match: re.Match[str]) -> Fraction | None:
    above, below = _number(match[1]), _number(match[2])
    return above / below if above is not None and below else None


@_rule(r"([0-9.,]+) ?\^ ?(\+|-|--)?([0-9]{1,4})")
@_rule(r"([0-9.,]+) ?[x\u00d7*] ?10 ?\^ ?(\+|-|--)?([0-9]{1,4})(?P<ten>)")
def _power(match: re.Match[str]) -> Fraction | None:
    base = _number(match[1])
    exponent = int(match[3]) * (-1 if match[2] == "-" else 1)
    if base is None or len(match[1]) > _MAX_BASE or abs(exponent) > _MAX_EXPONENT:
        return None
    if match.groupdict().get("ten") is not None:
        return base * Fraction(10) ** exponent
    return base**exponent if base or exponent > 0 else None


@_rule(r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,20})")
@_rule(r"([0-9]{1,20}),([0-9]{1,2}|[0-9]{4,20})")
def _decimal_comma(match: re.Match[str]) -> Fraction:
    return Fraction(f"{match[1].replace('.', '')}.{match[2]}")


@_rule(r"([0-9]{1,2}(?:,[0-9]{2}){1,12},[0-9]{3})(\.[0-9]{1,20})?")
def _indian(match: re.Match[str]) -> Fraction:
    return Fraction(match[1].replace(",", "") + (match[2] or ""))


def _scale_and_part(match: re.Match[str]) -> Fraction | None:
    """Read "two million and three fifths": the part is one of the scale."""
    whole, part = _number(match[1]), _amount(match[3])
    fits = whole is not None and part is not None and 0 < part < 1
    return whole + part * _SCALES[match[2].lower()] if fits and whole and part else None


@_rule(r"([0-9]+(?:\.[0-9]+)?) hundred")
def _hundreds(match: re.Match[str]) -> Fraction:
    return Fraction(match[1]) * 100


@_rule(r"(?:a )?quarter ([a-z]+)")
def _quarter_of_scale(match: re.Match[str]) -> Fraction | None:
    return _SCALES[match[1]] / 4 if match[1] in _SCALES else None


@_rule(r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,12}(\.[0-9]{1,20})?")
def _spaced(match: re.Match[str]) -> Fraction:
    return Fraction(match[0].replace(" ", ""))


@_rule(r"(.+) and ([0-9]{1,9}/[0-9]{1,9}|.+ over .+)")
def _and_quotient(match: re.Match[str]) -> Fraction | None:
    """Read "five and 3/4"."""
    whole, part = _number(match[1]), _amount(match[2])
    fits = whole is not None and part is not None and whole.denominator == 1 and 0 < part < 1
    return whole + part if fits and whole and part else None


@_rule(r"(.+?[ ]([a-z]+)) and (.+)")
def _sum(match: re.Match[str]) -> Fraction | None:
    """Read "six crore and two hundred": what follows is smaller than the last scale."""
    scale = _SCALES.get(match[2])
    whole, rest = _number(match[1]), _number(match[3])
    if scale is None or whole is None or rest is None or not 0 < rest < scale:
        return None
    improper = rest >= 1 and any(_divisions(match[3].replace("-", " ")))
    return None if improper else whole + rest  # "hundred and thirty fifths" may be 130/5


@_rule(r"(.+)[ -]([a-z]+(?:-[a-z]+)?)")
def _words_over_words(match: re.Match[str]) -> Fraction | None:
    """Read a fraction in words, where only one place divides it."""
    found = set(_divisions(match[0]))
    return found.pop() if len(found) == 1 else None


def _divisions(phrase: str) -> Iterator[Fraction]:
    """Yield the values that ``phrase`` has as numerator and denominator in words."""
    for gap in re.finditer("[ -]", phrase):
        above, below = phrase[: gap.start()].strip(), phrase[gap.end() :]
        if not above:
            continue
        if gap[0] == "-" and _number(above.split()[-1] + "-one") is not None:
            continue  # "thirty-fifths" is one word
        one = above in ("a", "an", "one", "1")
        if len(re.split("[ -]", below)) > 2 or not (one or below.endswith("s")):
            continue
        try:
            value = parse_number(below if one else below[:-1], ordinals=True)
        except ValueFormatError:
            continue
        count = Fraction(1) if one else _number(above)
        ordinal = re.search("(?:st|nd|rd|th|first|third)s?$", below)
        simple = value < 100 or not re.search("[ -]", below)
        if count is not None and ordinal and simple and value > 2:
            yield count / value
