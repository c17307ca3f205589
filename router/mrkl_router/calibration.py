"""From logits to calibrated confidences, and the threshold each expert must reach.

Built-in experts have a logistic curve and thresholds of their own, fitted on held-out questions;
all tools share one curve per kind of evidence, see ``mrkl_router.choice``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mrkl_router.encoder import sigmoid
from mrkl_router.weights import Array

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
        threshold = threshold_for(data["thresholds"], wrong_call_rate)
        return cls(float(data["slope"]), float(data["offset"]), threshold)

    def confidence(self, logit: float) -> float:
        """Return the calibrated confidence in [0, 1]."""
        return float(sigmoid(np.array(self.slope * logit + self.offset, dtype=np.float32)))


@dataclass(frozen=True, slots=True)
class Logistic:
    """Confidence = sigmoid(weights . features + offset); accepted from ``threshold`` on."""

    weights: tuple[float, ...]
    offset: float
    thresholds: Mapping[str, float]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Logistic:
        """Return the calibration stored under ``data``."""
        weights = tuple(float(weight) for weight in data["weights"])
        return cls(weights, float(data["offset"]), data.get("thresholds", {}))

    def confidence(self, features: Sequence[float]) -> float:
        """Return the calibrated confidence in [0, 1]."""
        logit = sum(w * x for w, x in zip(self.weights, features, strict=True)) + self.offset
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def logits(self, features: Array) -> Array:
        """Return the logits (N,) of features (N, F)."""
        out: Array = features @ np.array(self.weights, np.float32) + np.float32(self.offset)
        return out

    def threshold(self, wrong_call_rate: float) -> float:
        """Return the threshold fitted for the largest rate that is not above the given one."""
        return threshold_for(self.thresholds, wrong_call_rate)


def threshold_for(thresholds: Mapping[str, float], wrong_call_rate: float) -> float:
    """Return the threshold of the largest rate not above ``wrong_call_rate``, or the strictest."""
    fitted = {float(rate): float(at) for rate, at in thresholds.items()}
    rate = max((r for r in fitted if r <= wrong_call_rate), default=min(fitted))
    return fitted[rate]


def lowered(threshold: float, prior: float) -> float:
    """Return the confidence that is enough where something else raised the odds.

    Args:
        threshold: Confidence that is needed otherwise, in [0, 1].
        prior: What the odds are multiplied by: 1 changes nothing, infinity makes all enough.
    """
    return threshold if threshold == 1 else threshold / (threshold + (1 - threshold) * prior)


def nearest(
    vector: Array, examples: Array, texts: Sequence[str], count: int = 3
) -> tuple[str, ...]:
    """Return the ``count`` example texts closest to ``vector`` (D,)."""
    order = np.argsort(-(examples @ vector))[:count]
    return tuple(texts[int(k)] for k in order)
