"""Chooses among tools that the router was never trained on: by their words and by their examples.

A tool's confidence depends on nothing but the question and the tool itself, so that adding one tool
changes no other's. Without examples, its name and description are compared with the question, and
the nearest tools are read beside it (``mrkl_router.tool_reader``); with examples, see
``mrkl_router.known_tools``. Dimension key: D = 384, N texts, K tools.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mrkl_core.values import ExpertSpec
from mrkl_router.arguments import readable
from mrkl_router.calibration import Logistic
from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.known_tools import KnownTools
from mrkl_router.space import Space
from mrkl_router.sql_tokens import words
from mrkl_router.tool_reader import Reading, ToolReader
from mrkl_router.weights import Array, Weights

#: Examples from which on a tool is known by them rather than by its description.
ENOUGH_EXAMPLES = 3
#: Tools without examples that are read beside the question: those nearest in meaning, and no
#: further from the nearest than the margin (of cosine).
MOST_READ, MARGIN = 3, 0.12
#: A tool as sure as this ends the reading: the ones after it are less alike.
SURE = 0.98
#: Not read is a tool whose confidence by its words is below this share of that of a tool with
#: examples.
UNLIKELY = 0.1
#: Tools with examples that are named for a question: the one that is meant and the next in order.
NEIGHBOURS = 3
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
    """

    spec: ExpertSpec
    about: Array


class ToolChoice:
    """Learns tools and scores questions against them."""

    def __init__(self, encoder: Encoder, weights: Weights, reader: ToolReader) -> None:
        self._encoder = encoder
        self._reader = reader
        self._known = KnownTools(Space(weights.heads))
        calibration = weights.calibration["tools"]
        self._near = Logistic.read(calibration["near"])
        self._read = Logistic.read(calibration["read"])
        self._few = Logistic.read(calibration["few"])
        self._tools: dict[str, _Memory] = {}
        self._shelf: tuple[tuple[str, ...], Array] = ((), _NOTHING)

    def learn(self, spec: ExpertSpec) -> None:
        """Learn a tool: one encoder pass for its description and one per example."""
        about = self._encoder.encode([about_tool(spec)])
        self._tools[spec.name] = _Memory(spec, about[0])
        self._known.forget(spec.name)
        if len(spec.examples) >= ENOUGH_EXAMPLES:
            examples = self._encoder.encode(spec.examples)
            negatives = self._encoder.encode(spec.negatives)
            self._known.learn(spec.name, np.concatenate((examples, about)), negatives)

    def forget(self, name: str) -> None:
        """Forget a tool."""
        self._tools.pop(name, None)
        self._known.forget(name)
        self._shelf = ((), _NOTHING)

    def knows(self, name: str) -> bool:
        """Tell whether a tool was learned."""
        return name in self._tools

    def threshold(self, name: str, wrong_call_rate: float) -> float:
        """Return the confidence from which on a tool is accepted."""
        curve = self._few if name in self._known else self._read
        return curve.threshold(max(wrong_call_rate, LABEL_NOISE))

    def rank(self, question: str, vector: Array, names: Sequence[str]) -> list[Candidate]:
        """Return the tools that may be meant, best first, the others left out.

        Args:
            question: The question or clause.
            vector: (D,) its unit sentence vector.
            names: Which of the learned tools count.
        """
        known, plain = self._sorts(names)
        settled = self._by_examples(vector, known)
        return merged(until_sure(self._by_words(question, vector, plain, settled)), settled)

    def confidences(self, question: str, vector: Array, names: Sequence[str]) -> dict[str, float]:
        """Return the confidence of every tool, the one that would be chosen first.

        Those that are not read count by their words alone.
        """
        near = self._cosines(vector, names)
        scores = {n: self._near.confidence((c,)) for n, c in zip(names, near, strict=True)}
        known, plain = self._sorts(names)
        settled = self._by_examples(vector, known)
        read = list(self._by_words(question, vector, plain, settled))
        first = merged(until_sure(read), settled)[:1]
        scores = {candidate.name: 0.0 for candidate in first} | scores
        scores |= {candidate.name: candidate.confidence for candidate in read}
        for name in known:
            scores[name] = self._few.confidence(self._known.features(name, vector))
        return scores

    def _sorts(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the tools that are known by examples, and the others."""
        plain = [name for name in names if name not in self._known]
        return [name for name in names if name in self._known], plain

    def _cosines(self, vector: Array, names: Sequence[str]) -> Array:
        """Return (K,) similarities of the question to the tools' descriptions."""
        key = tuple(names)
        shelf = self._shelf  # another thread may put another one there meanwhile
        if shelf[0] != key:
            abouts = [self._tools[name].about for name in names]
            self._shelf = shelf = (key, np.stack(abouts) if abouts else shelf[1][:0])
        cosines: Array = shelf[1] @ vector
        return cosines

    def _by_words(
        self, question: str, vector: Array, names: Sequence[str], settled: Sequence[Candidate]
    ) -> Iterator[Candidate]:
        """Read the tools that are nearest in meaning, the nearest first.

        Those that are unlikely beside the first of ``settled`` are not read.
        """
        cosines = self._cosines(vector, names)
        needed = UNLIKELY * max((one.confidence for one in settled[:1]), default=0.0)
        for index in np.argsort(-cosines)[:MOST_READ]:
            near = float(cosines[index])
            if near < cosines.max() - MARGIN or self._near.confidence((near,)) < needed:
                break
            spec = self._tools[names[index]].spec
            reading = self._reader.read(question, spec, readable(spec))
            confidence = self._read.confidence((reading.match, near))
            yield Candidate(spec.name, confidence, reading)

    def _by_examples(self, vector: Array, names: Sequence[str]) -> list[Candidate]:
        return [
            Candidate(name, self._few.confidence(self._known.features(name, vector)))
            for name in self._known.order(vector, names)[:NEIGHBOURS]
        ]


def until_sure(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates up to the first that leaves no doubt."""
    found = []
    for candidate in candidates:
        found.append(candidate)
        if candidate.confidence >= SURE:
            break
    return found


def merged(read: Sequence[Candidate], settled: Sequence[Candidate]) -> list[Candidate]:
    """Return the tools known by words and those known by examples, best first.

    Of the latter the first is settled jointly; the others stay behind it.
    """
    first = sorted([*read, *settled[:1]], key=lambda candidate: -candidate.confidence)
    return [*first, *settled[1:]]


def about_tool(spec: ExpertSpec) -> str:
    """Return the words that stand for a tool."""
    name = words(spec.name)
    return name if spec.description.strip().lower() == name else f"{name}: {spec.description}"
