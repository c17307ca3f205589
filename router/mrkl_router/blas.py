"""Small products of matrices on one thread.

BLAS shares out even a product of 20 microseconds, and its second thread then spins for 20
milliseconds in case another comes: half of a machine with two cores, gone (see
docs/decisions/022-routes-at-once.md).
"""

from __future__ import annotations

import threading
from functools import cached_property
from types import TracebackType

from threadpoolctl import OpenBLASController, ThreadpoolController


class OneThread:
    """A context in which BLAS uses one thread; the last to leave puts back what was before.

    Any number of threads may be inside. Entering costs 20 microseconds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0

    @cached_property
    def _libraries(self) -> ThreadpoolController:
        return ThreadpoolController()

    def __enter__(self) -> None:
        """Hold BLAS at one thread."""
        with self._lock:
            if not self._inside:
                self._limit = self._libraries.limit(limits=1, user_api="blas")
            self._inside += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let go."""
        with self._lock:
            self._inside -= 1
            if not self._inside:
                # Only the thread that set a limit may lift it, but who leaves last may be another.
                OpenBLASController.clear_controlling_thread(force=True)
                self._limit.restore_original_limits()
                OpenBLASController.clear_controlling_thread(force=True)


one_thread = OneThread()
