"""The statement guard under Hypothesis: it never breaks, and writes what was asked."""

import contextlib
import sqlite3
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrkl_core.errors import MRKLError
from mrkl_core.values import Column, Table
from mrkl_experts.database.engines import open_engine
from mrkl_experts.database.guard import Guard
from mrkl_experts.database.limits import Deadline, Limits

TABLES = (
    Table(name="Person", columns=tuple(Column(name=n) for n in ("Id", "Name", "Age", "City"))),
    Table(name="Pet", columns=tuple(Column(name=n) for n in ("Owner", "Name", "Weight"))),
)
CANARY = "CANARY-91be"
SETUP = f"""
CREATE TABLE Person (Id INTEGER, Name TEXT, Age INTEGER, City TEXT, Pin TEXT);
INSERT INTO Person VALUES
  (1, 'Ada', 36, 'Rome', '{CANARY}'), (2, 'Bob', NULL, 'Oslo', '{CANARY}'),
  (3, 'cyd', 5, 'rome', '{CANARY}'), (4, 'O''Neil', 41, NULL, '{CANARY}');
CREATE TABLE Pet (Owner INTEGER, Name TEXT, Weight REAL, Pin TEXT);
INSERT INTO Pet VALUES (1, 'Rex', 12.5, '{CANARY}'), (1, 'Tom', 4, '{CANARY}'),
  (3, 'Ada', -1, '{CANARY}');
CREATE TABLE Secret (Code TEXT);
INSERT INTO Secret VALUES ('{CANARY}');
"""
GUARD = Guard(TABLES, dialect="sqlite")
POSTGRES = Guard(TABLES, dialect="postgres")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("property") / "test.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(SETUP)
    return path


@pytest.fixture(scope="module")
def engine(path):
    return open_engine(f"sqlite:///{path}")


# --- queries over the schema ---------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
texts = words.map(lambda word: "'" + word.replace("'", "''") + "'")
numbers = st.one_of(
    st.integers(-1000, 1000).map(str), st.decimals(-99, 99, places=2).map(lambda n: f"{n:f}")
)


def columns(prefix, names):
    quoted = st.sampled_from(names).map(lambda name: f'{prefix}."{name}"')
    plain = st.sampled_from(names).map(lambda name: f"{prefix}.{name.lower()}")
    return st.one_of(quoted, plain)


texts_of = {
    "p": st.one_of(texts, columns("p", ["Name", "City"])),
    "q": st.one_of(texts, columns("q", ["Name"])),
}
numbers_of = {
    "p": st.one_of(numbers, columns("p", ["Id", "Age"])),
    "q": st.one_of(numbers, columns("q", ["Owner", "Weight"])),
}


def expressions(prefix):
    leaf = st.one_of(texts_of[prefix], numbers_of[prefix], st.just("NULL"))

    def grow(inner):
        return st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "%", "||"]), inner).map(
                lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
            ),
            st.tuples(
                st.sampled_from(["abs", "lower", "upper", "length", "trim", "typeof", "round"]),
                inner,
            ).map(lambda parts: f"{parts[0]}({parts[1]})"),
            st.tuples(st.sampled_from(["coalesce", "ifnull", "nullif"]), inner, inner).map(
                lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
            ),
            st.tuples(inner, inner, inner).map(
                lambda parts: f"CASE WHEN {parts[0]} THEN {parts[1]} ELSE {parts[2]} END"
            ),
            inner.map(lambda part: f"CAST({part} AS INTEGER)"),
            inner.map(lambda part: f"-{part}" if not part.startswith("-") else part),
        )

    return st.recursive(leaf, grow, max_leaves=6)


def conditions(prefix):
    value = expressions(prefix)
    simple = st.one_of(
        st.tuples(
            value, st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT"]), value
        ).map(" ".join),
        st.tuples(value, st.sampled_from(["LIKE", "NOT LIKE", "GLOB"]), texts).map(" ".join),
        st.tuples(value, value, value).map(lambda p: f"{p[0]} BETWEEN {p[1]} AND {p[2]}"),
        st.tuples(value, value, value).map(lambda p: f"{p[0]} IN ({p[1]}, {p[2]})"),
        value.map(lambda part: f"{part} IS NOT NULL"),
    )
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
                lambda p: f"({p[0]} {p[1]} {p[2]})"
            ),
            inner.map(lambda part: f"NOT ({part})"),
        ),
        max_leaves=3,
    )


