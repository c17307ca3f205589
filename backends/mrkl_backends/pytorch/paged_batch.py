"""One step of the model over several sequences whose keys and values lie in pages.

Dimensions: N tokens of the step, T tokens of one sequence, H query heads, K key-value heads,
E width of one head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mrkl_backends.pytorch.attention_state import causal
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a step adds to one sequence.

    Attributes:
        pages: Where the sequence's tokens lie, enough for ``past + new``.
        past: Tokens whose keys and values are there already.
        new: Tokens that the step adds.
    """

    pages: Sequence[int]
    past: int
    new: int

    def places(self) -> slice | list[int]:
        """Return where all tokens of the sequence lie in the pool: a slice where they adjoin."""
        total, first = self.past + self.new, self.pages[0]
        used = self.pages[: -(-total // PAGE_TOKENS)]
        if used[-1] - first == len(used) - 1 and list(used) == sorted(used):
            return slice(first * PAGE_TOKENS, first * PAGE_TOKENS + total)
        spread = (page * PAGE_TOKENS + k for page in used for k in range(PAGE_TOKENS))
        return list(spread)[:total]


class PagedBatch:
    """The attention state of a step; see ``AttentionState``.

    Args:
        pool: Where keys and values are kept.
        stretches: The sequences, in the order of their tokens in the step.
    """

    def __init__(self, pool: PagePool, stretches: Sequence[Stretch]) -> None:
        self._pool = pool
        self._rows: list[tuple[slice, slice | Tensor]] = []
        new: list[slice | Tensor] = []
        start = 0
        for stretch in stretches:
            places = stretch.places()
            seen = places if isinstance(places, slice) else torch.tensor(places)
            self._rows.append((slice(start, start + stretch.new), seen))
            new.append(_last(seen, stretch.new))
            start += stretch.new
        # All new tokens are written at once; a lone sequence mostly without an index.
        self._new = new[0] if len(new) == 1 else torch.cat([_places(one) for one in new])

    def attend(self, place: int, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Store the new keys and values; each sequence attends over its own tokens.

        Sequences are attended one after another: on a CPU that is as quick as one padded call,
        whose copies cost what the calls save.
        """
        kept_keys, kept_values = self._pool.keys[place], self._pool.values[place]
        kept_keys[self._new] = keys
        kept_values[self._new] = values
        found = [
            causal(queries[rows], kept_keys[seen], kept_values[seen]) for rows, seen in self._rows
        ]
        return found[0] if len(found) == 1 else torch.cat(found)


def _places(places: slice | Tensor) -> Tensor:
    return torch.arange(places.start, places.stop) if isinstance(places, slice) else places


def _last(places: slice | Tensor, count: int) -> slice | Tensor:
    if isinstance(places, slice):
        return slice(places.stop - count, places.stop)
    return places[-count:]
