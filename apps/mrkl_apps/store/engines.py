"""Databases by URL: SQLite, and PostgreSQL through psycopg. Two engines each, by purpose."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError as UrlError

from mrkl_core.errors import SettingsError

READERS = 4
_BUSY_MS = 10_000
_POSTGRESQL_DRIVERS = ("postgres", "postgresql", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class Engines:
    """One database.

    Attributes:
        writing: One connection, whose transactions may write.
        reading: A few connections, which may not.
        file: The database's file; None on a server.
    """

    writing: Engine
    reading: Engine
    file: Path | None

    def dispose(self) -> None:
        """Close all connections."""
        self.reading.dispose()
        self.writing.dispose()


def open_engines(url: str) -> Engines:
    """Return the engines of a database; nothing is connected yet.

    Raises:
        SettingsError: The URL is none, or names a database that we do not work with.
    """
    try:
        parsed = make_url(url)
    except UrlError as error:
        # The text may hold a password, so it is not repeated.
        raise SettingsError(
            "The store's URL cannot be read.", hint="Write 'postgresql://user@host/name'."
        ) from error
    if parsed.drivername in _POSTGRESQL_DRIVERS:
        return _postgresql(parsed)
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return _sqlite(parsed)
    raise SettingsError(
        f"The store cannot use {parsed.drivername!r}.",
        hint="Write 'sqlite:///FILE' or 'postgresql://user@host/name'.",
    )


def _sqlite(url: URL) -> Engines:
    if not url.database or url.database == ":memory:":
        raise SettingsError("The store needs a database in a file.", hint="Write 'sqlite:///FILE'.")
    writing = _engine(url, pool_size=1, max_overflow=0, connect_args={"timeout": _BUSY_MS / 1000})
    reading = _engine(url, pool_size=READERS, max_overflow=0)
    # The driver would begin transactions by its own lights; both engines do so on their own.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
    for engine, pragmas, begin in (
        (writing, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"), "BEGIN IMMEDIATE"),
        (reading, ("query_only=ON",), "BEGIN"),
    ):
        _listen(engine, (f"busy_timeout={_BUSY_MS}", *pragmas), begin)
    return Engines(writing, reading, Path(url.database))


def _listen(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def started(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _postgresql(url: URL) -> Engines:
    if importlib.util.find_spec("psycopg") is None:
        raise SettingsError(
            "PostgreSQL needs the psycopg driver.",
            hint="Install it with: pip install 'mrkl-system[postgres]'.",
        )
    url = url.set(drivername="postgresql+psycopg")
    connect = {"application_name": "mrkl", "connect_timeout": 10}
    options: dict[str, Any] = {"pool_pre_ping": True, "max_overflow": 0, "connect_args": connect}
    writing = _engine(url, pool_size=1, **options)
    reading = _engine(
        url, pool_size=READERS, execution_options={"postgresql_readonly": True}, **options
    )
    return Engines(writing, reading, None)


def _engine(url: URL, **options: Any) -> Engine:
    # Values stay out of messages and logs.
    return sqlalchemy.create_engine(url, hide_parameters=True, **options)
