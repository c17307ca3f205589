"""Errors as OpenAI's clients read them: ``{"error": {"message", "type", "param", "code"}}``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from mrkl.records import error_record
from mrkl_apps.rest.errors import RequestError
from mrkl_apps.rest.problems import status_of
from mrkl_apps.rest.strict_json import StrictRoute
from mrkl_core.errors import MRKLError
from mrkl_core.values import ErrorRecord

logger = logging.getLogger("mrkl.rest")

#: How the paths begin whose errors are in envelopes.
ENVELOPED = ("/v1/chat/", "/v1/responses", "/v1/models")
#: Failures of experts and backends: what an answer then says is no answer.
FAILURES = {
    "backend_error": 502,
    "backend_unavailable": 503,
    "expert_error": 500,
    "expert_timeout": 504,
    "expert_unavailable": 503,
    "model_not_found": 502,
    "routing_error": 500,
}
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_INTERNAL = ErrorRecord(
    code="internal",
    message="The request failed unexpectedly.",
    hint="The server's log holds the details.",
)


class InvalidRequestError(RequestError):
    """A request asks for what is not done here; ``param`` names the parameter."""

    code = "invalid_request"

    def __init__(self, message: str, *, hint: str = "", param: str) -> None:
        super().__init__(message, hint=hint, param=param)


class ReplyFailedError(Exception):
    """An expert or a backend failed, so there is no reply.

    Args:
        record: What happened.
    """

    def __init__(self, record: ErrorRecord) -> None:
        super().__init__(record.message)
        self.record = record


class EnvelopeRoute(StrictRoute):
    """A route whose every error has OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, its errors put into envelopes."""
        handler = super().get_route_handler()

        async def enveloped(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestValidationError as error:
                return _response(_invalid(error))
            except HTTPException as error:
                cause = error.__cause__  # FastAPI hides why a body cannot be read
                if isinstance(cause, MRKLError):
                    return _response(error_record(cause))
                record = ErrorRecord(code=f"http_{error.status_code}", message=f"{error.detail}.")
                return _response(record, error.status_code, error.headers)
            except Exception as error:
                return _response(record_of(error))

        return enveloped

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; one with another method is refused in an envelope too."""
        try:
            await super().handle(scope, receive, send)
        except HTTPException as error:
            record = ErrorRecord(code=f"http_{error.status_code}", message=f"{error.detail}.")
            refusal = _response(record, error.status_code, error.headers)
            await refusal(scope, receive, send)


def record_of(error: Exception) -> ErrorRecord:
    """Return an error as a value; what nobody expected goes to the log."""
    if isinstance(error, ReplyFailedError):
        return error.record
    if isinstance(error, MRKLError):
        return error_record(error)
    logger.error("A request failed unexpectedly", exc_info=error)
    return _INTERNAL


def status_code(code: str) -> int:
    """Return the HTTP status of an error's code; what cannot be read is 400, as OpenAI has it."""
    if code == "invalid_request":
        return 400
    status = FAILURES.get(code) or status_of(code)
    return 400 if status == 422 else status


def envelope(record: ErrorRecord, status: int | None = None) -> dict[str, Any]:
    """Return the envelope as JSON data; all four keys are always there."""
    status = status or status_code(record.code)
    known = {"unknown_model": "model_not_found", "key_required": "invalid_api_key"}
    return {
        "error": {
            "message": f"{record.message} {record.hint}".strip(),
            "type": _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error"),
            "param": record.context.get("param"),
            "code": known.get(record.code, record.code),
        }
    }


def _response(
    record: ErrorRecord, status: int | None = None, more: Mapping[str, str] | None = None
) -> JSONResponse:
    status = status or status_code(record.code)
    headers = dict(more or {})
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    wait_s = record.context.get("retry_after_s")
    if wait_s is not None:
        headers["Retry-After"] = str(wait_s)
    return JSONResponse(envelope(record, status), status, headers=headers)


def _invalid(error: RequestValidationError) -> ErrorRecord:
    """Return the first thing that is wrong; OpenAI names one parameter too."""
    first = error.errors()[0]
    param = parameter(first["loc"][1:])
    message = first["msg"].removeprefix("Value error, ")
    return ErrorRecord(
        code="invalid_request",
        message=f"{param or 'The body'}: {message}" + ("" if message.endswith(".") else "."),
        context={"param": param},
    )


def parameter(place: tuple[int | str, ...]) -> str | None:
    """Return a place in the body as OpenAI writes it: ``messages[0].content``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".") or None
