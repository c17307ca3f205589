"""A lock for each of many names, for as long as somebody holds or awaits it."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from weakref import WeakValueDictionary


class KeyedLocks:
    """Locks by name; belongs to one event loop."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: Hashable) -> asyncio.Lock:
        """Return the lock of a name, the same for all who want it now."""
        return self._locks.setdefault(name, asyncio.Lock())
