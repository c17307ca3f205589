"""A server that tells its readers when it stops."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

from mrkl_apps.rest.connections import PatientProtocol

#: Seconds that requests have to end once the server was told to stop.
GRACE_S = 5


class StoppingServer(uvicorn.Server):
    """Uvicorn's server; streams of runs end with ``shutdown`` before connections are closed.

    The application itself hears of the end only when all connections are gone.

    Args:
        app: The application, as ``create_app`` makes it.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        super().__init__(
            uvicorn.Config(
                app,
                http=PatientProtocol,
                timeout_graceful_shutdown=GRACE_S,
                access_log=False,
                server_header=False,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the readers, then let requests end."""
        self._app.state.server.runs.shut_down()
        await super().shutdown(sockets)
