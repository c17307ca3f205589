"""For those who run the server: is it alive, is it ready, what does it do."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from mrkl_apps.rest.callers import Asker, Operator
from mrkl_apps.rest.metrics import MEDIA_TYPE
from mrkl_apps.rest.schemas import PROBLEMS
from mrkl_apps.rest.server import Server, TheServer
from mrkl_core.codec import to_dict
from mrkl_core.errors import MRKLError

router = APIRouter(responses=PROBLEMS, tags=["operation"])


@router.get("/v1/experts")
async def experts(caller: Asker, server: TheServer) -> dict[str, Any]:
    """List the experts and what could not be set up."""
    system = server.system
    enabled = set(system.enabled)
    return {
        "experts": [
            {**_summary(name, server), "enabled": name in enabled} for name in system.experts
        ],
        "problems": to_dict(system.problems),
    }


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(server: TheServer) -> JSONResponse:
    """Say whether questions can be taken: an expert is enabled, the store answers."""
    try:
        await server.store.ready()
    except MRKLError as error:
        return JSONResponse({"status": error.message}, 503)
    if server.runs.is_closing:
        return JSONResponse({"status": "the server stops"}, 503)
    if not server.system.enabled:
        return JSONResponse({"status": "no expert is enabled"}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(caller: Operator, server: TheServer) -> Response:
    """Return the counters, as Prometheus reads them."""
    return Response(server.metrics.page(), media_type=MEDIA_TYPE)


def _summary(name: str, server: Server) -> dict[str, Any]:
    spec = server.system.experts[name].spec
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