@st.composite
def queries(draw):
    """Draw a SELECT over the schema, all of whose rows come in a fixed order."""
    shape = draw(st.sampled_from(["plain", "group", "join", "with", "union", "star", "window"]))
    where = draw(conditions("p"))
    value = draw(expressions("p"))
    order = draw(st.sampled_from(["p.Id", "p.Id DESC", "1, p.Id", "p.City, p.Id", "lower(p.Name)"]))
    limit = draw(st.sampled_from(["", " LIMIT 2", " LIMIT 2 OFFSET 1"]))
    if shape == "plain":
        distinct = draw(st.sampled_from(["", "DISTINCT "]))
        return f"SELECT {distinct}{value} AS v, p.Id FROM Person p WHERE {where} ORDER BY 2{limit}"
    if shape == "star":
        return (
            f"SELECT q.*, {value} FROM Person p JOIN Pet q ON q.Owner = p.Id "
            f"WHERE {where} ORDER BY q.Name, {order}{limit}"
        )
    if shape == "group":
        return (
            f"SELECT p.City, count(*) AS n, max({value}) FROM Person p WHERE {where} "
            f"GROUP BY p.City HAVING n > 0 ORDER BY p.City{limit}"
        )
    if shape == "join":
        other = draw(conditions("q"))
        return (
            f"SELECT p.Name, q.Name AS pet, {value} FROM Person AS p LEFT JOIN Pet AS q "
            f"ON q.Owner = p.Id AND {other} WHERE {where} ORDER BY p.Id, q.Name{limit}"
        )
    if shape == "with":
        return (
            f"WITH c AS (SELECT p.Id, {value} AS v FROM Person p WHERE {where}) "
            f"SELECT c.v, c.Id FROM c ORDER BY c.Id{limit}"
        )
    if shape == "union":
        return (
            f"SELECT {value} AS v FROM Person p WHERE {where} UNION SELECT Name FROM Pet ORDER BY v"
        )
    return (
        f"SELECT p.Id, row_number() OVER (PARTITION BY p.City ORDER BY p.Id) AS r FROM Person p "
        f"WHERE {where} ORDER BY p.Id{limit}"
    )


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(sql=queries())
def test_what_the_guard_writes_finds_the_same_rows(path, engine, sql):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            expected = connection.execute(
                sql.replace("q.*", "q.Owner, q.Name, q.Weight")
            ).fetchall()
        except sqlite3.Error:
            return  # Such as an integer overflow in abs().
    approved = GUARD.check(sql)

    found = engine.query(approved, tables=TABLES, limits=Limits(), deadline=Deadline(5)).rows
    assert [tuple(map(plain, row)) for row in found] == [tuple(map(plain, row)) for row in expected]
    assert GUARD.check(approved) == approved


def plain(value):
    """Return a cell as it is shown: JSON has no infinity."""
    return str(value) if isinstance(value, float) else value


# --- anything at all -----------------------------------------------------------------------------

PIECES = """
SELECT DISTINCT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET UNION ALL INTERSECT EXCEPT WITH
RECURSIVE AS ( ) , ; . * + - / % || = <> < > IS NOT NULL IN LIKE GLOB BETWEEN AND OR CASE WHEN THEN
ELSE END JOIN LEFT NATURAL CROSS USING ON EXISTS CAST INTEGER OVER PARTITION WINDOW FILTER COLLATE
NOCASE Person Pet Secret Pin Code Name Age City Id p q person.Pin p.Pin Secret.Code main.Secret
sqlite_master 1 0 'a' "Pin" [Secret] `Code` -- /* */ count max lower DELETE INSERT INTO DROP TABLE
UPDATE SET VALUES PRAGMA ATTACH load_extension ? :x $1 x'00' E'a' :: regclass RETURNING FOR LATERAL
""".split()
soup = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map(" ".join)
behind = st.tuples(
    st.sampled_from(
        [
            "SELECT Name FROM Person WHERE",
            "SELECT Name FROM Person p ORDER BY",
            "SELECT * FROM Person JOIN",
            "SELECT",
            "WITH c AS (SELECT Name FROM Person) SELECT",
            "SELECT Name AS Pin FROM Person",
        ]
    ),
    soup,
).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(sql=st.one_of(st.text(max_size=80), soup, behind))
def test_any_text_is_judged_or_refused_and_leaks_nothing(path, sql):
    for guard in (GUARD, POSTGRES):
        begun = time.process_time()
        try:
            approved = guard.check(sql)
        except MRKLError:
            approved = None
        assert time.process_time() - begun < 5
        if approved is None or guard is POSTGRES:
            continue
        # With all rights, and nothing but the guard in front.
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.set_progress_handler(lambda: 1, 100_000)
            with contextlib.suppress(sqlite3.Error):
                rows = str(connection.execute(approved).fetchmany(100))
                assert CANARY not in rows
            assert connection.total_changes == 0


@settings(max_examples=250, deadline=None)
@given(sql=st.one_of(st.text(max_size=80), soup, behind))
def test_the_engine_alone_leaks_nothing(engine, sql):
    try:
        shown = str(engine.query(sql, tables=TABLES, limits=Limits(), deadline=Deadline(0.2)))
    except MRKLError as error:
        shown = str(error.to_dict())
    assert CANARY not in shown
