"""The database expert on a real PostgreSQL server, started for these tests."""

import asyncio
import contextlib
import threading
import time
from datetime import UTC, datetime

import pytest

from bench.postgresql_server import running_server
from mrkl_core.errors import (
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    MRKLError,
    SettingsError,
)
from mrkl_core.protocols import Context
from mrkl_experts.database import DatabaseExpert
from mrkl_experts.database.engines import open_engine
from mrkl_experts.database.limits import Deadline, Limits

psycopg = pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")

CANARY = "CANARY-7f3a"
SETUP = f"""
CREATE TABLE "Customer" (
  id serial PRIMARY KEY, name text, country text, balance numeric(10,2), since date, active boolean,
  pin text
);
INSERT INTO "Customer" (name, country, balance, since, active, pin) VALUES
  ('Ada', 'UK', 10.50, '2020-01-02', true, '{CANARY}'),
  ('Bob', 'USA', 20.00, '2021-03-04', false, '{CANARY}'),
  ('Cyd', 'USA', -5.25, '2022-05-06', true, '{CANARY}');
CREATE TABLE secret (code text);
INSERT INTO secret VALUES ('{CANARY}');
CREATE TABLE shapes (data jsonb, tags text[], raw bytea, span interval, number double precision);
INSERT INTO shapes VALUES ('{{"a": [1]}}', ARRAY['x','y'], '\\x00ff', '1 day', 'NaN');
CREATE SEQUENCE counter;
CREATE ROLE reader LOGIN;
GRANT SELECT (id, name, country, balance, since, active) ON "Customer" TO reader;
GRANT SELECT ON shapes TO reader;
CREATE ROLE owner LOGIN;
GRANT ALL ON ALL TABLES IN SCHEMA public TO owner;
GRANT ALL ON SEQUENCE counter TO owner;
GRANT CREATE ON SCHEMA public TO owner;
"""


class FixedClock:
    def now(self):
        return datetime(2026, 1, 1, tzinfo=UTC)


def ask(expert, sql, remaining_s=30.0):
    context = Context(clock=FixedClock(), question="", remaining_s=remaining_s)
    return asyncio.run(expert.run({"sql": sql}, context))


@pytest.fixture(scope="module")
def server():
    """Yield the port of a fresh server that trusts everybody on 127.0.0.1."""
    with running_server() as found:
        if found is None:
            pytest.skip("no PostgreSQL server is installed, or no account to run it as")
        for statement in filter(None, map(str.strip, SETUP.split(";\n"))):
            execute(found.port, statement)
        yield found.port


def execute(port, statement):
    ends = time.monotonic() + 20
    while True:
        try:
            address = f"host=127.0.0.1 port={port} user=admin dbname=postgres"
            with psycopg.connect(address, autocommit=True) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else None
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def fingerprint(port):
    """Return everything that a statement might have changed."""
    return [
        execute(port, query)
        for query in (
            'SELECT * FROM "Customer" ORDER BY id',
            "SELECT * FROM secret",
            "SELECT last_value, is_called FROM counter",
            "SELECT count(*) FROM pg_largeobject_metadata",
            "SELECT count(*), sum(oid::bigint) FROM pg_class",
            "SELECT rolname, rolsuper FROM pg_roles ORDER BY 1",
            "SELECT name, setting FROM pg_settings WHERE source = 'database' ORDER BY 1",
        )
    ]


@pytest.fixture(scope="module")
def reader(server):
    return DatabaseExpert(f"postgresql://reader@127.0.0.1:{server}/postgres", timeout_s=1.0)


@pytest.fixture(scope="module")
def engine(server):
    """The engine layer alone, as a role that may write everything: the guard is not there."""
    return open_engine(f"postgresql://owner@127.0.0.1:{server}/postgres")


def query(engine, sql, seconds=1.0):
    return engine.query(sql, tables=(), limits=Limits(), deadline=Deadline(seconds))


