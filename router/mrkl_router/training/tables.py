"""Questions over one table with their queries taken apart: the SQL task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from mrkl_router.sql_tokens import LIMIT, OPERATORS, ORDER, SELECT, words
from mrkl_router.training.sources import document, normalised

_AGGREGATES = {exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max"}
_COMPARISONS = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.LT: "<", exp.GTE: ">=", exp.LTE: "<=", exp.Like: "like",
}  # fmt: skip


@dataclass(frozen=True)
class TableRow:
    """A question, a table (name first, then columns, in words) and what the query does with each.

    Position 0 of every list is the row itself ("*"). ``select`` holds for each position the indices
    of SELECT that apply; ``values`` the character span of the compared literal, or None.
    """

    question: str
    names: tuple[str, ...]
    select: tuple[tuple[int, ...], ...] = ()
    group: tuple[int, ...] = ()
    operators: tuple[int, ...] = ()
    values: tuple[tuple[int, int] | None, ...] = ()
    order: tuple[int, ...] = ()
    limit: int = 0
    distinct: int = 0
    other_tables: tuple[tuple[str, ...], ...] = ()


@dataclass
class _Draft:
    columns: Mapping[str, int]
    question: str
    select: dict[int, set[int]] = field(default_factory=dict)
    group: set[int] = field(default_factory=set)
    operators: dict[int, int] = field(default_factory=dict)
    values: dict[int, tuple[int, int]] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)
    limit: int = 0
    distinct: int = 0


class _Unsupported(Exception):
    """The query says more than one-table parts can."""


def _position(draft: _Draft, node: exp.Expression | None) -> int:
    if isinstance(node, exp.Star):
        return 0
    if isinstance(node, exp.Column):
        if isinstance(node.this, exp.Star):
            return 0
        position = draft.columns.get(node.name.lower())
        if position is not None:
            return position
    raise _Unsupported(str(node))


def _aggregate(draft: _Draft, node: exp.Expression) -> tuple[int, str]:
    name = _AGGREGATES.get(type(node), "plain")
    if name == "plain":
        return _position(draft, node), name
    inner = node.this
    if isinstance(inner, exp.Distinct):
        draft.distinct = 1
        inner = inner.expressions[0]
    return _position(draft, inner), name


def _condition(draft: _Draft, node: exp.Expression) -> None:
    if isinstance(node, exp.And):
        _condition(draft, node.left)
        _condition(draft, node.right)
        return
    operator = _COMPARISONS.get(type(node))
    literal = node.args.get("expression")
    if isinstance(literal, exp.Column) and literal.args.get("table") is None:
        text = literal.name
    elif isinstance(literal, exp.Literal):
        text = literal.name
    else:
        raise _Unsupported(str(node))
    if operator is None:
        raise _Unsupported(str(node))
    position = _position(draft, node.this)
    start = draft.question.lower().find(text.strip("%").lower())
    if start < 0 or not text.strip("%") or position in draft.operators:
        raise _Unsupported(text)
    draft.operators[position] = OPERATORS.index(operator)
    draft.values[position] = (start, start + len(text.strip("%")))


def _order(draft: _Draft, tree: exp.Select) -> None:
    order = tree.args.get("order")
    if order is not None:
        if len(order.expressions) != 1:
            raise _Unsupported("order")
        ordered = order.expressions[0]
        position, _ = _aggregate(draft, ordered.this)
        draft.order[position] = ORDER.index("desc" if ordered.args.get("desc") else "asc")
    limit = tree.args.get("limit")
    if limit is not None:
        draft.limit = LIMIT.index("one" if limit.expression.name == "1" else "number")


def take_apart(question: str, sql: str, columns: Mapping[str, int]) -> _Draft | None:
    """Return the parts of a one-table query, or None if it needs more than that."""
    draft = _Draft(columns, question)
    try:
        tree = sqlglot.parse_one(sql.rstrip("; "), dialect="sqlite")
        if not isinstance(tree, exp.Select) or tree.find(
            exp.Join, exp.Subquery, exp.Having, exp.Or
        ):
            return None
        draft.distinct = int(tree.args.get("distinct") is not None)
        for item in tree.expressions:
            position, name = _aggregate(draft, item.unalias())
            draft.select.setdefault(position, set()).add(SELECT.index(name))
        where = tree.args.get("where")
        if where is not None:
            _condition(draft, where.this)
        group = tree.args.get("group")
        if group is not None:
            draft.group = {_position(draft, item) for item in group.expressions}
        _order(draft, tree)
    except (_Unsupported, ParseError):
        return None
    return draft


def _row(
    question: str, sql: str, schema: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> TableRow | None:
    """Build a row; ``schema`` lists tables as (original name, [(original, words), ...])."""
    tree_table = next(
        (t for t in sqlglot.parse_one(sql.rstrip("; "), dialect="sqlite").find_all(exp.Table)), None
    )
    if tree_table is None:
        return None
    tables = {name.lower(): columns for name, columns in schema}
    columns = tables.get(tree_table.name.lower())
    if columns is None:
        return None
    draft = take_apart(question, sql, {c.lower(): k + 1 for k, (c, _) in enumerate(columns)})
    if draft is None:
        return None
    count = len(columns) + 1
    positions = range(count)
    return TableRow(
        question=question,
        names=(words(tree_table.name), *(w for _, w in columns)),
        select=tuple(tuple(sorted(draft.select.get(p, ()))) for p in positions),
        group=tuple(int(p in draft.group) for p in positions),
        operators=tuple(draft.operators.get(p, 0) for p in positions),
        values=tuple(draft.values.get(p) for p in positions),
        order=tuple(draft.order.get(p, 0) for p in positions),
        limit=draft.limit,
        distinct=draft.distinct,
        other_tables=tuple(
            (words(name), *(w for _, w in other))
            for name, other in schema
            if name.lower() != tree_table.name.lower()
        ),
    )


def _schemas() -> dict[str, list[tuple[str, list[tuple[str, str]]]]]:
    made: dict[str, list[tuple[str, list[tuple[str, str]]]]] = {}
    for database in document("spider/tables.json.gz"):
        tables: list[tuple[str, list[tuple[str, str]]]] = [
            (name, []) for name in database["table_names_original"]
        ]
        for (index, original), (_, spoken) in zip(
            database["column_names_original"], database["column_names"], strict=True
        ):
            if index >= 0:
                tables[index][1].append((original, words(spoken)))
        made[database["db_id"]] = tables
    return made


def _rows(questions: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[TableRow]:
    schemas = _schemas()
    made = []
    for row in questions:
        for key in keys:
            try:
                table_row = _row(row[key], row["query"], schemas[row["db_id"]])
            except ParseError:
                continue
            if table_row is not None:
                made.append(table_row)
    return made


def training_tables(rng: Random) -> list[TableRow]:
    """Return Spider's one-table questions (its own words and Spider-Syn's), without dev rows."""
    train = document("spider_syn/Spider-Syn/train_spider.json.gz")
    measured = {normalised(row["question"]) for row in document("spider/dev.json.gz")}
    made = _rows(train, ("SpiderQuestion", "SpiderSynQuestion"))
    unique = {(row.question, row.names): row for row in made}
    kept = [row for row in unique.values() if normalised(row.question) not in measured]
    rng.shuffle(kept)
    return kept


def development_tables() -> list[TableRow]:
    """Return Spider dev's one-table questions; measuring only."""
    return _rows(document("spider/dev.json.gz"), ("question",))
