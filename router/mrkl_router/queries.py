"""Writes SQL over one table.

The encoder reads the question beside each table, heads say which table is meant and what to do with
each of its columns, and a renderer puts the parts together.

Only names of the schema and words of the question can come out. Dimension key: T pieces, D width,
C positions of a table (0 is the row itself, then the columns).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mrkl_core.phrases.numbers import NumberSpan, find_numbers
from mrkl_core.values import Column, Table
from mrkl_router.encoder import WIDTH, Encoder, sigmoid, softmax
from mrkl_router.spans import byte_offset, whole_words
from mrkl_router.sql_tokens import LIMIT, OPERATORS, ORDER, SELECT, words
from mrkl_router.table_input import table_pack, with_value
from mrkl_router.weights import Array, Weights
from mrkl_router.word_pieces import Packed, Pieces

_SPLITS = np.cumsum((len(SELECT), 1, len(OPERATORS)))
MAX_TABLES = 64


@dataclass(frozen=True, slots=True)
class Query:
    """A query; ``template`` points into the question, see ``mrkl_core.provenance``."""

    template: str
    confidence: float
    table: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """One table beside the question: states, what was packed, and the table itself."""

    hidden: Array
    packed: Packed
    pieces: Pieces
    spans: list[tuple[int, int]]
    table: Table


@dataclass(frozen=True, slots=True)
class _Parts:
    """The heads' probabilities for one table."""

    select: Array  # (C, len(SELECT)), independent
    group: Array  # (C,), independent
    operator: Array  # (C, len(OPERATORS))
    order: Array  # (C, len(ORDER))
    limit: Array  # (len(LIMIT),)
    distinct: float


class QueryWriter:
    """Turns a question and a schema into a query."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        self._weights = weights

    def write(self, question: str, tables: Sequence[Table], base: int = 0) -> Query | None:
        """Return the query for ``question``, or None without tables.

        ``base`` is added to every byte offset (where the question stands in a longer text).
        Cost: one encoder pass over the question beside every table (at most 64 of them).
        """
        if not tables:
            return None
        seen = self._read(question, tables[:MAX_TABLES])
        relevance = np.array([self._weights.linear("table", s.hidden[0])[0] for s in seen])
        best = int(relevance.argmax())
        chance = float(softmax(relevance)[best]) * float(sigmoid(relevance[best]))
        one = seen[best]
        return _Renderer(question, one, self._parts(one), self._values(one), chance, base).query()

    def _read(self, question: str, tables: Sequence[Table]) -> list[_Seen]:
        shown = [
            table_pack(question, (words(t.name), *(_shown(c, question) for c in t.columns)),
                       self._encoder.tokenizer)
            for t in tables
        ]  # fmt: skip
        hidden, _ = self._encoder.states([packed for packed, _, _ in shown])
        return [
            _Seen(states, packed, pieces, spans, table)
            for states, (packed, pieces, spans), table in zip(hidden, shown, tables, strict=True)
        ]

    def _names(self, one: _Seen) -> Array:
        return np.stack([one.hidden[start:end].mean(0) for start, end in one.spans])

    def _parts(self, one: _Seen) -> _Parts:
        column = self._weights.linear("column", self._names(one))
        select, group, operator, order = np.split(column, _SPLITS, axis=-1)
        query = self._weights.linear("query", one.hidden[0])
        return _Parts(
            sigmoid(select),
            sigmoid(group[:, 0]),
            softmax(operator),
            softmax(order),
            softmax(query[: len(LIMIT)]),
            float(sigmoid(query[len(LIMIT) :])[0]),
        )

    def _values(self, one: _Seen) -> Array:
        """Return (C, 2, question pieces) chances of each literal's first and last piece."""
        keys = self._weights.linear("value", self._names(one)).reshape(-1, 2, WIDTH)
        start, end = one.packed.first
        logits = keys @ one.hidden[start:end].T / WIDTH**0.5
        return softmax(logits)


def _shown(column: Column, question: str) -> str:
    """Return the column's name, with the longest of its values that the question mentions."""
    lowered = f" {question.casefold()} "
    found = [
        value
        for value in column.values
        if len(value) > 1 and re.search(rf"\W{re.escape(value.casefold())}\W", lowered)
    ]
    name = words(column.name)
    return with_value(name, max(found, key=len)) if found else name


