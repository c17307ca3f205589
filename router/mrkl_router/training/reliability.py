"""Draws how honest the built-in experts' confidences are, on questions that set none of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mrkl_router.calibration import Platt
from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.training.labels import EXPERTS
from mrkl_router.training.pictures import draw_reliability
from mrkl_router.training.questions import development_questions
from mrkl_router.training.selection import fits_thresholds
from mrkl_router.weights import Weights


def reliability(weights: Weights) -> dict[str, list[tuple[float, bool]]]:
    """Return, by the expert that wins, its confidence and whether it is the right one."""
    asked = [q for q in development_questions() if not fits_thresholds(q.text)]
    vectors = Encoder(weights).encode([question.text for question in asked])
    logits = weights.linear("route", vectors * np.float32(WIDTH**0.5))
    curves = [Platt.read(weights.calibration["experts"][name]) for name in EXPERTS]
    points: dict[str, list[tuple[float, bool]]] = {name: [] for name in EXPERTS}
    for question, row in zip(asked, logits.tolist(), strict=True):
        scores = [curve.confidence(logit) for curve, logit in zip(curves, row, strict=True)]
        winner = EXPERTS[int(np.argmax(scores))]
        points[winner].append((max(scores), question.expert == winner))
    return points


def draw(weights: Weights, path: Path) -> None:
    """Draw the reliability diagrams with the thresholds of the default rate into a PNG."""
    curves = weights.calibration["experts"]
    thresholds = {name: Platt.read(curves[name]).threshold for name in EXPERTS}
    draw_reliability(reliability(weights), path, thresholds)
