"""What the routes work with, opened when the application starts and closed when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import platformdirs
from fastapi import Depends
from starlette.requests import HTTPConnection

from mrkl.settings import Settings
from mrkl.system import System
from mrkl_apps.rest.keyed_locks import KeyedLocks
from mrkl_apps.rest.limits import RateLimit
from mrkl_apps.rest.metrics import Metrics
from mrkl_apps.runs import Runs
from mrkl_apps.store import DurableStore, open_store
from mrkl_apps.uploads.uploads import Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Everything behind the routes.

    Attributes:
        system: Answers.
        store: Keeps.
        runs: Questions being answered in conversations.
        uploads: Collections of documents that owners make.
        limits: How often owners may ask.
        metrics: What is counted.
        repeated: Held while a request with an ``Idempotency-Key`` is answered.
    """

    system: System
    store: DurableStore
    runs: Runs
    uploads: Uploads
    limits: RateLimit
    metrics: Metrics
    repeated: KeyedLocks

    @property
    def settings(self) -> Settings:
        """Return the settings of the system."""
        return self.system.settings


async def _server_of(connection: HTTPConnection) -> Server:
    # A coroutine although it waits for nothing: FastAPI hands plain functions to a thread.
    server: Server = connection.app.state.server
    return server


#: The server that a request came to.
TheServer = Annotated[Server, Depends(_server_of)]


@asynccontextmanager
async def open_server(system: System, metrics: Metrics) -> AsyncIterator[Server]:
    """Open the store and what works with it; close all of it, and the system, afterwards.

    Raises:
        StoreError: The store cannot be opened.
    """
    settings = system.settings
    folder = data_folder(settings)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(system.aclose)
        store = await open_store(store_url(settings), folder=folder)
        stack.push_async_callback(store.aclose)
        await store.runs.interrupt_all()
        uploads = Uploads(store.collections, system, folder=folder / "uploads")
        stack.push_async_callback(uploads.aclose)
        await uploads.resume()
        runs = Runs(system, store, at_once=settings.runs_at_once)
        stack.push_async_callback(runs.aclose)
        yield Server(
            system=system,
            store=store,
            runs=runs,
            uploads=uploads,
            limits=RateLimit(settings.requests_per_minute),
            metrics=metrics,
            repeated=KeyedLocks(),
        )


def data_folder(settings: Settings) -> Path:
    """Return where a server keeps what is not in its database."""
    return settings.data_dir or platformdirs.user_data_path("mrkl")


def store_url(settings: Settings) -> str | None:
    """Return where the database is, if it is not in the data folder."""
    return settings.store_url.get_secret_value() if settings.store_url else None
