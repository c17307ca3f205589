"""Collections of documents: made, filled, deleted, and the passages that answers cite."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import JSONResponse

from mrkl_apps.rest.bodies import CollectionBody
from mrkl_apps.rest.callers import Asker, Collector
from mrkl_apps.rest.replies import Reply, replied
from mrkl_apps.rest.schemas import PROBLEMS
from mrkl_apps.rest.server import TheServer
from mrkl_apps.rest.strict_json import StrictRoute
from mrkl_apps.uploads.uploads import MOST_BYTES
from mrkl_core.codec import to_dict

router = APIRouter(route_class=StrictRoute, responses=PROBLEMS, tags=["collections"])
FileName = Annotated[str, Path(min_length=1, max_length=200)]


@router.get("/v1/collections")
async def find(caller: Asker, server: TheServer) -> dict[str, Any]:
    """List the collections that the caller may ask."""
    return {"collections": to_dict(await server.uploads.find(caller.owner))}


@router.post("/v1/collections", status_code=201)
async def add(
    request: Request,
    body: CollectionBody,
    caller: Collector,
    server: TheServer,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> JSONResponse:
    """Make an empty collection."""

    async def work() -> Reply:
        return Reply(201, to_dict(await server.uploads.add(caller.owner, body.name)))

    return await replied(server, caller, request, idempotency_key, work)


@router.get("/v1/collections/{collection}")
async def get(collection: str, caller: Asker, server: TheServer) -> dict[str, Any]:
    """Return a collection with its files."""
    found: dict[str, Any] = to_dict(await server.uploads.get(caller.owner, collection))
    return found


@router.delete("/v1/collections/{collection}", status_code=204)
async def delete(collection: str, caller: Collector, server: TheServer) -> None:
    """Delete a collection with everything in it, for good."""
    await server.uploads.delete(caller.owner, collection)


@router.put("/v1/collections/{collection}/files/{name}", status_code=202, max_body_size=MOST_BYTES)
async def put_file(
    collection: str, name: FileName, request: Request, caller: Collector, server: TheServer
) -> dict[str, Any]:
    """Take a file, the body as it stands; it is indexed afterwards."""
    found: dict[str, Any] = to_dict(
        await server.uploads.receive(caller.owner, collection, name, request.stream())
    )
    return found


@router.delete("/v1/collections/{collection}/files/{file}", status_code=204)
async def delete_file(collection: str, file: str, caller: Collector, server: TheServer) -> None:
    """Delete a file, and what was indexed of it."""
    await server.uploads.delete_file(caller.owner, collection, file)


@router.get("/v1/passages")
async def passage(
    caller: Asker,
    server: TheServer,
    document: Annotated[str, Query(min_length=1, max_length=1000)],
    start: Annotated[int, Query(ge=0)],
    end: Annotated[int, Query(ge=1)],
    around: Annotated[int, Query(ge=0, le=20_000)] = 600,
) -> dict[str, Any]:
    """Return the text around a cited stretch of a document."""
    found: dict[str, Any] = to_dict(
        await server.uploads.passage(caller.owner, document, start, end, around)
    )
    return found
