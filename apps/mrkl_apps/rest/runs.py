"""Questions being answered in conversations: attach, stop, approve."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from mrkl_apps.rest.bodies import VerdictBody
from mrkl_apps.rest.callers import Asker
from mrkl_apps.rest.schemas import PROBLEMS
from mrkl_apps.rest.server import Server, TheServer
from mrkl_apps.rest.strict_json import StrictRoute
from mrkl_apps.rest.wire import stored_wire, streamed
from mrkl_core.codec import to_dict

router = APIRouter(route_class=StrictRoute, responses=PROBLEMS, tags=["questions"])


@router.get("/v1/runs/{run}")
async def get(run: str, caller: Asker, server: TheServer) -> dict[str, Any]:
    """Say how far a run is."""
    found: dict[str, Any] = to_dict(await server.runs.get(caller.owner, run))
    return found


@router.get("/v1/runs/{run}/events")
async def events(
    run: str,
    caller: Asker,
    server: TheServer,
    after: Annotated[int, Query(ge=0)] = 0,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> Response:
    """Send a run's events after a cursor, then those that come."""
    cursor = after if last_event_id is None else last_event_id
    await server.runs.get(caller.owner, run)  # what is not the caller's is told by the status
    return streamed(run_events(server, caller.owner, run, cursor))


@router.post("/v1/runs/{run}/cancel", status_code=204)
async def cancel(run: str, caller: Asker, server: TheServer) -> None:
    """Stop a run; what was written is kept."""
    await server.runs.cancel(caller.owner, run)


@router.post("/v1/runs/{run}/approvals/{approval}", status_code=204)
async def decide(
    run: str, approval: str, body: VerdictBody, caller: Asker, server: TheServer
) -> None:
    """Approve or reject a call that waits for a person."""
    await server.runs.decide(caller.owner, run, approval, body.verdict, body.arguments)


async def run_events(
    server: Server, owner: str, run: str, after: int = 0
) -> AsyncGenerator[bytes, None]:
    """Yield a run's events as they are sent."""
    async with aclosing(server.runs.events(owner, run, after)) as found:
        async for event in found:
            yield stored_wire(event)
