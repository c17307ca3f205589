"""Finds phrases about time in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.when.frame import Frame, Meaning
from mrkl_core.phrases.when.reader import meaning_of
from mrkl_core.phrases.when.vocabulary import KNOWN, WEAK
from mrkl_core.phrases.when.words import canonical
from mrkl_core.phrases.windows import MAX_TEXT, Window, longest

_NO_TIME = re.compile(
    r"(?:this|that|the|a|in|in the|only)? ?(?:may|sun|sat|mar|second|first|dinner|lunch)"
    r"|\d{1,3}|\d{1,2}[\s,.-]+\d{1,2}|.*\(\d+\)?|up.to.date|(?:a|one|\d+) seconds?"
    r"|(?:from|at) \d{1,2}"
    r"|(?:by|the|of) ?(?:day|week|month|year|hour|minute)(?: of)?",
    re.I,
)
_EDGE = re.compile(
    r"(?:and|or|of|to|than|per|from|as|[,.:'’)/=>-])\b(?! early| late| few).*"
    r"|[,.:'’)/-].*|.*(?:[,.:'’(/@-]"
    r"|\b(?:of|the|and|or|to|at|in|on|for|by|from|a|an|this|(?<!after )next))",
    re.I | re.S,
)
_RANGE = re.compile(r"from\b.*\b(?:to|until|till?|through|thru|for)\b.*|from.*[-–~].*", re.I | re.S)
_PRICE = re.compile(r"\s*(?:%|percent|per cent)", re.I)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Characters ``start`` to ``end`` (exclusive) of a text have ``meaning``."""

    start: int
    end: int
    meaning: Meaning


def find_when(text: str, now: datetime) -> tuple[TimeSpan, ...]:
    """Return the phrases about time in ``text``, from left to right, each as long as possible.

    Args:
        text: Running text, such as a question.
        now: The moment that phrases are relative to.

    Raises:
        ValueFormatError: The text is longer than ``MAX_TEXT``.
    """
    if len(text) > MAX_TEXT:
        raise ValueFormatError(
            f"A text of {len(text)} characters is too long to search for times.",
            hint=f"Search at most {MAX_TEXT} characters at a time.",
        )
    frame = Frame(now)

    def read(window: Window) -> Meaning | None:
        return _meaning(window, frame)

    return tuple(TimeSpan(*span) for span in longest(text, KNOWN.__contains__, read))


def _meaning(window: Window, frame: Frame) -> Meaning | None:
    """Return what a window means, unless it is something else more often than a time."""
    phrase = window.phrase
    if phrase[-1] in ".," and not re.search(r"[ap]\.? ?m\.$", phrase, re.I):
        return None
    if _EDGE.fullmatch(phrase) and not _RANGE.fullmatch(phrase):
        return None
    if phrase.lower() in WEAK and not (phrase in ("May", "March") and _is_month(window)):
        return None
    if _NO_TIME.fullmatch(phrase) and not (phrase == "May" or re.match("(?:in|this) M", phrase)):
        return None
    if _PRICE.match(window.after) or (
        phrase[0].isdigit() and re.search(r"[$€£]\s?$", window.before)
    ):
        return None
    return meaning_of(canonical(phrase), frame)


def _is_month(window: Window) -> bool:
    """Return whether "May" is no verb: inside a sentence, and no pronoun follows."""
    return not re.match(r"\s+(?:i|you|we|they|he|she|it|not|be)\b", window.after, re.I)
