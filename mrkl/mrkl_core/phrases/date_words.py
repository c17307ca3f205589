"""Brings date phrases to one spelling before the rules of ``date_rules`` look at them.

Lower case; numbers as digits ("twenty fifth" is "25"); no commas, apostrophes, articles or "of";
one word for this, next and last; blanks between words and digits.
"""

from __future__ import annotations

import re

from mrkl_core.phrases.numbers import find_numbers

MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?",
    "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
WEEKDAYS = (
    "mon(?:day)?", "tue(?:s(?:day)?)?", "wed(?:s|nesday)?", "thu(?:rs?(?:day)?)?", "fri(?:day)?",
    "sat(?:urday)?", "sun(?:day)?",
)  # fmt: skip
MONTH = "|".join(MONTHS)
WEEKDAY = "|".join(WEEKDAYS)

_REWRITES = (
    (r"['’`](?=\d\d\b)", " 20"),
    (r"['’`]", ""),
    (r"(?<=[a-z])\.|,|\b(?:the|of)\b", " "),
    (r"(?<=[a-z])-|-(?=[a-z])", " "),
    (rf"(?<![a-z])({MONTH})(?![a-z])", r" \1 "),
    (r"\b(?:current|present)\b", "this"),
    (r"\b(?:coming|upcoming|following)\b", "next"),
    (r"\b(?:past|previous|preceding)\b", "last"),
    (r"\bthis (next|last)\b", r"\1"),
    (r"\b(?:tmrw|tmr)\b", "tomorrow"),
    (r"\b(?:this (?:morning|afternoon|evening)|tonight|right now)\b", "today"),
    (r"\blast (?:night|evening)\b", "yesterday"),
    (r"(?<=y|w) (?:morning|noon|afternoon|evening|night)$", ""),
    (r"\s+", " "),
    (r"^ ?(?:on|during|for) ", ""),
)


def canonical(text: str) -> str:
    """Return ``text`` in the spelling that the rules expect."""
    phrase = _digits(text.strip().rstrip(".,;!?").lower())
    for pattern, replacement in _REWRITES:
        phrase = re.sub(pattern, replacement, phrase)
    return phrase.strip()


def index_of(word: str, names: tuple[str, ...]) -> int:
    """Return which of the patterns ``names`` matches ``word``."""
    return next(index for index, name in enumerate(names) if re.fullmatch(name, word))


def _digits(text: str) -> str:
    """Return ``text`` with whole numbers in words, and ordinals, written in digits."""
    pieces, at = [], 0
    for span in find_numbers(text, ordinals=True):
        if span.value.denominator == 1 and span.value >= 0:
            said = text[span.start : span.end]
            pieces += [text[at : span.start], said if said.isdigit() else str(span.value)]
            at = span.end
    return "".join([*pieces, text[at:]])
