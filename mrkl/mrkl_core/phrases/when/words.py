"""Brings phrases about time to one spelling before the rules look at them.

Lower case; cardinals and ordinals as digits ("twenty fifth" is "25th"); months and weekdays by
their first three letters; " - " for the dash of a range; "qtr" for a quarter; no commas, no
articles, no "of".
"""

from __future__ import annotations

import re
from functools import cache

from mrkl_core.phrases.number_words import VOCABULARY
from mrkl_core.phrases.numbers import find_numbers

MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAY_NAMES = "mon tue wed thu fri sat sun".split()
MONTH = "|".join(MONTH_NAMES)
WEEKDAY = "|".join(WEEKDAY_NAMES)

_Table = tuple[tuple[re.Pattern[str], str], ...]

_FULL_NAMES = (
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
).split()
_SAME = {
    "sep": "sept", "tue": "tues", "wed": "weds", "thu": "thur thurs",
    "this": "current present that same", "next": "upcoming following",
    "last": "previous preceding prior", "tomorrow": "tmr tmrw tomorow tomorrows",
    "today night": "tonight tonite", "noon": "midday noontime", "until": "till til",
    "to": "through thru", "hours": "hr hrs", "minutes": "min mins", "seconds": "sec secs",
    "years": "yr yrs", "every day": "everyday", "st": "saint", "qtr": "quarter quarters",
}  # fmt: skip
_WORDS = {name: name[:3] for name in _FULL_NAMES}
_WORDS |= {name + "s": f"{name[:3]}s" for name in _FULL_NAMES if name.endswith("day")}
_WORDS |= {word: name for name, words in _SAME.items() for word in words.split()}
_NUMBER_WORDS = frozenset(
    word for word, (kind, _) in VOCABULARY.items() if kind not in ("a", "and", "of", "point")
)

_EARLY = (
    (r"[\u2018\u2019`\u00b4]", "'"),
    (r"[\u2010-\u2015\u2212~]", "-"),
    (r"(?<=\d)\.\s?(?=[ap]\.?m)", " "),
    (r"(?<=\d)t(?=\d\d:)", " t "),
    (r"([<>])\s*=\s*", r" \1\1 "),
    (r"(?<![a-z])([ap])\s*\.?\s*m(?![a-z'])\.?", r" \1m "),
    (r"(?<=\d)([ap])(?![a-z0-9])", r" \1m "),
    (r"\bo ?'? ?clock\b", " oclock "),
    (r"(?<!\d)'(\d\d)(?![\d])", r" \1y "),
    (r"'s\b|(?<=s)'", ""),
    (r"\b(?:a )?couple(?: of)?\b", "2"),
    (r"[(),]", " "),
)
# What stands between a month and a dash tells whether the dash divides a date or a range.
_DASHES = (
    (r"\s+-\s+|(?<=[ap]m) -(?=\d)", " = "),
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
_PHRASES = (
    (rf"\b(?:this )?(?:coming|(?<=this )next) (?=(?:{WEEKDAY})\b)", "soonest "),
    (r"\bcoming\b", "next"),
    (rf"(?<=\b(?:{WEEKDAY})) the (?=\d)", " this "),
    (r"(?<=[a-z])\.|\b(?:the|of)\b|(?<=\d)\.$", " "),
    (r"\s+", " "),
    (r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])(?!st\b|nd\b|rd\b|th\b|s\b|y\b)", " "),
    (r"\bweek end(?=s?\b)", "weekend"),
    (r"\b(?:today s date|this date)\b", "today"),
    (r"\b(?:right now|at (?:this )?(?:moment|minute|time|this)(?: time)?)\b", "now"),
    (r"\blast to\b", "before"),
    (r"\bthis (next|last|past)\b", r"\1"),
    (r"\bthis (?=(?:morning|afternoon|evening|night)\b)", r"today "),
    (r"\blast (?=(?:night|evening)\b)", r"yesterday "),
    (r"\bnext (?=(?:morning|afternoon|evening|night)\b)", r"tomorrow "),
    (r"\b(?:mid day|12 noon)\b", "noon"),
    (r"\bmid night\b", "midnight"),
    (r"\bworking week\b", "workweek"),
)
_WORD = re.compile("[a-z]+")
_ORDINAL = re.compile("(?:first|second|third|th)$")
_UNIT_OF_TIME = re.compile(r"(?:\d|one|a|per|each|every|this|next) $")


def canonical(text: str) -> str:
    """Return ``text`` in the spelling that the rules expect."""
    early, dashes, phrases = _tables()
    phrase = _rewritten(text.lower().strip().rstrip(".,;!?"), early)
    phrase = _digits(short_names(" ".join(phrase.split())))
    if "-" in phrase or "/" in phrase:
        phrase = _rewritten(phrase, dashes)
    return " ".join(_rewritten(phrase, phrases).split())


@cache
def _tables() -> tuple[_Table, ...]:
    """Return the rewriting rules, compiled at first use."""
    return tuple(
        tuple((re.compile(pattern), new) for pattern, new in table)
        for table in (_EARLY, _DASHES, _PHRASES)
    )


def short_names(text: str) -> str:
    """Return ``text`` with one word for each month, weekday and synonym."""
    return _WORD.sub(lambda match: _WORDS.get(match[0], match[0]), text)


def spelled_words() -> frozenset[str]:
    """Return the names of months and weekdays, and the synonyms, in every spelling."""
    return frozenset({*_WORDS, *MONTH_NAMES, *WEEKDAY_NAMES, *_SAME})


def _rewritten(phrase: str, table: _Table) -> str:
    for pattern, new in table:
        phrase = pattern.sub(new, phrase)
    return phrase


def _digits(text: str) -> str:
    """Return ``text`` with whole numbers in words, and ordinals, written in digits."""
    if _NUMBER_WORDS.isdisjoint(_WORD.findall(text)):
        return text
    pieces: list[str] = []
    at = 0
    for span in find_numbers(text, ordinals=True):
        said = text[span.start : span.end]
        if span.value.denominator != 1 or span.value < 0 or not said[0].isalpha():
            continue
        if said == "second" and _UNIT_OF_TIME.search(text[: span.start]):
            continue
        between = text[at : span.start]
        suffix = _suffix(int(span.value)) if _ORDINAL.search(said) else ""
        pieces += [" " if pieces and between == "-" else between, f"{span.value}{suffix}"]
        at = span.end
    return "".join([*pieces, text[at:]])


def _suffix(number: int) -> str:
    """Return what makes the digits of ``number`` an ordinal."""
    teens = number % 100 in (11, 12, 13)
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
