"""Beginnings that were read before: their pages are shared instead of read again.

A page is found by its tokens and by the page before it, so whoever finds one shares every token up
to its end. Whole keys are compared, not only their hashes, and the tenant is part of the key.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool

_Key = tuple[str, int, tuple[int, ...]]
"""Tenant, serial number of the page before (0 for none), the tokens of the page."""


@dataclass(frozen=True, slots=True)
class _Kept:
    serial: int
    page: int


class Prefixes:
    """Full pages that are kept for later, as long as nobody needs the room.

    Args:
        pool: Whose pages; the table is one user of each page it keeps.
    """

    def __init__(self, pool: PagePool) -> None:
        self._pool = pool
        # In the order of their last use, the oldest first.
        self._kept: dict[_Key, _Kept] = {}
        self._serials = itertools.count(1)

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._kept)

    @property
    def idle(self) -> int:
        """Return how many of them nobody else uses; costs one pass over all."""
        return sum(self._pool.users(kept.page) == 1 for kept in self._kept.values())

    def match(self, tenant: str, tokens: Sequence[int]) -> list[int]:
        """Return the pages of the longest known beginning; the caller becomes a user of each.

        The last token is never among them: reading it says what comes next.

        Args:
            tenant: Whose pages may be seen.
            tokens: The prompt.
        """
        found: list[_Key] = []
        for key in self._walk(tenant, tokens[:-1]):
            if key not in self._kept:
                break
            found.append(key)
        pages = [self._kept[key].page for key in found]
        self._touch(found)
        self._pool.share(pages)
        return pages

    def keep(self, tenant: str, tokens: Sequence[int], pages: Sequence[int]) -> None:
        """Keep the full pages of a sequence that are not yet known.

        Args:
            tenant: Whose they are.
            tokens: Those that were read.
            pages: Where they lie, in order.
        """
        keys = []
        for key, page in zip(self._walk(tenant, tokens), pages, strict=False):
            if key not in self._kept:
                self._kept[key] = _Kept(next(self._serials), page)
                self._pool.share([page])
            keys.append(key)
        self._touch(keys)

    def make_room(self, count: int) -> bool:
        """Give up pages, the longest unused first, until ``count`` are free; False if they cannot.

        Nothing is given up in vain.
        """
        missing = count - self._pool.free
        if missing <= 0:
            return True
        idle = (key for key, kept in self._kept.items() if self._pool.users(kept.page) == 1)
        given_up = list(itertools.islice(idle, missing))
        if len(given_up) < missing:
            return False
        self._pool.give_back([self._kept.pop(key).page for key in given_up])
        return True

    def _walk(self, tenant: str, tokens: Sequence[int]) -> Iterator[_Key]:
        """Yield the key of each full page; whoever walks on has the page in the table."""
        serial = 0
        for start in range(0, len(tokens) - PAGE_TOKENS + 1, PAGE_TOKENS):
            key = (tenant, serial, tuple(tokens[start : start + PAGE_TOKENS]))
            yield key
            serial = self._kept[key].serial

    def _touch(self, keys: Sequence[_Key]) -> None:
        # From the last page to the first, so that none is given up before those behind it.
        for key in reversed(keys):
            self._kept[key] = self._kept.pop(key)
