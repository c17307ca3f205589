"""Earlier questions with the words of a call in place of their own: "How much is 5 euros in yen?".

A question that was answered after asking back is read with that answer behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mrkl_core.answer import Step, Turn
from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import replay
from mrkl_core.templates import Pointer, cut, single
from mrkl_core.values import Call, Provenance
from mrkl_router.fragments import pointers_of, program_of

#: What may be said between a question and the answer to what it lacked.
LINKS = (" ", " to ", " in ", " from ", " of ", " for ", " on ")
ENDS = " ?.!…"
#: Where words stand: the name of a text, and bytes in it.
_Place = tuple[str, int, int]


def in_full(call: Call, turns: Sequence[Turn], sources: Mapping[str, Any]) -> Iterator[str]:
    """Yield the earlier questions for the call's expert, latest first, with its words in them.

    Args:
        call: A call of that expert with other arguments.
        turns: Earlier turns.
        sources: What the call rests on, by name.
    """
    for index in range(len(turns) - 1, -1, -1):
        steps = turns[index].answer.steps
        if not steps:
            continue
        if steps[-1].expert != call.name:
            return
        for texts in _texts(turns, index):
            new = _new_words(call, steps[-1], texts, sources)
            if new is not None:
                yield from _joined([_changed(text, name, new) for name, text in texts.items()])


def _joined(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts as one, without what ended all but the last of them."""
    *before, last = texts
    for link in LINKS if before else ("",):
        yield link.join([*(text.rstrip(ENDS) for text in before), last])


def _texts(turns: Sequence[Turn], index: int) -> Iterator[Mapping[str, str]]:
    """Yield what a turn's step may have been read from, by name: its question, and one before it.

    What was asked back about is read together with the answer.
    """
    own = {"question": turns[index].question}
    yield own
    if index and turns[index - 1].answer.decision == "clarify":
        yield {f"turn:{index - 1}": turns[index - 1].question, **own}


def _new_words(
    call: Call, step: Step, texts: Mapping[str, str], sources: Mapping[str, Any]
) -> Mapping[_Place, str] | None:
    """Return the words of a call by the places of their own step's; others are added at the end.

    None if the step took arguments from elsewhere, or is not like the call.
    """
    words: dict[_Place, str] = {}
    last = texts["question"]
    end = "question", len(last.rstrip(ENDS).encode()), len(last.encode())
    for name, origin in call.provenance.items():
        if origin.kind == "enum":
            continue
        own = step.provenance.get(name)
        if own is None or own.kind == "default":
            words[end] = f"{words.get(end, '')} {_said(origin.source, origin, sources)}"
            continue
        if own.source not in texts or len(pointers_of(own)) != len(pointers_of(origin)):
            return None
        if program_of(own) is None:
            words[own.source, own.start, own.end] = _in_place_of(own, origin, sources)
        for old, new in zip(pointers_of(own), pointers_of(origin), strict=True):
            if old.source is None:
                place = own.source, old.start, old.end
                words[place] = _said(new.source or origin.source, new, sources)
    return words


def _in_place_of(own: Provenance, origin: Provenance, sources: Mapping[str, Any]) -> str:
    """Return an argument in words; a date with its year, where it is not the one that is meant."""
    words = _said(origin.source, origin, sources)
    if not (own.transform.startswith("date(") and origin.transform.startswith("date(")):
        return words
    meant = replay(origin, sources)
    try:
        alone = replay(replace(origin, transform=own.transform), sources)
    except ProvenanceError:  # 29 February, in the year of the one before
        alone = None
    return words if meant == alone else f"{words} {meant[:4]}"


def _said(source: str, place: Provenance | Pointer, sources: Mapping[str, Any]) -> str:
    """Return the words at a place of an earlier text, or an earlier value in words."""
    value = sources[source]
    if source.startswith("answer:"):
        return str(single(value))
    return cut(str(value), place.start, place.end)


def _changed(text: str, source: str, changes: Mapping[_Place, str]) -> str:
    raw = text.encode()
    for (where, start, end), words in sorted(changes.items(), reverse=True):
        if where == source:
            raw = raw[:start] + words.encode() + raw[end:]
    return raw.decode(errors="replace")
