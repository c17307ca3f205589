"""Resolves once, checks every address, connects to exactly a checked one."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore

from mrkl_core.errors import ExpertUnavailableError
from mrkl_experts.http.policy import Policy

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Turns a host and port into addresses; raises OSError where there are none."""

OFFLINE_HINT = "Check the network connection, or switch the expert off or MRKL_OFFLINE on."
_MOST_ATTEMPTS = 4


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of ``host`` from the system's resolver.

    Each question has its own daemon thread: a name server that never answers must keep neither
    the caller nor the end of the program waiting, as the event loop's own threads would.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def deliver(found: Sequence[str], error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(found)
        else:
            answer.set_exception(error)

    def ask() -> None:
        found: Sequence[str] = ()
        problem: OSError | UnicodeError | None = None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [str(row[4][0]) for row in rows]
        except (OSError, UnicodeError) as error:
            problem = error
        with contextlib.suppress(RuntimeError):  # the loop ended while the question was out
            loop.call_soon_threadsafe(deliver, found, problem)

    threading.Thread(target=ask, name="mrkl-resolve", daemon=True).start()
    return await answer


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """A network backend below TLS: the URL's host stays in ``Host`` and in the TLS handshake.

    Args:
        policy: Says which addresses are allowed.
        resolver: Asked exactly once per connection.
    """

    def __init__(self, policy: Policy, resolver: Resolver = resolve) -> None:
        self._policy = policy
        self._resolver = resolver
        self._plain = httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to an allowed address of ``host`` within ``timeout`` seconds.

        Raises:
            ExpertRefusedError: One of its addresses is not allowed.
            ExpertUnavailableError: It has no address.
            httpcore.ConnectError: None of its addresses answers.
        """
        end = time.monotonic() + (timeout or 10.0)
        answers = await self._answers(host, port, timeout)
        addresses = self._policy.check_addresses(host, answers)[:_MOST_ATTEMPTS]
        failure: Exception | None = None
        for index, address in enumerate(addresses):
            share = max(0.05, (end - time.monotonic()) / (len(addresses) - index))
            try:
                return await self._opened_stream(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise httpcore.ConnectError(f"no address of {host!r} answers ({failure})") from failure

    async def _opened_stream(
        self, address: str, port: int, seconds: float
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._plain.connect_tcp(address, port, seconds)
        self._opened.append(stream)
        return stream

    async def aclose(self) -> None:
        """Close what was opened: a TLS handshake that the deadline cuts off leaves it open."""
        while self._opened:
            await self._opened.pop().aclose()

    async def _answers(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(timeout):
                answers = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            reason = "no answer in time" if isinstance(error, TimeoutError) else str(error)
            raise _no_address(host, reason) from error
        if not answers:
            raise _no_address(host, "no address")
        return answers


def _no_address(host: str, reason: str) -> ExpertUnavailableError:
    return ExpertUnavailableError(
        f"The host {host!r} cannot be looked up: {reason}.",
        hint=OFFLINE_HINT,
        host=host,
    )
