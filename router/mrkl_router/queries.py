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
from mrkl_router.encoder import WIDTH, Encoder, session, sigmoid, softmax
from mrkl_router.query_shape import Parts, Shape, best_shape
from mrkl_router.spans import byte_offset, whole_words
from mrkl_router.sql_tokens import LIMIT, OPERATORS, ORDER, SELECT, words
from mrkl_router.table_input import table_pack, with_value
from mrkl_router.weights import Array, Weights
from mrkl_router.word_pieces import Packed, Pieces

_SPLITS = np.cumsum((len(SELECT), 1, len(OPERATORS)))
#: Tables of a schema that are read closely; the others are too far from the question in meaning.
#: (On Spider's development schemas the right table is always among the nearest four.)
SHORTLIST = 4
#: A table that alone is named and this sure to be meant ends the reading.
SURE = 0.9
#: Factor on the confidence of a query that ignores a number or a value of the question: of 13 such
#: queries over Spider's development questions none was right.
IGNORED = 0.1


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


class QueryWriter:
    """Turns a question and a schema into a query."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._session = session(weights.tables, threads=1)
        self._tables: dict[tuple[Table, ...], Array] = {}

    def write(
        self,
        question: str,
        tables: Sequence[Table],
        base: int = 0,
        vector: Array | None = None,
    ) -> Query | None:
        """Return the query for ``question``, or None without tables.

        Cost: one encoder pass beside each shortlisted table, or one in all; the first question
        to a schema also encodes its tables.

        Args:
            question: The clause to write a query for.
            tables: The schema.
            base: Byte offset of the clause in the whole question.
            vector: (D,) unit vector of the question, if it is known already.
        """
        if not tables:
            return None
        seen, relevance = self._seen(question, self._shortlist(question, tuple(tables), vector))
        best = int(np.argmax(relevance))
        chance = float(softmax(np.array(relevance))[best]) * float(sigmoid(relevance[best]))
        named = [k for k, one in enumerate(seen) if is_named(one.table, question)]
        if named == [best]:
            chance = 1.0  # the table that is named, and no other, is the one meant
        one = seen[best]
        return _Renderer(question, one, self._parts(one), self._values(one), chance, base).query()

    def _shortlist(
        self, question: str, tables: tuple[Table, ...], vector: Array | None
    ) -> list[Table]:
        """Return the tables whose names and columns are nearest in meaning to the question."""
        if len(tables) <= SHORTLIST:
            return list(tables)
        if tables not in self._tables:
            names = self._encoder.encode([words(table.name) for table in tables])
            summaries = self._encoder.encode([_summary(table) for table in tables])
            self._tables[tables] = names + summaries
        if vector is None:
            vector = self._encoder.encode([question])[0]
        order = np.argsort(-(self._tables[tables] @ vector))
        return [tables[int(index)] for index in order[:SHORTLIST]]

    def _seen(self, question: str, tables: Sequence[Table]) -> tuple[list[_Seen], list[Array]]:
        """Return the tables read and how relevant each is, as a logit.

        The only table that the question names is read first, and alone if it leaves no doubt.
        """
        named = [table for table in tables if is_named(table, question)]
        seen, relevance = [], []
        for table in sorted(tables, key=lambda table: named != [table]):
            seen.append(self._read(question, table))
            relevance.append(self._weights.linear("table", seen[-1].hidden[0])[0])
            if named == [table] and sigmoid(relevance[-1]) >= SURE:
                break
        return seen, relevance

    def _read(self, question: str, table: Table) -> _Seen:
        """Read one table in a pass of its own, as in training.

        The int8 encoder scales its activations over a whole batch: in one, what is read of a table
        would depend on the others.
        """
        names = (words(table.name), *(_shown(column, question) for column in table.columns))
        packed, pieces, spans = table_pack(question, names, self._encoder.tokenizer)
        states, mask = self._encoder.states([packed])
        hidden = self._session.run(None, {"hidden": states, "mask": mask})[0][0]  # (T, D)
        return _Seen(hidden, packed, pieces, spans, table)

    def _names(self, one: _Seen) -> Array:
        return np.stack([one.hidden[start:end].mean(0) for start, end in one.spans])

    def _parts(self, one: _Seen) -> Parts:
        column = self._weights.linear("column", self._names(one))
        select, group, operator, order = np.split(column, _SPLITS, axis=-1)
        query = self._weights.linear("query", one.hidden[0])
        return Parts(
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


def _summary(table: Table) -> str:
    columns = ", ".join(words(column.name) for column in table.columns)
    return f"{words(table.name)}: {columns}"


def is_named(table: Table, question: str) -> bool:
    """Return whether the question says the table's whole name, in singular or plural."""
    name = [_singular(word) for word in words(table.name).split()]
    said = [_singular(word) for word in re.findall(r"\w+", question)]
    return any(said[k : k + len(name)] == name for k in range(len(said) - len(name) + 1))


