"""One deadline for a whole question, handed down to everything it starts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Deadline:
    """A moment on the monotonic clock.

    Args:
        seconds: How far away it is now.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._pauses = 0

    def remaining_s(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self._end - time.monotonic())

    def within(self, seconds: float) -> Deadline:
        """Return the earlier of this deadline and one ``seconds`` from now."""
        return Deadline(min(seconds, self.remaining_s()))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Put the deadline off by what passes inside: a person's time is not the question's."""
        started = time.monotonic()
        self._pauses += 1
        try:
            yield
        finally:
            self._pauses -= 1
            if not self._pauses:  # pauses beside each other count once
                self._end += time.monotonic() - started
