"""How a question and one tool are shown to the encoder, in training and at run time alike.

``question [SEP] name : description ; argument : its description ( option | option ) ; ...``. Every
argument and every option of an enumeration has a place of its own, whose states say what the
question has to do with it. Dimension key: T pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.sql_tokens import words
from mrkl_router.word_pieces import Packed, Pieces, WordPieces, pack

MAX_QUESTION, MAX_DESCRIPTION, MAX_SLOT, MAX_OPTION = 96, 36, 22, 6
#: Pieces of a tool that are read; arguments beyond are not, so no spec makes reading slower.
MAX_TOOL = 200
MAX_OPTIONS = 12
#: What a boolean's two values are called.
BOOLEAN = (True, False)

Place = tuple[int, int]
#: What announces a list of values in a description, and what says that it is not a full one.
_LISTS = re.compile(
    r"\b(?:can be|options?|choices?|choose|possible values|allowed|valid values|one of|either)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:e\.?g\b|such as|for example|like|etc|format)", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)['\"`]([^'\"`]{1,30})['\"`](?!\w)")


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """Where a slot stands in the input: its own pieces, and those of each option shown.

    ``values`` are the options' values; empty for a slot that is filled with words of the question.
    """

    slot: Slot
    place: Place
    options: tuple[Place, ...] = ()
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolInput:
    """One encoder input over a question and a tool; ``question`` are the question's pieces."""

    packed: Packed
    question: Pieces
    slots: tuple[SlotPlace, ...]


@dataclass(slots=True)
class _Writer:
    """Collects pieces behind the question and says where each text went."""

    tokenizer: WordPieces
    base: int
    ids: list[int] = field(default_factory=list)

    def add(self, text: str, limit: int) -> Place:
        start = self.base + len(self.ids)
        self.ids += self.tokenizer.split(text, limit=limit).ids
        return start, max(start + 1, self.base + len(self.ids))


def options_of(slot: Slot, question: str = "") -> tuple[Any, ...]:
    """Return the values that a slot is chosen from; empty if it is filled with words.

    Of a long enumeration those that share words with the question come first, then the others in
    order, at most MAX_OPTIONS.
    """
    if not slot.enum:
        return BOOLEAN if slot.type == "boolean" else described_options(slot)
    if len(slot.enum) <= MAX_OPTIONS:
        return slot.enum
    asked = set(question.lower().split())
    common = [len(asked & set(words(str(value)).split())) for value in slot.enum]
    order = sorted(range(len(slot.enum)), key=lambda k: -common[k])[:MAX_OPTIONS]
    return tuple(slot.enum[k] for k in sorted(order))


def described_options(slot: Slot) -> tuple[str, ...]:
    """Return the values that a text slot's description lists: "can be 'fast' or 'cheap'".

    A description that gives examples only ("such as 'Rome'") lists none.
    """
    said = slot.description
    if slot.type != "string" or slot.format or not _LISTS.search(said) or _OPEN.search(said):
        return ()
    values = tuple(dict.fromkeys(found[1] for found in _QUOTED.finditer(said)))
    return values if 2 <= len(values) <= MAX_OPTIONS else ()


def option_text(value: Any) -> str:
    """Return an option as the encoder reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words(value) if isinstance(value, str) else str(value)


def tool_pack(
    question: str, spec: ExpertSpec, slots: Sequence[Slot], tokenizer: WordPieces
) -> ToolInput:
    """Encode a question beside a tool.

    Args:
        question: The question or clause.
        spec: Gives name and description.
        slots: Those of the tool's slots to read, most important first; slots that no longer fit
            are left out of the result.
        tokenizer: Cuts texts into word pieces.
    """
    first = tokenizer.split(question, limit=MAX_QUESTION)
    writer = _Writer(tokenizer, len(first) + 2)
    writer.add(f"{words(spec.name)} : {spec.description}", MAX_DESCRIPTION)
    places = []
    for slot in slots:
        if len(writer.ids) > MAX_TOOL:
            break
        writer.add(";", 1)
        described = slot.description.strip()
        name = words(slot.name)
        text = name if described.lower() == name else f"{name} : {described}"
        place = writer.add(text, MAX_SLOT)
        values = options_of(slot, question)
        options = []
        for value in values:
            writer.add("|", 1)
            options.append(writer.add(option_text(value), MAX_OPTION))
        places.append(SlotPlace(slot, place, tuple(options), values))
    ids = tuple(writer.ids)
    packed = pack(first, Pieces(ids, ((0, 0),) * len(ids)))
    return ToolInput(packed, first, tuple(places))
