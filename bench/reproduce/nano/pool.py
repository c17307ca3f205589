"""The text that the model is trained on, cleaned and split, in one file.

The file holds rows of text, not token ids: prompts are written anew for every step (other label
words, other distractors, other numbers), so that the model must read them to answer.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

FORM = 1


class Reading(NamedTuple):
    """A passage, and questions with the answers that it gives."""

    passage: str
    pairs: Sequence[tuple[str, str]]


class Labelled(NamedTuple):
    """A text and its class, in plain words."""

    text: str
    label: str


class Exchange(NamedTuple):
    """What a user says, and the reply."""

    said: str
    reply: str


class Definition(NamedTuple):
    """A word, its part of speech (n, v, a, s or r), its kind, its meaning, an example or none."""

    word: str
    part: str
    kind: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Rows by source.

    Attributes:
        readings: Passages with questions.
        labelled: Texts by their label.
        exchanges: What a user says, and the reply.
        definitions: Of words; ``common`` are those of words that the other text uses.
        words: Plain words, for labels, keys and values.
    """

    readings: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    labelled: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    exchanges: Mapping[str, Sequence[Exchange]] = field(default_factory=dict)
    definitions: Mapping[str, Sequence[Definition]] = field(default_factory=dict)
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """What became of one source's rows.

    Attributes:
        name: The folder of the data.
        licence: As the folder states it.
        rows: As read.
        repeats: Dropped, for the row was there before.
        measured: Dropped, for a set that only measures holds the text.
        trained: Trained on.
        held_out: Kept apart, to measure.
    """

    name: str
    licence: str
    rows: int
    repeats: int
    measured: int
    trained: int
    held_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """All that training reads: two pools, the tokenizer's JSON, where the rows came from."""

    train: Pool
    held_out: Pool
    tokenizer: str
    sources: Sequence[SourceCount]


def save(prepared: Prepared, path: Path) -> None:
    """Write the file; a crash leaves the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"form": FORM, **asdict(prepared)}, ensure_ascii=False)
    new = path.with_name(path.name + ".new")
    new.write_bytes(gzip.compress(content.encode(), compresslevel=4, mtime=0))
    new.replace(path)


def load(path: Path) -> Prepared:
    """Read the file.

    Raises:
        FileNotFoundError: There is none.
        ValueError: It is of another form.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} does not exist; `python -m bench.reproduce.nano --prepare` writes it."
        )
    content = json.loads(gzip.decompress(path.read_bytes()))
    if content.get("form") != FORM:
        raise ValueError(f"{path} is of another form; run with --prepare again.")
    return Prepared(
        train=_pool(content["train"]),
        held_out=_pool(content["held_out"]),
        tokenizer=content["tokenizer"],
        sources=[SourceCount(**one) for one in content["sources"]],
    )


def _pool(content: Mapping[str, Any]) -> Pool:
    return Pool(
        readings={
            name: [Reading(passage, [(q, a) for q, a in pairs]) for passage, pairs in rows]
            for name, rows in content["readings"].items()
        },
        labelled=content["labelled"],
        exchanges={
            name: [Exchange(*row) for row in rows] for name, rows in content["exchanges"].items()
        },
        definitions={
            name: [Definition(*row) for row in rows]
            for name, rows in content["definitions"].items()
        },
        words=content["words"],
    )
