"""``mrkl serve``: the REST endpoint."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from mrkl_apps.cli.options import Database, Documents, Model, build_system
from mrkl_core.errors import MRKLError


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    database: Database = None,
    documents: Documents = None,
    model: Model = None,
) -> None:
    """Serve POST /v1/ask and friends until interrupted."""
    import uvicorn

    from mrkl_apps.rest.app import create_app

    system = build_system(context, database=database, documents=documents, model=model)
    system.warm()
    # The application closes the system, on the loop that used it.
    config = uvicorn.Config(create_app(system), timeout_graceful_shutdown=5)
    with _listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        typer.echo(f"mrkl serves http://{shown}:{listener.getsockname()[1]}", err=True)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise MRKLError(
            f"Cannot listen on {host!r}, port {port}: {error.strerror or error}.",
            hint="Choose another --host or --port; port 0 takes a free one.",
        ) from error
