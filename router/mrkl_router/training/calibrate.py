"""Fits confidences and thresholds on development questions, with the quantised encoder.

Only the rows that ``selection.fits_thresholds`` names are used; benchmarks report on the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from mrkl_core.provenance import expand
from mrkl_router.encoder import WIDTH, Encoder, sigmoid
from mrkl_router.programs import ProgramWriter
from mrkl_router.queries import QueryWriter
from mrkl_router.training.arithmetic import ArithmeticPhraser, Problem
from mrkl_router.training.exact_values import value
from mrkl_router.training.labels import EXPERTS
from mrkl_router.training.phrasings import Question
from mrkl_router.training.programs import development_problems, development_stories
from mrkl_router.training.questions import development_questions
from mrkl_router.training.route_head import fit_route_head
from mrkl_router.training.selection import (
    ENOUGH_ROWS,
    RATES,
    fits_thresholds,
    lowest_threshold,
    query_is_right,
    template,
)
from mrkl_router.training.similar import Groups
from mrkl_router.training.tables import development_tables
from mrkl_router.training.tool_calibration import UNFITTED, calibrate_tools, space_heads
from mrkl_router.weights import Array, Weights

#: Accepted shares of wrong programs: of arithmetic, of word problems, of queries.
WRONG_SUMS, WRONG_STORIES, WRONG_QUERIES = 0.02, 0.10, 0.10
_HALVED = ("argument.", "compose.", "value.", "background.covariance", "within.whitener")


Judged = tuple[list[float], list[bool]]
"""Confidences, and which of them were right."""


def platt(logits: Array, right: Array) -> tuple[float, float]:
    """Fit slope and offset of a logistic curve by Newton's method, lightly regularised."""
    x = np.stack((logits, np.ones_like(logits)), axis=1).astype(np.float64)
    beta = np.array([1.0, 0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (p - right) + 1e-2 * (beta - np.array([1.0, 0.0]))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-2 * np.eye(2)
        beta = beta - np.linalg.solve(hessian, gradient)
    return float(beta[0]), float(beta[1])


def _experts(weights: Weights, vectors: Array, questions: Sequence[Question]) -> dict[str, Any]:
    logits = weights.linear("route", vectors * np.float32(WIDTH**0.5))
    expert = np.array([EXPERTS.index(q.expert) if q.expert else -1 for q in questions])
    curves = [platt(logits[:, k], (expert == k).astype(np.float64)) for k in range(len(EXPERTS))]
    confidence = np.stack(
        [sigmoid(np.float32(a) * logits[:, k] + np.float32(b)) for k, (a, b) in enumerate(curves)],
        axis=1,
    )
    winner = confidence.argmax(1)
    everything = confidence.max(1).tolist(), (expert == winner).tolist()
    made: dict[str, Any] = {}
    for k, name in enumerate(EXPERTS):
        won = winner == k
        own = confidence[won, k].tolist(), (expert[won] == k).tolist()
        rows = own if won.sum() >= ENOUGH_ROWS else everything
        thresholds = {str(rate): lowest_threshold(*rows, rate) for rate in RATES}
        slope, offset = curves[k]
        made[name] = {"slope": slope, "offset": offset, "thresholds": thresholds}
    return made


def _written(writer: ProgramWriter, problems: Sequence[Problem]) -> Judged:
    """Return each program's confidence, and whether its value or its text is the problem's."""
    confidences, right = [], []
    for problem in problems:
        program = writer.write(problem.text)
        own = template(problem)
        confidences.append(program.confidence if program else 0.0)
        right.append(program is not None and same_value(program.template, own, problem.text))
    print(f"{sum(right)} of {len(right)} programs right", flush=True)
    return confidences, right


def expression_threshold(writer: ProgramWriter) -> float:
    """Return the confidence from which on an expression is accepted.

    Of arithmetic one in fifty may be wrong, of word problems one in ten: what holds for the easy
    ones would let a story's wrong expression pass.
    """
    problems = [p for p in development_problems() if fits_thresholds(p.text)]
    rng = Random(3)
    plain = rng.sample(problems, min(700, len(problems))) + ArithmeticPhraser(rng).problems(700)
    stories = [p for p in development_stories() if fits_thresholds(p.text)]
    return max(
        lowest_threshold(*_written(writer, plain), WRONG_SUMS),
        lowest_threshold(*_written(writer, stories), WRONG_STORIES),
    )


def same_value(one: str, other: str, text: str) -> bool:
    """Tell whether two templates over a text are the same, or have the same exact value."""
    if one == other:
        return True
    values = [value(expand(template, text)) for template in (one, other)]
    return values[0] is not None and values[0] == values[1]


def compact(heads: Mapping[str, Array]) -> dict[str, Array]:
    """Return the heads with the large matrices in half precision; they are read back as float32."""
    return {
        name: array.astype(np.float16) if name.startswith(_HALVED) else array
        for name, array in heads.items()
    }


def calibrate(
    weights: Weights, folder: Path, training: Sequence[Question], groups: Groups
) -> dict[str, Any]:
    """Fit everything that follows the encoder's training; adds heads to ``heads.safetensors``.

    Args:
        weights: The exported weights, thresholds not yet known.
        folder: Where they lie.
        training: Training questions of the route head; a sample is the background that tools stand
            out from.
        groups: Texts by label, for how texts of one label spread.
    """
    encoder = Encoder(weights)
    vectors = encoder.encode([question.text for question in training])
    background = vectors[Random(5).sample(range(len(vectors)), min(6000, len(vectors)))]
    heads = {
        **load_file(folder / "heads.safetensors"),
        **fit_route_head(vectors, training),
        **space_heads(groups, encoder, background, Random(6)),
    }
    save_file(compact(heads), folder / "heads.safetensors")
    weights = replace(weights, heads=heads, calibration={"tools": UNFITTED})
    questions = [q for q in development_questions() if fits_thresholds(q.text)]
    asked = encoder.encode([q.text for q in questions])
    programs = expression_threshold(ProgramWriter(encoder, weights))
    tables = [row for row in development_tables() if fits_thresholds(row.question)]
    queries = QueryWriter(encoder, weights)
    answered = [query_is_right(queries, row) for row in tables]
    print(f"{sum(right for _, right in answered)} of {len(answered)} queries right", flush=True)
    sql = lowest_threshold([c for c, _ in answered], [r for _, r in answered], WRONG_QUERIES)
    return {
        "experts": _experts(weights, asked, questions),
        "programs": {"expression": programs, "sql": sql},
        "tools": calibrate_tools(weights, encoder),
    }