def test_the_schema_shows_only_what_the_role_may_read(reader):
    tables = {table.name: table for table in reader.tables}

    assert set(tables) == {"Customer", "shapes"}
    assert [(column.name, column.type) for column in tables["Customer"].columns] == [
        ("id", "number"),
        ("name", "text"),
        ("country", "text"),
        ("balance", "number"),
        ("since", "date"),
        ("active", "boolean"),
    ]
    assert tables["Customer"].columns[2].values == ("UK", "USA")
    assert reader.spec.annotations.needs_network


@pytest.mark.parametrize(
    ("sql", "columns", "rows"),
    [
        ('SELECT count(*) FROM "Customer"', ["count(*)"], [[3]]),
        (
            "SELECT name FROM \"Customer\" WHERE lower(country) = lower('usa') ORDER BY name",
            ["name"],
            [["Bob"], ["Cyd"]],
        ),
        (
            'SELECT * FROM "Customer" WHERE id = 1',
            ["id", "name", "country", "balance", "since", "active"],
            [[1, "Ada", "UK", 10.5, "2020-01-02", True]],
        ),
        ('SELECT sum(balance) AS total FROM "Customer"', ["total"], [[25.25]]),
        ("SELECT name FROM \"Customer\" WHERE name LIKE 'A%'", ["name"], [["Ada"]]),
        (
            "SELECT date_trunc('year', since)::date AS y FROM \"Customer\" ORDER BY y LIMIT 1",
            ["y"],
            [["2020-01-01"]],
        ),
        ('SELECT extract(year FROM since) AS y FROM "Customer" WHERE id = 3', ["y"], [[2022]]),
        ("SELECT data, tags, raw, span, number FROM shapes", None, None),
    ],
)
def test_questions_are_answered(reader, sql, columns, rows):
    value = ask(reader, sql).value

    if columns is None:
        assert value["rows"] == [[{"a": [1]}, ["x", "y"], "0x00ff", "1 day, 0:00:00", "nan"]]
    else:
        assert (value["columns"], value["rows"]) == (columns, rows)


