"""Items of responses that were just given, which some clients then only refer to.

The Vercel AI SDK sends the names of earlier items in place of the items, unless it is told to store
nothing. Responses are not stored here, but their items are remembered for a while.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

_MOST = 2000


class KeptItems:
    """Remembers items by owner and name.

    Args:
        most: How many; the oldest are forgotten.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._items: OrderedDict[tuple[str, str], Mapping[str, Any]] = OrderedDict()

    def keep(self, owner: str, items: Iterable[Mapping[str, Any]]) -> None:
        """Remember items that ``owner`` was given."""
        self._items.update({(owner, item["id"]): item for item in items})
        while len(self._items) > self._most:
            self._items.popitem(last=False)

    def find(self, owner: str, name: str) -> Mapping[str, Any] | None:
        """Return an item of ``owner``, or None if it is not known any more."""
        return self._items.get((owner, name))
