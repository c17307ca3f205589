"""Batches of token ids: every step has documents of its own, drawn by its number."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import torch
from torch.utils.data import Dataset

from bench.reproduce.nano.pool import Pool
from bench.reproduce.nano.tasks import draw
from bench.reproduce.nano.tokens import Encoder
from bench.reproduce.nano.writing import Document

#: How often another document is drawn when one does not fit into what is left of a sequence.
_DRAWS = 4


class Batch(NamedTuple):
    """What one step reads.

    Attributes:
        tokens: ``(B, T + 1)`` int64; the last T are what the first T are to predict.
        weights: ``(B, T + 1)`` float32, what the loss of each token counts.
    """

    tokens: torch.Tensor
    weights: torch.Tensor


class Batches(Dataset):
    """The batch of every step, the same for the same seed.

    Documents follow one another in a sequence. The last one is cut off if no other fits.

    Args:
        pool: The text.
        encoder: Makes tokens of it.
        seed: Of all draws.
        sequences: B.
        length: T.
        steps: How many batches there are.
        write: Draws a document; by default of any task, by the shares.
    """

    def __init__(
        self,
        pool: Pool,
        encoder: Encoder,
        *,
        seed: int,
        sequences: int,
        length: int,
        steps: int,
        write: Callable[[Pool, Random], Document] = draw,
    ) -> None:
        self._pool, self._encoder, self._write = pool, encoder, write
        self._seed, self._sequences, self._length, self._steps = seed, sequences, length, steps

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> Batch:
        """Return the batch of a step."""
        rng = Random(f"{self._seed}-{step}")
        rows = [self._sequence(rng) for _ in range(self._sequences)]
        return Batch(
            torch.tensor([ids for ids, _ in rows]),
            torch.tensor([weights for _, weights in rows], dtype=torch.float32),
        )

    def _sequence(self, rng: Random) -> tuple[list[int], list[float]]:
        ids: list[int] = []
        weights: list[float] = []
        size = self._length + 1
        while len(ids) < size:
            more, counts = self._fitting(size - len(ids), rng)
            ids += more
            weights += counts
        return ids[:size], weights[:size]

    def _fitting(self, room: int, rng: Random) -> tuple[list[int], list[float]]:
        """Return a document that fits, or the last one drawn."""
        for _ in range(_DRAWS):
            ids, weights = self._encoder.encode(self._write(self._pool, rng))
            if len(ids) <= room:
                break
        return ids, weights
