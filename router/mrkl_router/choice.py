"""Chooses among tools that the router was never trained on: by their words and by their examples.

A tool's confidence depends on nothing but the question and the tool itself, so that adding one tool
changes no other's. Two kinds of evidence:

* without examples, the tool's name and description are compared with the question, and the nearest
  tools are read beside it (``mrkl_router.tool_reader``);
* with examples, a linear head in closed form: the direction from the background's mean to the
  examples' mean under the covariance that questions of one label have (linear discriminant
  analysis with a covariance known beforehand).

Which of several confident tools with examples is meant, is decided by a ridge regression over the
examples of just these. Dimension key: D = 384, N examples of a tool, K tools.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mrkl_core.values import ExpertSpec
from mrkl_router.arguments import readable
from mrkl_router.calibration import Logistic
from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.sql_tokens import words
from mrkl_router.tool_reader import Reading, ToolReader
from mrkl_router.weights import Array, Weights

#: Examples from which on a tool is known by them rather than by its description.
ENOUGH_EXAMPLES = 3
#: Tools without examples that are read beside the question: those nearest in meaning, and no
#: further from the nearest than the margin (of cosine).
MOST_READ, MARGIN = 3, 0.12
#: Tools with examples among which the ridge regression decides, and its penalty.
NEIGHBOURS, PENALTY = 3, 0.3
#: Wrong labels in the sets that tools' thresholds are fitted on, where many questions suit several
#: tools: a smaller rate of wrong calls cannot be told from them.
LABEL_NOISE = 0.05
_NOTHING = np.zeros((0, WIDTH), np.float32)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tool with its confidence; ``reading`` if it was read beside the question."""

    name: str
    confidence: float
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is known of a tool.

    Attributes:
        spec: The tool.
        about: (D,) unit vector of name and description.
        examples: (N, D) whitened vectors of its examples and of ``about``; empty without enough.
        direction: (D,) of the linear head over whitened vectors.
        offset: Added to the head's logit.
        typical: Mean of the head's logit over its examples.
    """

    spec: ExpertSpec
    about: Array
    examples: Array
    direction: Array
    offset: float
    typical: float


class ToolChoice:
    """Learns tools and scores questions against them."""

    def __init__(self, encoder: Encoder, weights: Weights, reader: ToolReader) -> None:
        self._encoder = encoder
        self._reader = reader
        self._space = Space(weights.heads)
        calibration = weights.calibration["tools"]
        self._near = Logistic.read(calibration["near"])
        self._read = Logistic.read(calibration["read"])
        self._few = Logistic.read(calibration["few"])
        self._tools: dict[str, _Memory] = {}
        self._ridges: dict[tuple[str, ...], tuple[Array, Array]] = {}
        self._directions: tuple[tuple[str, ...], Array, Array] = ((), _NOTHING, _NOTHING)
        self._shelf: tuple[tuple[str, ...], Array] = ((), _NOTHING)

    def learn(self, spec: ExpertSpec) -> None:
        """Learn a tool: one encoder pass for its description and one per example."""
        about = self._encoder.encode([about_tool(spec)])
        examples = self._encoder.encode(spec.examples)
        if len(examples) < ENOUGH_EXAMPLES:
            nothing = np.zeros(WIDTH, np.float32)
            self._tools[spec.name] = _Memory(spec, about[0], about[:0], nothing, 0.0, 0.0)
            return
        negatives = self._encoder.encode(spec.negatives)
        head = fit_head(self._space, np.concatenate((examples, about)), negatives)
        self._tools[spec.name] = _Memory(spec, about[0], *head)

    def forget(self, name: str) -> None:
        """Forget a tool."""
        self._tools.pop(name, None)
        self._ridges = {key: ridge for key, ridge in self._ridges.items() if name not in key}
        self._shelf, self._directions = ((), _NOTHING), ((), _NOTHING, _NOTHING)

    def knows(self, name: str) -> bool:
        """Tell whether a tool was learned."""
        return name in self._tools

    def threshold(self, name: str, wrong_call_rate: float) -> float:
        """Return the confidence from which on a tool is accepted."""
        curve = self._few if len(self._tools[name].examples) else self._read
        return curve.threshold(max(wrong_call_rate, LABEL_NOISE))

    def rank(self, question: str, vector: Array, names: Sequence[str]) -> list[Candidate]:
        """Return the tools that may be meant, best first, the others left out.

        Args:
            question: The question or clause.
            vector: (D,) its unit sentence vector.
            names: Which of the learned tools count.
        """
        known = [name for name in names if len(self._tools[name].examples)]
        plain = [name for name in names if not len(self._tools[name].examples)]
        read = self._by_words(question, vector, plain)
        settled = self._by_examples(vector, known)
        # Of the tools with examples the first is settled jointly; the others stay behind it.
        first = sorted([*read, *settled[:1]], key=lambda candidate: -candidate.confidence)
        return first + settled[1:]

    def confidences(self, question: str, vector: Array, names: Sequence[str]) -> dict[str, float]:
        """Return the confidence of every tool, the one that would be chosen first.

        Those that are not read count by their words alone.
        """
        near = self._cosines(vector, names)
        scores = {n: self._near.confidence((c,)) for n, c in zip(names, near, strict=True)}
        ranked = self.rank(question, vector, names)
        scores = {ranked[0].name: 0.0} | scores if ranked else scores
        for candidate in ranked:
            scores[candidate.name] = candidate.confidence
        for name in names:
            memory = self._tools[name]
            if len(memory.examples):
                scores[name] = self._known(memory, self._space.whitened(vector))
        return scores

    def _cosines(self, vector: Array, names: Sequence[str]) -> Array:
        """Return (K,) similarities of the question to the tools' descriptions."""
        key = tuple(names)
        if self._shelf[0] != key:
            abouts = [self._tools[name].about for name in names]
            self._shelf = (key, np.stack(abouts) if abouts else self._shelf[1][:0])
        cosines: Array = self._shelf[1] @ vector
        return cosines

    def _by_words(self, question: str, vector: Array, names: Sequence[str]) -> list[Candidate]:
        cosines = self._cosines(vector, names)
        found = []
        for index in np.argsort(-cosines)[:MOST_READ]:
            if cosines[index] < cosines.max() - MARGIN:
                break
            spec = self._tools[names[index]].spec
            reading = self._reader.read(question, spec, readable(spec))
            confidence = self._read.confidence((reading.match, float(cosines[index])))
            found.append(Candidate(spec.name, confidence, reading))
        return found

    def _by_examples(self, vector: Array, names: Sequence[str]) -> list[Candidate]:
        if not names:
            return []
        white = self._space.whitened(vector)
        directions, levels = self._heads(tuple(names))
        logits = directions @ white + levels[0]
        order = np.argsort(-self._few.logits(np.stack((logits, levels[1]), axis=1)))[:NEIGHBOURS]
        best = [(self._known(self._tools[names[k]], white), names[k]) for k in order]
        if len(best) > 1:
            best = self._settled(white, best)
        return [Candidate(name, confidence) for confidence, name in best]

    def _heads(self, names: tuple[str, ...]) -> tuple[Array, Array]:
        """Return the tools' directions (K, D), and their offsets and typical logits (2, K)."""
        if self._directions[0] != names:
            tools = [self._tools[name] for name in names]
            levels = np.array([[t.offset for t in tools], [t.typical for t in tools]], np.float32)
            self._directions = (names, np.stack([t.direction for t in tools]), levels)
        return self._directions[1:]

    def _known(self, memory: _Memory, white: Array) -> float:
        logit = float(white @ memory.direction) + memory.offset
        return self._few.confidence((logit, memory.typical))

    def _settled(self, white: Array, best: list[tuple[float, str]]) -> list[tuple[float, str]]:
        """Let the ridge regression over the neighbours' examples say which of them is first.

        It orders, it does not raise: the first keeps its own confidence.
        """
        key = tuple(sorted(name for _, name in best))
        if key not in self._ridges:
            self._ridges[key] = ridge([self._tools[name].examples for name in key])
        mean, matrix = self._ridges[key]
        first = key[int(((white - mean) @ matrix).argmax())]
        return sorted(best, key=lambda pair: pair[1] != first)


