"""The tokens of a reply on their way from the engine's thread to whoever reads them."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import AsyncGenerator, Callable, Iterator

from mrkl_backends.pytorch.requests import FinishReason, TokenEvent


class Stream:
    """The tokens of one reply as they come; iterate it once, either way.

    Iterating raises the error that ended the reply, if one did. Who stops iterating (closes the
    iterator, or drops it) cancels the reply.

    Args:
        cancel: Called when the reader wants no more.

    Attributes:
        finish_reason: Why the reply ended: also ``cancelled``; None before, and after an error.
    """

    def __init__(self, cancel: Callable[[Stream], None]) -> None:
        self.finish_reason: FinishReason | None = None
        self._cancel = cancel
        self._events: queue.SimpleQueue[TokenEvent | BaseException | None] = queue.SimpleQueue()
        self._wake: Callable[[], object] = lambda: None
        self._ended = False

    def cancel(self) -> None:
        """End the reply; it gives up its place before the engine's next step."""
        self._cancel(self)

    def put(self, event: TokenEvent | BaseException | None) -> None:
        """Add a token, the error that ends the reply, or None at its end; the engine's side."""
        if isinstance(event, TokenEvent) and event.finish_reason is not None:
            self.finish_reason = event.finish_reason
        self._events.put(event)
        # The reader's event loop may close at any moment; then nobody is left to wake.
        with contextlib.suppress(RuntimeError):
            self._wake()

    def end_cancelled(self) -> None:
        """End the stream because its reader, or the engine's owner, wanted no more."""
        self.finish_reason = "cancelled"
        self.put(None)

    def __iter__(self) -> Iterator[TokenEvent]:
        try:
            while (event := self._next()) is not None:
                yield event
        finally:
            self.cancel()

    async def __aiter__(self) -> AsyncGenerator[TokenEvent, None]:
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(ready.set)
        try:
            while True:
                ready.clear()
                if self._events.empty() and not self._ended:
                    await ready.wait()
                    continue
                event = self._next()
                if event is None:
                    return
                yield event
        finally:
            self._wake = lambda: None
            self.cancel()

    def _next(self) -> TokenEvent | None:
        """Wait for the next token; None at the end, however often it is asked for."""
        event = None if self._ended else self._events.get()
        self._ended = not isinstance(event, TokenEvent)
        if isinstance(event, BaseException):
            raise event
        return event