def _singular(word: str) -> str:
    """Return a word without the ending of a plural, roughly: the same for both is enough."""
    lowered = word.lower()
    if len(lowered) > 3 and lowered.endswith("ies"):
        return lowered[:-3] + "y"
    for ending in ("sses", "shes", "ches", "xes"):
        if lowered.endswith(ending):
            return lowered[:-2]
    plural = len(lowered) > 3 and lowered.endswith("s") and not lowered.endswith(("ss", "us", "is"))
    return lowered[:-1] if plural else lowered


def _mentioned(column: Column, question: str) -> str | None:
    """Return the longest of the column's values that the question mentions, or None."""
    lowered = f" {question.casefold()} "
    found = [
        value
        for value in column.values
        if len(value) > 1
        and value.casefold() in lowered  # of hundreds of values few are
        and re.search(rf"\W{re.escape(value.casefold())}\W", lowered)
    ]
    return max(found, key=len, default=None)


def _shown(column: Column, question: str) -> str:
    """Return the column's name, with the value of its that the question mentions."""
    name, value = words(column.name), _mentioned(column, question)
    return name if value is None else with_value(name, value)


class _Renderer:
    """Puts one table's parts together as SQL text.

    The confidence is the joint probability of everything said and of everything left out.
    """

    def __init__(
        self, question: str, seen: _Seen, parts: Parts, values: Array, chance: float, base: int
    ) -> None:
        self._question = question
        self._base = base
        self._seen = seen
        self._parts = parts
        self._values = values
        self._chances = [chance]
        self._numbers = list(find_numbers(question))
        self._used: list[tuple[int, int]] = []

    def query(self) -> Query:
        """Return the query."""
        shape = best_shape(self._parts)
        where = self._where()
        template = f"SELECT {self._items(shape)} FROM {self._quoted(self._seen.table.name)}"
        template += f" WHERE {' AND '.join(where)}" if where else ""
        groups = [self._column(position) for position in shape.group]
        template += f" GROUP BY {', '.join(groups)}" if groups else ""
        template += self._order(shape)
        distinct = self._parts.distinct
        self._chances += [
            shape.chance,
            float(self._parts.operator[1:].max(1).prod()),
            max(distinct, 1 - distinct),
            IGNORED if self._ignores_something() else 1.0,
        ]
        return Query(template, float(np.prod(self._chances)), self._seen.table.name)

    def _ignores_something(self) -> bool:
        """Tell whether the query leaves out a number or a known value that the question names."""
        named = [(number.start, number.end) for number in find_numbers(self._question)]
        folded = self._question.casefold()
        for column in self._seen.table.columns:
            value = _mentioned(column, self._question)
            if value is not None:
                start = folded.find(value.casefold())
                named.append((start, start + len(value)))
        return any(not any(a < end and b > start for a, b in self._used) for start, end in named)

    @property
    def _count(self) -> int:
        return len(self._seen.spans)

    def _quoted(self, name: str) -> str:
        escaped = name.replace('"', '""').replace("{", "{{").replace("}", "}}")
        return f'"{escaped}"'

    def _column(self, position: int) -> str:
        return self._quoted(self._seen.table.columns[position - 1].name) if position else "*"

    def _items(self, shape: Shape) -> str:
        distinct = self._parts.distinct > 0.5
        items = []
        for position, aggregate in shape.select:
            column, name = self._column(position), SELECT[aggregate]
            if name == "plain":
                items.append(column)
            elif position == 0:
                items.append("count(*)")
            else:
                once = "DISTINCT " if distinct and name == "count" else ""
                items.append(f"{name}({once}{column})")
        only_plain = all(aggregate == 0 for _, aggregate in shape.select)
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
        self._used.append((start, end))
        first = self._base + byte_offset(self._question, start)
        return f"{{{first}:{self._base + byte_offset(self._question, end)}|{kind}}}"

    def _order(self, shape: Shape) -> str:
        if shape.order is None:
            return ""
        position, direction = shape.order
        name = self._column(position) if position else "count(*)"
        text = f" ORDER BY {name} {ORDER[direction].upper()}"
        if shape.limit == "one":
            return text + " LIMIT 1"
        if shape.limit == "number" and self._numbers:
            number = self._numbers[0]
            return text + f" LIMIT {self._pointer(number.start, number.end, 'number')}"
        return text
