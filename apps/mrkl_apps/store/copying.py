"""Everything from one database into another, of whichever kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Table, func, insert, select, text

from mrkl_apps.store.engines import Engines, open_engines
from mrkl_apps.store.errors import ConflictError, NotFoundError
from mrkl_apps.store.opening import prepare
from mrkl_apps.store.tables import metadata
from mrkl_apps.store.writing import typed_failures

_ROWS = 500


def copy_store(source: str, target: str) -> Mapping[str, int]:
    """Copy a store, all of it or nothing; blocks.

    Args:
        source: URL of a store that no server works with meanwhile.
        target: URL of a database without rows; its tables are made.

    Returns:
        How many rows each table has.

    Raises:
        SettingsError: A URL names nothing that we can work with.
        StoreInUseError: A server works with one of them.
        NotFoundError: The source is a file that is not there.
        ConflictError: There are rows in the target already.
        StoreError: One of them cannot be read or written.
    """
    _check_file(source)
    with (
        _opened(source) as read_from,
        _opened(target) as write_to,
        typed_failures(),
        read_from.reading.connect() as old,
        write_to.writing.begin() as new,
    ):
        _check_empty(new)
        return {table.name: _copy(old, new, table) for table in metadata.sorted_tables}


def _check_file(source: str) -> None:
    """Check that the source is there; opening it would make it."""
    file = open_engines(source).file
    if file is not None and not file.exists():
        raise NotFoundError(f"There is no file {str(file)!r}.", hint="Correct the URL.")


@contextmanager
def _opened(url: str) -> Iterator[Engines]:
    engines = open_engines(url)
    held = prepare(engines, alone=True)
    try:
        yield engines
    finally:
        engines.dispose()
        if held is not None:
            held.close()


def _check_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise ConflictError(
                f"The table {table.name!r} of the target has rows already.",
                hint="Copy into a database that nothing was kept in.",
            )


def _copy(old: Connection, new: Connection, table: Table) -> int:
    # In the order of their keys, so that messages come after those they follow.
    rows = old.execution_options(yield_per=_ROWS).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    count = 0
    for part in rows.mappings().partitions():
        new.execute(insert(table), [dict(row) for row in part])
        count += len(part)
    if "number" in table.c and new.dialect.name == "postgresql":
        _count_on(new, table)
    return count


def _count_on(connection: Connection, table: Table) -> None:
    """Let new rows be numbered after those that were copied."""
    highest = connection.execute(select(func.max(table.c.number))).scalar()
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'number'), :highest)"),
            {"name": table.name, "highest": highest},
        )