# Allowed inside READ ONLY, or able to end it, by PostgreSQL's own rules; the guard stops them all.
HOSTILE = [
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    "SELECT set_config('statement_timeout', '0', false)",
    "SELECT set_config('app.tenant', 't2', false), (SELECT count(*) FROM \"Customer\")",
    "SELECT current_setting('data_directory')",
    "SELECT pg_notify('a', 'b')",
    "SELECT pg_advisory_lock(1)",
    "SELECT lo_create(0)",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_logical_emit_message(true, 'a', 'b')",
    "SELECT pg_terminate_backend(pg_backend_pid())",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_sleep(10)",
    "SELECT query_to_xml('select code from secret', true, true, '')",
    "SELECT database_to_xml(true, true, '')",
    "SELECT table_to_xml('secret', true, true, '')",
    "SELECT nextval('counter')",
    "SELECT setval('counter', 99)",
    "SELECT dblink('', 'select 1')",
    "SELECT current_user",
    "SELECT session_user",
    "SELECT version()",
    "SELECT 'secret'::regclass",
    "SELECT * FROM pg_roles",
    "SELECT * FROM pg_catalog.pg_settings",
    "SELECT * FROM information_schema.tables",
    "SELECT code FROM secret",
    "SELECT public.secret.code FROM public.secret",
    'SELECT pin FROM "Customer"',
    'SELECT name FROM "Customer" WHERE pin IS NOT NULL',
    'SELECT name FROM "Customer" ORDER BY pin',
    'SELECT name AS pin FROM "Customer" ORDER BY lower(pin)',
    'SELECT DISTINCT ON (pin) name AS pin FROM "Customer"',
    'SELECT DISTINCT ON (lower(pin)) name AS pin FROM "Customer"',
    'SELECT x.g FROM "Customer" AS x(a, b, c, d, e, f, g)',
    'SELECT "Customer" FROM "Customer"',
    'SELECT count("Customer") FROM "Customer"',
    'SELECT row("Customer".*) FROM "Customer"',
    'SELECT ("Customer").pin FROM "Customer"',
    'SELECT to_json("Customer") FROM "Customer"',
    'SELECT name FROM "Customer", LATERAL (SELECT pin) AS z',
    'SELECT count(*) FROM "Customer" a JOIN "Customer" b USING (pin)',
    'SELECT count(*) FROM "Customer" a NATURAL JOIN "Customer" b',
    'SELECT max(name) OVER (PARTITION BY pin) FROM "Customer"',
    'SELECT ctid, xmin FROM "Customer"',
    "SELECT * FROM generate_series(1, 1000000000)",
    "SELECT repeat('a', 1000000000)",
    "SELECT lpad('a', 1000000000, 'b')",
    "SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' ~ '^(a+)+$'",
    'SELECT * INTO copied FROM "Customer"',
    'SELECT name FROM "Customer" FOR UPDATE',
    "VALUES (1)",
    "SELECT 1; SELECT 2",
    "COMMIT; DROP TABLE secret",
    "SELECT 1; COMMIT; DROP TABLE secret",
    'WITH gone AS (DELETE FROM "Customer" RETURNING name) SELECT name FROM gone',
    "EXPLAIN ANALYZE SELECT 1",
    "COPY secret TO PROGRAM 'cat'",
    "COPY secret TO STDOUT",
    "DO $$ BEGIN PERFORM 1; END $$",
    "CALL something()",
    "PREPARE p AS SELECT 1",
    "LISTEN a",
    "SET ROLE admin",
    "RESET ALL",
    "DISCARD ALL",
    "BEGIN",
    "ROLLBACK",
    "CREATE TABLE t (a int)",
    "CREATE TEMP TABLE t (a int)",
    "ALTER ROLE reader SUPERUSER",
    'TRUNCATE "Customer"',
    "INSERT INTO secret VALUES ('x')",
    "UPDATE \"Customer\" SET name = 'x'",
    "DELETE FROM secret",
    "GRANT ALL ON secret TO reader",
    "LOCK TABLE secret",
    "VACUUM",
    "REFRESH MATERIALIZED VIEW v",
    "FETCH ALL FROM mrkl",
    "CLOSE mrkl",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_the_guard_stops_every_hostile_statement(reader, sql):
    with pytest.raises((ExpertRefusedError, InvalidArgumentError)) as raised:
        ask(reader, sql)

    assert CANARY not in str(raised.value.to_dict())


def test_the_engine_alone_lets_nothing_change(server, engine):
    before = fingerprint(server)

    for sql in HOSTILE:
        with contextlib.suppress(MRKLError):
            query(engine, sql, seconds=0.5)

    # Large objects may be made inside READ ONLY by PostgreSQL 15: gone with the transaction.
    assert fingerprint(server) == before


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO secret VALUES ('x')",
        "SELECT 1; SELECT 2",
        "SELECT 1; COMMIT; DROP TABLE secret",
        "SELECT nextval('counter')",
        "SELECT * INTO copied FROM secret",
        'SELECT name FROM "Customer" FOR UPDATE',
        "WITH gone AS (DELETE FROM secret RETURNING code) SELECT code FROM gone",
    ],
)
def test_the_engine_alone_refuses_writes_and_several_statements(engine, sql):
    with pytest.raises((ExpertRefusedError, InvalidArgumentError)):
        query(engine, sql)


def test_the_role_alone_hides_what_it_may_not_read(server):
    engine = open_engine(f"postgresql://reader@127.0.0.1:{server}/postgres")

    for sql in (
        "SELECT code FROM secret",
        'SELECT pin FROM "Customer"',
        'SELECT * FROM "Customer"',
    ):
        with pytest.raises(ExpertRefusedError):
            query(engine, sql)


