"""What happens to every request: a name, headers of caution, counting, a line in the log.

Plain ASGI: wrapping the stream of a response, as Starlette's helper class does, keeps work alive
whose client is gone.
"""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mrkl_apps.rest.metrics import Metrics
from mrkl_apps.rest.telemetry import name_request

logger = logging.getLogger("mrkl.rest")

HEADER = "X-Request-Id"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class Requests:
    """The middleware.

    Args:
        app: What it stands before.
        metrics: Where requests are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if _NAME.fullmatch(given) else uuid.uuid4().hex
        scope["mrkl.request"] = name
        started = time.perf_counter()
        status = 500

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[HEADER] = name
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        name_request(name)
        try:
            await self._app(scope, receive, named)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.request(scope["method"], route, status, seconds)
            logger.info("%s %s %d %.1f ms %s", scope["method"], route, status, seconds * 1000, name)
