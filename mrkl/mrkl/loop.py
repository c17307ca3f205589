"""One event loop in a background thread, behind every blocking call.

Blocking calls so work anywhere: in scripts, in notebooks, inside a running loop.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from mrkl_core.errors import MRKLError

T = TypeVar("T")
_END_S = 1.0


class BackgroundLoop:
    """A lazily started event loop in a daemon thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` on the background loop and return its result.

        Raises:
            MRKLError: The caller is itself running on that loop, which would wait for itself.
        """
        if threading.current_thread() is self._thread:
            work.close()
            raise MRKLError(
                "A blocking call was made on the background event loop.",
                hint="Await the async twin there, for example aask instead of ask.",
            )
        future = asyncio.run_coroutine_threadsafe(work, self._started())
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def stop(self) -> None:
        """Stop the thread and close the loop; the next ``run`` starts anew."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            _end_tasks(loop)
            loop.close()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="mrkl-loop", daemon=True
                )
                self._thread.start()
                atexit.register(self.stop)
            return self._loop


def _end_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what is still running and give it a moment to end."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=_END_S))


background = BackgroundLoop()
