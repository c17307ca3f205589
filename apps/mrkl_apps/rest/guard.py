"""Turns away what a browser sends on behalf of another site.

A page elsewhere can make a browser send requests to this machine, also under a name of its own
that it points here. So a request must name a host that is ours, and one that a browser marks as
coming from elsewhere, or that shows a cookie without saying where it comes from, changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from mrkl_apps.rest.problems import problem

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class Guard:
    """The middleware.

    Args:
        app: What it stands before.
        hosts: Names that are ours, without port; None takes any.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None = None) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and host_name(host) not in self._hosts:
            refusal = problem(
                421,
                "Misdirected request",
                f"This server is not {host!r}.",
                code="unknown_host",
                hint="Use its own address, or name the host in the setting hosts.",
            )
        elif scope["method"] not in _SAFE and _is_foreign(headers, host):
            refusal = problem(
                403,
                "Cross-site request",
                "The request comes from another site, or does not say where it comes from.",
                code="cross_site",
                hint="Send it from the server's own page, or with a key instead of a cookie.",
            )
        else:
            await self._app(scope, receive, send)
            return
        await refusal(scope, receive, send)


def host_name(host: str) -> str:
    """Return a Host header's name without its port, in lower case."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_foreign(headers: Headers, host: str) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return True
    if origin is not None:
        return origin not in (f"http://{host}", f"https://{host}")
    by_cookie = "cookie" in headers and "authorization" not in headers
    return by_cookie and site is None and "x-api-key" not in headers
