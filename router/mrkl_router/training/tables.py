"""Questions over one table with their queries taken apart: the SQL task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from mrkl_router.sql_tokens import LIMIT, OPERATORS, ORDER, SELECT, words
from mrkl_router.table_input import with_value
from mrkl_router.training.sources import document, normalised

_AGGREGATES = (
    (exp.Count, "count"), (exp.Sum, "sum"), (exp.Avg, "avg"), (exp.Min, "min"), (exp.Max, "max"),
)  # fmt: skip
_COMPARISONS = (
    (exp.EQ, "="), (exp.NEQ, "!="), (exp.GT, ">"), (exp.LT, "<"), (exp.GTE, ">="), (exp.LTE, "<="),
    (exp.Like, "like"),
)  # fmt: skip


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


class _UnsupportedError(Exception):
    """The query says more than one-table parts can."""


def _bare(node: Any) -> Any:
    """Return ``node`` without the ``lower`` around it and the wildcards joined to it."""
    while isinstance(node, exp.Lower | exp.Paren):
        node = node.this
    if isinstance(node, exp.DPipe):
        return _bare(next(part for part in node.flatten() if _bare(part).name.strip("%")))
    return node


def _position(draft: _Draft, node: Any) -> int:
    node = _bare(node)
    if isinstance(node, exp.Star):
        return 0
    if isinstance(node, exp.Column):
        if isinstance(node.this, exp.Star):
            return 0
        position = draft.columns.get(node.name.lower())
        if position is not None:
            return position
    raise _UnsupportedError(str(node))


def _aggregate(draft: _Draft, node: exp.Expression) -> tuple[int, str]:
    name = next((name for kind, name in _AGGREGATES if isinstance(node, kind)), "plain")
    if name == "plain":
        return _position(draft, node), name
    inner = node.this
    if isinstance(inner, exp.Distinct):
        draft.distinct = 1
        inner = inner.expressions[0]
    return _position(draft, inner), name


def _literal(node: Any) -> str:
    node = _bare(node)
    quoted = isinstance(node, exp.Column) and node.args.get("table") is None
    if node is None or not (quoted or isinstance(node, exp.Literal)):
        raise _UnsupportedError(str(node))
    text: str = node.name.strip("%")
    if not text:
        raise _UnsupportedError("empty literal")
    return text


def _condition(draft: _Draft, node: exp.Expression) -> None:
    if isinstance(node, exp.And):
        _condition(draft, node.args["this"])
        _condition(draft, node.args["expression"])
        return
    operator = next((name for kind, name in _COMPARISONS if isinstance(node, kind)), None)
    if operator is None:
        raise _UnsupportedError(str(node))
    text = _literal(node.args.get("expression"))
    position = _position(draft, node.this)
    start = draft.question.lower().find(text.lower())
    if start < 0 or position in draft.operators:
        raise _UnsupportedError(text)
    draft.operators[position] = OPERATORS.index(operator)
    draft.values[position] = (start, start + len(text))


def _order(draft: _Draft, tree: exp.Select) -> None:
    order = tree.args.get("order")
    if order is not None:
        if len(order.expressions) != 1:
            raise _UnsupportedError("order")
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
    except (_UnsupportedError, ParseError):
        return None
    return draft


def _roles(draft: _Draft, count: int) -> dict[str, Any]:
    """Return the parts as the fields of a TableRow with ``count`` positions."""
    positions = range(count)
    return {
        "select": tuple(tuple(sorted(draft.select.get(p, ()))) for p in positions),
        "group": tuple(int(p in draft.group) for p in positions),
        "operators": tuple(draft.operators.get(p, 0) for p in positions),
        "values": tuple(draft.values.get(p) for p in positions),
        "order": tuple(draft.order.get(p, 0) for p in positions),
        "limit": draft.limit,
        "distinct": draft.distinct,
    }


def same_query(row: TableRow, sql: str) -> bool:
    """Tell whether ``sql`` (over ``row.names``) has the parts of the row's own query."""
    table = sqlglot.parse_one(sql, dialect="sqlite").find(exp.Table)
    if table is None or table.name != row.names[0]:
        return False
    columns = {name.lower(): k + 1 for k, name in enumerate(row.names[1:])}
    draft = take_apart(row.question, sql, columns)
    if draft is None:
        return False
    roles = _roles(draft, len(row.names))
    return all(getattr(row, name) == value for name, value in roles.items())


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
    return TableRow(
        question=question,
        names=(words(tree_table.name), *(w for _, w in columns)),
        **_roles(draft, len(columns) + 1),
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


def with_values(row: TableRow, rng: Random) -> TableRow:
    """Show some compared literals beside their columns, as a database's values will be.

    Now and then a column carries a word that is not its value, as chance matches do.
    """
    names = list(row.names)
    for position, (operator, span) in enumerate(zip(row.operators, row.values, strict=True)):
        literal = row.question[slice(*span)] if span else ""
        is_text = OPERATORS[operator] in ("=", "!=") and not literal.replace(".", "").isdigit()
        if literal and is_text and rng.random() < 0.7:
            names[position] = with_value(names[position], literal)
        elif position and not literal and rng.random() < 0.03:
            names[position] = with_value(names[position], rng.choice(row.question.split()))
    return replace(row, names=tuple(names))


def development_tables() -> list[TableRow]:
    """Return Spider dev's one-table questions; measuring only."""
    return _rows(document("spider/dev.json.gz"), ("question",))
