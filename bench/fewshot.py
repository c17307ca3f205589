"""Intent collections as tools: shots, held-out rows, and our router as one more chooser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.baselines import Examples
from bench.deciding import Choice, choice, sampled
from mrkl_core.values import ExpertSpec
from mrkl_router.router import NeuralRouter
from mrkl_router.training.sources import document, table, text

Row = tuple[str, str]


class RouterChooser:
    """Our router, through its public methods alone.

    Args:
        router: No experts registered.
    """

    def __init__(self, router: NeuralRouter) -> None:
        self._router = router
        self._names: list[str] = []
        self._decided: dict[str, Choice] = {}

    def fit(self, examples: Examples) -> None:
        """Register one tool per class, and forget earlier ones."""
        for name in self._names:
            self._router.unregister(name)
        self._names, self._decided = [], {}
        for name, many in examples.items():
            words = name.replace("_", " ")
            self._router.register(ExpertSpec(name=name, description=words, examples=tuple(many)))
            self._names.append(name)

    def decide(self, question: str) -> Choice:
        """Return the best tool, and whether it reaches its own threshold."""
        if question not in self._decided:
            scores = self._router.explain(question, experts=self._names)
            self._decided[question] = choice(scores)
        return self._decided[question]

    def choose(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return each text's best tool and its confidence."""
        made = [self.decide(text) for text in texts]
        return [(one.name, one.score) for one in made]


def by_intent(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Return the distinct questions of each intent, in the file's order."""
    made: dict[str, dict[str, None]] = {}
    for question, intent in rows:
        made.setdefault(intent, {})[question] = None
    return {intent: list(questions) for intent, questions in sorted(made.items())}


def fewer(examples: Examples, intents: int | None) -> dict[str, Sequence[str]]:
    """Return so many of the intents, evenly spaced; all where ``intents`` is None."""
    return {name: examples[name] for name in sampled(list(examples), intents)}


def shots(examples: Examples, count: int, seed: int) -> dict[str, list[str]]:
    """Return ``count`` questions per intent, drawn with ``seed``; all where there are fewer."""
    rng = Random(seed)
    return {name: rng.sample(many, min(count, len(many))) for name, many in examples.items()}


def clinc(part: str) -> list[Row]:
    """Return the rows of one part of CLINC150."""
    return [(question, intent) for question, intent in document("clinc150/data_full.json.gz")[part]]


def banking() -> list[Row]:
    """Return BANKING77's training rows."""
    rows = table("banking77/train.csv.gz")
    return [(" ".join(row["text"].split()), row["category"].lower()) for row in rows]


def hwu(part: str) -> list[Row]:
    """Return the rows of one part of HWU64."""
    folder = f"hwu64_fewshot_split/HWU64/{part}"
    questions = text(f"{folder}/seq.in.gz" if part == "train" else f"{folder}/seq.in")
    pairs = zip(questions.split("\n"), text(f"{folder}/label").split("\n"), strict=False)
    return [(question.strip(), intent.strip()) for question, intent in pairs if question.strip()]


@dataclass(frozen=True, slots=True)
class OtherSet:
    """Tools to fit, questions of theirs to measure on, and questions that fit none."""

    examples: Mapping[str, Sequence[str]]
    inside: Sequence[Row]
    outside: Sequence[str]


def other_set(examples: Examples, held_out: Sequence[Row], count: int) -> OtherSet:
    """Leave every fourth intent out of the tools: its questions fit none of them."""
    left_out = set(sorted(examples)[::4])
    kept = {name: many for name, many in examples.items() if name not in left_out}
    return OtherSet(
        shots(kept, count, seed=0),
        [row for row in held_out if row[1] in kept],
        [question for question, intent in held_out if intent in left_out],
    )


def held_out_banking(
    intents: int | None = None, rows: int = 12
) -> tuple[dict[str, Sequence[str]], list[Row]]:
    """Return BANKING77's examples without the last ``rows`` of each intent, and those."""
    everything = fewer(by_intent(banking()), intents)
    first = {intent: many[:-rows] for intent, many in everything.items()}
    last = [(q, intent) for intent, many in everything.items() for q in many[-rows:]]
    return first, last


def other_sets(count: int, intents: int | None = None) -> dict[str, OtherSet]:
    """Return HWU64 and BANKING77, each with ``count`` examples a tool; no CLINC150 row is in them.

    HWU64's held-out questions are its validation part; BANKING77's are the last rows of each
    intent, which the examples do without. ``intents`` cuts the sets down.
    """
    first, last = held_out_banking(intents)
    return {
        "hwu64": other_set(fewer(by_intent(hwu("train")), intents), hwu("valid"), count),
        "banking77": other_set(first, last, count),
    }
