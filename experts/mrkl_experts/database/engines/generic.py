"""Any other database: a transaction that is always rolled back, behind the statement guard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlglot.dialects.dialect import Dialect

from mrkl_core.errors import MRKLError, SettingsError
from mrkl_core.values import Table
from mrkl_experts.database.engines import base
from mrkl_experts.database.limits import Deadline, Limits, Rows, collect

# SQLAlchemy's name of a database to sqlglot's, where they differ.
_DIALECTS = {"mariadb": "mysql", "mssql": "tsql"}
_ROWS_PER_FETCH = 50


class GenericEngine:
    """Reads a database that only its own rights can hold read-only.

    A statement is stopped between two fetches, and inside one where the driver can interrupt.

    Args:
        url: Any SQLAlchemy address whose driver is installed.

    Raises:
        SettingsError: SQLAlchemy or sqlglot does not know the database, or its driver is missing.
    """

    needs_network = True

    def __init__(self, url: URL) -> None:
        self.url = url
        backend = url.get_backend_name()
        self.dialect = _DIALECTS.get(backend, backend)
        if Dialect.get(self.dialect) is None:
            raise SettingsError(f"No SQL dialect is known for {backend!r}.")
        try:
            self.catalog = sqlalchemy.create_engine(url, poolclass=NullPool)
        except (ImportError, NoSuchModuleError) as error:
            raise SettingsError(
                f"The driver of {url.drivername!r} is not installed.",
                hint="Install the package that SQLAlchemy's documentation names for it.",
            ) from error

    def readable(self) -> None:
        """Return None: the rights are not read here."""

    def query(
        self, sql: str, *, tables: Sequence[Table], limits: Limits, deadline: Deadline
    ) -> Rows:
        """Run one statement and roll back, see ``ReadOnlyEngine.query``."""
        problem: MRKLError
        connected = False
        try:
            with self.catalog.connect() as connection:
                connected = True
                driver: Any = connection.connection.driver_connection
                interrupt = getattr(driver, "interrupt", getattr(driver, "cancel", lambda: None))
                with deadline.interrupting(interrupt):
                    # Placeholders would be parsed where a parameter list, even empty, is passed.
                    result = connection.execution_options(
                        no_parameters=True, stream_results=True
                    ).exec_driver_sql(sql)
                    if not result.returns_rows:
                        raise base.not_understood()
                    return collect(list(result.keys()), _pages(result, deadline), limits)
        except (SQLAlchemyError, ValueError):
            if deadline.passed():
                problem = base.timeout(deadline)
            else:
                problem = base.not_understood() if connected else base.unavailable(self.url)
        # Outside the handler, so that the driver's message is not kept as the context.
        raise problem


def _pages(result: sqlalchemy.CursorResult[Any], deadline: Deadline) -> Iterator[Sequence[Any]]:
    for page in result.partitions(_ROWS_PER_FETCH):
        if deadline.passed():
            raise base.timeout(deadline)
        yield from page
