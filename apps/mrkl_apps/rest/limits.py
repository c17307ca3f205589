"""How often an owner may ask: a bucket of tokens each, refilled steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from mrkl_apps.rest.errors import TooManyRequestsError

_OWNERS = 10_000


class RateLimit:
    """Counts requests of owners.

    Args:
        per_minute: How many requests an owner has a minute; as many may come at once.
        clock: Seconds, from any start.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._clock = clock
        # Owner: tokens left, and when that was true. A full bucket need not be remembered.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, owner: str) -> None:
        """Count one request.

        Raises:
            TooManyRequestsError: The owner has none left; its context says how long to wait.
        """
        now = self._clock()
        left, since = self._buckets.pop(owner, (float(self._most), now))
        left = min(self._most, left + (now - since) * self._most / 60)
        if left < 1:
            self._buckets[owner] = (left, now)
            wait_s = math.ceil((1 - left) * 60 / self._most)
            raise TooManyRequestsError(
                f"More than {self._most:,} requests a minute came from you.",
                hint=f"Wait {wait_s} s, or let the server's requests_per_minute be raised.",
                limit="requests_per_minute",
                retry_after_s=wait_s,
            )
        self._buckets[owner] = (left - 1, now)
        while len(self._buckets) > _OWNERS:
            self._buckets.popitem(last=False)
