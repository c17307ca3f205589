"""Routing latency: one question at a time, built-in experts, this machine's CPU."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bench.report import run
from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FixedClock

QUESTIONS = (
    "What is 15% of 2,480?",
    "How much is thirty eight plus fifty eight?",
    "convert 10 miles to kilometers",
    "How many days are left until Christmas?",
    "what time is it in Tokyo",
    "100 US dollars in euros",
    "what's the weather in Oslo tomorrow",
    "How many customers are there in the USA?",
    "What are the 5 longest tracks?",
    "who was Marie Curie",
    "what does the handbook say about parental leave?",
    "write a poem about autumn",
    "book me a table at the Ritz",
    "What is 15% of 2,480 and how many days are left until Christmas?",
)
ROUNDS = 40


def measure() -> Mapping[str, Any]:
    """Time ``System.route`` over a fixed list of questions, in turn."""
    clock = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    with System.default(Settings(offline=True), clock=clock) as system:
        for question in QUESTIONS:
            system.route(question)
        per_question: dict[str, list[float]] = {question: [] for question in QUESTIONS}
        for _ in range(ROUNDS):
            for question in QUESTIONS:
                start = time.perf_counter()
                system.route(question)
                per_question[question].append((time.perf_counter() - start) * 1e3)
    times = np.concatenate(list(per_question.values()))
    return {
        "questions": len(QUESTIONS),
        "calls": int(times.size),
        "p50_ms": float(np.percentile(times, 50)),
        "p99_ms": float(np.percentile(times, 99)),
        "p50_ms_by_question": {q: float(np.percentile(t, 50)) for q, t in per_question.items()},
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
