"""The space in which tools with examples are told apart: sentence vectors, centred and scaled.

Dimension key: D = 384.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mrkl_router.encoder import WIDTH
from mrkl_router.weights import Array


class Space:
    """Sentence vectors, scaled so that questions of one label spread alike in all directions."""

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
