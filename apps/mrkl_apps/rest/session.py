"""Who asks, and keys."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from mrkl.version import __version__
from mrkl_apps.rest.bodies import KeyBody, SessionBody
from mrkl_apps.rest.callers import (
    COOKIE,
    Admin,
    Asker,
    Caller,
    find_caller,
    new_browser,
    set_cookie,
)
from mrkl_apps.rest.errors import KeyRequiredError
from mrkl_apps.rest.openai.models import model_names
from mrkl_apps.rest.schemas import PROBLEMS
from mrkl_apps.rest.server import Server, TheServer
from mrkl_apps.rest.strict_json import StrictRoute
from mrkl_core.codec import to_dict

router = APIRouter(route_class=StrictRoute, responses=PROBLEMS, tags=["session and keys"])


@router.get("/v1/session")
async def session(
    request: Request, response: Response, caller: Asker, server: TheServer
) -> dict[str, Any]:
    """Say who asks; a browser that has no name yet is given one."""
    if caller.by == "open" and _is_browser(request):
        name = new_browser()
        set_cookie(request, response, name)
        caller = await find_caller(server, name)
    return _described(caller, server)


@router.post("/v1/session")
async def sign_in(
    request: Request, response: Response, body: SessionBody, server: TheServer
) -> dict[str, Any]:
    """Let this browser use a key from now on."""
    server.limits.count(f"sign-in:{request.client.host if request.client else ''}")
    caller = await find_caller(server, body.key)
    if caller.by != "key":
        raise KeyRequiredError("This is no key; keys begin with 'mrkl_'.")
    set_cookie(request, response, body.key)
    return _described(caller, server)


@router.delete("/v1/session", status_code=204)
async def sign_out(response: Response) -> None:
    """Forget this browser's key, or its name."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/v1/keys")
async def keys(caller: Admin, server: TheServer) -> dict[str, Any]:
    """List the keys, without their secrets."""
    return {"keys": to_dict(await server.store.keys.all())}


@router.post("/v1/keys", status_code=201)
async def add_key(body: KeyBody, caller: Admin, server: TheServer) -> dict[str, Any]:
    """Make a key; its secret is shown this once."""
    key, secret = await server.store.keys.add(
        body.name, tuple(body.scopes), expires_at=body.expires_at
    )
    return {**to_dict(key), "secret": secret}


@router.delete("/v1/keys/{key}", status_code=204)
async def revoke(key: str, caller: Admin, server: TheServer) -> None:
    """Make a key void, and with it every session that uses it."""
    await server.store.keys.revoke(key)


def _is_browser(request: Request) -> bool:
    # Over plain HTTP from another machine browsers do not say where a request comes from.
    agent = request.headers.get("user-agent", "")
    return "sec-fetch-site" in request.headers or agent.startswith("Mozilla/")


def _described(caller: Caller, server: Server) -> dict[str, Any]:
    model = server.system.model
    return {
        "by": caller.by,
        "scopes": sorted(caller.scopes),
        "require_key": server.settings.require_key,
        "model": model.name if model else None,
        "models": model_names(server.system),
        "version": __version__,
    }
