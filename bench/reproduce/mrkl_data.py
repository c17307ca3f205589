"""The rows of the paper's experiments, and the questions that experiment 1 asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.reproduce.mrkl_paper import SHAPES
from mrkl_core.phrases.numbers import find_numbers
from mrkl_router.training.arithmetic import Problem
from mrkl_router.training.batches import Example, problem_example
from mrkl_router.training.programs import from_completion
from mrkl_router.training.sources import rows
from mrkl_router.word_pieces import WordPieces

Row = Mapping[str, Any]
PER_CELL = 50
_WORDS = {"add": ("plus", "+"), "mul": ("times", "*")}


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


def digit_questions(per_cell: int, known: Iterable[str], seed: int = 20220501) -> list[Row]:
    """Return questions of {add, mul} x 1 to 9 digits, none of them in ``known``.

    As in the paper's data: format 0, the longest operand has exactly that many digits. One digit
    allows 81 questions per operation; what training leaves of them is all there is.
    """
    rng, taken = Random(seed), set(known)
    made: list[Row] = []
    for operation, (word, sign) in _WORDS.items():
        for digits in range(1, 10):
            cell: list[Row] = []
            for _ in range(per_cell * 50):
                if len(cell) == per_cell:
                    break
                a, b = (rng.randrange(1, 10**digits) for _ in range(2))
                prompt = f"How much is {a} {word} {b}?"
                if len(str(max(a, b))) != digits or prompt in taken:
                    continue
                taken.add(prompt)
                cell.append(
                    {
                        "prompt": prompt,
                        "completion": f"X=({a}{sign}{b})",
                        "dataset_name": f"{operation}_{digits}",
                    }
                )
            made += cell
    return made


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


def shape(row: Row) -> str:
    """Return the paper's name of a two-operation template, or the data's where it has none."""
    name = str(row["dataset_name"])
    return SHAPES.get(name, name)


def folds(names: Sequence[str], count: int, seed: int = 20220501) -> list[list[str]]:
    """Cut template names into ``count`` random parts, each to be held out once."""
    order = sorted(names)
    Random(seed).shuffle(order)
    return [order[start::count] for start in range(count)]
