"""SQLite: read-only file, authorizer, size limits, deadline."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from mrkl_core.errors import MRKLError, SettingsError
from mrkl_core.values import Table
from mrkl_experts.database.engines import base
from mrkl_experts.database.engines.authorizer import Authorizer
from mrkl_experts.database.limits import Deadline, Limits, Rows, collect

# Few enough to stop soon, many enough that taking the interpreter lock costs nothing; a stop from
# another thread does not wait for them.
_OPERATIONS_BETWEEN_CHECKS = 10_000
_LOCK_WAIT_S = 1.0
_LONGEST_TRIM_SET = 100

_SIZES = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 250_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 32,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_TOO_BIG = {sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_FULL}
_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_PERM,
}


class SqliteEngine:
    """Reads one SQLite file.

    Args:
        url: ``sqlite:///path``.

    Raises:
        SettingsError: The URL names no file, or the file does not exist.
    """

    dialect = "sqlite"
    needs_network = False

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:" or url.query:
            raise SettingsError(
                f"The SQLite address {url.render_as_string()!r} names no plain file.",
                hint="Write 'sqlite:///path/to/file.sqlite', without options.",
            )
        path = Path(url.database).resolve()
        if not path.is_file():
            raise SettingsError(
                f"There is no SQLite file {url.database!r}.",
                hint="Check the path after sqlite:///.",
            )
        self.url = url
        self._address = f"{path.as_uri()}?mode=ro"
        self.catalog = sqlalchemy.create_engine("sqlite://", creator=self._open, poolclass=NullPool)

    def readable(self) -> None:
        """Return None: SQLite has no users."""

    def query(
        self, sql: str, *, tables: Sequence[Table], limits: Limits, deadline: Deadline
    ) -> Rows:
        """Run one statement under the authorizer, see ``ReadOnlyEngine.query``."""
        problem: MRKLError
        try:
            with closing(self._open()) as connection:
                _confine(connection, Authorizer(sql, tables, _existing(connection)), deadline)
                with deadline.interrupting(connection.interrupt):
                    cursor = connection.execute(sql)
                    if cursor.description is None:
                        raise base.not_understood()
                    columns = [entry[0] for entry in cursor.description]
                    return collect(columns, cursor, limits)
        except sqlite3.Error as error:
            problem = self._problem(error, deadline)
        except (sqlite3.Warning, ValueError):
            # Several statements; a NUL character or half a surrogate pair.
            problem = base.not_understood()
        except MemoryError:
            problem = base.too_big()
        # Outside the handler, so that the driver's message is not kept as the context.
        raise problem

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._address,
            uri=True,
            timeout=_LOCK_WAIT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.text_factory = _decode
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    def _problem(self, error: sqlite3.Error, deadline: Deadline) -> MRKLError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT or deadline.passed():
            return base.timeout(deadline)
        # Of a forbidden function SQLite says so only in words.
        if code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY) or "not authorized" in str(error):
            return base.forbidden()
        if code in _TOO_BIG or isinstance(error, sqlite3.DataError):
            return base.too_big()
        if code in _UNAVAILABLE:
            return base.unavailable(self.url)
        return base.not_understood()


def _confine(connection: sqlite3.Connection, authorizer: Authorizer, deadline: Deadline) -> None:
    for category, size in _SIZES.items():
        connection.setlimit(category, size)
    # These built-ins take quadratic time in one step, which nothing can interrupt.
    connection.create_function("instr", 2, _instr, deterministic=True)
    connection.create_function("trim", 2, _trim, deterministic=True)
    connection.create_function("ltrim", 2, _ltrim, deterministic=True)
    connection.create_function("rtrim", 2, _rtrim, deterministic=True)
    connection.set_progress_handler(deadline.passed, _OPERATIONS_BETWEEN_CHECKS)
    connection.set_authorizer(authorizer)


def _existing(connection: sqlite3.Connection) -> set[str]:
    names = connection.execute(
        "SELECT name FROM sqlite_master UNION SELECT name FROM pragma_module_list"
    )
    return {str(row[0]).lower() for row in names}


def _decode(raw: bytes) -> str:
    # The driver's own error for broken UTF-8 quotes the cell.
    return raw.decode("utf-8", "replace")


def _instr(text: object, part: object) -> int | None:
    if text is None or part is None:
        return None
    return str(text).find(str(part)) + 1


def _trim(text: object, characters: object) -> str | None:
    return _rtrim(_ltrim(text, characters), characters)


def _ltrim(text: object, characters: object) -> str | None:
    if text is None or characters is None:
        return None
    return str(text).lstrip(str(characters)[:_LONGEST_TRIM_SET])


def _rtrim(text: object, characters: object) -> str | None:
    if text is None or characters is None:
        return None
    return str(text).rstrip(str(characters)[:_LONGEST_TRIM_SET])