def test_a_setting_changed_by_one_query_is_gone_in_the_next(engine):
    query(engine, "SELECT set_config('default_transaction_read_only', 'off', false)")
    query(engine, "SELECT set_config('statement_timeout', '0', false)")

    settings = "SELECT current_setting('transaction_read_only'), current_setting('mrkl.x', true)"
    assert query(engine, settings).rows == (("on", None),)
    with pytest.raises(ExpertTimeoutError):
        query(engine, "SELECT pg_sleep(5)", seconds=0.2)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT name::int FROM "Customer"',
        "SELECT ('x' || name)::date FROM \"Customer\"",
        'SELECT 1 / (id - id) FROM "Customer"',
        'SELECT (SELECT name FROM "Customer") AS many',
    ],
)
def test_errors_carry_no_data(reader, sql):
    with pytest.raises(InvalidArgumentError) as raised:
        ask(reader, sql)

    chain = [raised.value, raised.value.__cause__, raised.value.__context__]
    assert chain[1:] == [None, None]
    assert not any(name in str(raised.value) for name in ("Ada", "Bob", "Cyd"))


EXPENSIVE = [
    'SELECT count(*) FROM "Customer" a, "Customer" b, "Customer" c, "Customer" d, "Customer" e, '
    '"Customer" f, "Customer" g, "Customer" h, "Customer" i, "Customer" j, "Customer" k, '
    '"Customer" l, "Customer" m, "Customer" n, "Customer" o, "Customer" p, "Customer" q, '
    '"Customer" r, "Customer" s, "Customer" t',
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c",
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x FROM c WHERE x > 1",
]


@pytest.mark.parametrize("sql", EXPENSIVE)
def test_expensive_queries_stop_at_the_limit(server, reader, sql):
    with pytest.raises(ExpertTimeoutError):
        ask(reader, sql)

    assert running(server) == 0


def running(port):
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader'"
        if (count := execute(port, query)[0][0]) == 0:
            return 0
        time.sleep(0.05)
    return count


def test_cancelling_stops_the_statement_on_the_server(server):
    expert = DatabaseExpert(f"postgresql://reader@127.0.0.1:{server}/postgres", timeout_s=60)
    assert expert.tables

    async def cancelled():
        context = Context(clock=FixedClock(), question="", remaining_s=60)
        task = asyncio.create_task(expert.run({"sql": EXPENSIVE[1]}, context))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert running(server) == 0


def test_rows_beyond_the_limit_are_not_fetched(server):
    expert = DatabaseExpert(f"postgresql://reader@127.0.0.1:{server}/postgres", row_limit=60)
    joins = ", ".join(f'"Customer" {name}' for name in "abcdefg")

    value = ask(expert, f"SELECT a.id FROM {joins}").value

    assert len(value["rows"]) == 60
    assert value["truncated"]


def test_a_slow_consumer_is_stopped_between_pages(engine):
    deadline = Deadline(10)
    threading.Timer(0.3, deadline.stop).start()
    sql = "SELECT a.oid FROM pg_class a, pg_class b, pg_class c"

    limits = Limits(rows=10**9, total_bytes=10**12)

    with pytest.raises(ExpertTimeoutError):
        engine.query(sql, tables=(), limits=limits, deadline=deadline)


def test_a_superuser_needs_trust(server):
    url = f"postgresql://admin@127.0.0.1:{server}/postgres"

    with pytest.raises(SettingsError, match="superuser"):
        _ = DatabaseExpert(url).spec
    assert ask(DatabaseExpert(url, trust_engine=True), "SELECT count(*) FROM secret").text == "1"


def test_a_dead_server_is_unavailable_and_its_password_is_not_shown():
    url = "postgresql://reader:hunter2@127.0.0.1:1/postgres"

    with pytest.raises(ExpertUnavailableError) as raised:
        _ = DatabaseExpert(url).spec
    with pytest.raises(ExpertUnavailableError):
        query(open_engine(url), "SELECT 1")
    assert "hunter2" not in str(raised.value)


def test_the_search_path_of_the_url_is_kept_and_ours_wins(server):
    options = "options=-csearch_path%3Dpg_catalog%20-cdefault_transaction_read_only%3Doff"
    engine = open_engine(f"postgresql://owner@127.0.0.1:{server}/postgres?{options}")

    rows = query(
        engine,
        "SELECT current_setting('search_path'), current_setting('default_transaction_read_only')",
    ).rows
    assert rows == (("pg_catalog", "on"),)


def test_half_a_character_is_not_understood(engine):
    with pytest.raises(InvalidArgumentError):
        query(engine, "SELECT '\ud800'")
