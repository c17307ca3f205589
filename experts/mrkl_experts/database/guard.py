"""The statement guard: reads SQL as a tree and lets one SELECT over known names pass.

What passes is written anew from the judged tree, stars expanded and every column with its table,
so that the database runs what was judged and nothing that only looked like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema
from sqlglot.tokenizer_core import TokenType

from mrkl_core.errors import (
    ExpertRefusedError,
    InvalidArgumentError,
    MRKLError,
    did_you_mean,
)
from mrkl_core.values import Table
from mrkl_experts.database.grammar import grammar, refusal

_LONGEST_BYTES = 20_000
_MOST_TOKENS = 4_000
_MOST_PARTS = 100
_OPENINGS = (TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN)
_QUERIES = (exp.Select, exp.Union, exp.Intersect, exp.Except)
_LONGEST_HEADING = 60


class Guard:
    """Judges statements over one schema.

    Args:
        tables: What may be read.
        dialect: sqlglot's name of the SQL dialect.
    """

    def __init__(self, tables: Sequence[Table], *, dialect: str) -> None:
        self._name = dialect
        self._dialect = grammar(dialect)
        self._tables = {self._fold(table.name): table.name for table in tables}
        self._columns = {
            self._fold(table.name): {
                self._fold(column.name): column.name for column in table.columns
            }
            for table in tables
        }
        self._schema = MappingSchema(
            {table: dict.fromkeys(columns, "unknown") for table, columns in self._columns.items()},
            dialect=self._dialect,
            normalize=False,
        )

    def check(self, sql: str) -> str:
        """Return the statement to run in place of ``sql``.

        Raises:
            ExpertRefusedError: It does more than read, or uses what is not allowed.
            InvalidArgumentError: It cannot be read, or names what is not in the schema.
        """
        problem: MRKLError
        try:
            return self._check(sql)
        except MRKLError:
            raise
        except Exception:
            # Whatever a parser raises on hostile text, RecursionError included, is a refusal.
            problem = _unreadable()
        raise problem

    def _check(self, sql: str) -> str:
        written = self._parse(sql)
        self._judge_nodes(written)
        self._judge_names(written)
        headings = _name_outputs(written, self._dialect)
        try:
            tree = qualify(written.copy(), schema=self._schema, dialect=self._dialect)
        except SqlglotError:
            raise self._unresolved(written) from None
        self._judge_nodes(tree)
        self._spell_out(tree)
        _judge_stars(tree)
        judged = {id(column) for scope in traverse_scope(tree) for column in self._judge(scope)}
        for column in tree.find_all(exp.Column):
            if not column.table:
                _judge_alias(column)
            elif id(column) not in judged:
                raise _refused("a column in an unusual place")
        self._restore_names(tree, headings)
        return tree.sql(dialect=self._dialect, comments=False)

    def _fold(self, name: str) -> str:
        """Return a name of the catalog as this dialect compares it."""
        return self._dialect.normalize_identifier(exp.to_identifier(name, quoted=True)).name

    def _written(self, node: exp.Expr) -> str:
        """Return the name of a node of a statement as this dialect compares it."""
        return str(self._dialect.normalize_identifier(node.this.copy()).name)

    def _parse(self, sql: str) -> exp.Expr:
        if len(sql.encode("utf-8")) > _LONGEST_BYTES:
            raise _refused(f"a statement over {_LONGEST_BYTES} bytes")
        tokens = self._dialect.tokenize(sql)
        while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
            tokens.pop()
        if not tokens:
            raise _unreadable()
        if len(tokens) > _MOST_TOKENS:
            raise _refused(f"a statement over {_MOST_TOKENS} words")
        if any(token.token_type is TokenType.SEMICOLON for token in tokens):
            raise _refused("more than one statement")
        if tokens[0].token_type not in _OPENINGS:
            raise _refused("a statement other than SELECT")
        (tree,) = self._dialect.parser().parse(tokens, sql)
        if not isinstance(tree, _QUERIES):
            raise _refused("a statement other than SELECT")
        if sum(1 for _ in tree.find_all(exp.Select, exp.Table)) > _MOST_PARTS:
            raise _refused(f"more than {_MOST_PARTS} tables and sub-queries")
        if not _first_select(tree).selects:
            raise _unreadable()
        return tree

    def _judge_nodes(self, tree: exp.Expr) -> None:
        for node in tree.walk():
            what = refusal(node, self._name)
            if what is not None:
                raise _refused(what)

    def _judge_names(self, tree: exp.Expr) -> None:
        own = {self._written(cte.args["alias"]) for cte in tree.find_all(exp.CTE)}
        if own & self._tables.keys():
            raise _refused("a WITH table of the same name as a table")
        for table in tree.find_all(exp.Table):
            if self._written(table) not in self._tables.keys() | own:
                raise InvalidArgumentError(
                    f"There is no table {table.name[:60]!r}.",
                    hint=did_you_mean(table.name[:60], self._tables.values()),
                    argument="sql",
                )

    def _judge(self, scope: Scope) -> list[exp.Column]:
        """Return the columns that were resolved, and are what the schema allows."""
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and self._fold(source.name) not in self._tables:
                raise _refused("a table outside the schema")
        for column in scope.columns:
            owner = _source(scope, column.table)
            if isinstance(owner, exp.Table):
                if self._fold(column.name) not in self._columns[self._fold(owner.name)]:
                    raise _refused("a column outside the schema")
            elif owner is None and column.table:
                raise _refused("a column of an unknown table")
        return scope.columns

    def _spell_out(self, tree: exp.Expr) -> None:
        """Replace a result's name inside an expression of ORDER BY by what it stands for.

        SQLite takes such a name for the result, PostgreSQL for a column of the tables; so there it
        is replaced only where both are the same.
        """
        for column in list(tree.find_all(exp.Column)):
            if column.table or isinstance(column.parent, exp.Ordered):
                continue
            select = column.parent_select
            outputs = select.selects if isinstance(select, exp.Select) else ()
            meant = next((item for item in outputs if item.alias == column.name), None)
            if meant is None:
                continue
            same = isinstance(meant.this, exp.Column) and meant.this.name == column.name
            if same or self._name == "sqlite":
                column.replace(exp.paren(meant.this.copy()))

    def _unresolved(self, tree: exp.Expr) -> MRKLError:
        """Say which column is unknown; a column that exists but fits nowhere is ambiguous."""
        known = {
            folded: name
            for table in tree.find_all(exp.Table)
            for folded, name in self._columns.get(self._written(table), {}).items()
        }
        own = {self._fold(name) for name in _new_names(tree)}
        for column in tree.find_all(exp.Column):
            if not {self._written(column), self._fold(column.name)} & (known.keys() | own):
                return InvalidArgumentError(
                    f"There is no column {column.name[:60]!r} in these tables.",
                    hint=did_you_mean(column.name[:60], known.values()),
                    argument="sql",
                )
        return InvalidArgumentError(
            "A column of the statement is ambiguous or belongs to another table.",
            hint="Write every column with its table, as in table.column.",
            argument="sql",
        )

    def _restore_names(self, tree: exp.Expr, headings: Sequence[str]) -> None:
        """Write tables, columns and headings as the schema and the user spell them."""
        spelled = {self._fold(heading): heading for heading in headings}
        for scope in traverse_scope(tree):
            for table in scope.tables:
                if (folded := self._fold(table.name)) in self._tables:
                    table.this.set("this", self._tables[folded])
            for column in scope.columns:
                source = _source(scope, column.table)
                if isinstance(source, exp.Table):
                    name = self._columns[self._fold(source.name)][self._fold(column.name)]
                    column.this.set("this", name)
                    spelled[self._fold(name)] = name
        if self._fold("A") == "A":
            return  # Headings are names, and this dialect tells cases apart.
        for output in _first_select(tree).selects:
            heading = spelled.get(output.alias, output.alias)
            output.set("alias", exp.to_identifier(heading, quoted=True))


def _name_outputs(tree: exp.Expr, dialect: Dialect) -> list[str]:
    """Give unnamed results their own text as a heading; return all headings."""
    for output in list(_first_select(tree).selects):
        if not output.output_name and not output.is_star:
            text = output.sql(dialect=dialect, comments=False, normalize_functions="lower")
            heading = text.replace('"', "")[:_LONGEST_HEADING]
            output.replace(exp.alias_(output.copy(), heading, quoted=True))
    return [output.output_name for output in _first_select(tree).selects]


def _new_names(tree: exp.Expr) -> Iterator[str]:
    """Yield the column names that the statement itself makes."""
    for alias in tree.find_all(exp.Alias):
        yield alias.alias
    for table in tree.find_all(exp.TableAlias):
        yield from (column.name for column in table.columns)


def _first_select(tree: exp.Expr) -> exp.Select:
    while not isinstance(tree, exp.Select):
        tree = tree.this
    return tree


def _source(scope: Scope, name: str) -> exp.Table | Scope | None:
    inside: Scope | None = scope
    while inside is not None:
        if name in inside.sources:
            return inside.sources[name]
        inside = inside.parent
    return None


def _judge_stars(tree: exp.Expr) -> None:
    """Refuse a star that could not be expanded; the one that counts rows reads no column."""
    if not all(isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        raise _refused("a star in an unusual place")


def _judge_alias(column: exp.Column) -> None:
    """Let a column without a table pass only where all engines take it for a heading."""
    ordered = column.parent
    order = ordered.parent if isinstance(ordered, exp.Ordered) else None
    query = order.parent if order is not None else None
    if not isinstance(query, _QUERIES) or column.name not in query.named_selects:
        raise _refused("a result's name inside an expression")


def _refused(what: str) -> MRKLError:
    return ExpertRefusedError(
        f"The query was refused because of {what}.",
        hint="Only one SELECT over the tables and columns of the schema is allowed.",
    )


def _unreadable() -> MRKLError:
    return InvalidArgumentError(
        "The SQL cannot be read.", hint="Write one plain SELECT statement.", argument="sql"
    )
