"""``POST /v1/ask``, and ``POST /v1/explain``, which only says who would answer."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from mrkl_apps.rest.bodies import AskBody, ExplainBody
from mrkl_apps.rest.callers import Asker, Caller
from mrkl_apps.rest.openai.models import ROUTED, check_model, experts_of
from mrkl_apps.rest.replies import Reply, replied
from mrkl_apps.rest.runs import run_events
from mrkl_apps.rest.schemas import PROBLEMS, answers
from mrkl_apps.rest.server import Server, TheServer
from mrkl_apps.rest.strict_json import StrictRoute
from mrkl_apps.rest.wire import numbered, streamed
from mrkl_apps.runs import Ask, Run
from mrkl_apps.store import LATEST
from mrkl_core.codec import to_dict

router = APIRouter(route_class=StrictRoute, tags=["questions"])


@router.post("/v1/ask", responses=answers())
async def ask(
    request: Request,
    body: AskBody,
    caller: Asker,
    server: TheServer,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Response:
    """Answer a question; as server-sent events when ``stream`` is true."""
    options = await _options(server, caller, body)
    if body.conversation is not None:
        asked = _in_conversation(body, body.conversation, options)
        if body.stream:
            run = await server.runs.start(caller.owner, asked)
            return streamed(run_events(server, caller.owner, run.id), **_names(run))

        async def work() -> Reply:
            run = await server.runs.start(caller.owner, asked)
            answer = await server.runs.answer(caller.owner, run.id)
            return Reply(200, to_dict(answer), _names(run))
    else:
        question = body.question or ""
        if body.stream:
            events = server.system.stream(question, **options)
            # A question that cannot be read fails here, while the status can still say so.
            first = await anext(events)
            return streamed(numbered(first, events))

        async def work() -> Reply:
            return Reply(200, to_dict(await server.system.aask(question, **options)))

    return await replied(server, caller, request, idempotency_key, work)


@router.post("/v1/explain", responses=PROBLEMS)
async def explain(body: ExplainBody, caller: Asker, server: TheServer) -> dict[str, Any]:
    """Say how sure each expert is of a question, and how sure it would have to be; runs nothing."""
    scores = await asyncio.to_thread(server.system.explain, body.question, experts=body.experts)
    return {"scores": to_dict(scores)}


async def _options(server: Server, caller: Caller, body: AskBody) -> dict[str, Any]:
    only = experts_of(check_model(server.system, body.model or ROUTED))
    documents = await server.uploads.documents(caller.owner, body.collections)
    return {
        "experts": body.experts if only is None else only,
        "think": body.think,
        "instead": documents and {documents.spec.name: documents},
        "otherwise": documents and documents.spec.name,
    }


def _in_conversation(body: AskBody, conversation: str, options: dict[str, Any]) -> Ask:
    return Ask(
        conversation=conversation,
        question=body.question,
        parent=body.parent if "parent" in body.model_fields_set else LATEST,
        answer_to=body.answer_to,
        **options,
    )


def _names(run: Run) -> dict[str, str]:
    return {
        "Mrkl-Run": run.id,
        "Mrkl-Conversation": quote(run.exchange.conversation.id),
        "Mrkl-Message": run.exchange.answer.id,
    }
