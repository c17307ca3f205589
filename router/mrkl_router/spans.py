"""The span head: which words of a text fill a described slot, or answer a question.

One head serves both: it reads "description, then text" and marks first and last piece, or the
CLS piece where the text does not say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mrkl_core.values import Span
from mrkl_router.encoder import Encoder, softmax
from mrkl_router.weights import Array, Weights, load_weights
from mrkl_router.word_pieces import Pieces, pack

MAX_PIECES = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """A character span of a text with its probability; ``absent`` is that of "not stated"."""

    start: int
    end: int
    score: float
    absent: float


def byte_offset(text: str, position: int) -> int:
    """Return the UTF-8 byte offset of a character position."""
    return len(text[:position].encode("utf-8"))


class SpanHead:
    """Reads slots and passages; a ``SpanReader`` for the documents expert."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        self._weights = weights

    @classmethod
    def load(cls) -> SpanHead:
        """Return the head with the shipped weights.

        Raises:
            WeightsError: They are missing or damaged.
        """
        weights = load_weights()
        return cls(Encoder(weights), weights)

    def candidates(
        self, descriptions: Sequence[str], texts: Sequence[str], keep: int = 3
    ) -> list[list[Candidate]]:
        """Return up to ``keep`` spans of each text for its description, best first."""
        split = self._encoder.tokenizer.split
        seconds = [split(text, limit=200) for text in texts]
        packed = [
            pack(split(description, limit=48), second)
            for description, second in zip(descriptions, seconds, strict=True)
        ]
        hidden, _ = self._encoder.states(packed)
        logits = self._weights.linear("span", hidden)  # (N, T, 2)
        found = []
        for row, one, pieces, text in zip(logits, packed, seconds, texts, strict=True):
            start, end = one.second
            scores = np.concatenate((row[:1], row[start:end]))
            found.append(best_spans(softmax(scores.T), pieces, text, keep))
        return found

    def read(self, question: str, passages: Sequence[str]) -> tuple[Span | None, ...]:
        """Return the answer's span in each passage, or None where it is not stated."""
        spans: list[Span | None] = []
        for passage in passages:
            (found,) = self.candidates([question], [passage], keep=1)
            if not found or found[0].score <= found[0].absent:
                spans.append(None)
                continue
            best = found[0]
            start, end = byte_offset(passage, best.start), byte_offset(passage, best.end)
            spans.append(Span(start=start, end=end, score=best.score))
        return tuple(spans)


def best_spans(probs: Array, pieces: Pieces, text: str, keep: int) -> list[Candidate]:
    """Rank spans by P(first) * P(last); ``probs`` is (2, 1 + pieces), position 0 is "absent"."""
    absent = float(probs[0, 0] * probs[1, 0])
    count = probs.shape[1] - 1
    ends = np.zeros(count + MAX_PIECES, probs.dtype)
    ends[:count] = probs[1, 1:]
    lasts = np.arange(count)[:, None] + np.arange(MAX_PIECES)
    chances = (probs[0, 1:, None] * ends[lasts]).ravel()  # by first piece, then by length
    found: dict[tuple[int, int], Candidate] = {}
    for place in _highest(chances, keep * 4):
        if len(found) == keep or not chances[place]:
            break
        first, further = divmod(place, MAX_PIECES)
        span = whole_words(text, pieces.spans[first][0], pieces.spans[first + further][1])
        found.setdefault(span, Candidate(*span, float(chances[place]), absent))
    return list(found.values())


def _highest(values: Array, count: int) -> list[int]:
    """Return the places of the ``count`` highest of values (N,), highest first."""
    rest = max(0, len(values) - count)
    places = np.argpartition(values, rest)[rest:] if rest else np.arange(len(values))
    order: list[int] = places[np.argsort(-values[places])].tolist()
    return order


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that it does not cut a word between two letters."""
    while 0 < start < len(text) and text[start - 1].isalpha() and text[start].isalpha():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalpha() and text[end].isalpha():
        end += 1
    return start, end
