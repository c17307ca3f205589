"""Slot descriptions with the words of a question that fill them: the span task."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from mrkl_router.sql_tokens import words
from mrkl_router.training.labels import SNIPS
from mrkl_router.training.phrasings import Question
from mrkl_router.training.sources import document, normalised, rows, text

#: What each slot of a built-in expert is called; the first is the one its spec uses.
DESCRIPTIONS: Mapping[str, tuple[str, ...]] = {
    "units.value": ("the number to convert", "the quantity to convert", "value"),
    "units.from_unit": ("the unit to convert from", "the unit of the given value", "from unit"),
    "units.to_unit": ("the unit to convert to", "the wanted unit", "to unit"),
    "currency.amount": ("the amount of money to convert", "the amount", "amount"),
    "currency.from_currency": (
        "the currency to convert from",
        "the currency one has",
        "from currency",
    ),
    "currency.to_currency": ("the currency to convert to", "the wanted currency", "to currency"),
    "currency.date": ("the date of the exchange rate", "date of the rate", "date"),
    "weather.place": ("the city or place of the weather", "location", "city"),
    "weather.date": ("the day of the forecast", "date of the forecast", "date"),
    "calendar.start": ("the start date", "the date to count from", "start date"),
    "calendar.end": ("the end date, the date to count to", "the date to count to", "end date"),
    "calendar.duration": ("the length of time to add", "the length of time", "duration"),
    "calendar.place": ("the city or country", "place", "country or city"),
    "wiki.topic": ("the person, place or thing to look up", "the subject of the article", "topic"),
    "documents.document": ("the name of the document", "document name", "document"),
}
_BRACKET = re.compile(r"\[(\w+) : ([^\]]+)\]")


@dataclass(frozen=True)
class SlotRow:
    """A description, a text, and the character span that fills the slot, or None."""

    description: str
    text: str
    span: tuple[int, int] | None
    source: str


def own_slots(questions: list[Question], rng: Random) -> Iterator[SlotRow]:
    """Yield the slots of generated questions, present and absent."""
    for question in questions:
        if question.source != "generated" or question.expert is None:
            continue
        for name, descriptions in DESCRIPTIONS.items():
            expert, slot = name.split(".")
            span = question.slots.get(slot)
            if expert == question.expert and (span or rng.random() < 0.5):
                yield SlotRow(rng.choice(descriptions), question.text, span, "generated")


def bracketed() -> Iterator[tuple[str, str, dict[str, tuple[int, int]]]]:
    """Yield intent, text and slots of HWU64's training rows."""
    measured = {normalised(q) for q in text("hwu64_fewshot_split/HWU64/valid/seq.in").split("\n")}
    for row in rows("hwu64/hwu64_train_valid.jsonl.gz"):
        if normalised(row["text"]) in measured:
            continue
        out, spans, position = "", {}, 0
        for match in _BRACKET.finditer(row["annotated"]):
            out += row["annotated"][position : match.start()]
            spans[match[1].replace("_", " ")] = (len(out), len(out) + len(match[2].strip()))
            out += match[2].strip()
            position = match.end()
        intent = f"{row['scenario']} {row['intent']}".replace("_", " ")
        yield intent, out + row["annotated"][position:], spans


def snips_slots() -> Iterator[tuple[str, str, dict[str, tuple[int, int]]]]:
    """Yield intent, text and slots of Snips' training rows."""
    for intent in SNIPS:
        for row in json.loads(text(f"snips/{intent}/train_{intent}_full.json.gz"))[intent]:
            out, spans = "", {}
            for piece in row["data"]:
                if "entity" in piece and piece["text"].strip():
                    lead = len(piece["text"]) - len(piece["text"].lstrip())
                    start = len(out) + lead
                    spans[piece["entity"].replace("_", " ")] = (
                        start,
                        start + len(piece["text"].strip()),
                    )
                out += piece["text"]
            yield words(intent), out, spans


def _dialogues(rng: Random, limit: int) -> Iterator[SlotRow]:
    described = {
        (service["service_name"], slot["name"]): slot["description"]
        for service in document("sgd/train_schema.json")
        for slot in service["slots"]
    }
    turns = [
        (row["text"], frame["service"], *span)
        for row in rows("sgd/train_user_turns.jsonl.gz")
        for frame in row["frames"]
        for span in frame["spans"]
    ]
    for sentence, service, slot, start, end in rng.sample(turns, limit):
        yield SlotRow(described[service, slot], sentence, (start, end), "sgd")


def public_slots(rng: Random, share_alike: bool) -> Iterator[SlotRow]:
    """Yield slots of public data; absent ones are drawn from the same source's slot names."""
    for source, annotated, limit in (("hwu64", bracketed, 4000), ("snips", snips_slots, 5000)):
        sentences = list(annotated())
        rng.shuffle(sentences)
        names = sorted({name for _, _, spans in sentences for name in spans})
        for _, sentence, spans in sentences[:limit]:
            for name, span in spans.items():
                yield SlotRow(name, sentence, span, source)
            absent = rng.choice(names)
            if absent not in spans and rng.random() < 0.6:
                yield SlotRow(absent, sentence, None, source)
    if share_alike:
        yield from _dialogues(rng, 6000)
