"""PostgreSQL: read-only transactions, a statement timeout, one statement by the protocol."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import sqlalchemy
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from mrkl_core.errors import MRKLError, SettingsError
from mrkl_core.values import Table
from mrkl_experts.database.engines import base
from mrkl_experts.database.limits import Deadline, Limits, Rows, collect

_ROWS_PER_FETCH = 50
_CANCEL_WAIT_S = 1.0
# Whatever the role's own settings say, a connection starts like this.
_OPTIONS = (
    "-c default_transaction_read_only=on -c statement_timeout=30s -c lock_timeout=2s "
    "-c idle_in_transaction_session_timeout=60s"
)
_READABLE = """
    SELECT c.relname, a.attname
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'SELECT')
"""
_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


class PostgresqlEngine:
    """Reads the current schema of one PostgreSQL database, through psycopg.

    Give it a role that may only read: then the rights hold even where everything else fails.

    Args:
        url: ``postgresql://reader@host/name``.
        trust_engine: Accept a superuser, who may read files and other people's rows.

    Raises:
        SettingsError: The driver is another one, or not installed.
    """

    dialect = "postgres"
    needs_network = True

    def __init__(self, url: URL, *, trust_engine: bool = False) -> None:
        if url.drivername not in ("postgresql", "postgresql+psycopg"):
            raise SettingsError(
                f"The driver {url.drivername!r} is not supported.", hint="Write 'postgresql://...'."
            )
        if importlib.util.find_spec("psycopg") is None:
            raise SettingsError(
                "PostgreSQL needs the psycopg driver.",
                hint="Install it with: pip install 'mrkl-system[postgres]'.",
            )
        self.url = url
        self._trusted = trust_engine
        asked = url.query.get("options", "")
        options = asked if isinstance(asked, str) else " ".join(asked)
        self.catalog = sqlalchemy.create_engine(
            url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
            poolclass=NullPool,
            # Ours last, for the last one counts.
            connect_args={
                "options": f"{options} {_OPTIONS}",
                "application_name": "mrkl",
                "connect_timeout": 5,
            },
        )

    def readable(self) -> frozenset[tuple[str, str]]:
        """Return the columns this role may read.

        Raises:
            SettingsError: The role is a superuser and nobody said to trust it.
        """
        with self.catalog.connect() as connection:
            if connection.scalar(sqlalchemy.text(_SUPERUSER)) and not self._trusted:
                raise SettingsError(
                    f"The PostgreSQL role of {self.url.render_as_string()} is a superuser.",
                    hint="Create a role that may only SELECT, or pass trust_engine=True.",
                )
            rows = connection.execute(sqlalchemy.text(_READABLE))
            return frozenset((row[0], row[1]) for row in rows)

    def query(
        self, sql: str, *, tables: Sequence[Table], limits: Limits, deadline: Deadline
    ) -> Rows:
        """Run one statement in a read-only transaction, see ``ReadOnlyEngine.query``.

        What may be read is the role's rights; ``tables`` is the guard's business here.
        """
        import psycopg

        problem: MRKLError
        try:
            with closing(self.catalog.raw_connection()) as pooled:
                connection: Any = pooled.driver_connection
                connection.read_only = True
                milliseconds = max(1, int(deadline.remaining_s * 1000))
                connection.execute(
                    "SELECT set_config('statement_timeout', %s, true)", (str(milliseconds),)
                )
                with deadline.interrupting(lambda: connection.cancel_safe(timeout=_CANCEL_WAIT_S)):
                    return _read(connection, sql, limits, deadline)
        except psycopg.Error as error:
            problem = self._problem(error, deadline)
        except ValueError:
            # Half a surrogate pair.
            problem = base.not_understood()
        # Outside the handler, so that the driver's message is not kept as the context.
        raise problem

    def _problem(self, error: Any, deadline: Deadline) -> MRKLError:
        state = error.sqlstate or ""
        if state == "57014" or deadline.passed():
            return base.timeout(deadline)
        if state in ("42501", "25006"):
            return base.forbidden()
        if state[:2] in ("53", "54"):
            return base.too_big()
        # No state: never connected. 08: connection, 57: shutting down, 58 and XX: server faults.
        if state[:2] in ("", "08", "57", "58", "XX"):
            return base.unavailable(self.url)
        return base.not_understood()


def _read(connection: Any, sql: str, limits: Limits, deadline: Deadline) -> Rows:
    # A server-side cursor takes one SELECT only, and sends no row that nobody fetches.
    with connection.cursor(name="mrkl") as cursor:
        cursor.execute(sql)
        columns = [column.name for column in cursor.description]
        return collect(columns, _pages(cursor, deadline), limits)


def _pages(cursor: Any, deadline: Deadline) -> Any:
    # The server times each fetch by itself; the sum is ours to watch.
    while page := cursor.fetchmany(_ROWS_PER_FETCH):
        if deadline.passed():
            raise base.timeout(deadline)
        yield from page
