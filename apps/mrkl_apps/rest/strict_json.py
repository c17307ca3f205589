"""Bodies that are JSON as the standard has it, and not nested beyond reason.

Python's own reader takes NaN and infinities, which nothing else can read back, and hands on lone
surrogates, which UTF-8 cannot hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from mrkl_apps.rest.errors import MalformedJSONError, TooLargeError

DEPTH = 64
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """Return the body's JSON.

        Raises:
            MalformedJSONError: The body is no JSON.
            TooLargeError: It is nested too deeply.
        """
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route whose requests are read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given a strict request."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def read_json(body: bytes) -> Any:
    """Return what a body says; raises as ``StrictRequest.json`` does."""
    if depth_of(body) > DEPTH:
        raise TooLargeError(
            f"The JSON is nested deeper than {DEPTH} levels.", hint="Flatten it.", limit="depth"
        )
    try:
        text = body.decode("utf-8")
        found = json.loads(text, parse_constant=_refuse)
        # Escapes can spell what the text itself cannot hold.
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise MalformedJSONError(
            f"The body is not JSON: {_reason(error)}.", hint="Send JSON in UTF-8."
        ) from error
    return found


def depth_of(body: bytes) -> int:
    """Return how deeply brackets are nested, strings left out."""
    depth = deepest = 0
    for token in _BRACKETS.finditer(body):
        if token[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in (b"]", b"}"):
            depth -= 1
    return deepest


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "it holds half of a surrogate pair"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    return str(error)
