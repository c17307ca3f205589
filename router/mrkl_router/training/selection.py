"""Which development rows set thresholds and which are reported on, and when a program is right."""

from __future__ import annotations

import hashlib

from mrkl_core.errors import MRKLError
from mrkl_core.provenance import expand
from mrkl_core.values import Column, Table
from mrkl_router.program_tokens import TOKENS
from mrkl_router.queries import QueryWriter
from mrkl_router.training.arithmetic import Problem
from mrkl_router.training.sources import normalised
from mrkl_router.training.tables import TableRow, same_query


def fits_thresholds(text: str) -> bool:
    """Tell whether a development row sets thresholds (True) or is reported on (False)."""
    return hashlib.sha256(normalised(text).encode()).digest()[0] % 2 == 0


def template(problem: Problem) -> str:
    """Return the problem's own program as the template that the writer should give."""
    parts = []
    for token in problem.program[:-1]:
        if token < len(TOKENS):
            parts.append(", " if TOKENS[token] == "," else TOKENS[token])
        else:
            start, end = problem.numbers[token - len(TOKENS)]
            first = len(problem.text[:start].encode())
            parts.append(f"{{{first}:{first + len(problem.text[start:end].encode())}|number}}")
    return "".join(parts)


def tables_of(row: TableRow) -> tuple[Table, ...]:
    """Return the row's own table and the others of its database, as a schema."""
    return tuple(
        Table(name=names[0], columns=tuple(Column(name=name) for name in names[1:]))
        for names in (row.names, *row.other_tables)
    )


def query_is_right(writer: QueryWriter, row: TableRow) -> tuple[float, bool]:
    """Return the written query's confidence and whether it says what the row's query says."""
    query = writer.write(row.question, tables_of(row))
    if query is None:
        return 0.0, False
    try:
        return query.confidence, same_query(row, expand(query.template, row.question))
    except MRKLError:
        return query.confidence, False
