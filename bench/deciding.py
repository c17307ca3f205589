"""What the benchmarks of tool choice share: routing without crashing, sampling, counting."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np

from mrkl.clock import FixedClock
from mrkl.settings import Settings
from mrkl.tool_routing import ToolRouting
from mrkl.tools import specs_from_tools
from mrkl_apps.cli.setup import Setup
from mrkl_core.errors import MRKLError
from mrkl_core.values import Abstain, Decision, ExpertSpec, Score
from mrkl_router.router import NeuralRouter
from mrkl_router.training.sources import normalised
from mrkl_router.weights import SHIPPED

#: "Now" of every benchmark, so that a run can be repeated.
CLOCK = FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


def tool_router() -> NeuralRouter:
    """Return the router of ``mrkl route --tools``, which knows no expert yet."""
    return cast(NeuralRouter, Setup().router(Settings(offline=True)))


def encoder_saw(source: str, card: str | None = None) -> bool:
    """Tell whether rows of a data set trained the shipped encoder, as the model card lists them.

    Args:
        source: Name of the data set.
        card: The model card's text; the shipped one if absent.
    """
    text = (SHIPPED / "MODEL_CARD.md").read_text(encoding="utf-8") if card is None else card
    tasks = [line.split("|")[1].strip() for line in text.split("\n") if f"| {source} |" in line]
    return any(task != "route head only" for task in tasks)


def hash_byte(text: str) -> int:
    """Return a byte that depends on a question's normalised text alone."""
    return hashlib.sha256(normalised(text).encode()).digest()[0]


def sampled(rows: Sequence[Any], count: int | None) -> list[Any]:
    """Return ``count`` rows, evenly spaced; all of them where ``count`` is None or too large."""
    if count is None or count >= len(rows):
        return list(rows)
    return [rows[int(k * len(rows) / count)] for k in range(count)]


def share(values: Sequence[bool]) -> float:
    """Return the share that is true; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def ranked_auc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Return the chance that a row inside scores above one outside; a tie counts one half."""
    order = np.sort(np.asarray(outside, dtype=np.float64))
    values = np.asarray(inside, dtype=np.float64)
    below = np.searchsorted(order, values, side="left")
    up_to = np.searchsorted(order, values, side="right")
    return float((below + up_to).mean() / 2 / max(1, len(order)))


def interval(right: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    p, n = right / total, total
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Choice:
    """The tool that scores best for a question, and whether it reaches its own threshold."""

    name: str
    score: float
    accepted: bool


def choice(scores: Sequence[Score]) -> Choice:
    """Return the choice among scores, best first."""
    if not scores:
        return Choice("", 0.0, False)
    best = scores[0]
    return Choice(best.expert, best.score, best.score >= best.threshold)


class Tools:
    """Sets of tools, one after another, in front of one router.

    A set or a question that the router refuses with a typed error counts as a refusal.

    Args:
        router: Learns and forgets the tools.
    """

    def __init__(self, router: NeuralRouter) -> None:
        self._router = router
        self._routing = ToolRouting(router, CLOCK)
        self.refused: list[str] = []

    def route(self, question: str, tools: Sequence[Mapping[str, Any]]) -> Decision:
        """Return the decision over ``tools``."""
        try:
            return self._routing.route(question, tools)
        except MRKLError as error:
            self.refused.append(str(error))
            return Abstain(reason=str(error))

    def choose(self, question: str, tools: Sequence[Mapping[str, Any]]) -> Choice:
        """Return the tool that scores best; ``tools`` must be the set of the last ``route``."""
        names = [str(tool["name"]) for tool in tools]
        try:
            return choice(self._router.explain(question, experts=names))
        except MRKLError:
            return choice(())


def readable_specs(tools: Sequence[Mapping[str, Any]]) -> tuple[list[ExpertSpec], list[str]]:
    """Return the specs of the tools that can be read, and why the others cannot."""
    specs: list[ExpertSpec] = []
    refused: list[str] = []
    for tool in tools:
        try:
            specs += specs_from_tools([tool])
        except MRKLError as error:
            refused.append(str(error))
    return specs, refused
