"""Errors as problem details (RFC 9457): one table from codes to statuses, no tracebacks."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mrkl.records import error_record
from mrkl_core.codec import to_dict
from mrkl_core.errors import MRKLError
from mrkl_core.values import ErrorRecord

logger = logging.getLogger("mrkl.rest")

MEDIA_TYPE = "application/problem+json"
_STATUSES = {
    "backend_unavailable": 503,
    "collection_not_found": 404,
    "conflict": 409,
    "document_error": 422,
    "expert_disabled": 422,
    "expert_unavailable": 503,
    "forbidden": 403,
    "key_required": 401,
    "malformed_json": 400,
    "not_found": 404,
    "question_error": 422,
    "run_cancelled": 409,
    "run_interrupted": 503,
    "server_stopping": 503,
    "store_closed": 503,
    "store_error": 503,
    "too_large": 413,
    "too_many_requests": 429,
    "too_many_runs": 429,
    "unknown_expert": 422,
    "unknown_model": 404,
    "value_format_error": 422,
    "weights_error": 503,
}


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> JSONResponse:
    """Return a problem response; ``members`` are added to it."""
    content = problem_data(status, title, detail, **members)
    return JSONResponse(content, status, headers=headers, media_type=MEDIA_TYPE)


def problem_data(status: int, title: str, detail: str, **members: Any) -> dict[str, Any]:
    """Return a problem as JSON data."""
    code = members.setdefault("code", f"http_{status}")
    return {
        "type": f"urn:mrkl:error:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        **members,
    }


def error_problem(error: ErrorRecord, **members: Any) -> dict[str, Any]:
    """Return a typed error as a problem."""
    return problem_data(
        status_of(error.code),
        error.code.replace("_", " ").capitalize(),
        error.message,
        code=error.code,
        hint=error.hint,
        context=to_dict(error.context),
        **members,
    )


def status_of(code: str) -> int:
    """Return the status of an error's code."""
    return _STATUSES.get(code, 500)


def add_handlers(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem."""
    app.add_exception_handler(MRKLError, _typed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _instance(request: Request) -> dict[str, Any]:
    """Return the member that names the request, where it has a name yet."""
    name = request.scope.get("mrkl.request")
    return {"instance": name} if name else {}


async def _typed(request: Request, error: Exception) -> JSONResponse:
    known = error if isinstance(error, MRKLError) else MRKLError("The request failed.")
    content = error_problem(error_record(known), **_instance(request))
    wait_s = known.context.get("retry_after_s")
    headers = {} if wait_s is None else {"Retry-After": str(wait_s)}
    if content["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(content, content["status"], headers=headers, media_type=MEDIA_TYPE)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [
        {"field": ".".join(map(str, item["loc"][1:])), "message": item["msg"]} for item in found
    ]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(
        422,
        "Invalid request",
        detail,
        code="invalid_request",
        hint="/openapi.json says what this route takes.",
        errors=errors,
        **_instance(request),
    )


async def _http(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error.__cause__, MRKLError):  # FastAPI hides why a body cannot be read
        return await _typed(request, error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 500
    title = str(error.detail) if isinstance(error, HTTPException) else ""
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(
        status,
        title,
        f"{title}: {request.method} {request.url.path}.",
        headers=headers,
        **_instance(request),
    )


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s %s failed unexpectedly", request.method, request.url.path, exc_info=error)
    return problem(
        500,
        "Internal error",
        "The request failed unexpectedly.",
        code="internal",
        hint="The server's log holds the details.",
        **_instance(request),
    )
