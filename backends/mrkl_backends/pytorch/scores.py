"""Logits of a step, R rows of them over a vocabulary of V, with the likeliest token of each row.

The likeliest tokens of all rows are found together where the logits lie, so that on a GPU a greedy
step brings back two numbers a row instead of V; and they are asked for only when they are needed,
so that the next step may have begun by then.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from mrkl_backends.pytorch.sampling import Choice, unusable

Likeliest = Callable[[], Sequence[Choice]]
"""Returns the likeliest token of every row of the logits; may wait for a device."""


class Scores:
    """The rows of one step, or of one reply in it.

    Args:
        logits: A matrix of V columns, of a floating dtype, on any device.
        likeliest: Of all its rows; found where None.
        rows: The R rows that count, in their order; all where None.
        leads: Whether the next step can read these tokens before the host knows them, see ``Part``.

    Attributes:
        leads: As given.
    """

    def __init__(
        self,
        logits: Tensor,
        likeliest: Likeliest | None = None,
        rows: Sequence[int] | None = None,
        *,
        leads: bool = False,
    ) -> None:
        self._logits = logits
        self._likeliest = likeliest or functools.cache(lambda: _likeliest(logits))
        self._rows = range(len(logits)) if rows is None else rows
        self.leads = leads

    @property
    def logits(self) -> Tensor:
        """Return (R, V) float32 where they lie."""
        return self._logits[list(self._rows)].float()

    def split(self, counts: Sequence[int]) -> list[Scores]:
        """Return so many rows each, in order."""
        made, start = [], 0
        for count in counts:
            rows = self._rows[start : start + count]
            made.append(Scores(self._logits, self._likeliest, rows, leads=self.leads))
            start += count
        return made

    def row(self, k: int) -> Tensor:
        """Return (V,) float32 on the CPU."""
        return self._logits[self._rows[k]].float().cpu()

    def likeliest(self, k: int) -> Choice:
        """Return the likeliest token of a row.

        Raises:
            BackendError: No logit of it is a number.
        """
        choice = self._likeliest()[self._rows[k]]
        if not math.isfinite(choice.logprob):
            raise unusable()
        return choice


def choices(found: Tensor) -> list[Choice]:
    """Return the choices in ``found`` (R, 2) float64 on the CPU: tokens, log-probabilities."""
    return [Choice(int(token), logprob) for token, logprob in found.tolist()]


def _likeliest(logits: Tensor) -> list[Choice]:
    logits = logits.float()
    best, tokens = logits.max(-1)
    found = torch.stack((tokens.to(torch.float64), (best - logits.logsumexp(-1)).double()), 1)
    return choices(found.cpu())
