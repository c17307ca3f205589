"""Says of a body that is too large what the limit is.

Starlette refuses such bodies outside of all middleware, in plain text.
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from mrkl_apps.rest.openai.envelope import ENVELOPED, envelope
from mrkl_apps.rest.problems import MEDIA_TYPE, error_problem
from mrkl_core.values import ErrorRecord

MAX_BODY_BYTES = 256 * 1024


class ExplainingApp(FastAPI):
    """An application whose refusals of large bodies are problems, or OpenAI's envelopes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        replaced = False

        async def explained(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_plain(message):
                replaced = True
                await _refusal(scope["path"])(scope, receive, send)
            elif not replaced:
                await send(message)

        await super().__call__(scope, receive, explained)


def _is_plain(message: Message) -> bool:
    if message["status"] != 413:
        return False
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return kind.startswith("text/plain")


def _refusal(path: str) -> JSONResponse:
    record = ErrorRecord(
        code="too_large",
        message=f"The body has more bytes than this route takes ({MAX_BODY_BYTES:,} of JSON).",
        hint="Send less at once; files go to PUT /v1/collections/{id}/files/{name}.",
        context={"limit": "body"},
    )
    if path.startswith(ENVELOPED):
        return JSONResponse(envelope(record, 413), 413)
    return JSONResponse(error_problem(record), 413, media_type=MEDIA_TYPE)
