"""From logits to calibrated confidences, and the threshold each expert must reach.

Built-in experts have a temperature and a threshold fitted on held-out questions. A plug-in gets a
head in closed form: the direction from the background's mean to its examples' mean, whitened by the
background's covariance (linear discriminant analysis). It needs no other expert, so adding one
changes no other score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mrkl_router.encoder import sigmoid
from mrkl_router.weights import Array, Weights

#: Standard deviations of the background a plug-in's question must stand out by, at the least.
PLUGIN_FLOOR = 2.5
PLUGIN_SLOPE = 2.0
#: Share of accepted calls that may go to a wrong expert, unless the user states another.
WRONG_CALL_RATE = 0.02


@dataclass(frozen=True, slots=True)
class Platt:
    """Confidence = sigmoid(slope * logit + offset); accepted from ``threshold`` on."""

    slope: float
    offset: float
    threshold: float

    @classmethod
    def read(cls, data: Mapping[str, Any], wrong_call_rate: float = WRONG_CALL_RATE) -> Platt:
        """Return the calibration stored under ``data``.

        The threshold is the one fitted for the largest rate that is not above
        ``wrong_call_rate``, or for the smallest there is.
        """
        fitted = {float(rate): float(at) for rate, at in data["thresholds"].items()}
        rate = max((r for r in fitted if r <= wrong_call_rate), default=min(fitted))
        return cls(float(data["slope"]), float(data["offset"]), fitted[rate])

    def confidence(self, logit: float) -> float:
        """Return the calibrated confidence in [0, 1]."""
        return float(sigmoid(np.array(self.slope * logit + self.offset, dtype=np.float32)))


@dataclass(frozen=True, slots=True)
class PluginHead:
    """A plug-in's head: unit-variance direction on the background, and its calibration."""

    direction: Array
    mean: Array
    platt: Platt

    def logit(self, vector: Array) -> float:
        """Return how many standard deviations ``vector`` (D,) stands out of the background."""
        return float((vector - self.mean) @ self.direction)


def fit_plugin(examples: Array, negatives: Array, weights: Weights, threshold: float) -> PluginHead:
    """Fit a head from example vectors (N, D) and negative vectors (M, D); microseconds.

    The confidence is one half midway between the background's edge and the examples, and above
    every negative.
    """
    mean, precision = weights.heads["background.mean"], weights.heads["background.precision"]
    raw = precision @ (examples.mean(0) - mean)
    spread = float(np.sqrt(raw @ np.linalg.solve(precision, raw)))
    direction = (raw / max(spread, 1e-9)).astype(np.float32)
    middle = max(PLUGIN_FLOOR, float(((examples - mean) @ direction).mean()) / 2)
    if len(negatives):
        middle = max(middle, float(((negatives - mean) @ direction).max()) + 0.5)
    return PluginHead(direction, mean, Platt(PLUGIN_SLOPE, -PLUGIN_SLOPE * middle, threshold))


def nearest(
    vector: Array, examples: Array, texts: Sequence[str], count: int = 3
) -> tuple[str, ...]:
    """Return the ``count`` example texts closest to ``vector`` (D,)."""
    order = np.argsort(-(examples @ vector))[:count]
    return tuple(texts[int(k)] for k in order)
