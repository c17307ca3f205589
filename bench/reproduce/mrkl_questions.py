"""The questions that experiment 1 asks for, and how experiment 4b's templates are held out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from bench.reproduce.mrkl_paper import SHAPES

Row = Mapping[str, Any]
PER_CELL = 50
_WORDS = {"add": ("plus", "+"), "mul": ("times", "*")}


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


def shape(row: Row) -> str:
    """Return the paper's name of a two-operation template, or the data's where it has none."""
    name = str(row["dataset_name"])
    return SHAPES.get(name, name)


def folds(names: Sequence[str], count: int, seed: int = 20220501) -> list[list[str]]:
    """Cut template names into ``count`` random parts, each to be held out once."""
    order = sorted(names)
    Random(seed).shuffle(order)
    return [order[start::count] for start in range(count)]