class _Renderer:
    """Puts one table's parts together as SQL text.

    The confidence is the joint probability of everything said and of everything left out.
    """

    def __init__(
        self, question: str, seen: _Seen, parts: _Parts, values: Array, chance: float, base: int
    ) -> None:
        self._question = question
        self._base = base
        self._seen = seen
        self._parts = parts
        self._values = values
        self._chances = [chance]
        self._numbers = list(find_numbers(question))

    def query(self) -> Query:
        """Return the query."""
        where = self._where()
        order = self._order()
        items = self._items()
        template = f"SELECT {items} FROM {self._quoted(self._seen.table.name)}"
        template += f" WHERE {' AND '.join(where)}" if where else ""
        groups = [self._column(k) for k in range(1, self._count) if self._parts.group[k] > 0.5]
        template += f" GROUP BY {', '.join(groups)}" if groups else ""
        template += order
        self._chances += self._joint()
        return Query(template, float(np.prod(self._chances)), self._seen.table.name)

    def _joint(self) -> list[float]:
        parts = self._parts
        select = np.maximum(parts.select, 1 - parts.select)
        group = np.maximum(parts.group[1:], 1 - parts.group[1:])
        chances = (select.prod(), group.prod(), parts.operator[1:].max(1).prod())
        ordered = parts.order.max(1).prod()
        distinct = max(parts.distinct, 1 - parts.distinct)
        return [*(float(c) for c in chances), float(ordered), float(distinct)]

    @property
    def _count(self) -> int:
        return len(self._seen.spans)

    def _quoted(self, name: str) -> str:
        escaped = name.replace('"', '""').replace("{", "{{").replace("}", "}}")
        return f'"{escaped}"'

    def _column(self, position: int) -> str:
        return self._quoted(self._seen.table.columns[position - 1].name) if position else "*"

    def _items(self) -> str:
        chosen = [tuple(k) for k in np.argwhere(self._parts.select > 0.5)]
        if not chosen:
            chosen = [np.unravel_index(self._parts.select.argmax(), self._parts.select.shape)]
        distinct = self._parts.distinct > 0.5
        items = []
        for position, aggregate in chosen:
            column, name = self._column(int(position)), SELECT[int(aggregate)]
            if name == "plain":
                items.append(column)
            elif position == 0:
                items.append("count(*)")
            else:
                items.append(
                    f"{name}({'DISTINCT ' if distinct and name == 'count' else ''}{column})"
                )
        only_plain = all(int(aggregate) == 0 for _, aggregate in chosen)
        prefix = "DISTINCT " if distinct and only_plain and items != ["*"] else ""
        return prefix + ", ".join(dict.fromkeys(items))

    def _where(self) -> list[str]:
        conditions = []
        for position in range(1, self._count):
            operator = int(self._parts.operator[position].argmax())
            if operator == 0:
                continue
            start, end, chance = self._value(position)
            self._chances.append(chance)
            column = self._seen.table.columns[position - 1]
            conditions.append(self._condition(column, OPERATORS[operator], start, end))
        return conditions

    def _value(self, position: int) -> tuple[int, int, float]:
        first, last = self._values[position]
        grid = np.triu(np.outer(first, last))
        a, b = np.unravel_index(int(grid.argmax()), grid.shape)
        spans = self._seen.pieces.spans
        start, end = whole_words(self._question, spans[int(a)][0], spans[int(b)][1])
        return start, end, float(grid[a, b])

    def _condition(self, column: Column, operator: str, start: int, end: int) -> str:
        name = self._quoted(column.name)
        number = self._take_number(start, end)
        if column.type == "number" and number is not None:
            literal = self._pointer(number.start, number.end, "number")
            return f"{name} {'=' if operator == 'like' else operator} {literal}"
        text = self._pointer(start, end, "text")
        if operator == "like":
            return f"lower({name}) LIKE '%' || lower({text}) || '%'"
        if operator in ("=", "!="):
            return f"lower({name}) {operator} lower({text})"
        return f"{name} {operator} {text}"

    def _take_number(self, start: int, end: int) -> NumberSpan | None:
        inside = [n for n in self._numbers if n.start < end and n.end > start]
        for number in inside[:1]:
            self._numbers.remove(number)
            return number
        return None

    def _pointer(self, start: int, end: int, kind: str) -> str:
        first = self._base + byte_offset(self._question, start)
        return f"{{{first}:{self._base + byte_offset(self._question, end)}|{kind}}}"

    def _order(self) -> str:
        chance = self._parts.order[:, 1:]
        position, direction = (int(k) for k in np.unravel_index(chance.argmax(), chance.shape))
        if int(self._parts.order[position].argmax()) == 0:
            return ""
        self._chances.append(float(self._parts.limit.max()))
        name = self._column(position) if position else "count(*)"
        text = f" ORDER BY {name} {ORDER[direction + 1].upper()}"
        limit = LIMIT[int(self._parts.limit.argmax())]
        if limit == "one":
            return text + " LIMIT 1"
        if limit == "number" and self._numbers:
            number = self._numbers[0]
            return text + f" LIMIT {self._pointer(number.start, number.end, 'number')}"
        return text
