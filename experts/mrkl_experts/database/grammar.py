"""The SQL that may pass the guard: node types, function names, data types.

Everything is a list of what is allowed; a node that a future parser invents is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.dialects.sqlite import SQLite
from sqlglot.generators.sqlite import SQLiteGenerator
from sqlglot.parsers.sqlite import SQLiteParser

_CLAUSES = (
    exp.Select,
    exp.Union,
    exp.Intersect,
    exp.Except,
    exp.With,
    exp.CTE,
    exp.Subquery,
    exp.From,
    exp.Join,
    exp.Where,
    exp.Group,
    exp.Having,
    exp.Order,
    exp.Ordered,
    exp.Limit,
    exp.Offset,
    exp.Fetch,
    exp.Distinct,
    exp.Table,
    exp.TableAlias,
    exp.Alias,
    exp.Column,
    exp.Identifier,
    exp.Star,
    exp.Window,
    exp.WindowSpec,
    exp.Filter,
    exp.WithinGroup,
)
_VALUES = (
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Interval,
    exp.Var,
    exp.DataType,
    exp.DataTypeParam,
    exp.Cast,
)
_OPERATORS = (
    exp.Paren,
    exp.Tuple,
    exp.And,
    exp.Or,
    exp.Not,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Is,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.In,
    exp.Between,
    exp.Like,
    exp.ILike,
    exp.Glob,
    exp.Escape,
    exp.Exists,
    exp.Any,
    exp.All,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.IntDiv,
    exp.Mod,
    exp.Neg,
    exp.DPipe,
    exp.BitwiseAnd,
    exp.BitwiseOr,
    exp.BitwiseLeftShift,
    exp.BitwiseRightShift,
    exp.BitwiseNot,
    exp.Case,
    exp.If,
    exp.Collate,
    exp.AtTimeZone,
)
# Left out, for they build giant values or run long in one step: replace, repeat, pads,
# group_concat, string_agg, format, hex, char, regular expressions, JSON.
_FUNCTIONS = (
    exp.Count,
    exp.Sum,
    exp.Avg,
    exp.Min,
    exp.Max,
    exp.Stddev,
    exp.StddevPop,
    exp.StddevSamp,
    exp.Variance,
    exp.VariancePop,
    exp.PercentileCont,
    exp.PercentileDisc,
    exp.Mode,
    exp.LogicalAnd,
    exp.LogicalOr,
    exp.Abs,
    exp.Round,
    exp.Ceil,
    exp.Floor,
    exp.Trunc,
    exp.Sign,
    exp.Sqrt,
    exp.Pow,
    exp.Exp,
    exp.Ln,
    exp.Log,
    exp.Pi,
    exp.Sin,
    exp.Cos,
    exp.Tan,
    exp.Asin,
    exp.Acos,
    exp.Atan,
    exp.Atan2,
    exp.Degrees,
    exp.Radians,
    exp.Greatest,
    exp.Least,
    exp.Coalesce,
    exp.Nullif,
    exp.Typeof,
    exp.Length,
    exp.Lower,
    exp.Upper,
    exp.Initcap,
    exp.Trim,
    exp.Substring,
    exp.Left,
    exp.Right,
    exp.StrPosition,
    exp.Unicode,
    exp.Concat,
    exp.CurrentDate,
    exp.CurrentTime,
    exp.CurrentTimestamp,
    exp.Localtimestamp,
    exp.Date,
    exp.Extract,
    exp.TimestampTrunc,
    exp.TimeToStr,
    exp.TsOrDsToTimestamp,
    exp.StrToDate,
    exp.RowNumber,
    exp.Rank,
    exp.DenseRank,
    exp.PercentRank,
    exp.CumeDist,
    exp.Ntile,
    exp.Lag,
    exp.Lead,
    exp.FirstValue,
    exp.LastValue,
    exp.NthValue,
)
NODES: frozenset[type[exp.Expr]] = frozenset(_CLAUSES + _VALUES + _OPERATORS + _FUNCTIONS)

# Functions that the parser knows only by name.
_NAMED = {
    "sqlite": frozenset("date datetime julianday log10 log2 mod time total unixepoch".split()),
    "postgres": frozenset("age every make_date".split()),
}
# Casts to names of catalog objects (regclass) read the catalog.
_TYPES = frozenset(
    exp.DType[name]
    for name in """
    BIGINT BOOLEAN CHAR DATE DATETIME DECIMAL DOUBLE FLOAT INT INTERVAL NCHAR NVARCHAR SMALLINT TEXT
    TIME TIMESTAMP TIMESTAMPTZ TINYINT VARCHAR
    """.split()
)


class _Parser(SQLiteParser):
    """Leaves functions as they are written whose rewriting would change a result."""

    FUNCTIONS: ClassVar[dict[str, Callable[..., Any]]] = {
        name: build
        for name, build in SQLiteParser.FUNCTIONS.items()
        if name not in ("MOD", "LOG10", "LOG2")
    }


class _Generator(SQLiteGenerator):
    """Leaves NUMERIC as it is written: REAL would turn integers into floats."""

    TYPE_MAPPING: ClassVar[dict[exp.DType, str]] = {
        **SQLiteGenerator.TYPE_MAPPING,
        exp.DType.DECIMAL: "NUMERIC",
    }


class FaithfulSQLite(SQLite):
    """SQLite's grammar, without the rewrites that would change a result."""

    Parser = _Parser
    Generator = _Generator


def grammar(name: str) -> Dialect:
    """Return the dialect to read and write statements of the database called ``name``."""
    return Dialect.get_or_raise(FaithfulSQLite if name == "sqlite" else name)


def refusal(node: exp.Expr, dialect: str) -> str | None:
    """Return what is forbidden about ``node`` itself, or None; its children are judged apart."""
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
        return None if name in _NAMED.get(dialect, ()) else f"the function {name[:40]!r}"
    if type(node) not in NODES:
        return f"{_words(node)}"
    if isinstance(node, exp.DataType) and node.this not in _TYPES:
        return "a conversion to that type"
    if isinstance(node, exp.Join) and node.method:
        return "a NATURAL or ASOF join"
    if isinstance(node, exp.Star):
        return _star(node)
    return _table(node) if isinstance(node, exp.Table) else None


def _star(node: exp.Star) -> str | None:
    return "a changed star" if any(node.args.values()) else None


def _table(node: exp.Table) -> str | None:
    if not isinstance(node.this, exp.Identifier):
        return "a function in place of a table"
    if node.args.get("db") or node.args.get("catalog"):
        return "a table of another schema"
    alias: Any = node.args.get("alias")
    # Such names go by position, over columns that the caller may not know of.
    return "renaming a table's columns" if alias is not None and alias.columns else None


def _words(node: exp.Expr) -> str:
    if isinstance(node, exp.Func):
        return f"the function {node.sql_name().lower()!r}"
    return f"{type(node).__name__.upper()}"
