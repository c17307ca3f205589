"""A small HTTP client for load: open loop, so that a slow server meets the same questions.

A closed loop asks less when the server is slow, and hides the queue. Here every question has its
moment, and its time counts from there, whether or not a connection was free.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

JSON = "application/json"


@dataclass
class Times:
    """What came of many requests.

    Attributes:
        seconds: How long each took, from its moment on.
        errors: How many had another status than 200, or none.
        answered: How many an expert answered.
        elapsed: Seconds from the first moment to the last answer.
    """

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    answered: int = 0
    elapsed: float = 0.0

    def quantile(self, share: float) -> float:
        """Return the time that a share of the requests keeps, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Connection:
    """One kept-alive connection."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Return status and body of a reply."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        writer.write(request(path, body))
        head = await reader.readuntil(b"\r\n\r\n")
        fields = head.lower()
        start = fields.index(b"content-length:") + 15
        size = int(fields[start : fields.index(b"\r\n", start)])
        return int(head[9:12]), await reader.readexactly(size)

    def close(self) -> None:
        """Close it."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def request(path: str, body: bytes) -> bytes:
    """Return a whole POST request."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {JSON}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def open_loop(
    host: str, port: int, bodies: Sequence[bytes], *, rate: float, connections: int = 64
) -> Times:
    """Send ``bodies`` at ``rate`` a second and time each from the moment it was due."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(Connection(host, port))
    times = Times()
    started = time.perf_counter()

    async def one(due: float, body: bytes) -> None:
        connection = await free.get()
        try:
            status, reply = await connection.post("/v1/ask", body)
            times.errors += status != 200
            times.answered += b'"result":{' in reply
        except (OSError, asyncio.IncompleteReadError, ValueError):
            times.errors += 1
            connection.close()
        times.seconds.append(time.perf_counter() - due)
        free.put_nowait(connection)

    async with asyncio.TaskGroup() as group:
        for number, body in enumerate(bodies):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(due, body))
    times.elapsed = time.perf_counter() - started
    while not free.empty():
        free.get_nowait().close()
    return times


def asking(question: str) -> bytes:
    """Return the body of a question."""
    return json.dumps({"question": question}).encode()
