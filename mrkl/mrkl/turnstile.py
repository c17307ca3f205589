"""A lock that lets in many at once, or one alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Who wants to be alone waits until the others have left, and no other enters meanwhile."""

    def __init__(self) -> None:
        self._entrance = threading.Lock()
        self._empty = threading.Condition()
        self._inside = 0

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Be inside with others."""
        with self._entrance, self._empty:
            self._inside += 1
        try:
            yield
        finally:
            with self._empty:
                self._inside -= 1
                self._empty.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside alone."""
        with self._entrance, self._empty:
            self._empty.wait_for(lambda: not self._inside)
            yield
