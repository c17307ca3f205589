"""SQLite's authorizer: an allow-list of actions, functions, tables and columns."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Sequence

from mrkl_core.values import Table

# Left out on purpose, for they build giant values in one step: printf, format, randomblob,
# zeroblob, hex, quote, replace, group_concat, char, json_*; and whatever looks at the connection.
FUNCTIONS = frozenset(
    """
    abs acos asin atan atan2 avg ceil ceiling coalesce cos count cume_dist current_date
    current_time current_timestamp date datetime degrees dense_rank exp first_value floor glob
    ifnull iif instr julianday lag last_value lead length like ln log log10 log2 lower ltrim max
    min mod nth_value ntile nullif percent_rank pi pow power radians rank round row_number rtrim
    sign sin sqrt strftime substr substring sum tan time total trim trunc typeof unicode unixepoch
    upper
    """.split()
)


# What cannot hold a keyword, by SQLite's quoting: texts, quoted names, comments.
_QUOTED = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\]
    | --[^\n]* | /\*.*?(?:\*/|$)
    """,
    re.DOTALL | re.VERBOSE,
)


class Authorizer:
    """Answers SQLite's question whether one statement may do one thing.

    SQLite keeps two things from it, which are therefore decided by the words of the statement:

    - A column that is not listed may be read by a listed view. SQLite names the view, but gives
      the name of a ``WITH`` table in the same place: no view is believed next to that word.
    - The columns that ``USING`` and ``NATURAL`` compare are not reported: both words are refused.

    Args:
        sql: The statement it will judge.
        tables: What may be read.
        existing: All tables, views and table-valued functions, in lower case; any other name is
            one that the statement itself makes.
    """

    def __init__(self, sql: str, tables: Sequence[Table], existing: Collection[str]) -> None:
        self._existing = existing
        self._columns = {
            table.name.lower(): {column.name.lower() for column in table.columns}
            for table in tables
        }
        words = _QUOTED.sub(" ", sql).lower()
        self._believes_views = "with" not in words
        self._sees_joins = "using" not in words and "natural" not in words

    def __call__(
        self, action: int, first: str | None, second: str | None, _: str | None, view: str | None
    ) -> int:
        """Return ``SQLITE_OK`` or ``SQLITE_DENY`` (which fails the whole statement)."""
        return (
            sqlite3.SQLITE_OK if self._permits(action, first, second, view) else sqlite3.SQLITE_DENY
        )

    def _permits(
        self, action: int, first: str | None, second: str | None, view: str | None
    ) -> bool:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return self._sees_joins
        if action == sqlite3.SQLITE_FUNCTION:
            return (second or "").lower() in FUNCTIONS
        return action == sqlite3.SQLITE_READ and self._reads(first or "", second or "", view)

    def _reads(self, table: str, column: str, view: str | None) -> bool:
        # No column at all: only rows are counted.
        if not column and self._is_made_here(table.lower()):
            return True
        columns = self._columns.get(table.lower())
        if columns is not None and (not column or column.lower() in columns):
            return True
        return self._believes_views and view is not None and view.lower() in self._columns

    def _is_made_here(self, table: str) -> bool:
        return table not in self._existing and not table.startswith(("sqlite_", "pragma_"))
