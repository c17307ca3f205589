"""Logits of a step, R rows of them over a vocabulary of V, with the likeliest token of each row.

The likeliest tokens of all rows are found together where the logits lie, so that on a GPU a greedy
step brings back two numbers a row instead of V.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from mrkl_backends.pytorch.sampling import Choice, unusable


class Scores:
    """The rows of one step, or of one reply in it.

    Args:
        logits: (R, V) float32, on any device.
        likeliest: The likeliest token of each; found where None.
    """

    def __init__(self, logits: Tensor, likeliest: Sequence[Choice] | None = None) -> None:
        self._logits = logits
        self._likeliest = _likeliest(logits) if likeliest is None else likeliest

    @property
    def logits(self) -> Tensor:
        """Return (R, V) where they lie."""
        return self._logits

    def split(self, counts: Sequence[int]) -> list[Scores]:
        """Return so many rows each, in order."""
        made, start = [], 0
        for count in counts:
            rows = slice(start, start + count)
            made.append(Scores(self._logits[rows], self._likeliest[rows]))
            start += count
        return made

    def row(self, k: int) -> Tensor:
        """Return (V,) on the CPU."""
        return self._logits[k].cpu()

    def likeliest(self, k: int) -> Choice:
        """Return the likeliest token of a row.

        Raises:
            BackendError: No logit of it is a number.
        """
        choice = self._likeliest[k]
        if not math.isfinite(choice.logprob):
            raise unusable()
        return choice


def _likeliest(logits: Tensor) -> list[Choice]:
    best, tokens = logits.max(-1)
    found = torch.stack((tokens.to(torch.float64), (best - logits.logsumexp(-1)).double()))
    return [Choice(int(token), logprob) for token, logprob in zip(*found.tolist(), strict=True)]
