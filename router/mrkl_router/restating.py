"""A call once more with other arguments: what "and in Oslo?" makes of "the weather in Rome".

Arguments that the fragment states replace those of the call before; the others stay, with the
provenance that they had. A fragment may also replace the one literal of a program that it can be
meant for: "and 20%?" after "15% of 2,480".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mrkl_core.errors import ProvenanceError
from mrkl_core.phrases.numbers import NumberSpan, find_numbers
from mrkl_core.provenance import replay
from mrkl_core.templates import Pointer, pointers
from mrkl_core.values import Call, ExpertSpec, Slot
from mrkl_router.spans import byte_offset

_PROGRAMS = ("expression", "sql")
_NUMBERS = ("integer", "number")
_LEAD = re.compile(
    r"(?:(?:and|or|also|now|then|but|ok|okay|what about|how about|the same|same)\b[ ,]*)*"
    r"(?:(?:only|just|in|from|for|of|at|to|with|by|on|about)\s+)*(?:the\s+)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*(?:%|per\s?cent)", re.IGNORECASE)
_MOST_WORDS = 5
#: Up to this a number may be meant as a percentage.
_LIKE_PERCENT = 100


def restated(
    spec: ExpertSpec,
    base: Call,
    stated: Call,
    span: tuple[int, int],
    sources: Mapping[str, Any],
) -> Call | None:
    """Return ``base`` with what a fragment states, or None if it does not fit.

    Args:
        spec: The expert of both.
        base: The call before.
        stated: What the fragment states for that expert; its programs do not count.
        span: The fragment's characters in the question.
        sources: The question, earlier turns and their answers, by name.
    """
    if any(slot.format in _PROGRAMS for slot in spec.slots):
        merged = _other_literal(spec, base, span, sources)
    else:
        merged = _other_arguments(spec, base, stated)
    if merged is None or merged.provenance == base.provenance:
        return None
    complete = all(s.name in merged.provenance for s in spec.slots if s.required)
    return merged if complete else None


def _other_arguments(spec: ExpertSpec, base: Call, stated: Call) -> Call | None:
    arguments, provenance = dict(base.arguments), dict(base.provenance)
    slots = {slot.name: slot for slot in spec.slots}
    if not stated.provenance:
        return None
    for name in stated.provenance:
        slot = slots[name]
        target = name if name in base.provenance else _counterpart(slot, spec, base, stated)
        if target is None or slot.type == "array" or slot.format == "question":
            return None
        arguments[target], provenance[target] = stated.arguments[name], stated.provenance[name]
    confidence = min(base.confidence, stated.confidence)
    return Call(name=base.name, arguments=arguments, provenance=provenance, confidence=confidence)


def _counterpart(slot: Slot, spec: ExpertSpec, base: Call, stated: Call) -> str | None:
    """Return the argument of ``base`` that a newly stated one of the same kind is meant for.

    After "how many days until Christmas", "and Easter?" is another end, whatever slot it looks
    like alone. None if it could be several; a kind that ``base`` lacks is an argument of its own.
    """
    kind = _kind(slot)
    alike = [
        other.name
        for other in spec.slots
        if other.name in base.provenance
        and other.name not in stated.provenance
        and kind is not None
        and _kind(other) == kind
    ]
    return slot.name if not alike else (alike[0] if len(alike) == 1 else None)


def _kind(slot: Slot) -> str | None:
    if slot.format is not None:
        return slot.format
    return "number" if slot.type in _NUMBERS else None


def _other_literal(
    spec: ExpertSpec, base: Call, span: tuple[int, int], sources: Mapping[str, Any]
) -> Call | None:
    """Return ``base`` with one literal of its program replaced by what the fragment says."""
    name = next(slot.name for slot in spec.slots if slot.format in _PROGRAMS)
    origin = base.provenance.get(name)
    source = sources.get(origin.source) if origin is not None else None
    if origin is None or not isinstance(source, str) or name not in base.arguments:
        return None
    template = json.loads(origin.transform.removeprefix("template(")[:-1])
    texts: dict[str | None, str] = {None: source}
    texts |= {one: text for one, text in sources.items() if one.startswith("turn:")}
    found = _literal(sources["question"], span, template, texts, now=origin.source == "question")
    if found is None:
        return None
    old, new = found
    changed = template.replace(old.written, new)
    program = replace(origin, transform=f"template({json.dumps(changed)})")
    try:
        value = replay(program, sources)
    except ProvenanceError:
        return None
    return Call(
        name=base.name,
        arguments={**base.arguments, name: value},
        provenance={**base.provenance, name: program},
        confidence=base.confidence,
    )


def _literal(
    question: str,
    span: tuple[int, int],
    template: str,
    texts: Mapping[str | None, str],
    *,
    now: bool,
) -> tuple[Pointer, str] | None:
    """Return the pointer that a fragment is meant for, and the pointer to put there.

    Args:
        question: The whole question.
        span: The fragment's characters in it.
        template: The program.
        texts: What its pointers point into.
        now: Whether the program is one of the same question.
    """
    start, end = span
    words = question[start:end]
    old = [pointer for pointer in pointers(template) if pointer.source in texts]
    numbers = find_numbers(words)
    if len(numbers) == 1:
        first, last = start + numbers[0].start, start + numbers[0].end
        if not _is_plain(numbers[0], question[first:last]):
            return None
        percent = _is_percent(question[last:end])
        fitting = [
            pointer
            for pointer in old
            if pointer.kind == "number" and _is_percent(_after(texts, pointer)) == percent
        ]
        kind = "number"
        if not now and _may_be_percent(numbers[0], percent, words, len(fitting), len(old)):
            return None
    else:
        lead = _LEAD.match(words)
        first, last = start + (lead.end() if lead else 0), end
        fitting = [pointer for pointer in old if pointer.kind == "text"]
        kind = "text"
    few = 0 < len(question[first:last].split()) <= _MOST_WORDS
    if len(fitting) != 1 or len(numbers) > 1 or not few:
        return None
    offsets = f"{byte_offset(question, first)}:{byte_offset(question, last)}"
    return fitting[0], f"{{question:{offsets}|{kind}}}"


def _is_plain(number: NumberSpan, written: str) -> bool:
    """Tell whether a number may replace another: "half" and "minus 5" may mean what to do."""
    figures = any(map(str.isdigit, written))
    return number.value >= 0 and (figures or number.value.denominator == 1)


def _may_be_percent(
    number: NumberSpan, percent: bool, words: str, fitting: int, every: int
) -> bool:
    """Tell whether a number without a percent sign may yet be meant for one: "and 20?"."""
    of = words[: number.start].lower().split()[-1:] == ["of"]
    return not percent and fitting < every and not of and number.value <= _LIKE_PERCENT


def _is_percent(after: str) -> bool:
    return _PERCENT.match(after) is not None


def _after(texts: Mapping[str | None, str], pointer: Pointer) -> str:
    return texts[pointer.source].encode()[pointer.end :].decode(errors="replace")
