"""What /openapi.json says of these routes beside their bodies."""

from __future__ import annotations

from typing import Any

from mrkl_apps.rest.schemas import PROBLEMS

_TEXT = {"type": "string"}
_NULLABLE = {"type": ["string", "null"]}
_ENVELOPE: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": _TEXT,
                "type": _TEXT,
                "param": _NULLABLE,
                "code": _NULLABLE,
            },
        }
    },
    "example": {
        "error": {
            "message": "There is no model 'mrk'. Known: mrkl. Did you mean 'mrkl'?",
            "type": "invalid_request_error",
            "param": "model",
            "code": "model_not_found",
        }
    },
}

#: Every route may answer with an error in OpenAI's envelope; what never reaches it, such as a
#: request from another site, is refused with a problem.
ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "An error, as OpenAI's clients read it",
        "content": {
            "application/json": {"schema": _ENVELOPE},
            **PROBLEMS["default"]["content"],
        },
    }
}

#: How a question is answered.
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The reply in OpenAI's format, with our trace as `mrkl`.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/event-stream": {},
        },
    },
    **ERRORS,
}
