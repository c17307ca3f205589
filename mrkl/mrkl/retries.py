"""When a failed call is tried again, and after how long."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from mrkl.deadline import Deadline
from mrkl_core.errors import MRKLError
from mrkl_core.values import ExpertSpec


def _full_jitter(limit_s: float) -> float:
    return random.uniform(0.0, limit_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential back-off with full jitter.

    Attributes:
        attempts: Attempts in all, the first included.
        base_s: Longest wait before the second attempt; doubles with each further one.
        jitter: Picks the wait in [0, limit].
    """

    attempts: int = 3
    base_s: float = 0.2
    jitter: Callable[[float], float] = _full_jitter

    def wait_s(
        self, error: MRKLError, *, attempt: int, spec: ExpertSpec, deadline: Deadline
    ) -> float | None:
        """Return the seconds to wait before the next attempt, or None to give up.

        Args:
            error: Why attempt number ``attempt`` (from 1) failed. Its context may ask for a wait
                (``retry_after_s``) or say that trying again is no use (``retryable=False``).
            attempt: How many attempts were made.
            spec: Only idempotent experts are tried again.
            deadline: No attempt starts after it.
        """
        retryable = error.context.get("retryable", error.retryable)
        if not (retryable and spec.annotations.idempotent and attempt < self.attempts):
            return None
        wait = self.jitter(self.base_s * 2 ** (attempt - 1))
        asked = error.context.get("retry_after_s")
        if isinstance(asked, int | float):
            wait = max(wait, float(asked))
        return wait if wait < deadline.remaining_s() else None
