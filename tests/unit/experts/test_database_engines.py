"""The engines without the guard: addresses, read-only SQLite, everything else."""

import contextlib
import os
import sqlite3
import sys
import threading
import time

import pytest
from sqlalchemy.engine import make_url

from mrkl_core.errors import (
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    SettingsError,
)
from mrkl_core.values import Column, Table
from mrkl_experts.database import DatabaseExpert
from mrkl_experts.database.engines import open_engine
from mrkl_experts.database.engines.generic import GenericEngine
from mrkl_experts.database.limits import Deadline, Limits

TABLES = (Table(name="a", columns=(Column(name="b"),)),)
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "odd name ?#%.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('x')")
    return path


@pytest.fixture
def engine(path):
    return open_engine(make_url("sqlite://").set(database=str(path)))


def query(engine, sql, seconds=5.0):
    return engine.query(sql, tables=TABLES, limits=Limits(), deadline=Deadline(seconds))


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("not a url with secret:hunter2@", "cannot be read"),
        ("sqlite://", "names no plain file"),
        ("sqlite:///:memory:", "names no plain file"),
        ("sqlite:///x.sqlite?mode=rwc&uri=true", "names no plain file"),
        ("sqlite:///no/such/file.sqlite", "no SQLite file 'no/such/file.sqlite'"),
        ("postgresql+psycopg2://reader@host/name", "driver 'postgresql\\+psycopg2'"),
        ("mysql://reader:hunter2@host/name", "'mysql' database cannot be held read-only"),
        ("duckdb:///x.duckdb", "cannot be held read-only"),
    ],
)
def test_wrong_addresses(url, what):
    with pytest.raises(SettingsError, match=what) as raised:
        DatabaseExpert(url)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("sybase://host/name", "No SQL dialect"),
        ("trino://host/name", "driver of 'trino' is not installed"),
        ("mysql+pymysql://host/name", "driver of 'mysql\\+pymysql' is not installed"),
    ],
)
def test_databases_that_are_not_known_here(url, what):
    with pytest.raises(SettingsError, match=what):
        open_engine(url, trust_engine=True)


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(SettingsError, match=r"mrkl-system\[postgres\]"):
        open_engine("postgresql://reader@host/name")


def test_any_file_name_will_do(engine):
    assert query(engine, "SELECT b FROM a").rows == (("x",),)


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "notes.sqlite"
    path.write_text("not a database at all, " * 100)

    with pytest.raises(ExpertUnavailableError, match="cannot be read now"):
        _ = DatabaseExpert(f"sqlite:///{path}").spec
    with pytest.raises(ExpertUnavailableError):
        query(open_engine(f"sqlite:///{path}"), "SELECT b FROM a")


def test_a_file_that_went_away(engine, path):
    path.unlink()

    with pytest.raises(ExpertUnavailableError):
        query(engine, "SELECT b FROM a")


def test_a_locked_file_is_unavailable(engine, path):
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ExpertUnavailableError):
            query(engine, "SELECT b FROM a")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_unavailable(engine, path):
    path.chmod(0)

    with pytest.raises(ExpertUnavailableError):
        query(engine, "SELECT b FROM a")


def test_broken_utf8_is_read_with_marks(engine, path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE a SET b = CAST(x'61FF62' AS TEXT)")
        connection.commit()

    assert query(engine, "SELECT b FROM a").rows == (("a\ufffdb",),)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("DELETE FROM a", ExpertRefusedError),
        ("PRAGMA query_only = OFF", ExpertRefusedError),
        ("SELECT randomblob(9)", ExpertRefusedError),
        ("SELECT c FROM a", InvalidArgumentError),
        ("SELECT 1; SELECT 2", InvalidArgumentError),
        ("-- nothing", InvalidArgumentError),
        ("SELECT '\x00'", InvalidArgumentError),
        ("SELECT ?", InvalidArgumentError),
        ("SELECT '" + "x" * 200_000 + "'", ExpertRefusedError),
        (
            "WITH RECURSIVE c(n, s) AS (SELECT 0, 'a' UNION ALL SELECT n + 1, s || s FROM c) "
            "SELECT max(n) FROM c",
            ExpertRefusedError,
        ),
    ],
)
def test_typed_errors(engine, sql, error):
    with pytest.raises(error) as raised:
        query(engine, sql)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT instr('banana', 'nan')", 3),
        ("SELECT instr('banana', 'x')", 0),
        ("SELECT instr(NULL, 'x')", None),
        ("SELECT instr('x', NULL)", None),
        ("SELECT instr(12345, 34)", 3),
        ("SELECT trim('xxaxx', 'x')", "a"),
        ("SELECT ltrim('xxaxx', 'x')", "axx"),
        ("SELECT rtrim('xxaxx', 'x')", "xxa"),
        ("SELECT trim('xyaxy', 'yx')", "a"),
        ("SELECT ltrim(NULL, 'x')", None),
        ("SELECT rtrim('x', NULL)", None),
        ("SELECT trim('  a ')", "a"),
    ],
)
def test_replaced_functions_mean_the_same(engine, sql, value):
    assert query(engine, sql).rows == ((value,),)
    with contextlib.closing(sqlite3.connect(":memory:")) as plain:
        assert plain.execute(sql).fetchall() == [(value,)]


def test_stopping_from_another_thread(engine):
    deadline = Deadline(60)
    threading.Timer(0.2, deadline.stop).start()
    begun = time.process_time()

    with pytest.raises(ExpertTimeoutError):
        engine.query(ENDLESS, tables=TABLES, limits=Limits(), deadline=deadline)
    assert time.process_time() - begun < 5


# SQLite through the generic engine stands for any other database.


@pytest.fixture
def generic(path):
    return GenericEngine(make_url("sqlite://").set(database=str(path)))


def test_any_other_engine_answers(generic):
    assert query(generic, "SELECT b, 'a%s:b' AS t FROM a").to_value() == {
        "columns": ["b", "t"],
        "rows": [["x", "a%s:b"]],
        "truncated": False,
    }
    assert generic.readable() is None


def test_any_other_engine_rolls_back(generic, path):
    with pytest.raises(InvalidArgumentError):
        query(generic, "DELETE FROM a")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM a").fetchall() == [(1,)]


@pytest.mark.parametrize("sql", ["SELECT nothing", "SELECT '\x00'", ""])
def test_any_other_engine_has_typed_errors(generic, sql):
    with pytest.raises(InvalidArgumentError) as raised:
        query(generic, sql)
    assert raised.value.__context__ is None


def test_any_other_engine_that_cannot_be_reached(tmp_path):
    engine = GenericEngine(make_url(f"sqlite:///{tmp_path}/no/such/file.sqlite"))

    with pytest.raises(ExpertUnavailableError):
        query(engine, "SELECT 1")


def test_any_other_engine_is_interrupted_where_the_driver_can(generic):
    deadline = Deadline(60)
    threading.Timer(0.2, deadline.stop).start()

    with pytest.raises(ExpertTimeoutError):
        generic.query(ENDLESS, tables=TABLES, limits=Limits(), deadline=deadline)


def test_any_other_engine_stops_between_pages(generic):
    with pytest.raises(ExpertTimeoutError):
        query(generic, "SELECT b FROM a", seconds=0.0)
