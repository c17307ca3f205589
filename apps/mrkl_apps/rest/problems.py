"""Errors as problem details (RFC 9457): one table from codes to statuses, no tracebacks."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mrkl_core.errors import MRKLError

logger = logging.getLogger("mrkl.rest")

_STATUSES = {
    "backend_unavailable": 503,
    "expert_disabled": 422,
    "expert_unavailable": 503,
    "question_error": 422,
    "unknown_expert": 422,
    "weights_error": 503,
}


def problem(status: int, title: str, detail: str, **members: Any) -> JSONResponse:
    """Return a problem response; ``members`` are added to it."""
    code = members.get("code", f"http_{status}")
    content = {
        "type": f"urn:mrkl:error:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        **members,
    }
    return JSONResponse(content, status, media_type="application/problem+json")


def add_handlers(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem."""
    app.add_exception_handler(MRKLError, _typed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _typed(request: Request, error: Exception) -> JSONResponse:
    data = error.to_dict() if isinstance(error, MRKLError) else {}
    status = _STATUSES.get(str(data["code"]), 500)
    title = str(data["code"]).replace("_", " ").capitalize()
    return problem(
        status,
        title,
        str(data["message"]),
        code=data["code"],
        hint=data["hint"],
        context=data["context"],
    )


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
        hint="Send a JSON object with question, and perhaps conversation, experts, stream.",
        errors=errors,
    )


async def _http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(error.detail) if isinstance(error, HTTPException) else ""
    return problem(status, detail, f"{detail}: {request.method} {request.url.path}.")


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s %s failed unexpectedly", request.method, request.url.path, exc_info=error)
    return problem(500, "Internal error", "The request failed unexpectedly.", code="internal")
