"""Replies in pieces, and work that ends when its caller leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from fastapi import HTTPException, Request

from mrkl_apps.rest.openai.reply import Hear, Piece, Reply, Routed
from mrkl_apps.rest.wire import KEEP_ALIVE_S
from mrkl_core.values import Reasoning

T = TypeVar("T")
_CLIENT_LEFT = 499


async def pieces(
    work: Callable[[Hear], Awaitable[Reply]], patience_s: float = KEEP_ALIVE_S
) -> AsyncGenerator[Piece, None]:
    """Yield what ``work`` tells, and last what it returns; closing it cancels the work.

    Args:
        work: Tells pieces and returns the reply.
        patience_s: When nothing was said for so long, an empty thought is, so that the caller
            hears that somebody is there.
    """
    told: asyncio.Queue[Piece | Exception] = asyncio.Queue()

    async def working() -> None:
        try:
            told.put_nowait(await work(told.put_nowait))
        except Exception as error:
            told.put_nowait(error)

    task = asyncio.create_task(working())
    try:
        piece: Piece | Exception | None = None
        while not isinstance(piece, Reply):
            piece = await _told(told, patience_s if isinstance(piece, Routed | None) else None)
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _told(
    told: asyncio.Queue[Piece | Exception], patience_s: float | None
) -> Piece | Exception:
    try:
        async with asyncio.timeout(patience_s):
            return await told.get()
    except TimeoutError:
        return Reasoning(text="")


async def begun(source: AsyncGenerator[Piece, None]) -> AsyncGenerator[Piece, None]:
    """Return the same pieces once something is said.

    What fails before that is raised here, while the status of the response can still say so.
    """
    first: list[Piece] = []
    try:
        async for piece in source:
            first.append(piece)
            if not isinstance(piece, Routed):
                break
    except BaseException:
        await source.aclose()
        raise
    return _chained(first, source)


async def while_connected(request: Request, work: Awaitable[T]) -> T:
    """Return what ``work`` does.

    Raises:
        HTTPException: The caller left before, so the work was cancelled; nobody reads this.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise HTTPException(_CLIENT_LEFT, "Client Closed Request")
        return await task
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _chained(
    first: list[Piece], rest: AsyncGenerator[Piece, None]
) -> AsyncGenerator[Piece, None]:
    async with aclosing(rest):
        for piece in first:
            yield piece
        async for piece in rest:
            yield piece
