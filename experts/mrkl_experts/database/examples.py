"""Example questions made from a schema, for the router."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mrkl_core.values import Column, Table

_MOST_OF_A_KIND = 5
_BREAK = re.compile(
    r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|[\W_]+"
)
# Keys and references; their average means nothing.
_KEY = re.compile(r"(^|_)id$|Id$|ID$|(^|_)key$|To$|By$|_(to|by)$")


def words(name: str) -> str:
    """Return the words of a name: ``InvoiceLine`` and ``invoice_line`` give "invoice line"."""
    return " ".join(filter(None, _BREAK.split(name))).lower() or name


def plural(noun: str) -> str:
    """Return the English plural of a noun; one that ends in "s" already is left alone."""
    if re.search(r"(ch|sh|x|z)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun if noun.endswith("s") else noun + "s"


def example_questions(tables: Sequence[Table]) -> tuple[str, ...]:
    """Return a few questions of every kind."""
    kinds = zip(*(_questions(table) for table in tables), strict=True)
    return tuple(
        question
        for kind in kinds
        for question in [question for question in kind if question][:_MOST_OF_A_KIND]
    )


def _questions(table: Table) -> tuple[str | None, ...]:
    things = plural(words(table.name))
    valued = min(
        (column for column in table.columns if column.values),
        key=lambda column: len(column.values),
        default=None,
    )
    measure = next((column for column in table.columns if _is_measure(column)), None)
    return (
        f"how many {things} are there?",
        f"how many {things} have the {words(valued.name)} {valued.values[0]}?" if valued else None,
        f"what is the average {words(measure.name)} of all {things}?" if measure else None,
        f"list the 5 {things} with the highest {words(measure.name)}" if measure else None,
    )


def _is_measure(column: Column) -> bool:
    return column.type == "number" and not _KEY.search(column.name)
