"""Serves the built page, from memory: 45 small files that never change while the server runs.

No path of a request ever reaches the file system.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mrkl_core.errors import MRKLError

DIST = Path(__file__).parent / "dist"
#: Paths that are places inside of the page: a reload there must find it.
PLACES = "/c/"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types svelte-trusted-html dompurify mrkl",
    )
)
SECURITY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = "public, max-age=31536000, immutable"
_TEXTS = ("text/html", "text/css", "text/javascript", "image/svg+xml")


@dataclass(frozen=True)
class PageFile:
    """A file of the page.

    Attributes:
        content: Its bytes.
        media_type: What it is.
        caching: How long browsers may keep it.
    """

    content: bytes
    media_type: str
    caching: str

    @cached_property
    def compressed(self) -> bytes | None:
        """Return it in gzip's form; None where that saves nothing."""
        return gzip.compress(self.content, 9, mtime=0) if self.media_type in _TEXTS else None

    @cached_property
    def tag(self) -> str:
        """Return a name of this very content."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'

    def response(self, headers: Headers) -> Response:
        """Return what answers a request with these headers."""
        caching = {"Cache-Control": self.caching, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if headers.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=caching)
        if self.compressed is not None and "gzip" in headers.get("accept-encoding", ""):
            caching["Content-Encoding"] = "gzip"
            return Response(self.compressed, headers=caching, media_type=self.media_type)
        return Response(self.content, headers=caching, media_type=self.media_type)


class Page:
    """Middleware that answers for the page's own paths, and guards every response.

    Args:
        app: Answers everything else.
        files: The page's files by path.
        unguarded: Paths whose pages need scripts from elsewhere: the documentation of the routes.
    """

    def __init__(
        self, app: ASGIApp, files: Mapping[str, PageFile], unguarded: frozenset[str]
    ) -> None:
        self._app = app
        self._files = files
        self._unguarded = unguarded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._guard(MutableHeaders(scope=message), scope["path"])
            await send(message)

        headers = Headers(scope=scope)
        file = self._find(scope, headers)
        app = self._app if file is None else file.response(headers)
        await app(scope, receive, guarded)

    def _find(self, scope: Scope, headers: Headers) -> PageFile | None:
        if scope["method"] not in ("GET", "HEAD"):
            return None
        path: str = scope["path"]
        if path.startswith(PLACES) and "text/html" in headers.get("accept", ""):
            path = "/"
        return self._files.get(path)

    def _guard(self, headers: MutableHeaders, path: str) -> None:
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        if path not in self._unguarded:
            headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)


def read_page(folder: Path = DIST) -> Mapping[str, PageFile]:
    """Return the page's files by path; ``/`` is its document.

    Raises:
        MRKLError: The page has not been built.
    """
    if not (folder / "index.html").is_file():
        raise MRKLError(
            f"The chat page is not built: {str(folder)!r} has no index.html.",
            hint="Run `npm ci && npm run build` in apps/mrkl_apps/web/page, or reinstall.",
        )
    names = (path for path in folder.rglob("*") if path.is_file())
    files = {f"/{path.relative_to(folder).as_posix()}": _read(path) for path in names}
    return {"/": files["/index.html"], **files}


def _read(path: Path) -> PageFile:
    # The machine's own table may say otherwise of scripts, and browsers would not run them.
    media_type = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path)[0]
    return PageFile(
        content=path.read_bytes(),
        media_type=media_type or "application/octet-stream",
        caching=_YEAR if path.parent.name == "assets" else "no-cache",
    )


def add_page(app: FastAPI, folder: Path = DIST) -> None:
    """Let ``app`` serve the chat page at ``/``, and guard all its responses.

    Routes and other middleware stay as they are; what is added afterwards stands outside.

    Args:
        app: The REST application.
        folder: Where the built page is.

    Raises:
        MRKLError: The page has not been built.
    """
    documentation = (app.docs_url, app.redoc_url, app.swagger_ui_oauth2_redirect_url)
    unguarded = frozenset(path for path in documentation if path)
    app.add_middleware(Page, files=read_page(folder), unguarded=unguarded)
