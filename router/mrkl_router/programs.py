"""Writes arithmetic expressions: the decoder chooses, the grammar permits, pointers copy.

Numbers are masked before the question is encoded, so their length and spelling cannot matter to
the decoder; a literal of the expression is always a pointer to a number of the question or a
constant of the grammar (MRKL, arXiv 2205.00445: extraction is the hard part). Words that stand for
another value ("that", "last year's total sales") are masked like numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from mrkl_core.phrases.numbers import find_numbers
from mrkl_router.encoder import Encoder, session, softmax
from mrkl_router.program_tokens import END, INDEX, MAX_TOKENS, START, TOKENS, GrammarState
from mrkl_router.spans import byte_offset
from mrkl_router.weights import Array, Weights
from mrkl_router.word_pieces import Packed, pack

MAX_NUMBERS = 16


@dataclass(frozen=True, slots=True)
class Program:
    """An expression over a question.

    Attributes:
        template: The expression with ``{start:end|number}`` pointers (byte offsets), or
            ``{SOURCE|number}`` for values that are not the question's.
        confidence: Product of the chosen tokens' probabilities under the grammar, in [0, 1].
    """

    template: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the question that is a number or, with a ``source``, stands for one."""

    start: int
    end: int
    source: str | None = None

    def pointer(self, question: str, base: int) -> str:
        """Return the mention as a template's pointer; ``base`` is added to byte offsets."""
        if self.source is not None:
            return f"{{{self.source}|number}}"
        start, end = byte_offset(question, self.start), byte_offset(question, self.end)
        return f"{{{base + start}:{base + end}|number}}"


def find_mentions(question: str, given: Sequence[tuple[int, int, str]] = ()) -> list[Mention]:
    """Return the numbers of the question and the given spans, from left to right.

    Args:
        question: The text.
        given: Character spans that stand for a value, each with the value's source; a number
            inside one is not a mention of its own.
    """
    mentions = [Mention(*span) for span in given]
    for number in find_numbers(question):
        if not any(number.start < end and number.end > start for start, end, _ in given):
            mentions.append(Mention(number.start, number.end))
    return sorted(mentions, key=lambda mention: mention.start)[:MAX_NUMBERS]


#: How many questions' programs are remembered.
REMEMBERED = 1024


class ProgramWriter:
    """The program decoder under the grammar; greedy.

    It never sees the numbers themselves, so questions that differ in nothing else have one program;
    those of the last questions are remembered.
    """

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        # Both are too small to be shared out among threads.
        self._question = session(weights.question, threads=1)
        self._decoder = session(weights.decoder, threads=1)
        self._remembered = lru_cache(REMEMBERED)(self._decode)

    def write(
        self, question: str, base: int = 0, given: Sequence[tuple[int, int, str]] = ()
    ) -> Program | None:
        """Return the expression for ``question``.

        Args:
            question: A question that asks one thing.
            base: Added to every byte offset (where the question stands in a longer text).
            given: Character spans that stand for a value, each with the value's source.

        Returns:
            None if no expression ends within the token limit, or it leaves out a given value.
        """
        mentions = find_mentions(question, given)
        masked = [(mention.start, mention.end) for mention in mentions]
        pieces = self._encoder.tokenizer.split(question, masked, limit=160)
        where = {span: k + 1 for k, span in enumerate(pieces.spans)}
        places = tuple(where.get(span, 0) for span in masked)
        tokens, confidence = self._remembered(pack(pieces), places)
        if tokens is None:
            return None
        template = render(tokens, [mention.pointer(question, base) for mention in mentions])
        if any(f"{{{source}|number}}" not in template for _, _, source in given):
            return None
        return Program(template, confidence)

    def _decode(
        self, masked: Packed, places: tuple[int, ...]
    ) -> tuple[tuple[int, ...] | None, float]:
        """Choose token by token; the grammar's own tokens are not scored."""
        hidden, _ = self._encoder.states([masked])
        positions = np.array([places or (0,)], dtype=np.int64)
        steps = _Steps(self._question, self._decoder, hidden, positions)
        state, confidence = GrammarState(), 1.0
        for _ in range(MAX_TOKENS):
            allowed = state.allowed(len(places))
            token = allowed[0]
            if len(allowed) > 1:
                probs = softmax(steps.scores())[allowed]
                best = int(probs.argmax())
                confidence *= float(probs[best])
                token = allowed[best]
            if token == INDEX[END]:
                return tuple(steps.written[1:]), confidence
            steps.written.append(token)
            state = state.after(token)
        return None, 0.0


class _Steps:
    """The decoder over one question: what it has read it keeps.

    Attributes:
        written: The program so far, from START.
    """

    def __init__(
        self,
        question: onnxruntime.InferenceSession,
        decoder: onnxruntime.InferenceSession,
        hidden: Array,
        positions: NDArray[np.int64],
    ) -> None:
        self.written = [INDEX[START]]
        self._decoder = decoder
        table, pointers, crossed = question.run(None, {"hidden": hidden, "numbers": positions})
        self._feed = {"table": table, "pointers": pointers, "crossed": crossed}
        self._own: Array = np.zeros((*crossed.shape[:3], 0, crossed.shape[-1]), np.float32)

    def scores(self) -> Array:
        """Return the logits of the next token, having read those that were not read yet."""
        read = self._own.shape[3]
        for place in range(read, len(self.written)):
            token = np.array([[self.written[place]]])
            feed = {"token": token, "place": np.array([place]), "own": self._own}
            logits, self._own = self._decoder.run(None, self._feed | feed)
        scores: Array = logits[0]
        return scores


def render(tokens: Sequence[int], pointers: Sequence[str]) -> str:
    """Return program tokens (without START and END) as an expression template."""
    parts: list[str] = []
    for token in tokens:
        if token < len(TOKENS):
            parts.append(", " if TOKENS[token] == "," else TOKENS[token])
        else:
            parts.append(pointers[token - len(TOKENS)])
    return "".join(parts)