def about_tool(spec: ExpertSpec) -> str:
    """Return the words that stand for a tool."""
    name = words(spec.name)
    return name if spec.description.strip().lower() == name else f"{name}: {spec.description}"


class Space:
    """Sentence vectors as seen by the closed-form heads: centred, and scaled so that questions of
    one label spread alike in all directions.
    """  # noqa: D205

    def __init__(self, heads: Mapping[str, Array]) -> None:
        self.mean = heads["background.mean"]  # (D,)
        self.whitener = triangular(heads["within.whitener"])  # (D, D)
        lower = triangular(heads["background.covariance"])
        covariance = lower + np.tril(lower, -1).T
        spread = self.whitener.T @ covariance @ self.whitener
        self.spread: Array = np.asarray(spread, np.float32)  # of the background

    def whitened(self, vectors: Array) -> Array:
        """Return vectors (..., D) in this space."""
        return np.asarray((vectors - self.mean) @ self.whitener, np.float32)


def packed(matrix: Array) -> Array:
    """Return the lower triangle of a matrix (D, D) as (D * (D + 1) / 2,)."""
    out: Array = matrix[np.tril_indices(len(matrix))].astype(np.float32)
    return out


def triangular(values: Array) -> Array:
    """Return the matrix (D, D) whose lower triangle ``packed`` returned, zeros above."""
    matrix = np.zeros((WIDTH, WIDTH), np.float32)
    matrix[np.tril_indices(WIDTH)] = values
    return matrix


def fit_head(space: Space, examples: Array, negatives: Array) -> tuple[Array, Array, float, float]:
    """Fit the linear head of a tool in closed form; microseconds.

    Its logit counts standard deviations of the background, and is lowered until every negative
    stays below the middle between background and examples.

    Args:
        space: The whitened space.
        examples: (N, D) unit vectors.
        negatives: (M, D) unit vectors of look-alikes.

    Returns:
        Whitened examples (N, D), direction (D,), offset, and the examples' mean logit.
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
    return white, direction, offset, typical


def ridge(groups: Sequence[Array]) -> tuple[Array, Array]:
    """Fit a ridge regression onto which group a whitened vector is from.

    Args:
        groups: K arrays (N, D).

    Returns:
        The mean (D,) to subtract and the matrix (D, K) to multiply with.
    """
    rows = np.concatenate(groups)
    wanted = np.zeros((len(rows), len(groups)), np.float32)
    start = 0
    for index, group in enumerate(groups):
        wanted[start : start + len(group), index] = 1.0
        start += len(group)
    mean: Array = rows.mean(0)
    centred = rows - mean
    centred /= np.linalg.norm(centred, axis=1).mean()
    gram = centred @ centred.T + np.float32(PENALTY) * np.eye(len(rows), dtype=np.float32)
    matrix = centred.T @ np.linalg.solve(gram, wanted - 1 / len(groups))
    return mean, matrix.astype(np.float32)
