"""WikiSQL's questions taken apart: many ways to name a value, over tables of unknown name.

The data hold no tables, so a table's columns are those that its questions mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from mrkl_router.sql_tokens import OPERATORS, SELECT, words
from mrkl_router.training.sources import document, normalised
from mrkl_router.training.tables import TableRow

_QUERY = re.compile(
    r"SELECT (?:(COUNT|MAX|MIN|SUM|AVG) )?TABLEalias0\.(.+?)_FIELD FROM TABLE AS TABLEalias0"
    r" WHERE (.+?) ;"
)
_CONDITION = re.compile(r'TABLEalias0\.(.+?)_FIELD (=|<|>) "?(\w+)"?')


def _parts(query: str) -> tuple[str, str, list[tuple[str, str, str]]] | None:
    """Return aggregate, selected column and (column, operator, variable) conditions."""
    match = _QUERY.fullmatch(query)
    if match is None:
        return None
    conditions = []
    for part in match[3].split(" AND "):
        condition = _CONDITION.fullmatch(part)
        if condition is None:
            return None
        conditions.append((words(condition[1]), condition[2], condition[3]))
    return (match[1] or "plain").lower(), words(match[2]), conditions


def _sentences() -> Iterator[tuple[dict[str, Any], tuple[str, str, list[tuple[str, str, str]]]]]:
    for query in document("wikisql/wikisql.json.bz2"):
        parts = _parts(query["sql"][0])
        if parts is None:
            continue
        for sentence in query["sentences"]:
            if sentence["question-split"] == "train":
                yield sentence, parts


def _row(
    sentence: dict[str, Any],
    parts: tuple[str, str, list[tuple[str, str, str]]],
    columns: list[str],
) -> TableRow | None:
    aggregate, selected, conditions = parts
    question = sentence["original"].strip()
    count = len(columns) + 1
    operators: list[int] = [0] * count
    values: list[tuple[int, int] | None] = [None] * count
    for column, operator, variable in conditions:
        literal = str(sentence["variables"].get(variable, ""))
        start = question.lower().find(literal.lower())
        if start < 0 or not literal:
            return None
        position = columns.index(column) + 1
        operators[position] = OPERATORS.index(operator)
        values[position] = (start, start + len(literal))
    chosen: list[tuple[int, ...]] = [()] * count
    # "How many ..." counts rows, whichever column the annotators put inside count().
    position = 0 if aggregate == "count" else columns.index(selected) + 1
    chosen[position] = (SELECT.index(aggregate),)
    zeros = (0,) * count
    return TableRow(
        question=question,
        names=("table", *columns),
        select=tuple(chosen),
        group=zeros,
        operators=tuple(operators),
        values=tuple(values),
        order=zeros,
    )


def training_rows(rng: Random, limit: int) -> list[TableRow]:
    """Return ``limit`` training questions over tables of at least four known columns.

    Args:
        rng: Draws questions and column orders.
        limit: How many.
    """
    spider = document("spider/dev.json.gz")
    measured = {normalised(row["question"]) for row in spider}
    sentences = list(_sentences())
    tables: dict[str, set[str]] = {}
    for sentence, (_, selected, conditions) in sentences:
        names = {selected, *(column for column, _, _ in conditions)}
        tables.setdefault(sentence["table-id"], set()).update(names)
    rng.shuffle(sentences)
    made: list[TableRow] = []
    for sentence, parts in sentences:
        columns = sorted(tables[sentence["table-id"]])
        if len(columns) < 4 or normalised(sentence["original"]) in measured:
            continue
        rng.shuffle(columns)
        row = _row(sentence, parts, columns)
        if row is not None:
            made.append(row)
        if len(made) == limit:
            break
    return made
