"""The rows of the paper's experiments, and what the model sees of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bench.reproduce.mrkl_questions import PER_CELL, Row, digit_questions
from mrkl_core.phrases.numbers import find_numbers
from mrkl_router.training.arithmetic import Problem
from mrkl_router.training.batches import Example, problem_example
from mrkl_router.training.programs import from_completion
from mrkl_router.training.sources import rows
from mrkl_router.word_pieces import WordPieces


@dataclass(frozen=True)
class Weighted:
    """A training input and how many rows share it: masked numbers make most rows alike."""

    example: Example[Problem]
    count: int


def train_rows(experiment: str) -> list[Row]:
    """Return the paper's training split of an experiment."""
    packed = "" if experiment in ("exp1", "exp5") else ".gz"
    return list(rows(f"mrkl_synthetic/{experiment}_train.jsonl{packed}"))


def dev_rows(experiment: str) -> list[Row]:
    """Return the rows an experiment is measured on; experiment 1 has none, so they are made."""
    if experiment == "exp1":
        return digit_questions(PER_CELL, {row["prompt"] for row in train_rows("exp1")})
    return list(rows(f"mrkl_synthetic/{experiment}_dev.jsonl.gz"))


def training_inputs(given: Iterable[Row], tokenizer: WordPieces) -> list[Weighted]:
    """Return the distinct masked inputs of the rows, with their counts."""
    counts: Counter[tuple[Any, ...]] = Counter()
    examples: dict[tuple[Any, ...], Example[Problem]] = {}
    for row in given:
        problem = from_completion(row["prompt"], row["completion"], "mrkl_synthetic")
        if problem is None:  # a row we cannot read teaches nothing; none of the paper's is such
            continue
        example = problem_example(problem, tokenizer)
        key = (example.packed.ids, problem.program)
        counts[key] += 1
        examples.setdefault(key, example)
    return [Weighted(examples[key], count) for key, count in counts.items()]


def question_input(prompt: str, tokenizer: WordPieces) -> Example[Problem]:
    """Return a question's input; its expression is never looked at."""
    mentions = tuple((m.start, m.end) for m in find_numbers(prompt))
    return problem_example(Problem(prompt, mentions, (), "question"), tokenizer)
