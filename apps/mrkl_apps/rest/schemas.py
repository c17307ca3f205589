"""What /openapi.json says of answers and problems: taken from the records themselves."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from mrkl_apps.rest.problems import MEDIA_TYPE
from mrkl_core.answer import Answer

_EXAMPLE: dict[str, Any] = {
    "id": "5f0c9a0e6d9f4b0f9f0c6f1f2f0f7a11",
    "question": "What is 15% of 2,480?",
    "text": "372",
    "value": 372,
    "decision": "call",
    "confidence": 0.998,
    "steps": [
        {
            "expert": "calculator",
            "arguments": {"expression": "15/100*2480"},
            "provenance": {
                "expression": {
                    "class": "program",
                    "source": "question",
                    "start": 8,
                    "end": 20,
                    "transform": 'template("{8:10|number}/100*{15:20|number}")',
                }
            },
            "confidence": 0.998,
            "ms": 0.6,
            "result": {"value": 372, "text": "372", "sources": []},
        }
    ],
    "sources": [],
    "ms": 4.1,
}

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "hint": {"type": "string"},
        "context": {"type": "object"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "instance": {"type": "string"},
    },
    "example": {
        "type": "urn:mrkl:error:question_error",
        "title": "Question error",
        "status": 422,
        "detail": "The question is empty.",
        "code": "question_error",
        "hint": "Ask something.",
        "context": {},
        "instance": "0f3c5b7e",
    },
}

#: Every route may answer with a problem.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
    }
}


def answer_schema() -> dict[str, Any]:
    """Return the JSON schema of an ``Answer``, all of it in place."""
    whole = TypeAdapter(Answer).json_schema(mode="serialization")
    parts = whole.pop("$defs")
    # The record's field is called ``kind``, since ``class`` is a word of the language.
    provenance = parts["Provenance"]
    provenance["properties"]["class"] = provenance["properties"].pop("kind")
    provenance["required"] = sorted({*provenance["required"], "class"} - {"kind"})
    placed: dict[str, Any] = _placed(whole, parts)
    return placed


def answers() -> dict[int | str, dict[str, Any]]:
    """Return how ``POST /v1/ask`` answers."""
    return {
        200: {
            "description": "The answer; with `stream`, events as docs/reference/rest.md has them.",
            "content": {
                "application/json": {"schema": answer_schema(), "example": _EXAMPLE},
                "text/event-stream": {},
            },
        },
        **PROBLEMS,
    }


def _placed(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_placed(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _placed(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {key: _placed(item, parts) for key, item in schema.items()}
