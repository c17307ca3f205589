"""Beginnings that were read before: their pages are shared instead of read again.

A page is known by its tenant, the page before it and its own tokens, so whoever finds a page shares
every token up to its end. Keys are compared in full, not by a hash that could be made to collide.
Only full pages are kept; nobody writes into those again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool

_Key = tuple[str, int, tuple[int, ...]]
"""Tenant, serial number of the page before (0 for none), the page's tokens."""


@dataclass(frozen=True, slots=True)
class _Kept:
    serial: int
    page: int


class Prefixes:
    """Pages that are kept for later, as long as nobody needs their room.

    Args:
        pool: Whose pages; the table counts as one user of each page that it keeps.
    """

    def __init__(self, pool: PagePool) -> None:
        self._pool = pool
        # From the longest unused to the one used last; serials are never used twice.
        self._kept: dict[_Key, _Kept] = {}
        self._key_of: dict[int, _Key] = {}
        self._serials = itertools.count(1)

    @property
    def idle(self) -> int:
        """Return how many kept pages nobody else uses; one pass over the kept ones."""
        return sum(1 for _ in self._idle())

    def match(self, tenant: str, tokens: Sequence[int]) -> list[int]:
        """Return the pages of the longest known beginning, and count the caller as their user.

        The last token is never among them: what follows it must be worked out.

        Args:
            tenant: Whose pages may be shared.
            tokens: Of the prompt.
        """
        found: list[_Key] = []
        for key in self._keys(tenant, tokens[:-1]):
            if key not in self._kept:
                break
            found.append(key)
        self._used(found)
        pages = [self._kept[key].page for key in found]
        self._pool.share(pages)
        return pages

    def keep(self, tenant: str, tokens: Sequence[int], pages: Sequence[int]) -> None:
        """Keep the full pages of a sequence; those known already are kept as they are.

        Args:
            tenant: Who may share them.
            tokens: The tokens that were read.
            pages: Where their keys and values lie.
        """
        keys: list[_Key] = []
        for key, page in zip(self._keys(tenant, tokens), pages, strict=False):
            if key not in self._kept:
                self._add(key, page)
            keys.append(key)
        self._used(keys)

    def make_room(self, count: int) -> bool:
        """Give up the longest unused pages until ``count`` are free.

        Returns:
            Whether they are; where they cannot be, nothing is given up.
        """
        missing = max(0, count - self._pool.free)
        given_up = list(itertools.islice(self._idle(), missing))
        if len(given_up) < missing:
            return False
        for key in given_up:
            page = self._kept.pop(key).page
            del self._key_of[page]
            self._pool.give_back([page])
        return True

    def _add(self, key: _Key, page: int) -> None:
        # The page may be there behind one that was given up since: nobody finds it there again.
        lost = self._key_of.get(page)
        if lost is None:
            self._pool.share([page])
        else:
            del self._kept[lost]
        self._kept[key] = _Kept(next(self._serials), page)
        self._key_of[page] = key

    def _idle(self) -> Iterator[_Key]:
        return (key for key, kept in self._kept.items() if self._pool.users(kept.page) == 1)

    def _keys(self, tenant: str, tokens: Sequence[int]) -> Iterator[_Key]:
        """Yield the key of each full page; whoever goes on has the one before in the table."""
        serial = 0
        for end in range(PAGE_TOKENS, len(tokens) + 1, PAGE_TOKENS):
            key = (tenant, serial, tuple(tokens[end - PAGE_TOKENS : end]))
            yield key
            serial = self._kept[key].serial

    def _used(self, keys: Sequence[_Key]) -> None:
        """Note a use, the beginning last: it must outlive the pages that are found through it."""
        for key in reversed(keys):
            self._kept[key] = self._kept.pop(key)
