"""What the calls of a decision leave out of a question: half an answer is no answer.

"What are 3 feet and 7 feet in metres" may become a call with one of the two numbers. A number in
figures that no argument rests on, though one of the experts takes numbers, was left out, and so was
"twice" before a number that was taken. Numbers in words do not count: "the two sides are 3 and 4".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from mrkl_core.phrases.numbers import NumberSpan, find_numbers
from mrkl_core.provenance import cited_spans
from mrkl_core.values import Call, Decision, ExpertSpec, Plan, Provenance
from mrkl_router.composition import Span
from mrkl_router.spans import byte_offset

_NUMBERS = ("integer", "number")
_TIMES = re.compile(
    r"\b(?:twice|thrice|double|triple|half(?:\s+of)?|(?:a\s+)?(?:third|quarter)\s+of)\s+\Z",
    re.IGNORECASE,
)
#: Between two numbers of one list: a unit, and what joins them.
_LISTED = re.compile(
    r"(?:\s*[^\s\d,;.?!]+){0,2}?\s*(?:,\s*(?:and|or)?|\b(?:and|or|plus)\b|&)\s*[$€£¥]?",
    re.IGNORECASE,
)
#: What a number may stand behind, and what joins hours and minutes.
_BEFORE, _CLOCK = re.compile(r"""[\s$€£¥(\["'“‘]?"""), re.compile(r":\d")
_APART = re.compile(r";|\s&\s")
_SAID = re.compile(r"""\d|["“]|\s[A-Z][a-z]""")
_ENDS = re.compile(r"\b(?:and|or|plus)\b|&", re.IGNORECASE)
#: A word that goes on into the next number of a list: "ft, 6 ft".
_SWALLOWED = re.compile(r"(?:,|&|\b(?:and|or|plus)\b).*\d", re.IGNORECASE | re.DOTALL)
#: The word behind a number that may be its unit.
_UNIT = re.compile(r"\s*(?!(?:and|or|plus|in|to|into|as|of|from)\b)([^\W\d_]+)", re.IGNORECASE)


def calls_of(decision: Decision) -> tuple[Call, ...]:
    """Return the calls of a decision."""
    if isinstance(decision, Call):
        return (decision,)
    return tuple(decision.calls) if isinstance(decision, Plan) else ()


def left_out(question: str, calls: Sequence[Call], specs: Mapping[str, ExpertSpec]) -> list[Span]:
    """Return the characters of the numbers that calls leave out, from left to right.

    Args:
        question: The whole question.
        calls: The calls for it.
        specs: The enabled experts by name.
    """
    if not any(_takes_numbers(specs[call.name], len(calls)) for call in calls):
        return []
    origins = [origin for call in calls for origin in call.provenance.values()]
    used = [span for call in calls for span in cited(question, call)]
    found = [
        (number.start, number.end)
        for number in find_numbers(question)
        if _in_figures(question, number) and not is_used(question, (number.start, number.end), used)
    ]
    return sorted([*found, *_factors(question, origins, used)])


def _in_figures(question: str, number: NumberSpan) -> bool:
    """Tell whether a number is written in figures and no part of a word: "22:00", "m/s^2"."""
    written = any(character.isdigit() for character in question[number.start : number.end])
    before, behind = question[: number.start][-1:], question[number.end :]
    return written and _BEFORE.fullmatch(before) is not None and not _CLOCK.match(behind)


def _takes_numbers(spec: ExpertSpec, calls: int) -> bool:
    """Tell whether an expert takes numbers.

    A sum alone may leave one out with good reason: "3 apples, of which 2 are red, and 4 pears".
    """
    return any(
        slot.type in _NUMBERS or (slot.format == "expression" and calls > 1) for slot in spec.slots
    )


def cited(question: str, call: Call) -> list[Span]:
    """Return the bytes of the question that a call rests on; a choice rests on none.

    A unit that goes on into the next number is not one: "4" and "ft, 6 ft and 8 ft".
    """
    origins = [o for o in call.provenance.values() if o.source == "question" and o.kind != "enum"]
    ends = {origin.end for origin in origins if origin.transform == "number"}
    return [
        span
        for origin in origins
        for span in cited_spans(origin)
        if not (origin.transform == "copy" and _swallows(question, span, ends))
    ]


def _swallows(question: str, span: Span, ends: Collection[int]) -> bool:
    raw = question.encode()
    behind = len(raw[: span[0]].rstrip()) in ends
    return behind and _SWALLOWED.search(raw[slice(*span)].decode()) is not None


def _factors(question: str, origins: Sequence[Provenance], used: Sequence[Span]) -> list[Span]:
    """Return words such as "twice" before a number that was taken without them."""
    found = []
    for origin in origins:
        if origin.source != "question" or origin.transform != "number":
            continue
        before = question.encode()[: origin.start].decode()
        word = _TIMES.search(before)
        if word is None:
            continue
        span = word.start(), len(before.rstrip())
        if not is_used(question, span, used):
            found.append(span)
    return found


def char_span(text: str, start: int, end: int) -> Span:
    """Return the characters between two UTF-8 byte offsets of a text."""
    raw = text.encode("utf-8")
    return len(raw[:start].decode("utf-8")), len(raw[:end].decode("utf-8"))


def is_used(question: str, span: Span, used: Sequence[Span]) -> bool:
    """Tell whether some of the used bytes lie in a stretch of characters."""
    start, end = byte_offset(question, span[0]), byte_offset(question, span[1])
    return any(a < end and start < b for a, b in used)


def is_silent(question: str, used: Sequence[Span]) -> bool:
    """Tell whether nothing rests on a stretch before or behind a semicolon or "&".

    Args:
        question: The whole question.
        used: The bytes that arguments rest on.
    """
    edges = [0, *(edge for found in _APART.finditer(question) for edge in found.span())]
    stretches = list(zip(edges[::2], [*edges[1::2], len(question)], strict=True))
    return len(stretches) > 1 and not all(is_used(question, one, used) for one in stretches)


def says_something(words: str) -> bool:
    """Tell whether words hold a number in figures, a quotation or a name: what is asked about."""
    return _SAID.search(words) is not None


def with_unit(question: str, number: Span) -> Span:
    """Return the characters of a number with those of the word that may be its unit."""
    word = _UNIT.match(question, number[1])
    return number[0], word.end() if word else number[1]


def one_list(question: str, numbers: Sequence[Span]) -> bool:
    """Tell whether numbers are the items of one list, with one unit or none between them.

    "5 feet and 11 inches" is one length, not two, and "December 13, 2019" one date: before the
    last item of a list there is more than a comma.
    """
    spans = sorted(numbers)
    between = [question[a[1] : b[0]] for a, b in pairwise(spans)]
    words = [_UNIT.match(question, end) for _, end in spans]
    units = {word[1].lower() for word in words if word}
    ends = bool(between) and _ENDS.search(between[-1]) is not None
    return len(units) <= 1 and ends and all(_LISTED.fullmatch(words) for words in between)
