"""Memory for keys and values, in pages; each attention layer takes exactly its own width.

Dimensions: T tokens of the whole pool, K key-value heads of a layer, E width of one head.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable

import torch

from mrkl_backends.pytorch.blocks import Architecture

PAGE_TOKENS = 16


class PagePool:
    """Pages of all attention layers; page p holds tokens ``p * PAGE_TOKENS`` and on.

    Args:
        architecture: Says which layers keep what.
        pages: How many there are.
        dtype: That of keys and values.
        device: Where they lie.

    Attributes:
        keys: (T, K, E) of each attention layer, by its place in the cache.
        values: The same.
    """

    def __init__(
        self, architecture: Architecture, *, pages: int, dtype: torch.dtype, device: str
    ) -> None:
        widths = [
            architecture.blocks[layer].attention.kv_heads for layer in architecture.attention_layers
        ]
        tokens = pages * PAGE_TOKENS
        shapes = [(tokens, kv_heads, architecture.head_dim) for kv_heads in widths]
        self.pages = pages
        self.keys = [torch.empty(shape, dtype=dtype, device=device) for shape in shapes]
        self.values = [torch.empty(shape, dtype=dtype, device=device) for shape in shapes]
        self._free = list(range(pages))
        self._users = [0] * pages

    @property
    def free(self) -> int:
        """Return how many pages nobody uses."""
        return len(self._free)

    @property
    def bytes(self) -> int:
        """Return the memory that the pages take."""
        return sum(tensor.nbytes for tensor in (*self.keys, *self.values))

    def users(self, page: int) -> int:
        """Return how many use a page."""
        return self._users[page]

    def take(self, count: int, *, after: int | None = None) -> list[int]:
        """Return ``count`` free pages, in order; there must be as many.

        Neighbours where possible: a sequence on neighbouring pages is read without a copy.

        Args:
            count: How many; costs one pass over the free pages.
            after: The page that the first one should follow, if any.
        """
        start = self._run(count, after)
        taken = self._free[start : start + count]
        del self._free[start : start + count]
        for page in taken:
            self._users[page] = 1
        return taken

    def share(self, pages: Iterable[int]) -> None:
        """Count one more user of each page."""
        for page in pages:
            self._users[page] += 1

    def give_back(self, pages: Iterable[int]) -> None:
        """Count one user less of each page; a page without users is free."""
        for page in pages:
            self._users[page] -= 1
            if self._users[page] == 0:
                bisect.insort(self._free, page)

    def _run(self, count: int, after: int | None) -> int:
        """Return where ``count`` neighbouring pages begin among the free ones, else 0."""
        free = self._free
        if after is not None:
            start = bisect.bisect(free, after)
            if free[start : start + count] == list(range(after + 1, after + 1 + count)):
                return start
        for start in range(len(free) - count + 1):
            if free[start + count - 1] - free[start] == count - 1:
                return start
        return 0


def pages_for(tokens: int) -> int:
    """Return how many pages so many tokens take."""
    return -(-tokens // PAGE_TOKENS)
