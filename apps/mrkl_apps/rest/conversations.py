"""Conversations, and what people think of the answers in them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from mrkl_apps.rest.bodies import FeedbackBody, TitleBody
from mrkl_apps.rest.callers import Asker
from mrkl_apps.rest.export import as_json, as_markdown
from mrkl_apps.rest.schemas import PROBLEMS
from mrkl_apps.rest.server import Server, TheServer
from mrkl_apps.rest.strict_json import StrictRoute
from mrkl_core.codec import to_dict

router = APIRouter(route_class=StrictRoute, responses=PROBLEMS, tags=["conversations"])


@router.get("/v1/conversations")
async def find(
    caller: Asker,
    server: TheServer,
    query: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """List conversations, the newest first; ``query`` searches titles and texts."""
    page = await server.store.conversations.find(
        caller.owner, query=query, limit=limit, after=after
    )
    return {"conversations": to_dict(page.conversations), "next": page.next}


@router.get("/v1/conversations/{conversation}")
async def get(conversation: str, caller: Asker, server: TheServer) -> dict[str, Any]:
    """Return a conversation with all its messages."""
    return await _whole(server, caller.owner, conversation)


@router.patch("/v1/conversations/{conversation}")
async def rename(
    conversation: str, body: TitleBody, caller: Asker, server: TheServer
) -> dict[str, Any]:
    """Give a conversation another title."""
    found = await server.store.conversations.rename(caller.owner, conversation, body.title)
    renamed: dict[str, Any] = to_dict(found)
    return renamed


@router.delete("/v1/conversations/{conversation}", status_code=204)
async def delete(conversation: str, caller: Asker, server: TheServer) -> None:
    """Delete a conversation with everything in it, for good."""
    await server.runs.cancel_conversation(caller.owner, conversation)
    await server.store.conversations.delete(caller.owner, conversation)


@router.get("/v1/conversations/{conversation}/export")
async def export(
    conversation: str,
    caller: Asker,
    server: TheServer,
    format: Literal["json", "markdown"] = "json",
) -> Response:
    """Return a conversation as a file."""
    whole = await _whole(server, caller.owner, conversation)
    return as_markdown(whole) if format == "markdown" else as_json(whole)


@router.put("/v1/messages/{message}/feedback", status_code=204)
async def rate(message: str, body: FeedbackBody, caller: Asker, server: TheServer) -> None:
    """Say what an answer is worth."""
    await server.store.feedback.put(caller.owner, message, body.rating, body.comment)


@router.delete("/v1/messages/{message}/feedback", status_code=204)
async def unrate(message: str, caller: Asker, server: TheServer) -> None:
    """Take it back."""
    await server.store.feedback.delete(caller.owner, message)


async def _whole(server: Server, owner: str, conversation: str) -> dict[str, Any]:
    found = await server.store.conversations.get(owner, conversation)
    messages = await server.store.conversations.messages(owner, conversation)
    return {**to_dict(found), "messages": to_dict(messages)}
