"""What happens in one run, numbered, for any number of readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from mrkl_apps.store import StoredEvent

#: Seconds within which what a language model says becomes one event.
TOGETHER_S = 0.05


class Journal:
    """The events of a run, in memory.

    Readers come with the last cursor they have seen and go at their own pace: nothing waits for
    them, and nothing is kept for each.

    Args:
        run: Its name.
    """

    def __init__(self, run: str) -> None:
        self.run = run
        self._events: list[StoredEvent] = []
        self._logged = 0
        self._ended = False
        self._shutdown = False
        self._news = asyncio.Event()
        self._saying = ""
        self._said: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._said_at = self._loop.time() - TOGETHER_S
        self._timer: asyncio.TimerHandle | None = None

    @property
    def cursor(self) -> int:
        """Return the cursor of the last event."""
        return len(self._events)

    @property
    def last(self) -> StoredEvent:
        """Return the last event."""
        return self._events[-1]

    def add(self, kind: str, data: Any) -> None:
        """Add an event; ``data`` is JSON data."""
        self._flush()
        self._append(kind, data)

    def say(self, kind: str, text: str) -> None:
        """Add text; what comes soon afterwards is joined to one event."""
        if kind != self._saying:
            self._flush()
        self._saying = kind
        self._said.append(text)
        wait_s = self._said_at + TOGETHER_S - self._loop.time()
        if wait_s <= 0:
            self._flush()
        elif self._timer is None:
            self._timer = self._loop.call_later(wait_s, self._flush)

    def unlogged(self) -> Sequence[StoredEvent]:
        """Return the events that are not in the log yet."""
        return self._events[self._logged :]

    def was_logged(self, events: Sequence[StoredEvent]) -> None:
        """Take note that events are in the log."""
        self._logged += len(events)

    def ending(self, kind: str, data: Any) -> StoredEvent:
        """Return the last event as it will be; nobody sees it before ``end``."""
        self._flush()
        return StoredEvent(cursor=self.cursor + 1, kind=kind, data=data)

    def end(self, last: StoredEvent) -> None:
        """Add the last event."""
        self._events.append(last)
        self._ended = True
        self._tell()

    def shut_down(self) -> None:
        """Send the readers away; the run may still go on."""
        self._shutdown = True
        self._tell()

    async def follow(self, after: int) -> AsyncGenerator[StoredEvent, None]:
        """Yield the events after a cursor, those to come too, until the last one."""
        while True:
            news = self._news
            while after < len(self._events):
                after += 1
                yield self._events[after - 1]
            if self._ended:
                return
            if self._shutdown:
                data = {"run": self.run, "cursor": after}
                yield StoredEvent(cursor=after, kind="shutdown", data=data)
                return
            if news is self._news:
                await news.wait()

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._said:
            self._append(self._saying, "".join(self._said))
            self._said.clear()
            self._said_at = self._loop.time()

    def _append(self, kind: str, data: Any) -> None:
        self._events.append(StoredEvent(cursor=self.cursor + 1, kind=kind, data=data))
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
