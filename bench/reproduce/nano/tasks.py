"""What the model is taught, and in which shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import NamedTuple

from bench.reproduce.nano import class_prompts, made_prompts, reading_prompts
from bench.reproduce.nano.pool import Pool
from bench.reproduce.nano.writing import Document

Make = Callable[[Pool, Random], Document]


class Task(NamedTuple):
    """A kind of document, and how often it is drawn."""

    share: float
    make: Make


def _on(make: Callable[[str, Pool, Random], Document], source: str) -> Make:
    return partial(make, source)


TASKS: Mapping[str, Task] = {
    "reading fairytaleqa": Task(7, _on(reading_prompts.reading, "fairytaleqa")),
    "reading qamr": Task(9, _on(reading_prompts.reading, "qamr")),
    "reading snips": Task(4, _on(reading_prompts.reading, "snips")),
    "reading strategyqa": Task(2, _on(reading_prompts.reading, "strategyqa")),
    "documents fairytaleqa": Task(2, _on(reading_prompts.documents, "fairytaleqa")),
    "documents qamr": Task(6, _on(reading_prompts.documents, "qamr")),
    "documents english_wordnet": Task(6, reading_prompts.glossary),
    "classes clinc150": Task(3, _on(class_prompts.classes, "clinc150")),
    "classes hwu64": Task(2, _on(class_prompts.classes, "hwu64")),
    "classes banking77": Task(2, _on(class_prompts.classes, "banking77")),
    "classes snips": Task(1, _on(class_prompts.classes, "snips")),
    "classes simplequestions": Task(2, _on(class_prompts.classes, "simplequestions")),
    "classes fairytaleqa": Task(2, _on(class_prompts.classes, "fairytaleqa")),
    "classes english_wordnet": Task(3, _on(class_prompts.classes, "english_wordnet")),
    "look-up": Task(12, made_prompts.look_up),
    "people": Task(8, made_prompts.people),
    "copying": Task(5, made_prompts.copy),
    "definitions": Task(6, reading_prompts.definition),
    "small talk": Task(4, _on(reading_prompts.exchange, "personality_chat")),
    "gsm8k": Task(2, _on(reading_prompts.exchange, "gsm8k")),
    "webquestions": Task(2, _on(reading_prompts.exchange, "webquestions")),
    "passages": Task(2, reading_prompts.passage_alone),
}


def draw(pool: Pool, rng: Random) -> Document:
    """Return a document of a task drawn by the shares."""
    (task,) = rng.choices(list(TASKS.values()), weights=[task.share for task in TASKS.values()])
    return task.make(pool, rng)
