"""The REST application: the same answers as everywhere, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from mrkl.system import System
from mrkl.version import __version__
from mrkl_apps.rest.bodies import AskBody
from mrkl_apps.rest.problems import add_handlers
from mrkl_core.answer import Event
from mrkl_core.codec import to_dict

_MAX_BODY_BYTES = 256 * 1024


def create_app(system: System) -> FastAPI:
    """Return the application over ``system``, which it closes when it ends.

    Example:
        >>> create_app(System.default())  # doctest: +SKIP
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await system.aclose()

    app = FastAPI(
        title="mrkl", version=__version__, lifespan=lifespan, max_body_size=_MAX_BODY_BYTES
    )
    add_handlers(app)

    @app.post("/v1/ask")
    async def ask(body: AskBody) -> Response:
        """Answer a question; as server-sent events when ``stream`` is true."""
        if body.stream:
            events = system.stream(
                body.question,
                experts=body.experts,
                conversation=body.conversation,
                think=body.think,
            )
            # A question that cannot be read fails here, while the status can still say so.
            first = await anext(events)
            return EventSourceResponse(_sent(first, events))
        answer = await system.aask(
            body.question,
            experts=body.experts,
            conversation=body.conversation,
            think=body.think,
        )
        return JSONResponse(to_dict(answer))

    @app.get("/v1/experts")
    async def experts() -> dict[str, Any]:
        """List the experts and what could not be set up."""
        enabled = set(system.enabled)
        return {
            "experts": [
                {**_summary(name, system), "enabled": name in enabled} for name in system.experts
            ],
            "problems": to_dict(system.problems),
        }

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """Say whether at least one expert can be asked."""
        ready = bool(system.enabled)
        status = "ready" if ready else "no expert is enabled"
        return JSONResponse({"status": status}, 200 if ready else 503)

    return app


def _summary(name: str, system: System) -> dict[str, Any]:
    spec = system.experts[name].spec
    return {
        "name": name,
        "description": spec.description,
        "arguments": [
            {
                "name": slot.name,
                "type": slot.type,
                "description": slot.description,
                "required": slot.required,
            }
            for slot in spec.slots
        ],
        "examples": spec.examples,
        "annotations": to_dict(spec.annotations),
    }


async def _sent(first: Event, events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    """Yield events in the wire format; a client that leaves cancels the work."""
    async with aclosing(events):
        yield _wire(first)
        async for event in events:
            yield _wire(event)


def _wire(event: Event) -> bytes:
    return format_sse_event(event=event.kind, data_str=json.dumps(to_dict(event.data)))
