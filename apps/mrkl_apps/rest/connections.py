"""HTTP connections that cannot be held open by sending a request's head slowly, or without end."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
HEAD_BYTES = 16 * 1024


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, with bounds to how long and how large a request's head may be.

    Uvicorn bounds how long a connection is idle between requests, not how long a request may take
    to send its head; and its quick parser takes heads of any size.
    """

    _wait: asyncio.TimerHandle | None = None
    _in_head = True
    _arrived = 0  # bytes of a head that is not whole yet
    _parsed = 0  # bytes of the head's parts that are

    def connection_made(self, transport: Any) -> None:
        """Start to wait for the first head."""
        super().connection_made(transport)
        self._start_waiting()

    def data_received(self, data: bytes) -> None:
        """Take bytes; a whole head ends the wait, the first bytes of another start one."""
        if self._in_head:
            self._arrived += len(data)
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        if self._arrived > HEAD_BYTES:
            self.send_400_response("The request's head is too large.")
        elif self._wait is None and self._arrived:
            self._start_waiting()

    def on_url(self, url: bytes) -> None:
        """Count it."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count it."""
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        """End the wait."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Be ready for another head."""
        super().on_message_complete()
        self._in_head = True
        self._arrived = self._parsed = 0

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _count(self, size: int) -> None:
        self._parsed += size
        if self._parsed > HEAD_BYTES:
            # The parser stops at an error of a callback, and the request is refused.
            raise ValueError(f"A request's head has more than {HEAD_BYTES:,} bytes.")

    def _start_waiting(self) -> None:
        self._wait = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None
