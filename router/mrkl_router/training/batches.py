"""Rows of every task as padded tensors, in batches of about equal cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

from mrkl_router.composition import LABELS
from mrkl_router.program_tokens import INDEX
from mrkl_router.table_input import table_pack
from mrkl_router.tool_input import SlotPlace, tool_pack
from mrkl_router.training.arithmetic import Problem
from mrkl_router.training.compositions import CompositionRow
from mrkl_router.training.labels import EXPERTS, OPERATIONS
from mrkl_router.training.model import MAX_NUMBERS
from mrkl_router.training.phrasings import Question
from mrkl_router.training.similar import Groups, contrast_batches
from mrkl_router.training.slots import SlotRow
from mrkl_router.training.tables import TableRow
from mrkl_router.training.tools import Chosen, Said, ToolRow
from mrkl_router.word_pieces import Packed, Pieces, WordPieces, pack

T = TypeVar("T")
TOKENS_PER_BATCH = 1536


@dataclass
class Inputs:
    """Encoder inputs, all (B, T) int64."""

    ids: Tensor
    types: Tensor
    mask: Tensor


@dataclass
class Example(Generic[T]):
    """A row with its encoder input."""

    row: T
    packed: Packed
    target: Any = None
    teacher: Tensor | None = None


def inputs(packed: Sequence[Packed]) -> Inputs:
    """Pad encoder inputs to the longest."""
    width = max(len(p.ids) for p in packed)
    empty = [0] * width

    def padded(rows: Iterable[Sequence[int]]) -> Tensor:
        return torch.tensor([(list(row) + empty)[:width] for row in rows])

    return Inputs(
        padded(p.ids for p in packed),
        padded(p.types for p in packed),
        padded([1] * len(p.ids) for p in packed),
    )


def piece_span(pieces: Pieces, span: tuple[int, int], offset: int) -> tuple[int, int] | None:
    """Return the first and last piece of a character span, shifted by ``offset``; None if cut."""
    inside = [k for k, (a, b) in enumerate(pieces.spans) if a < span[1] and b > span[0]]
    return (inside[0] + offset, inside[-1] + offset) if inside else None


def route_example(question: Question, tokenizer: WordPieces) -> Example[Question]:
    """Encode a question for the routing task: expert index or -1, operation index or -1."""
    expert = EXPERTS.index(question.expert) if question.expert else -1
    operation = OPERATIONS.index(question.operation) if question.operation else -1
    return Example(question, pack(tokenizer.split(question.text, limit=64)), (expert, operation))


def slot_example(row: SlotRow, tokenizer: WordPieces) -> Example[SlotRow]:
    """Encode a slot row: target (first, last) piece, or (0, 0), the CLS piece, where absent."""
    first = tokenizer.split(row.description, limit=48)
    second = tokenizer.split(row.text, limit=140)
    packed = pack(first, second)
    span = piece_span(second, row.span, packed.second[0]) if row.span else None
    return Example(row, packed, span or (0, 0))


def problem_example(row: Problem, tokenizer: WordPieces) -> Example[Problem]:
    """Encode a problem with its numbers masked: target (number positions, program)."""
    numbers = row.numbers[:MAX_NUMBERS]
    pieces = tokenizer.split(row.text, numbers, limit=160)
    where = {span: k + 1 for k, span in enumerate(pieces.spans)}
    positions = [where.get(span, 0) for span in numbers]
    return Example(row, pack(pieces), (positions, list(row.program)))


def composition_example(row: CompositionRow, tokenizer: WordPieces) -> Example[CompositionRow]:
    """Encode a composition row: target per piece, 1 for each label whose span it is in."""
    pieces = tokenizer.split(row.text, limit=128)
    none = [0.0] * len(LABELS)
    flags = [
        [
            float(any(a < end and b > start for start, end in row.spans.get(label, ())))
            for label in LABELS
        ]
        for a, b in pieces.spans
    ]
    return Example(row, pack(pieces), [none, *flags, none])


@dataclass
class SlotTarget:
    """One slot's place, its options' places, and the index of the one that is said (0: none).

    For a slot without options, ``said`` is the first and last piece of its words, (0, 0) for none.
    """

    place: tuple[int, int]
    options: tuple[tuple[int, int], ...]
    said: tuple[int, int]


@dataclass
class ToolTarget:
    """Whether the tool answers the question (None: unknown), and what is said of its slots."""

    matches: float | None
    slots: list[SlotTarget]


def tool_examples(row: ToolRow, tokenizer: WordPieces) -> list[Example[ToolRow]]:
    """Encode a question beside its tool and beside each of the wrong ones."""
    known = [slot for slot in row.spec.slots if slot.name in row.said]
    others = [slot for slot in row.spec.slots if slot.name not in row.said]
    read = tool_pack(row.question, row.spec, [*known, *others], tokenizer)
    targets = []
    for place in read.slots:
        if place.slot.name in row.said:
            said = _said(row.said[place.slot.name], place, read.question)
            if said is not None:
                targets.append(SlotTarget(place.place, place.options, said))
    matches = None if row.matches is None else float(row.matches)
    made = [Example(row, read.packed, ToolTarget(matches, targets))]
    for spec in row.wrong:
        wrong = tool_pack(row.question, spec, spec.slots, tokenizer)
        made.append(Example(row, wrong.packed, ToolTarget(0.0, [])))
    return made


def _said(said: Said, place: SlotPlace, question: Pieces) -> tuple[int, int] | None:
    """Return the target of a slot; None where what is said cannot be shown."""
    if said is None:
        return (0, 0)
    if isinstance(said, Chosen):
        return (1 + place.values.index(said.value), 0) if said.value in place.values else None
    return None if place.options else piece_span(question, said, 1)


@dataclass
class TableTarget:
    """Where each table position's name stands, and the compared values' pieces."""

    spans: list[tuple[int, int]]
    values: list[tuple[int, int] | None]


def table_example(row: TableRow, tokenizer: WordPieces) -> Example[TableRow]:
    """Encode a question beside its own table."""
    packed, pieces, spans = table_pack(row.question, row.names, tokenizer)
    values = [piece_span(pieces, span, 1) if span else None for span in row.values]
    return Example(row, packed, TableTarget(spans, values))


def batches(
    examples: Sequence[Example[T]], rng: Random, budget: int = TOKENS_PER_BATCH
) -> Iterator[list[Example[T]]]:
    """Yield batches forever, of similar lengths, each about ``budget`` padded pieces."""
    while True:
        order = list(range(len(examples)))
        rng.shuffle(order)
        order.sort(key=lambda k: len(examples[k].packed.ids) + rng.random() * 6)
        groups: list[list[int]] = [[]]
        for index in order:
            width = len(examples[index].packed.ids)
            if groups[-1] and (len(groups[-1]) + 1) * width > budget:
                groups.append([])
            groups[-1].append(index)
        rng.shuffle(groups)
        for group in groups:
            yield [examples[k] for k in group]


def program_tensors(batch: Sequence[Example[Problem]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return number positions (B, N), decoder input (B, L) and target (B, L; -100 padding)."""
    count = max(1, max(len(example.target[0]) for example in batch))
    length = max(len(example.target[1]) for example in batch)
    numbers = torch.zeros(len(batch), count, dtype=torch.int64)
    given = torch.full((len(batch), length), INDEX["<end>"], dtype=torch.int64)
    target = torch.full((len(batch), length), -100, dtype=torch.int64)
    for index, example in enumerate(batch):
        positions, program = example.target
        numbers[index, : len(positions)] = torch.tensor(positions)
        given[index, : len(program)] = torch.tensor([INDEX["<start>"], *program[:-1]])
        target[index, : len(program)] = torch.tensor(program)
    return numbers, given, target


def text_examples(texts: Iterable[str], tokenizer: WordPieces) -> dict[str, Example[str]]:
    """Encode texts for the contrast between them, by text."""
    return {one: Example(one, pack(tokenizer.split(one, limit=48))) for one in texts}


def similar_batches(
    groups: Groups, texts: Mapping[str, Example[str]], rng: Random
) -> Iterator[list[Example[str]]]:
    """Yield batches for the contrast forever; each example's target is its label's number."""
    for batch in contrast_batches(groups, rng, labels=40, texts=3):
        yield [
            Example(sentence, texts[sentence].packed, number, texts[sentence].teacher)
            for number, sentence in batch
        ]
