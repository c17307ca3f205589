"""Tools that are known by their examples: how sure each is of a question, and which is meant.

How sure a tool is depends on nothing but the question and the tool itself, so that adding one
changes no other's confidence. Two features say it: a linear head in closed form (the direction
from the background's mean to the examples' mean, under the covariance that questions of one label
have: linear discriminant analysis with a covariance known beforehand), and how near the nearest
example is. Which of several tools is meant is decided jointly, by a softmax regression over the
examples of all (docs/decisions/017). Dimension key: D = 384, N examples, K tools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mrkl_router.space import Space
from mrkl_router.weights import Array

#: Penalty of the joint regression on the squared length of its weights, and its steps: measured on
#: three public sets of intents, 5 to 100 examples each.
PENALTY, STEPS = 0.1, 40
Features = tuple[float, float, float]
"""Logit of the head, its mean over the tool's own examples, cosine to the nearest example."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is known of a tool.

    Attributes:
        examples: (N, D) unit vectors of its examples and of its description.
        direction: (D,) of the linear head over whitened vectors.
        offset: Added to the head's logit.
        typical: Mean of the head's logit over its examples.
    """

    examples: Array
    direction: Array
    offset: float
    typical: float


class KnownTools:
    """Learns tools from the vectors of their examples."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._tools: dict[str, _Memory] = {}
        self._joint: SoftmaxRegression | None = None

    def __contains__(self, name: str) -> bool:
        return name in self._tools

    def learn(self, name: str, examples: Array, negatives: Array) -> None:
        """Learn a tool; microseconds.

        Args:
            name: Replaces what was learned under it.
            examples: (N, D) unit vectors.
            negatives: (M, D) unit vectors of look-alikes, perhaps none.
        """
        head = fit_head(self._space, examples, negatives)
        self._tools[name] = _Memory(examples, *head)
        self._joint = None

    def forget(self, name: str) -> None:
        """Forget a tool, if it is known."""
        if self._tools.pop(name, None):
            self._joint = None

    def features(self, name: str, vector: Array) -> Features:
        """Return what says how sure a tool is of the question with the unit vector (D,)."""
        memory = self._tools[name]
        logit = float(self._space.whitened(vector) @ memory.direction) + memory.offset
        return logit, memory.typical, float((memory.examples @ vector).max())

    def order(self, vector: Array, names: Sequence[str]) -> list[str]:
        """Return some of the known tools, the one that is meant first.

        The first question after a tool was learned or forgotten fits the regression: 20 ms for 50
        tools with 10 examples, a second for 150 tools with 100.
        """
        if len(names) < 2:
            return list(names)
        joint = self._joint
        if joint is None:
            groups = {
                name: self._space.whitened(tool.examples) for name, tool in self._tools.items()
            }
            self._joint = joint = SoftmaxRegression(groups)
        scores = joint.scores(self._space.whitened(vector))
        return sorted(names, key=lambda name: -scores[name])


def fit_head(space: Space, examples: Array, negatives: Array) -> tuple[Array, float, float]:
    """Fit the linear head of a tool in closed form.

    Its logit counts standard deviations of the background, and is lowered until every negative
    stays below the middle between background and examples.

    Args:
        space: The whitened space.
        examples: (N, D) unit vectors.
        negatives: (M, D) unit vectors of look-alikes.

    Returns:
        Direction (D,), offset, and the examples' mean logit.
    """
    white = space.whitened(examples)
    mean = white.mean(0)
    deviation = float(np.sqrt(mean @ space.spread @ mean))
    direction = (mean / max(deviation, 1e-9)).astype(np.float32)
    typical = float((white @ direction).mean())
    offset = 0.0
    if len(negatives):
        highest = float((space.whitened(negatives) @ direction).max())
        offset = min(0.0, typical / 2 - 0.5 - highest)
    return direction, offset, typical


class SoftmaxRegression:
    """Which of several groups a vector is from.

    Every step is a ridge regression onto what the softmax still gets wrong, with the one matrix
    that bounds all of its curvatures (Böhning, "Multinomial logistic regression algorithm", 1992),
    and Nesterov's momentum; the first step alone is ridge regression onto the labels.

    Args:
        groups: (N, D) vectors by name; at least two names. Costs ``STEPS`` products of
            (rows, D) with (D, K).
    """

    def __init__(self, groups: dict[str, Array]) -> None:
        rows = np.concatenate(list(groups.values()))
        label = np.repeat(np.arange(len(groups)), [len(group) for group in groups.values()])
        self._names = tuple(groups)
        self._mean: Array = rows.mean(0)
        centred = rows - self._mean
        self._scale = max(float(np.linalg.norm(centred, axis=1).mean()), 1e-9)
        self._matrix = _fitted(
            centred / np.float32(self._scale), np.eye(len(groups), dtype=np.float32)[label]
        )

    def scores(self, vector: Array) -> dict[str, float]:
        """Return the logit of every group for a vector (D,)."""
        logits = (vector - self._mean) / np.float32(self._scale) @ self._matrix
        return dict(zip(self._names, logits.tolist(), strict=True))


def _fitted(rows: Array, wanted: Array) -> Array:
    """Return the weights (D, K) of a softmax regression of ``wanted`` (N, K) on ``rows`` (N, D)."""
    bound = 0.5 * rows.T @ rows + np.float32(PENALTY) * np.eye(rows.shape[1], dtype=np.float32)
    inverse = np.linalg.inv(bound)
    weights = ahead = np.zeros((rows.shape[1], wanted.shape[1]), np.float32)
    for step in range(1, STEPS + 1):
        logits = rows @ ahead
        odds = np.exp(logits - logits.max(1, keepdims=True))
        missed = wanted - odds / odds.sum(1, keepdims=True)
        before, weights = weights, ahead + inverse @ (rows.T @ missed - PENALTY * ahead)
        ahead = weights + np.float32((step - 1) / (step + 2)) * (weights - before)
    return weights
