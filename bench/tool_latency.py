"""Routing latency over many tools: choice and arguments, one question at a time, no batching.

Tools are specs of Seal-Tools, those first that its one-call questions ask for; the questions are
the first ones for a registered tool, in turn. Tools with a program are the same number of specs of
which one takes an arithmetic expression. Then: seconds to fit a tool with ten examples, and whether
that leaves every score of the other tools as it was, byte for byte.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bench.deciding import CLOCK, readable_specs, tool_router
from bench.report import run
from bench.seal_tools import collection
from mrkl.records import decision_calls
from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.router import NeuralRouter
from mrkl_router.training.sources import rows

SIZES = (10, 50, 1000)
QUESTIONS = 60
#: Ours; none is a row of a data set.
SUMS = (
    "How much is 48 times 17?",
    "what is three hundred and five minus 78",
    "Please add 1,250 and 380 and divide that by 6",
    "15% of 2,480",
    "work out (12 + 9) * 4 for me",
    "I need the square root of 1764",
)
REDDER = ExpertSpec(
    name="paint_mixer",
    description="Mixes a wall paint from base colours",
    slots=(Slot(name="colour", description="the colour to mix"),),
    examples=(
        "mix me a warm red for the hallway",
        "I want two litres of sea green paint",
        "can you make a paint like this blue",
        "what do I mix to get burnt orange",
        "blend a softer yellow",
        "make the paint a bit darker",
        "mix a matt white",
        "prepare the colour of the kitchen wall again",
        "give me a paint between grey and blue",
        "tint the base to lilac",
    ),
)
CALCULATOR = ExpertSpec(
    name="evaluate_arithmetic",
    description="Works out a calculation",
    slots=(Slot(name="expression", format="expression", description="what to calculate"),),
    examples=(
        "what is 12 plus 30",
        "how much is 7 times 8",
        "calculate 100 divided by 4",
        "15 percent of 80",
        "what do I get if I subtract 19 from 64",
    ),
)


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 99th percentile, in milliseconds."""
    return {
        "p50_ms": float(np.percentile(times, 50) * 1000),
        "p99_ms": float(np.percentile(times, 99) * 1000),
    }


def timed(
    router: NeuralRouter, names: Sequence[str], questions: Sequence[str], rounds: int
) -> dict[str, float]:
    """Route every question ``rounds`` times, after once to warm up."""
    times: list[float] = []
    called = 0
    for turn in range(rounds + 1):
        for question in questions:
            start = time.perf_counter()
            decision = router.route(question, experts=names, clock=CLOCK)
            if turn:
                times.append(time.perf_counter() - start)
                called += bool(decision_calls(decision))
    return {**percentiles(times), "called": called / max(1, len(times))}


def fitting(router: NeuralRouter, names: Sequence[str], questions: Sequence[str]) -> dict[str, Any]:
    """Fit a tool with ten examples; compare the other tools' scores before and after."""

    def scores() -> list[tuple[tuple[str, float, float], ...]]:
        return [
            tuple((s.expert, s.score, s.threshold) for s in router.explain(q, experts=names))
            for q in questions
        ]

    before, seconds = scores(), []
    for _ in range(5):
        start = time.perf_counter()
        router.register(REDDER)
        seconds.append(time.perf_counter() - start)
        after = scores()
        router.unregister(REDDER.name)
    return {
        "fit_10_examples_s": statistics.median(seconds),
        "other_tools_scores_unchanged": before == after,
        "scores_compared": sum(len(one) for one in before),
    }


def measure(sizes: Sequence[int] = SIZES, rounds: int = 4) -> Mapping[str, Any]:
    """Time each size; the middle one also with a program and for fitting."""
    dev = [row for row in rows("seal_tools/dev.jsonl.gz") if len(row["calling"]) == 1]
    wanted = [row["calling"][0]["api"] for row in dev]
    known = collection()
    order = [name for name in dict.fromkeys((*wanted, *known)) if name in known]
    specs, _ = readable_specs([known[name] for name in order[: max(sizes)]])
    questions = {row["query"]: row["calling"][0]["api"] for row in dev}
    router = tool_router()
    figures: dict[str, Any] = {}
    registered: list[str] = []
    for size in sorted(sizes):
        start = time.perf_counter()
        for spec in specs[len(registered) : size]:
            router.register(spec)
        registered = [spec.name for spec in specs[:size]]
        register_s = time.perf_counter() - start
        asked = [question for question, name in questions.items() if name in registered]
        found = timed(router, registered, asked[:QUESTIONS], rounds)
        asked_count = len(asked[:QUESTIONS])
        figures[str(size)] = {**found, "questions": asked_count, "register_s": register_s}
    smallest, middle, largest = (str(size) for size in sorted(sizes))
    names = registered[: int(middle)]
    fitted = fitting(router, names, list(questions)[:20])
    router.register(CALCULATOR)
    with_program = timed(router, [*names[1:], CALCULATOR.name], SUMS, rounds * 10)
    return {
        "tools": figures,
        "ratio_largest_to_smallest": figures[largest]["p50_ms"] / figures[smallest]["p50_ms"],
        "with_a_program": {"tools": len(names), **with_program},
        **fitted,
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
