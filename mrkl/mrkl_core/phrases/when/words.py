"""Brings phrases about time to one spelling before the rules look at them.

Lower case; cardinals and ordinals as digits ("twenty fifth" is "25th"); months and weekdays by their
first three letters; "to" for the dash of a range; "qtr" for a quarter; no commas, articles or "of".
"""

from __future__ import annotations

import re

from mrkl_core.phrases.date_words import MONTHS, WEEKDAYS
from mrkl_core.phrases.numbers import find_numbers

MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAY_NAMES = "mon tue wed thu fri sat sun".split()
MONTH = "|".join(MONTH_NAMES)
WEEKDAY = "|".join(WEEKDAY_NAMES)

_EARLY = (
    (r"[\u2018\u2019`\u00b4]", "'"),
    (r"[\u2010-\u2015\u2212~]", "-"),
    (r"(?<=\d)\.\s?(?=[ap]\.?m)", " "),
    (r"([<>])\s*=\s*", r" \1\1 "),
    (r"(?<![a-z])([ap])\s*\.?\s*m(?![a-z'])\.?", r" \1m "),
    (r"(?<=\d)([ap])(?![a-z0-9])", r" \1m "),
    (r"\bo ?'? ?clock\b", " oclock "),
    (r"(?<!\d)'(\d\d)(?![\d])", r" \1y "),
    (r"'s\b|(?<=s)'", ""),
    (r"\bquarters?\b", "qtr"),
    (r"\b(?:a )?couple(?: of)?\b", "2"),
    (r"[(),]", " "),
)
_DASHES = (
    (r"\s+-\s+", " = "),
    (r"^-|-$|\s-|-\s", " "),
    (rf"(?<=(?:{MONTH}))-(?=(?:{MONTH})\b)|(?<=(?:{WEEKDAY}))-(?=(?:{WEEKDAY})\b)", " = "),
    (r"(?<=[a-z] \d)-(?=\d{4})|(?<=[a-z] \d\d)-(?=\d{4})|(?<=[hq]\d)-(?=\d{4})", " "),
    (rf"(?<=(?:{MONTH})-\d)-(?=\d{{4}})|(?<=(?:{MONTH})-\d\d)-(?=\d{{4}})", " "),
    (rf"(?<=(?:{MONTH})-\d{{4}})-(?=\d)|(?<=\d-\d{{4}})-(?={MONTH})", " "),
    (rf"(\d)-(?=\d{{4}} (?:{MONTH})\b)", r"\1 "),
    (r"(?<=\d{4})-(?=\d{4}\b)", " = "),
    (r"(?<![-\d])(\d{1,2})-(?=\d{1,2}(?!\d|[-/.]\d))", r"\1 = "),
    (r"(?<=[:/]\d\d)-(?=\d)|(?<=[:/]\d)-(?=\d)|(?<=[:/]\d{4})-(?=\d)", " = "),
    (r"(?<=[a-z] \d)-(?=[a-z])|(?<=[a-z] \d\d)-(?=[a-z])|(?<= \d{4})-(?=[a-z]{3})", " = "),
    (r"(?<=am )-|(?<=pm )-", " = "),
    (r"(?<=[a-z])[-/]|[-/](?=[a-z])", " "),
    (r"=", "-"),
)
_SYNONYMS = (
    (rf"(?<=\b(?:{WEEKDAY})) the (?=\d)", " this "),
    (r"(?<=[a-z])\.|\b(?:the|of)\b|(?<=\d)\.$", " "),
    (r"\s+", " "),
    (r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])(?!st\b|nd\b|rd\b|th\b|s\b|y\b)", " "),
    (r"\bweek ?ends?\b(?<!s)", "weekend"),
    (r"\b(?:today s date|current date)\b", "today"),
    (
        r"\b(?:right now|at this time|at (?:this )?(?:moment|minute|present)(?: time)?|at present)\b",
        "now",
    ),
    (r"\b(?:current|present|that|same)\b", "this"),
    (r"\b(?:coming|upcoming|following)\b", "next"),
    (r"\b(?:previous|preceding|prior(?! to))\b", "last"),
    (r"\bprior to\b", "before"),
    (r"\bthis (next|last|past)\b", r"\1"),
    (r"\b(?:tmrw?|tomorow|tomorrows)\b", "tomorrow"),
    (r"\b(?:tonight|tonite|this night)\b", "today night"),
    (r"\bthis (morning|afternoon|evening)\b", r"today \1"),
    (r"\blast (night|evening)\b", r"yesterday \1"),
    (r"\bnext (morning|afternoon|evening|night)\b", r"tomorrow \1"),
    (r"\b(?:mid ?day|12 noon|noontime)\b", "noon"),
    (r"\bmid ?night\b", "midnight"),
    (r"\b(?:till|til)\b", "until"),
    (r"\b(?:through|thru)\b", "to"),
    (r"\b(?:hrs?)\b", "hours"),
    (r"\b(?:mins?)\b", "minutes"),
    (r"\b(?:secs?)\b", "seconds"),
    (r"\b(?:yrs?)\b", "years"),
    (r"\bevery ?day\b", "every day"),
    (r"\bwork(?:ing)? ?week\b", "workweek"),
    (r"\bsaint\b", "st"),
    (r"\s+", " "),
)
_NAMES = [
    (re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), name)
    for patterns, names in ((MONTHS, MONTH_NAMES), (WEEKDAYS, WEEKDAY_NAMES))
    for pattern, name in zip(patterns, names, strict=True)
]
_REWRITES = tuple(
    tuple((re.compile(pattern), new) for pattern, new in table)
    for table in (_EARLY, _DASHES, _SYNONYMS)
)
_ORDINAL = re.compile("(?:first|second|third|th)$")


def canonical(text: str) -> str:
    """Return ``text`` in the spelling that the rules expect."""
    phrase = text.lower().strip().rstrip(".,;!?")
    early, dashes, synonyms = _REWRITES
    for pattern, new in early:
        phrase = pattern.sub(new, phrase)
    phrase = _digits(" ".join(phrase.split()))
    for pattern, name in _NAMES:
        phrase = pattern.sub(name, phrase)
    for table in (dashes, synonyms):
        for pattern, new in table:
            phrase = pattern.sub(new, phrase)
    return " ".join(phrase.split())


def _digits(text: str) -> str:
    """Return ``text`` with whole numbers in words, and ordinals, written in digits."""
    pieces, at = [], 0
    for span in find_numbers(text, ordinals=True):
        said = text[span.start : span.end]
        if span.value.denominator != 1 or span.value < 0 or not said[0].isalpha():
            continue
        suffix = _suffix(int(span.value)) if _ORDINAL.search(said) else ""
        if said == "second" and re.search(
            r"(?:\d|one|a|per|each|every|this|next) $", text[: span.start]
        ):
            continue
        between = text[at : span.start]
        pieces += [" " if pieces and between == "-" else between, f"{span.value}{suffix}"]
        at = span.end
    return "".join([*pieces, text[at:]])


def _suffix(number: int) -> str:
    """Return what makes the digits of ``number`` an ordinal."""
    teens = number % 100 in (11, 12, 13)
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def short_names(text: str) -> str:
    """Return ``text`` with months and weekdays by their first three letters."""
    for pattern, name in _NAMES:
        text = pattern.sub(name, text)
    return text
