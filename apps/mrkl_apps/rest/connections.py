"""HTTP connections that cannot be held open by sending a request's head slowly, or without end."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
HEAD_BYTES = 16 * 1024


class PatientProtocol(H11Protocol):
    """Uvicorn's protocol, which waits for a request's head only so long.

    Uvicorn bounds how long a connection is idle between requests, not how long a request may take
    to send its head.
    """

    _wait: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start to wait for the first head."""
        super().connection_made(transport)
        self._wait = self.loop.call_later(HEAD_S, self.transport.close)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a whole head ends the wait, the first bytes of another start one."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._wait is None:
            self._wait = self.loop.call_later(HEAD_S, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _stop_waiting(self) -> None:
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None
