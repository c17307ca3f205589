"""The SQLite file behind a collection: schema, opening and checking."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mrkl_core.errors import DocumentError

VERSION = 1
_APPLICATION = 0x4D524B4C  # "MRKL": tells our files from other SQLite files
_BUSY_S = 30.0

_SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text BLOB NOT NULL,
    pages TEXT NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    page INTEGER,
    heading TEXT NOT NULL
);
CREATE INDEX passages_by_document ON passages (document);
CREATE TABLE embeddings (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE encoder (probe BLOB NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (text, title, tokenize = 'porter unicode61');
CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
    DELETE FROM words WHERE rowid = old.id;
END;
"""


def connect(file: Path, *, create: bool) -> sqlite3.Connection:
    """Open a collection's file.

    Args:
        file: The SQLite file.
        create: Whether to make it where it does not exist.

    Returns:
        A connection in autocommit mode; its user guards it against other threads.

    Raises:
        DocumentError: The file is damaged, not ours, of another version or not accessible.
    """
    connection = None
    try:
        if create:
            file.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if create else "rw"
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )
        _prepare(connection, file)
    except (sqlite3.Error, OSError) as error:
        _close(connection)
        raise DocumentError(
            f"Collection file {str(file)!r} cannot be opened: {error}.",
            hint="Delete the file and index again if it is damaged, or check its permissions.",
            path=str(file),
        ) from error
    except DocumentError:
        _close(connection)
        raise
    return connection


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    """Set the connection up, and create the tables in a new file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if not application and not _has_tables(connection):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if not _has_tables(connection):  # another process may have been faster
            for statement in _statements():
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
        application = _APPLICATION
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != _APPLICATION or version != VERSION:
        raise DocumentError(
            f"{str(file)!r} is not a collection of this version ({VERSION}).",
            hint="Delete the file and index the documents again with `mrkl index`.",
            path=str(file),
        )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _statements() -> list[str]:
    """Return the schema statement by statement, the trigger's body kept whole."""
    statements, pending = [], ""
    for line in _SCHEMA.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            statements.append(pending.strip())
            pending = ""
    return statements
