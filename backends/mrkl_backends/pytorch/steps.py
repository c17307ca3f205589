"""One step of the model over tokens of several requests.

Dimensions: N tokens of the step, M of which logits are wanted, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.paged_batch import PagedBatch, Stretch
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool
from mrkl_backends.pytorch.scores import Scores


@dataclass(frozen=True, slots=True)
class Part:
    """What a step reads of one request.

    Attributes:
        tokens: The tokens, as many as ``stretch`` adds. ``~row`` stands for the likeliest one of
            that row of the step before, if the scores of that step lead.
        stretch: Where they and those before them lie.
        scored: Of how many of them, counted from the end, the logits are wanted.
    """

    tokens: Sequence[int]
    stretch: Stretch
    scored: int = 1


class Rows:
    """The tokens of a step, one row each, for those that take them so.

    A token sees those before it in the same step, as all are stored before any attends.

    Attributes:
        ids: The tokens.
        positions: Each one's place in its own sequence.
        places: Where its key and value go in the cache.
        tables: The pages up to its own.
        scored: The rows whose logits are wanted.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.ids: list[int] = []
        self.positions: list[int] = []
        self.places: list[int] = []
        self.tables: list[Sequence[int]] = []
        self.scored: list[int] = []
        for part in parts:
            self._add(part)

    def _add(self, part: Part) -> None:
        stretch = part.stretch
        positions = range(stretch.past, stretch.past + len(part.tokens))
        pages = stretch.pages[: positions[-1] // PAGE_TOKENS + 1]
        self.ids += part.tokens
        self.positions += positions
        self.places += [pages[p // PAGE_TOKENS] * PAGE_TOKENS + p % PAGE_TOKENS for p in positions]
        self.tables += [pages] * len(part.tokens)
        self.scored += range(len(self.ids) - part.scored, len(self.ids))


class Stepper(Protocol):
    """Takes the steps it is made for, quicker than ``Steps`` would."""

    def scores(self, parts: Sequence[Part]) -> Scores | None:
        """Return what ``Steps.scores`` does, or None where the step is not of its kind."""


class Steps:
    """Lets a model read tokens.

    Args:
        model: Filled and finished.
        pool: Where keys and values are kept.
        quicker: Asked first, where there is one.
    """

    def __init__(self, model: Model, pool: PagePool, quicker: Stepper | None = None) -> None:
        self._model, self._pool, self._quicker = model, pool, quicker

    def scores(self, parts: Sequence[Part]) -> Scores:
        """Read the tokens of all parts; return the M rows asked for, in order."""
        found = None if self._quicker is None else self._quicker.scores(parts)
        return Scores(self.logits(parts)) if found is None else found

    def logits(self, parts: Sequence[Part]) -> Tensor:
        """Do the same the plain way; return (M, V) float32."""
        device = self._model.device
        tokens: list[int] = []
        positions: list[int] = []
        scored: list[int] = []
        for part in parts:
            past = part.stretch.past
            tokens += part.tokens
            positions += range(past, past + len(part.tokens))
            scored += range(len(tokens) - part.scored, len(tokens))
        hidden = self._model.hidden_states(
            torch.tensor(tokens, device=device),
            torch.tensor(positions, device=device),
            PagedBatch(self._pool, [part.stretch for part in parts]),
        )
        return self._model.logits(hidden[torch.tensor(scored, device=device)])
