"""Writes arithmetic expressions: the decoder chooses, the grammar permits, pointers copy.

Numbers are masked before the question is encoded, so their length and spelling cannot matter to
the decoder; a literal of the expression is always a pointer to a number of the question or a
constant of the grammar (MRKL, arXiv 2205.00445: extraction is the hard part).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mrkl_core.phrases.numbers import NumberSpan, find_numbers
from mrkl_router.encoder import Encoder, session, softmax
from mrkl_router.program_tokens import END, INDEX, MAX_TOKENS, START, TOKENS, GrammarState
from mrkl_router.spans import byte_offset
from mrkl_router.weights import Array, Weights
from mrkl_router.word_pieces import pack

MAX_NUMBERS = 16


@dataclass(frozen=True, slots=True)
class Program:
    """An expression over a question.

    Attributes:
        template: The expression with ``{start:end|number}`` pointers (byte offsets).
        confidence: Product of the chosen tokens' probabilities under the grammar, in [0, 1].
    """

    template: str
    confidence: float


class ProgramWriter:
    """The program decoder under the grammar; greedy."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        self._session = session(weights.decoder, threads=1)  # too small to share out

    def write(self, question: str, base: int = 0) -> Program | None:
        """Return the expression for ``question``, or None if none ends within the token limit.

        ``base`` is added to every byte offset (where the question stands in a longer text).
        """
        numbers = find_numbers(question)[:MAX_NUMBERS]
        masked = [(number.start, number.end) for number in numbers]
        pieces = self._encoder.tokenizer.split(question, masked, limit=160)
        hidden, mask = self._encoder.states([pack(pieces)])
        where = {span: k + 1 for k, span in enumerate(pieces.spans)}
        positions = np.array([[where.get(span, 0) for span in masked] or [0]], dtype=np.int64)
        tokens, confidence = self._decode(hidden, mask, positions, len(numbers))
        if tokens is None:
            return None
        return Program(render(tokens, question, numbers, base), confidence)

    def _decode(
        self, hidden: Array, mask: Array, positions: NDArray[np.int64], numbers: int
    ) -> tuple[list[int] | None, float]:
        state, tokens, confidence = GrammarState(), [INDEX[START]], 1.0
        while len(tokens) <= MAX_TOKENS:
            allowed = state.allowed(numbers)
            if len(allowed) == 1:  # forced by the grammar: nothing to ask the decoder
                tokens.append(allowed[0])
            else:
                program = np.array([tokens], dtype=np.int64)
                feed = {"hidden": hidden, "mask": mask, "numbers": positions, "program": program}
                logits = self._session.run(None, feed)[0][0, -1]
                probs = softmax(logits)[allowed]
                best = int(probs.argmax())
                confidence *= float(probs[best])
                tokens.append(allowed[best])
            if tokens[-1] == INDEX[END]:
                return tokens[1:-1], confidence
            state = state.after(tokens[-1])
        return None, 0.0


def render(tokens: list[int], question: str, numbers: tuple[NumberSpan, ...], base: int = 0) -> str:
    """Return program tokens (without START and END) as an expression template."""
    parts: list[str] = []
    for token in tokens:
        if token < len(TOKENS):
            parts.append(", " if TOKENS[token] == "," else TOKENS[token])
            continue
        number = numbers[token - len(TOKENS)]
        start, end = byte_offset(question, number.start), byte_offset(question, number.end)
        parts.append(f"{{{base + start}:{base + end}|number}}")
    return "".join(parts)
