"""Does ``think="auto"`` judge rightly whether a question needs thinking?

Needs it: GSM8K (word problems) and StrategyQA (yes or no, from several facts). Does not:
WebQuestions and SimpleQuestions (one fact), Personality Chat (small talk). What a set is stands for
what its questions need; nobody judged them one by one. The rules were written, knowing what such
sets ask, before any row was measured, and were not fitted to rows since. The baseline looks at
the length alone; its bound is the best on the half of the rows whose hash is even. Figures are of
the other half. The balanced accuracy is the mean of both sides', each the mean of its sets'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.deciding import hash_byte, interval, share
from bench.report import run
from mrkl_core.phrases.thinking import needs_thinking
from mrkl_router.training.sources import document, rows, table, text

Judge = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one set, and whether they need thinking."""

    source: str
    need: bool
    texts: Sequence[str]


def read() -> tuple[Questions, ...]:
    """Return the sets, repeats dropped."""
    friendly = table("personality_chat/Queries_Responses_Friendly_QnAMaker.tsv", "\t")
    facts = text("simplequestions/annotated_fb_data_valid.txt.gz").split("\n")
    found = {
        ("gsm8k", True): [row["question"] for row in rows("gsm8k/train.jsonl.gz")],
        ("strategyqa", True): [row["question"] for row in document("strategyqa/train.json.gz")],
        ("webquestions", False): [
            row["qText"] for row in document("webquestions/main/trainmodel.json.gz")
        ],
        ("simplequestions", False): [line.split("\t")[3].strip() for line in facts if line.strip()],
        ("personality_chat", False): [row["Question"] for row in friendly],
    }
    return tuple(
        Questions(source, need, tuple(dict.fromkeys(texts)))
        for (source, need), texts in found.items()
    )


def measure(sets: Sequence[Questions] | None = None) -> dict[str, Any]:
    """Return the figures of the rules and of the baseline, on the half that set no bound."""
    found = read() if sets is None else sets
    fitted, held_out = _half(found, odd=False), _half(found, odd=True)
    bound = max(range(4, 40), key=lambda words: balanced(fitted, _longer_than(words)))
    per_set = {}
    for part in held_out:
        right = sum(needs_thinking(question) == part.need for question in part.texts)
        per_set[part.source] = {
            "needs_thinking": part.need,
            "questions": len(part.texts),
            "accuracy": round(right / len(part.texts), 4),
            "interval_95": [round(limit, 4) for limit in interval(right, len(part.texts))],
        }
    return {
        "balanced_accuracy": round(balanced(held_out, needs_thinking), 4),
        "balanced_accuracy_of_the_fitted_half": round(balanced(fitted, needs_thinking), 4),
        "peer": {
            "name": f"longer than {bound} words",
            "balanced_accuracy": round(balanced(held_out, _longer_than(bound)), 4),
        },
        "sets": per_set,
    }


def balanced(sets: Sequence[Questions], judge: Judge) -> float:
    """Return the mean of both sides' accuracies, each the mean of its sets'."""
    sides = [[part for part in sets if part.need == need] for need in (True, False)]
    return sum(_accuracy(side, judge) for side in sides) / len(sides)


def _accuracy(side: Sequence[Questions], judge: Judge) -> float:
    accuracies = [share([judge(text) == part.need for text in part.texts]) for part in side]
    return sum(accuracies) / len(accuracies)


def _half(sets: Sequence[Questions], *, odd: bool) -> tuple[Questions, ...]:
    return tuple(
        Questions(part.source, part.need, [t for t in part.texts if hash_byte(t) % 2 == odd])
        for part in sets
    )


def _longer_than(words: int) -> Judge:
    return lambda question: len(question.split()) > words


def quick() -> Mapping[str, Any]:
    """Return the figures of a few questions written for this."""
    hard = [f"Would a castle with {k} towers fit into a shoe box?" for k in range(40)]
    easy = [f"who built castle {k}?" for k in range(40)]
    return measure([Questions("hard", True, hard), Questions("easy", False, easy)])


if __name__ == "__main__":
    run(measure, __doc__ or "", quick)
