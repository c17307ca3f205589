"""Who asks: a key, a browser, or anybody on an open server.

An owner is a name; everything kept belongs to one. A browser's cookie holds either a random name
of its own or the key it was signed in with, so that a revoked key ends its sessions too.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from mrkl_apps.rest.errors import ForbiddenError, KeyRequiredError
from mrkl_apps.rest.server import Server, TheServer

COOKIE = "mrkl_session"
SCOPES = ("ask", "collections", "admin")
KEY_PREFIX = "mrkl_"
_YEAR_S = 365 * 24 * 3600

_bearer = HTTPBearer(auto_error=False, description="A key, made with `mrkl keys add NAME`.")
_header = APIKeyHeader(name="x-api-key", auto_error=False, description="The same key.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /v1/session.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks.

    Attributes:
        owner: What everything kept for this caller belongs to.
        scopes: What the caller may do.
        by: How the caller is known.
    """

    owner: str
    scopes: frozenset[str]
    by: Literal["key", "browser", "open"]


async def find_caller(server: Server, secret: str | None) -> Caller:
    """Return who shows ``secret``, a key or a browser's name; None is nobody in particular.

    Raises:
        KeyRequiredError: The server wants a key and this is none, or it is a key no more.
    """
    if secret and secret.startswith(KEY_PREFIX):
        key = await server.store.keys.find(secret)
        if key is None:
            raise KeyRequiredError("This key is unknown, expired or revoked.")
        return Caller(owner=f"key:{key.id}", scopes=frozenset(key.scopes), by="key")
    if server.settings.require_key:
        raise KeyRequiredError("This server answers only who shows a key.")
    # An open server is one person's own, but for keys: those are for the world outside.
    scopes = frozenset(("ask", "collections"))
    if secret:
        name = hashlib.sha256(secret.encode()).hexdigest()[:32]
        return Caller(owner=f"browser:{name}", scopes=scopes, by="browser")
    return Caller(owner="local", scopes=scopes, by="open")


async def _caller(
    server: TheServer,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    header: Annotated[str | None, Depends(_header)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Caller:
    shown = bearer.credentials if bearer else header
    # A key that a client sends without our prefix is meant for another server; OpenAI's clients
    # insist on sending one, so an open server takes it for none.
    secret = shown if shown and shown.startswith(KEY_PREFIX) else (None if shown else cookie)
    caller = await find_caller(server, secret)
    server.limits.count(caller.owner)
    return caller


def needs(scope: str) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that gives the caller, who must have ``scope``."""

    async def checked(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
        if scope not in caller.scopes:
            raise _forbidden(caller, scope)
        return caller

    return checked


def _forbidden(caller: Caller, scope: str) -> ForbiddenError:
    return ForbiddenError(
        f"This needs the scope {scope!r}; yours are: {', '.join(sorted(caller.scopes))}.",
        hint=f"Show a key that has it: mrkl keys add NAME --scope {scope}",
        scope=scope,
    )


async def _operator(
    server: TheServer,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    header: Annotated[str | None, Depends(_header)],
) -> None:
    """Let in who shows an admin's key; on an open server also who shows none."""
    if server.settings.require_key or bearer or header:
        caller = await find_caller(server, bearer.credentials if bearer else header)
        if "admin" not in caller.scopes:
            raise _forbidden(caller, "admin")


Operator = Annotated[None, Depends(_operator)]
Asker = Annotated[Caller, Depends(needs("ask"))]
Collector = Annotated[Caller, Depends(needs("collections"))]
Admin = Annotated[Caller, Depends(needs("admin"))]


def new_browser() -> str:
    """Return a name for a browser that nobody can guess."""
    return secrets.token_urlsafe(24)


def set_cookie(request: Request, response: Response, value: str) -> None:
    """Let the browser show ``value`` from now on, to this server's own pages only."""
    response.set_cookie(
        COOKIE,
        value,
        max_age=_YEAR_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
