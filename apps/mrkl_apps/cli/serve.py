"""``mrkl serve``: the REST endpoint and the chat page."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from mrkl_apps.cli.options import Database, Documents, Model, build_system
from mrkl_core.errors import MRKLError, SettingsError

if TYPE_CHECKING:
    from mrkl.settings import Settings


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    database: Database = None,
    documents: Documents = None,
    model: Model = None,
    is_open: Annotated[
        bool,
        typer.Option("--open", help="Answer other machines too, whoever asks, without keys."),
    ] = False,
) -> None:
    """Serve the chat page and the REST interface until interrupted."""
    from mrkl_apps.rest.app import create_app
    from mrkl_apps.rest.stopping import StoppingServer

    system = build_system(context, database=database, documents=documents, model=model)
    check_openness(host, system.settings, is_open=is_open)
    system.warm()
    # The application closes the system, on the loop that used it.
    app = create_app(system, hosts=host_names(host, system.settings))
    with _listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        typer.echo(f"mrkl serves http://{shown}:{listener.getsockname()[1]}", err=True)
        StoppingServer(app).run(sockets=[listener])


def check_openness(host: str, settings: Settings, *, is_open: bool) -> None:
    """Refuse to answer other machines without keys, unless that is wanted.

    Raises:
        SettingsError: It would.
    """
    if not (is_loopback(host) or settings.require_key or is_open):
        raise SettingsError(
            f"On {host!r} this server would answer other machines, whoever asks.",
            hint="Set MRKL_REQUIRE_KEY=1 and make keys with `mrkl keys add NAME`, or add --open.",
        )


def host_names(host: str, settings: Settings) -> list[str] | None:
    """Return the names that requests may come under; None takes any."""
    if is_loopback(host):
        return [host, "localhost", "127.0.0.1", "::1", *settings.hosts]
    return list(settings.hosts) or None


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise MRKLError(
            f"Cannot listen on {host!r}, port {port}: {error.strerror or error}.",
            hint="Choose another --host or --port; port 0 takes a free one.",
        ) from error
