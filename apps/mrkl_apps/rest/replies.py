"""Replies that a repeated request gets again (the header ``Idempotency-Key``)."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from mrkl_apps.rest.callers import Caller
from mrkl_apps.rest.server import Server

_REPLAYED = {"Idempotent-Replayed": "true"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that can be kept."""

    status: int
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)


async def replied(
    server: Server,
    caller: Caller,
    request: Request,
    key: str | None,
    work: Callable[[], Awaitable[Reply]],
) -> JSONResponse:
    """Return what ``work`` replies, or what it replied to the same request before.

    One that comes while the first is being answered waits for it. A request that fails keeps
    nothing, so it may be tried again.

    Raises:
        ConflictError: The key came before with another request.
    """
    if key is None:
        return _response(await work())
    body = await request.body()
    said = f"{request.method} {request.url.path}\n".encode() + body
    fingerprint = hashlib.sha256(said).hexdigest()
    async with server.repeated.of((caller.owner, key)):
        kept = await server.store.replies.get(caller.owner, key, fingerprint)
        if kept is not None:
            reply = Reply(kept["status"], kept["content"], {**kept["headers"], **_REPLAYED})
            return _response(reply)
        reply = await work()
        data = {"status": reply.status, "content": reply.content, "headers": dict(reply.headers)}
        await server.store.replies.keep(caller.owner, key, fingerprint, data)
        return _response(reply)


def _response(reply: Reply) -> JSONResponse:
    return JSONResponse(reply.content, reply.status, headers=dict(reply.headers))
