"""Arithmetic problems with their programs: MRKL's own data, word problems, our phrasings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from random import Random

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.numbers import find_numbers
from mrkl_router.program_tokens import INDEX, TOKENS, is_program
from mrkl_router.training.arithmetic import ArithmeticPhraser, Problem
from mrkl_router.training.questions import ARITHMETIC_DEV, ARITHMETIC_TRAIN, arithmetic_rows
from mrkl_router.training.sources import document, normalised

_TOKEN = re.compile(r"\d+\.?\d*|\*\*|[-+*/()]")


def from_completion(prompt: str, completion: str, source: str) -> Problem | None:
    """Return the problem behind a row such as ``X=((27+8)*3)``, numbers in any order.

    The outer brackets of MRKL's format are dropped. Returns None when a number of the program is
    not a number of the prompt.
    """
    body = completion.strip().split("=", 1)[1].replace(" ", "")
    if body.startswith("(") and _closes(body) == len(body) - 1:
        body = body[1:-1]
    mentions = find_numbers(prompt)
    free = list(range(len(mentions)))
    tokens: list[int] = []
    for word in _TOKEN.findall(body):
        if not word[0].isdigit():
            tokens.append(INDEX[word])
            continue
        match = next((k for k in free if mentions[k].value == Fraction(word)), None)
        if match is None:
            return None
        free.remove(match)
        tokens.append(len(TOKENS) + match)
    tokens.append(INDEX["<end>"])
    if not is_program(tokens, len(mentions)):
        return None
    return Problem(prompt, tuple((m.start, m.end) for m in mentions), tuple(tokens), source)


def _closes(text: str) -> int:
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return index
    return -1


def _stories(part: str) -> Iterator[tuple[str, str]]:
    """Yield text and equation of the word problems of a part, such as ``trainset.json.gz``."""
    for row in document(f"mawps/mawps/{part}"):
        yield row["original_text"], row["equation"]
    for row in document(f"mawps/mawps-single/{part}"):
        yield row["sQuestion"].strip(), row["lEquations"][0]


def _word_problems(rows: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for text, equation in rows:
        try:
            problem = from_completion(text, equation, "mawps")
        except (ValueFormatError, KeyError, IndexError):
            continue
        if problem is not None:
            yield problem


def _rows(names: Iterable[str]) -> Iterator[Problem | None]:
    for row in arithmetic_rows(names):
        yield from_completion(row["prompt"], row["completion"], "mrkl_synthetic")


def training_problems(rng: Random, generated: int, share_alike: bool) -> list[Problem]:
    """Return the problems to train on, without repeats or development rows."""
    found = [problem for problem in _rows(ARITHMETIC_TRAIN) if problem is not None]
    if share_alike:
        told = {normalised(text) for text, _ in _stories("validset.json")}
        stories = (row for row in _stories("trainset.json.gz") if normalised(row[0]) not in told)
        found += _word_problems(stories)
    found += ArithmeticPhraser(rng).problems(generated)
    names = (f"{name}_dev.jsonl.gz" for name in ARITHMETIC_DEV)
    measured = {normalised(row["prompt"]) for row in arithmetic_rows(names)}
    unique: dict[str, Problem] = {}
    for problem in found:
        if normalised(problem.text) not in measured or problem.source == "generated":
            unique.setdefault(problem.text, problem)
    return [p for p in unique.values() if normalised(p.text) not in measured]


def development_problems() -> list[Problem]:
    """Return MRKL's development rows as problems; measuring only."""
    names = (f"{name}_dev.jsonl.gz" for name in ARITHMETIC_DEV)
    return [problem for problem in _rows(names) if problem is not None]


def development_stories() -> list[Problem]:
    """Return the distinct word problems of the validation files; measuring only."""
    distinct = {normalised(p.text): p for p in _word_problems(_stories("validset.json"))}
    return list(distinct.values())
