"""One writer: what is waiting is written together and committed once, then all are told.

A commit waits for the disk. With a connection for each request, commits would wait for each other
besides; so one task writes, and whatever came meanwhile goes into its next transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from mrkl_apps.store.errors import StoreClosedError, StoreError
from mrkl_core.errors import MRKLError

logger = logging.getLogger("mrkl.store")

T = TypeVar("T")
Work = Callable[[Connection], T]

# So many writes make one transaction at most: the first must not wait for ever for the last.
_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class _Write:
    work: Work[Any]
    told: asyncio.Future[Any]


class Writer:
    """Writes on one connection in one thread; made and closed on the same loop.

    Args:
        engine: Where to.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: asyncio.Queue[_Write | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mrkl-store-writer")
        self._closed = False
        self._task = asyncio.create_task(self._run())

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; what it did is on the disk when this returns.

        Args:
            work: Called in another thread. If it raises, only what it did itself is undone.

        Raises:
            StoreError: The database failed.
            StoreClosedError: The writer is closed.
        """
        if self._closed:
            raise StoreClosedError("The store is closed.", hint="Start the server again.")
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Write(work, told))
        return await told

    async def aclose(self) -> None:
        """Write what is waiting, then stop."""
        if not self._closed:
            self._closed = True
            self._waiting.put_nowait(None)
        await self._task
        self._thread.shutdown()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _TOGETHER and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            writes = [write for write in batch if write is not None]
            if writes:
                outcomes = await loop.run_in_executor(self._thread, self._commit, writes)
                for write, outcome in zip(writes, outcomes, strict=True):
                    _tell(write.told, outcome)
            if len(writes) < len(batch):
                return

    def _commit(self, writes: Sequence[_Write]) -> list[Any]:
        try:
            with self._engine.begin() as connection:
                outcomes = [_one(connection, write.work) for write in writes]
                if connection.invalidated:
                    raise StoreError("The connection to the database broke.", hint="Try again.")
        except Exception as error:
            return [failure(error)] * len(writes)
        return outcomes


def _one(connection: Connection, work: Work[Any]) -> Any:
    """Return what ``work`` returns, or the error it raised, undone."""
    try:
        with connection.begin_nested():
            return work(connection)
    except Exception as error:
        return failure(error)


def _tell(told: asyncio.Future[Any], outcome: Any) -> None:
    if told.cancelled():
        return
    if isinstance(outcome, BaseException):
        told.set_exception(outcome)
    else:
        told.set_result(outcome)


@contextmanager
def typed_failures() -> Iterator[None]:
    """Raise what goes wrong within as it is told outside."""
    try:
        yield
    except Exception as error:
        told = failure(error)
        if told is error:
            raise
        raise told from error


def failure(error: Exception) -> Exception:
    """Return an error as it is told outside; the database's own words only go to the log."""
    if isinstance(error, MRKLError):
        return error
    logger.error("The database failed", exc_info=error)
    if isinstance(error, SQLAlchemyError):
        cause = type(getattr(error, "orig", None) or error).__name__
        return StoreError(
            f"The database failed: {cause}.", hint="Try again; the log holds the details."
        )
    return error
