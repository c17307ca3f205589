"""Which development rows set thresholds and which are reported on, and when a program is right."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from mrkl_core.errors import MRKLError
from mrkl_core.provenance import expand
from mrkl_core.values import Column, Table
from mrkl_router.program_tokens import TOKENS
from mrkl_router.queries import QueryWriter
from mrkl_router.training.arithmetic import Problem
from mrkl_router.training.sources import normalised
from mrkl_router.training.tables import TableRow, same_query

#: Accepted shares of wrong calls for which thresholds are shipped.
RATES = (0.005, 0.01, 0.02, 0.05, 0.1)
FLOOR, CEILING = 0.2, 0.95
#: With fewer held-out rows an expert's own threshold would be noise: one wrong label in a hundred
#: rows is half of a 2 % rate. Confidences are calibrated, so all experts' rows stand in.
ENOUGH_ROWS = 200


def fits_thresholds(text: str) -> bool:
    """Tell whether a development row sets thresholds (True) or is reported on (False)."""
    return hashlib.sha256(normalised(text).encode()).digest()[0] % 2 == 0


def lowest_threshold(confidences: Sequence[float], right: Sequence[bool], rate: float) -> float:
    """Return the lowest threshold at which accepted rows are wrong at most at ``rate``.

    It lies midway between the last row accepted and the first one refused, so that few rows do not
    push it to the confidence of the surest among them. Rows of one confidence are accepted
    together or not at all.
    """
    order = sorted(zip(confidences, right, strict=True), reverse=True)
    accepted, wrong = 0, 0
    for count, (confidence, is_right) in enumerate(order, start=1):
        wrong += not is_right
        tied = count < len(order) and order[count][0] == confidence
        if wrong <= rate * count and not tied:
            accepted = count
    last = order[accepted - 1][0] if accepted else 1.0
    first = order[accepted][0] if accepted < len(order) else 0.0
    return float(min(max((last + first) / 2, FLOOR), CEILING))


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
