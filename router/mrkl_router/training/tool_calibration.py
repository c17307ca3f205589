"""Fits the confidences of tools that are known by their words or by a few examples.

The rows are ones that trained nothing: freshly generated functions, the half of SGD's development
turns that sets thresholds, and BANKING77, whose intents play the tools with examples while some of
them play questions that no tool answers (MetaTool's labels are too noisy for it: many of its
questions suit several plug-ins). Dimension key: N texts, D = 384.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import numpy as np

from mrkl_router.arguments import ArgumentFiller, Filled, readable
from mrkl_router.calibration import Logistic
from mrkl_router.choice import about_tool
from mrkl_router.clause import Clause
from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.known_tools import KnownTools
from mrkl_router.space import Space, packed
from mrkl_router.tool_reader import ToolReader
from mrkl_router.training.functions import generated_tool_rows
from mrkl_router.training.selection import RATES, fits_thresholds, lowest_threshold
from mrkl_router.training.similar import Groups
from mrkl_router.training.sources import rows, table
from mrkl_router.training.spec_questions import spec_rows
from mrkl_router.training.tool_sources import sgd_said, sgd_specs
from mrkl_router.training.tools import Chosen, Said, ToolRow
from mrkl_router.weights import Array, Weights

#: How far the within-label covariance is pulled to a sphere, in units of its mean variance.
_SHRINKAGE = 3.0
_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
#: Starting values, so that the choice can run before it is calibrated.
UNFITTED: Mapping[str, Any] = {
    "near": {"weights": [10.0], "offset": -5.0},
    "read": {"weights": [1.0, 2.0], "offset": -1.0},
    "few": {"weights": [1.0, 0.0, 0.0], "offset": -3.0},
    "call": {"weights": [1.0, 0.0], "offset": 1.0},
}


def space_heads(
    groups: Groups, encoder: Encoder, background: Array, rng: Random
) -> dict[str, Array]:
    """Return what ``choice.Space`` is made of.

    Args:
        groups: Texts by label, for the covariance within labels.
        encoder: Makes the vectors.
        background: (N, D) vectors of questions of all kinds.
        rng: Picks the texts.
    """
    deviations = []
    for labels in groups.values():
        for found in labels.values():
            if len(found) > 5:
                vectors = encoder.encode(rng.sample(found[1:], min(12, len(found) - 1)))
                deviations.append(vectors - vectors.mean(0))
    stacked = np.concatenate(deviations)
    within = stacked.T @ stacked / len(stacked)
    shrunk = within + _SHRINKAGE * np.trace(within) / WIDTH * np.eye(WIDTH)
    whitener = np.linalg.cholesky(np.linalg.inv(shrunk))
    centred = background - background.mean(0)
    return {
        "background.mean": background.mean(0).astype(np.float32),
        "background.covariance": packed(centred.T @ centred / len(centred)),
        "within.whitener": packed(whitener / np.sqrt(np.trace(whitener.T @ within @ whitener))),
    }


def logistic(features: Array, right: Array) -> dict[str, Any]:
    """Fit a logistic curve (N, F) -> right (N,) by Newton's method, lightly regularised."""
    x = np.concatenate((features, np.ones((len(features), 1))), axis=1).astype(np.float64)
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (p - right) + 1e-2 * beta
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-2 * np.eye(x.shape[1])
        beta = beta - np.linalg.solve(hessian, gradient)
    return {"weights": beta[:-1].tolist(), "offset": float(beta[-1])}


def _with_thresholds(curve: dict[str, Any], features: Array, right: Array) -> dict[str, Any]:
    fitted = Logistic.read(curve)
    confidences = [fitted.confidence(tuple(row)) for row in features.tolist()]
    thresholds = {str(r): lowest_threshold(confidences, right.tolist(), r) for r in RATES}
    return {**curve, "thresholds": thresholds}


def calibrate_tools(weights: Weights, encoder: Encoder) -> dict[str, Any]:
    """Return the curves ``near``, ``read``, ``few`` and ``call`` with their thresholds."""
    reader = ToolReader(encoder, weights)
    read, matched, certain, right = _readings(weights, encoder, reader)
    few, known = _few_shot(Space(weights.heads), encoder)
    features, labels = read.reshape(-1, 2), matched.reshape(-1)
    curve = logistic(features, labels)
    made = {
        "near": logistic(features[:, 1:], labels),
        "read": {**curve, "thresholds": choice_thresholds(Logistic.read(curve), read, matched)},
        "few": _with_thresholds(logistic(few, known), few, known),
        "call": _with_thresholds(logistic(certain, right), certain, right),
    }
    print(f"tools: {right.sum():.0f} of {len(right)} calls right in every argument", flush=True)
    return made


def choice_thresholds(curve: Logistic, read: Array, matched: Array) -> dict[str, float]:
    """Return the thresholds of the best of a question's tools, by rate of wrong calls.

    Each question is put to its tool among wrong ones, and every third one to the wrong ones alone:
    of four questions put to a set of tools, one is for none of them.

    Args:
        curve: Turns features into confidences.
        read: (N, K, 2) features of each question's tools, its own first.
        matched: (N, K) whether each tool answers it.
    """
    confidences = np.array([[curve.confidence(tool) for tool in row] for row in read.tolist()])
    best, right = [], []
    for index, (row, answers) in enumerate(zip(confidences, matched, strict=True)):
        for first in (0, 1) if index % 3 == 0 else (0,):
            winner = first + int(row[first:].argmax())
            best.append(float(row[winner]))
            right.append(bool(answers[winner]))
    return {str(rate): lowest_threshold(best, right, rate) for rate in RATES}


