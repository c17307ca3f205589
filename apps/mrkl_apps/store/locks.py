"""One server a database: the lock that says so."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text

from mrkl_apps.store.engines import Engines
from mrkl_apps.store.errors import StoreInUseError

# Arbitrary, but the same in all versions: servers must meet at it.
_SERVER = 7_205_759_403_792_801
_SCHEMA = _SERVER + 1


class Lock(Protocol):
    """Something held until it is closed."""

    def close(self) -> None:
        """Let go."""


def lock(engines: Engines) -> Lock:
    """Take the database for this server.

    Raises:
        StoreInUseError: Another server has it.
    """
    return _server_lock(engines) if engines.file is None else _FileLock(engines.file, ".lock")


@contextmanager
def one_at_a_time(engines: Engines) -> Iterator[Connection]:
    """Yield a connection in a transaction that nobody else has at this time, to make tables in."""
    if engines.file is None:
        with engines.writing.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA})
            yield connection
        return
    guard = _FileLock(engines.file, ".opening", wait=True)
    try:
        # Even the change to WAL needs to be alone.
        with engines.writing.begin() as connection:
            yield connection
    finally:
        guard.close()


class _FileLock:
    """A file beside the database; the system lets go of it when the process ends, however."""

    def __init__(self, database: Path, suffix: str, *, wait: bool = False) -> None:
        path = database.with_name(database.name + suffix)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            os.close(self._file)
            raise _in_use(f"the file {str(database)!r}") from error

    def close(self) -> None:
        """Let go."""
        # A forked child that still has the file open must not keep the lock.
        fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)


def _server_lock(engines: Engines) -> Lock:
    connection = engines.writing.connect()
    taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _SERVER}).scalar()
    connection.commit()
    if not taken:
        connection.close()
        raise _in_use(f"the database {engines.writing.url.database!r}")
    connection.detach()  # closing it then closes it truly, and the lock with it
    return connection


def _in_use(what: str) -> StoreInUseError:
    return StoreInUseError(
        f"Another server works with {what}.", hint="Stop it, or give this one another store_url."
    )
