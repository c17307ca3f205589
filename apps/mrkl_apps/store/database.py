"""The database as the parts of the store use it: one writer, a few readers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from mrkl_apps.store.engines import READERS, Engines
from mrkl_apps.store.errors import StoreClosedError
from mrkl_apps.store.locks import Lock
from mrkl_apps.store.writing import T, Work, Writer, typed_failures


class Database:
    """An open database; belongs to the loop it was made on.

    Args:
        engines: Its engines.
        lock: Let go of at the end; None where other processes may write too.
    """

    def __init__(self, engines: Engines, lock: Lock | None) -> None:
        self._engines = engines
        self._lock = lock
        self._writer = Writer(engines.writing)
        self._is_closed = False
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="mrkl-store-reader")

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; what it did is on the disk when this returns.

        Raises:
            StoreError: The database failed.
        """
        return await self._writer.write(work)

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on a connection that sees one state of the database and cannot change it.

        Raises:
            StoreError: The database failed, or was closed.
        """
        if self._is_closed:
            raise StoreClosedError("The store is closed.", hint="Start the server again.")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._read, work)

    async def ready(self) -> None:
        """Check that the database answers.

        Raises:
            StoreError: It does not.
        """
        await self.read(lambda connection: connection.execute(select(1)).scalar())

    async def aclose(self) -> None:
        """Write what is waiting, then close everything."""
        if self._is_closed:
            return
        await self._writer.aclose()
        self._is_closed = True
        await asyncio.to_thread(self._close)

    def _read(self, work: Work[T]) -> T:
        with typed_failures(), self._engines.reading.connect() as connection:
            return work(connection)

    def _close(self) -> None:
        self._threads.shutdown()
        self._engines.dispose()
        if self._lock is not None:
            self._lock.close()


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row and return its number."""
    number = connection.execute(insert(table).returning(table.c.number), dict(values))
    return int(number.scalar_one())
