"""Finds where a compound question joins single ones: a head marks the pieces of connectives."""

from __future__ import annotations

from mrkl_router.encoder import sigmoid
from mrkl_router.weights import Array, Weights
from mrkl_router.word_pieces import Pieces

_EDGE = " \t\r\n,;.?!:"


def clauses(
    question: str, pieces: Pieces, hidden: Array, weights: Weights
) -> list[tuple[int, int]]:
    """Return the character spans of the single questions in ``question``.

    Args:
        question: The whole question.
        pieces: Its word pieces.
        hidden: (T, D) states of ``[CLS] question [SEP]``.
        weights: Holds the clause head.
    """
    inner = hidden[1 : 1 + len(pieces)]
    joint = sigmoid(weights.linear("clause", inner)[:, 0]) > 0.5
    spans: list[tuple[int, int]] = []
    first: int | None = None
    for index, is_joint in enumerate([*joint.tolist(), True]):
        if not is_joint and first is None:
            first = index
        elif is_joint and first is not None:
            start, end = pieces.spans[first][0], pieces.spans[index - 1][1]
            words = question[start:end]
            start += len(words) - len(words.lstrip(_EDGE))
            if question[start:end].strip(_EDGE):
                spans.append((start, end))
            first = None
    return spans