def _held_out_rows() -> Iterator[ToolRow]:
    yield from generated_tool_rows(Random("calibration functions"), 1200)
    yield from spec_rows(Random("calibration specs"), 200)
    yield from _sgd_dev(Random("calibration turns"), 400)


def _sgd_dev(rng: Random, limit: int) -> Iterator[ToolRow]:
    specs = sgd_specs("dev")
    everything = sorted(specs)
    turns = [
        (row["text"], frame)
        for row in rows("sgd/dev_user_turns.jsonl.gz")
        for frame in row["frames"]
        if len(row["frames"]) == 1
        and "INFORM_INTENT" in frame["acts"]
        and (frame["service"], frame["intent"]) in specs
        and fits_thresholds(row["text"])
    ]
    for text, frame in rng.sample(turns, min(limit, len(turns))):
        key = (frame["service"], frame["intent"])
        wrong = [specs[k] for k in rng.sample(everything, 6) if k[1] != key[1]]
        yield ToolRow(question=text, spec=specs[key], said=sgd_said(text, frame, specs[key]),
                      wrong=tuple(wrong[:3]), source="sgd")  # fmt: skip


def _readings(
    weights: Weights, encoder: Encoder, reader: ToolReader
) -> tuple[Array, Array, Array, Array]:
    """Read every held-out row's tools beside it.

    Returns:
        Features (N, 3, 2) and labels (N, 3) of the match with the row's own tool and two wrong
        ones; features (M, 2) and labels (M,) of the calls.
    """
    filler = ArgumentFiller(encoder, weights, reader)
    read, matched, certain, right = [], [], [], []
    for row in _held_out_rows():
        vector = encoder.encode([row.question])[0]
        clause = Clause(row.question, 0, len(row.question), vector)
        if len(row.wrong) < 2:
            continue
        for index, spec in enumerate((row.spec, *row.wrong[:2])):
            cosine = float(encoder.encode([about_tool(spec)])[0] @ vector)
            reading = reader.read(row.question, spec, readable(spec))
            read.append([reading.match, cosine])
            matched.append(index == 0 and bool(row.matches))
            if index == 0 and row.matches and len(row.said) == len(spec.slots):
                filled = filler.fill(spec, clause, _NOW, reading)
                if filled.missing is None:
                    certain.append(filled.features)
                    right.append(is_right(row, filled))
    return (
        np.array(read, np.float32).reshape(-1, 3, 2),
        np.array(matched, np.float32).reshape(-1, 3),
        np.array(certain, np.float32),
        np.array(right, np.float32),
    )


def is_right(row: ToolRow, filled: Filled) -> bool:
    """Tell whether every slot holds what the question says of it, and no other holds anything."""
    return all(_same(row, name, said, filled) for name, said in row.said.items())


def _same(row: ToolRow, name: str, said: Said, filled: Filled) -> bool:
    if said is None or name not in filled.arguments:
        return said is None and name not in filled.arguments
    if isinstance(said, Chosen):
        return bool(filled.arguments[name] == said.value)
    origin = filled.provenance[name]
    start, end = (len(row.question[:at].encode()) for at in said)
    return start <= origin.start and origin.end <= end


def _few_shot(space: Space, encoder: Encoder) -> tuple[Array, Array]:
    """Return the features of the winning tool and whether it is the right one.

    Two thirds of BANKING77's intents, drawn anew each time, are tools. Two of three questions are
    theirs; the others are for none, half of them about the same things (the other intents), half
    about anything (MetaTool).
    """
    features, right = [], []
    stray = [row["Query"] for row in table("metatool/all_clean_data.csv.gz")]
    for seed, count in enumerate((5, 5, 10, 10, 30, 80)):
        rng = Random(f"few-shot {seed}")
        labels = _banking(rng)
        names = sorted(labels)
        tools = sorted(rng.sample(names, len(names) * 2 // 3))
        known, asked = KnownTools(space), []
        for name in names:
            texts = rng.sample(labels[name], min(count + 8, len(labels[name])))
            if name not in tools:
                asked += [(name, text) for text in texts[-4:]]
                asked += [("", text) for text in rng.sample(stray, 4)]
            else:
                asked += [(name, text) for text in texts[-8:]]
                said = encoder.encode([*texts[:-8], name.replace("_", " ")])
                known.learn(name, said, said[:0])
        vectors = encoder.encode([text for _, text in asked])
        for vector, (name, _) in zip(vectors, asked, strict=True):
            best = known.order(vector, tools)[0]
            features.append(known.features(best, vector))
            right.append(best == name)
    return np.array(features, np.float32), np.array(right, np.float32)


def _banking(rng: Random) -> Mapping[str, Sequence[str]]:
    labels: dict[str, list[str]] = defaultdict(list)
    for row in table("banking77/train.csv.gz"):
        labels[row["category"]].append(row["text"])
    return {name: labels[name] for name in rng.sample(sorted(labels), 30)}
