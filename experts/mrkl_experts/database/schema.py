"""Reads a database's schema as the router sees it: tables, folded types, a few values."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy
from sqlalchemy import types
from sqlalchemy.exc import DBAPIError, SAWarning

from mrkl_core.errors import MRKLError, SettingsError, did_you_mean
from mrkl_core.values import Column, Table
from mrkl_experts.database.engines import base
from mrkl_experts.database.limits import Deadline, Limits

AllowList = Sequence[str] | Mapping[str, Sequence[str]]

_FOLDED: tuple[tuple[type[types.TypeEngine[Any]], str], ...] = (
    (types.Boolean, "boolean"),
    (types.Integer, "number"),
    (types.Numeric, "number"),
    (types.Float, "number"),
    (types.DateTime, "date"),
    (types.Date, "date"),
)
_ROWS_SAMPLED = 10_000
_LONGEST_SAMPLE = 60
_SAMPLING_S = 5.0
# Telephone numbers, postal codes, e-mail addresses: found by their form, never by a list.
_CODE = re.compile(r"[\d@]")


def read_schema(engine: base.ReadOnlyEngine, allowed: AllowList | None) -> tuple[Table, ...]:
    """Return the tables and views of the default schema, in alphabetical order.

    Args:
        engine: The database.
        allowed: Table names, or table names with column names; None for all.

    Raises:
        SettingsError: ``allowed`` names an unknown table or column, or nothing is left.
        ExpertUnavailableError: The database cannot be reached.
    """
    try:
        tables = tuple(_tables(engine))
    except DBAPIError:
        raise base.unavailable(engine.url) from None
    if allowed is not None:
        tables = _restrict(tables, allowed)
    if not tables:
        raise SettingsError(
            f"The database {engine.url.render_as_string()} has no table that may be read.",
            hint="Check its address, the rights of its user, and its search path.",
        )
    return tables


def _tables(engine: base.ReadOnlyEngine) -> Iterator[Table]:
    readable = engine.readable()
    with engine.catalog.connect() as connection, warnings.catch_warnings():
        # A type that SQLAlchemy does not recognise is text to us.
        warnings.simplefilter("ignore", SAWarning)
        inspector = sqlalchemy.inspect(connection)
        names = [*inspector.get_table_names(), *inspector.get_view_names()]
        for name in sorted(names):
            try:
                found = inspector.get_columns(name)
            except DBAPIError:
                continue  # A view over something that is gone.
            columns = tuple(
                Column(name=column["name"], type=fold_type(column["type"]))
                for column in found
                if readable is None or (name, column["name"]) in readable
            )
            if columns:
                yield Table(name=name, columns=columns)


def fold_type(type_: types.TypeEngine[Any]) -> str:
    """Return ``text``, ``number``, ``date`` or ``boolean`` for a SQLAlchemy type."""
    return next((folded for kind, folded in _FOLDED if isinstance(type_, kind)), "text")


def _restrict(tables: Sequence[Table], allowed: AllowList) -> tuple[Table, ...]:
    by_name = {table.name.lower(): table for table in tables}
    kept = []
    for name in allowed:
        table = by_name.get(name.lower())
        if table is None:
            names = [table.name for table in tables]
            raise SettingsError(f"There is no table {name!r}.", hint=did_you_mean(name, names))
        if isinstance(allowed, Mapping):
            table = replace(table, columns=_columns(table, allowed[name]))
        kept.append(table)
    return tuple(kept)


def _columns(table: Table, names: Sequence[str]) -> tuple[Column, ...]:
    by_name = {column.name.lower(): column for column in table.columns}
    for name in names:
        if name.lower() not in by_name:
            raise SettingsError(
                f"Table {table.name!r} has no column {name!r}.",
                hint=did_you_mean(name, [column.name for column in table.columns]),
            )
    wanted = {name.lower() for name in names}
    return tuple(column for column in table.columns if column.name.lower() in wanted)


def sample(engine: base.ReadOnlyEngine, tables: Sequence[Table], most: int) -> tuple[Table, ...]:
    """Return the tables with the values of text columns that hold at most ``most`` distinct ones.

    Only the first rows of a table are looked at, through the same read-only path as every query,
    and for a few seconds at most.
    """
    deadline = Deadline(_SAMPLING_S)
    quote = engine.catalog.dialect.identifier_preparer.quote_identifier

    def values(table: Table, column: Column) -> tuple[str, ...]:
        if column.type != "text" or most < 1 or deadline.passed():
            return ()
        name = quote(column.name)
        sql = (
            f"SELECT DISTINCT {name} FROM (SELECT {name} FROM {quote(table.name)} "
            f"LIMIT {_ROWS_SAMPLED}) AS sampled LIMIT {most + 2}"
        )
        limits = Limits(rows=most + 2)
        try:
            rows = engine.query(sql, tables=tables, limits=limits, deadline=deadline).rows
        except MRKLError:
            return ()  # A type without equality, a broken view: not worth failing for.
        found = sorted({row[0].strip() for row in rows if isinstance(row[0], str)} - {""})
        codes = sum(1 for value in found if _CODE.search(value))
        fits = len(found) <= most and all(len(value) <= _LONGEST_SAMPLE for value in found)
        return tuple(found) if fits and codes * 2 <= len(found) else ()

    return tuple(
        replace(
            table,
            columns=tuple(
                replace(column, values=values(table, column)) for column in table.columns
            ),
        )
        for table in tables
    )
