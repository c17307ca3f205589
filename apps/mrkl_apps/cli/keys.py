"""``mrkl keys``: who may ask a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from mrkl_apps.cli.options import Json
from mrkl_core.errors import QuestionError

if TYPE_CHECKING:
    from mrkl_apps.store import Keys

T = TypeVar("T")

app = typer.Typer(help="Keys that a server takes.", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Whom or what it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="ask, collections or admin; repeatable. ask and collections."),
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it ends by itself.")] = None,
    as_json: Json = False,
) -> None:
    """Make a key and print its secret, this once."""
    from mrkl_apps.rest.callers import SCOPES
    from mrkl_core.codec import to_dict

    scopes = tuple(scope or ("ask", "collections"))
    for wanted in scopes:
        if wanted not in SCOPES:
            raise QuestionError(
                f"There is no scope {wanted!r}.", hint=f"Scopes are {', '.join(SCOPES)}."
            )
    ends = datetime.now(UTC) + timedelta(days=days) if days else None
    key, secret = _with_keys(lambda keys: keys.add(name, scopes, expires_at=ends))
    if as_json:
        typer.echo(json.dumps({**to_dict(key), "secret": secret}))
    else:
        typer.echo(secret)


@app.command("list")
def find(as_json: Json = False) -> None:
    """List the keys, without their secrets."""
    from mrkl_core.codec import to_dict

    found = _with_keys(lambda keys: keys.all())
    if as_json:
        typer.echo(json.dumps(to_dict(found)))
        return
    for key in found:
        state = "revoked" if key.revoked_at else f"last used {key.last_used_at or 'never'}"
        typer.echo(f"{key.id}  {key.prefix}…  {key.name}  {','.join(key.scopes)}  {state}")


@app.command("revoke")
def revoke(id: Annotated[str, typer.Argument(help="As `mrkl keys list` shows it.")]) -> None:
    """Make a key void, also where a browser is signed in with it."""
    _with_keys(lambda keys: keys.revoke(id))


def _with_keys(work: Callable[[Keys], Awaitable[T]]) -> T:
    from mrkl import Settings
    from mrkl_apps.rest.server import data_folder, store_url
    from mrkl_apps.store import open_store

    settings = Settings()

    async def within() -> T:
        store = await open_store(store_url(settings), folder=data_folder(settings), alone=False)
        try:
            return await work(store.keys)
        finally:
            await store.aclose()

    return asyncio.run(within())
