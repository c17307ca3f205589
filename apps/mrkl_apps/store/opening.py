"""Opening the store: locked, brought up to date, ready."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from sqlalchemy import URL

from mrkl_apps.store.collections import Collections
from mrkl_apps.store.conversations import Conversations
from mrkl_apps.store.database import Database
from mrkl_apps.store.engines import Engines, open_engines
from mrkl_apps.store.errors import StoreError
from mrkl_apps.store.feedback import Feedback
from mrkl_apps.store.keys import Keys
from mrkl_apps.store.locks import Lock, lock, one_at_a_time
from mrkl_apps.store.migrating import migrate
from mrkl_apps.store.replies import Replies
from mrkl_apps.store.run_log import RunLog
from mrkl_apps.store.writing import failure

FILE = "mrkl.sqlite"


class DurableStore:
    """Everything a server keeps.

    Args:
        database: Where it is kept; closed with the store.

    Attributes:
        conversations: Questions and answers.
        runs: How answers come about.
        feedback: What people think of them.
        keys: Who may ask.
        collections: What documents there are.
        replies: What repeated requests get.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.conversations = Conversations(database)
        self.runs = RunLog(database)
        self.feedback = Feedback(database)
        self.keys = Keys(database)
        self.collections = Collections(database)
        self.replies = Replies(database)

    async def ready(self) -> None:
        """Check that the database answers.

        Raises:
            StoreError: It does not.
        """
        await self._database.ready()

    async def aclose(self) -> None:
        """Write what is waiting, then close."""
        await self._database.aclose()


async def open_store(url: str | None, *, folder: Path, alone: bool = True) -> DurableStore:
    """Open the store; its tables are made or brought up to date.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://user@host/name``; a file in ``folder`` when
            absent.
        folder: Made if it is missing.
        alone: Whether this is the server, of which a database has one; False for commands that
            work beside it.

    Raises:
        SettingsError: The URL names nothing that we can work with.
        StoreInUseError: Another server works with this database.
        StoreVersionError: A later version made its tables.
        StoreError: The database cannot be opened.
    """
    url = url or URL.create("sqlite", database=str(folder / FILE)).render_as_string()
    engines = open_engines(url)
    held = await asyncio.to_thread(prepare, engines, alone)
    return DurableStore(Database(engines, held))


def prepare(engines: Engines, alone: bool) -> Lock | None:
    """Make the database ready to be used; blocks.

    Args:
        engines: Its engines; closed if it cannot be used.
        alone: Whether no server may work with it meanwhile.

    Returns:
        What is to be let go of at the end, if ``alone``.

    Raises:
        StoreInUseError: A server works with it.
        StoreVersionError: A later version made its tables.
        StoreError: It cannot be opened.
    """
    held: Lock | None = None
    try:
        if engines.file is not None:
            _make_file(engines.file)
        if alone:
            held = lock(engines)
        with one_at_a_time(engines) as connection:
            migrate(connection)
    except Exception as error:
        if held is not None:
            held.close()
        engines.dispose()
        raise _cannot_open(error) from error
    return held


def _make_file(file: Path) -> None:
    """Make folder and file, for nobody else to read; what is there keeps its rights."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _cannot_open(error: Exception) -> Exception:
    if isinstance(error, OSError) and not isinstance(error, StoreError):
        return StoreError(
            f"The store cannot be opened: {error.strerror}.", hint="Check data_dir and its rights."
        )
    return failure(error)
