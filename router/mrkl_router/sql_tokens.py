"""The parts a single-table query is made of, as the SQL head sees them.

A query is a table, and for each of its columns (and for "*", the row itself): how it is selected,
how it is compared, how it orders. Everything else is rendering.
"""

from __future__ import annotations

SELECT = ("plain", "count", "sum", "avg", "min", "max")
OPERATORS = ("none", "=", "!=", ">", "<", ">=", "<=", "like")
ORDER = ("none", "asc", "desc")
LIMIT = ("none", "one", "number")


def words(name: str) -> str:
    """Return a table or column name as words: ``UnitPrice`` and ``unit_price`` as "unit price"."""
    spaced = ""
    for index, character in enumerate(name):
        if character.isupper() and index and name[index - 1].islower():
            spaced += " "
        spaced += " " if character in "_-." else character
    return " ".join(spaced.lower().split())
