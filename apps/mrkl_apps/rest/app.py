"""The application: the same answers as everywhere over HTTP, and the chat page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from fastapi import FastAPI

from mrkl.system import System
from mrkl.tool_routing import ForgettingRouter
from mrkl.version import __version__
from mrkl_apps.rest import ask, collections, conversations, health, runs, session
from mrkl_apps.rest.guard import Guard
from mrkl_apps.rest.metrics import Metrics
from mrkl_apps.rest.openai import openai_routes
from mrkl_apps.rest.problems import add_handlers
from mrkl_apps.rest.requests import Requests
from mrkl_apps.rest.server import open_server
from mrkl_apps.rest.too_large import MAX_BODY_BYTES, ExplainingApp
from mrkl_apps.runs import approve
from mrkl_apps.web.serving import add_page

_ROUTERS = (ask, runs, conversations, collections, session, health)


def create_app(
    system: System,
    *,
    hosts: Collection[str] | None = None,
    make_tool_router: Callable[[], ForgettingRouter] | None = None,
) -> FastAPI:
    """Return the application over ``system``, which it closes when it ends.

    Calls with side effects wait for a person's word, unless the system asks somebody else; all
    questions are counted.

    Args:
        system: Answers; its settings say where conversations are kept.
        hosts: Names under which requests may come; None takes any.
        make_tool_router: Makes the router over tools that OpenAI's clients bring; the shipped one
            when absent.

    Example:
        >>> create_app(System.default())  # doctest: +SKIP
    """
    metrics = Metrics()
    system.approve = system.approve or approve
    system.watch = system.watch or metrics.watch

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_server(system, metrics) as server:
            app.state.server = server
            yield

    app = ExplainingApp(
        title="mrkl",
        version=__version__,
        summary="A small trained router sends plain-language questions to discrete experts.",
        lifespan=lifespan,
        # Its pages of documentation load scripts from elsewhere; nothing here asks another host.
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_BODY_BYTES,
    )
    add_page(app)
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(Requests, metrics=metrics)
    add_handlers(app)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.include_router(openai_routes(system, make_tool_router=make_tool_router))
    return app
