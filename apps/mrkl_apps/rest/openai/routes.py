"""The routes that speak OpenAI's wire format."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from mrkl.builtin import Parts
from mrkl.clock import SystemClock
from mrkl.system import System
from mrkl.tool_routing import ForgettingRouter
from mrkl_apps.rest.callers import Asker
from mrkl_apps.rest.openai.chat import chunks, completion
from mrkl_apps.rest.openai.chat_body import ChatBody
from mrkl_apps.rest.openai.dialogue import Dialogue
from mrkl_apps.rest.openai.envelope import EnvelopeRoute
from mrkl_apps.rest.openai.kept_items import KeptItems
from mrkl_apps.rest.openai.models import check_model, model_names, model_record
from mrkl_apps.rest.openai.reply import Hear, Piece, Reply
from mrkl_apps.rest.openai.replying import Replying
from mrkl_apps.rest.openai.responses import events, response
from mrkl_apps.rest.openai.responses_body import ResponsesBody
from mrkl_apps.rest.openai.schemas import ERRORS, STREAMED
from mrkl_apps.rest.openai.streaming import begun, pieces, while_connected
from mrkl_apps.rest.openai.tool_calls import ToolChooser
from mrkl_apps.rest.wire import streamed


def openai_routes(
    system: System, *, make_tool_router: Callable[[], ForgettingRouter] | None = None
) -> APIRouter:
    """Return the routes over ``system``.

    Args:
        system: Answers.
        make_tool_router: Makes the router over tools that callers bring, when the first does; the
            shipped one when absent.
    """
    make = make_tool_router or (lambda: Parts(system.settings).tool_router)
    replying = Replying(system, ToolChooser(make, SystemClock(system.settings.timezone)))
    router = APIRouter(route_class=EnvelopeRoute, responses=ERRORS, tags=["OpenAI's clients"])
    kept = KeptItems()
    created = int(time.time())

    def replies(asked: Dialogue, owner: str) -> Callable[[Hear], Any]:
        return partial(replying.reply, asked, owner)

    @router.get("/v1/models")
    async def models(caller: Asker) -> dict[str, Any]:
        """List the models: the router, each expert, the language model."""
        names = model_names(system)
        return {"object": "list", "data": [model_record(name, created) for name in names]}

    @router.get("/v1/models/{name:path}")
    async def model(name: str, caller: Asker) -> dict[str, Any]:
        """Describe one model."""
        return model_record(check_model(system, name), created)

    @router.post("/v1/chat/completions", responses=STREAMED)
    async def chat(request: Request, body: ChatBody, caller: Asker) -> Response:
        """Answer a chat; as server-sent events when ``stream`` is true."""
        work = replies(body.dialogue(), caller.owner)
        if body.stream:
            source = await while_connected(request, begun(pieces(work)))
            return streamed(chunks(body.model, source, with_usage=body.with_usage))
        heard = await while_connected(request, _heard(work))
        return JSONResponse(completion(body.model, heard))

    @router.post("/v1/responses", responses=STREAMED)
    async def respond(request: Request, body: ResponsesBody, caller: Asker) -> Response:
        """Answer in items; as server-sent events when ``stream`` is true."""
        work = replies(body.dialogue(partial(kept.find, caller.owner)), caller.owner)
        keep = partial(kept.keep, caller.owner)
        if body.stream:
            source = await while_connected(request, begun(pieces(work)))
            return streamed(events(body, source, keep))
        heard = await while_connected(request, _heard(work))
        return JSONResponse(response(body, heard, keep))

    return router


async def _heard(work: Callable[[Hear], Any]) -> list[Piece]:
    """Return everything that was told, the reply last."""
    heard: list[Piece] = []
    reply: Reply = await work(heard.append)
    return [*heard, reply]
