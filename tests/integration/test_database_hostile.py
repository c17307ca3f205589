"""Hostile SQL against SQLite: each layer alone, and all together.

The database holds a forbidden table and a forbidden column, both full of a canary. Whatever is
thrown at it, the file keeps its bytes and the canary stays inside.
"""

import contextlib
import gzip
import hashlib
import itertools
import os
import random
import re
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from mrkl_core.errors import ExpertTimeoutError, MRKLError
from mrkl_core.values import Column, Table
from mrkl_experts.database.engines import open_engine
from mrkl_experts.database.guard import Guard
from mrkl_experts.database.limits import Deadline, Limits

CANARY = "CANARY-4c1d"
SETUP = f"""
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, city TEXT, pin TEXT);
INSERT INTO person VALUES (1, 'Ada', 'Rome', '{CANARY}'), (2, 'Bob', 'Oslo', '{CANARY}');
CREATE TABLE secret (code TEXT, note TEXT);
INSERT INTO secret VALUES ('{CANARY}', '{CANARY}'), ('other', '{CANARY}');
CREATE VIEW romans AS SELECT name FROM person WHERE city = 'Rome' AND pin IS NOT NULL;
CREATE VIEW leak AS SELECT code FROM secret;
CREATE TABLE audit (entry TEXT);
CREATE TRIGGER watch AFTER UPDATE ON person BEGIN INSERT INTO audit VALUES (old.pin); END;
CREATE INDEX by_pin ON person (pin);
"""
ALLOWED = (
    Table(name="person", columns=tuple(Column(name=name) for name in ("id", "name", "city"))),
    Table(name="romans", columns=(Column(name="name"),)),
)

WRITES = """
INSERT INTO person VALUES (3, 'x', 'y', 'z')
INSERT INTO person (name) SELECT code FROM secret
INSERT OR REPLACE INTO person (id) VALUES (1)
INSERT INTO person (id) VALUES (1) ON CONFLICT DO UPDATE SET name = 'x'
INSERT INTO person DEFAULT VALUES RETURNING *
REPLACE INTO person (id, name) VALUES (1, 'x')
UPDATE person SET name = 'x'
UPDATE person SET name = 'x' WHERE id = 1 RETURNING pin
UPDATE person SET name = code FROM secret
DELETE FROM person
DELETE FROM person WHERE id = 1 RETURNING *
DELETE FROM secret
WITH c AS (SELECT 1) DELETE FROM person
WITH c AS (SELECT 1) UPDATE person SET name = 'x'
WITH c AS (SELECT 1) INSERT INTO person (name) SELECT * FROM c
WITH c AS (DELETE FROM person RETURNING name) SELECT name FROM c
WITH c AS (INSERT INTO person (name) VALUES ('x') RETURNING name) SELECT name FROM c
DROP TABLE person
DROP TABLE IF EXISTS person
DROP VIEW romans
DROP INDEX by_pin
DROP TRIGGER watch
CREATE TABLE t (a)
CREATE TABLE IF NOT EXISTS person (a)
CREATE TABLE t AS SELECT * FROM secret
CREATE TEMP TABLE t (a)
CREATE TEMP TABLE t AS SELECT code FROM secret
CREATE TEMPORARY VIEW v AS SELECT code FROM secret
CREATE TEMP TRIGGER t AFTER INSERT ON person BEGIN SELECT 1; END
CREATE VIEW v AS SELECT pin FROM person
CREATE INDEX i ON person (name)
CREATE UNIQUE INDEX i ON person (name)
CREATE TRIGGER t AFTER DELETE ON person BEGIN SELECT 1; END
CREATE VIRTUAL TABLE v USING fts5(a)
CREATE VIRTUAL TABLE v USING rtree(a, b, c)
CREATE VIRTUAL TABLE temp.v USING fts3(a)
ALTER TABLE person ADD COLUMN x
ALTER TABLE person RENAME TO x
ALTER TABLE person RENAME COLUMN pin TO name2
ALTER TABLE person DROP COLUMN pin
ATTACH DATABASE 'other.sqlite' AS other
ATTACH ':memory:' AS m
ATTACH 'file:x?mode=rwc' AS m
DETACH DATABASE main
VACUUM
VACUUM INTO 'copy.sqlite'
VACUUM main INTO 'copy.sqlite'
REINDEX
REINDEX person
ANALYZE
ANALYZE person
BEGIN
BEGIN IMMEDIATE
BEGIN EXCLUSIVE TRANSACTION
COMMIT
END
ROLLBACK
SAVEPOINT s
RELEASE s
ROLLBACK TO s
PRAGMA query_only = OFF
PRAGMA query_only(0)
PRAGMA writable_schema = ON
PRAGMA trusted_schema = ON
PRAGMA journal_mode = WAL
PRAGMA journal_mode = DELETE
PRAGMA user_version = 5
PRAGMA application_id = 5
PRAGMA encoding = 'UTF-16'
PRAGMA page_size = 8192
PRAGMA auto_vacuum = FULL
PRAGMA incremental_vacuum
PRAGMA wal_checkpoint
PRAGMA optimize
PRAGMA schema_version = 9
PRAGMA foreign_keys = ON
PRAGMA ignore_check_constraints = ON
PRAGMA temp_store_directory = '/tmp'
PRAGMA mmap_size = 1000000000
PRAGMA cache_size = -1000000000
PRAGMA hard_heap_limit = 1
PRAGMA soft_heap_limit = 1
PRAGMA table_info(secret)
PRAGMA table_xinfo(person)
PRAGMA table_list
PRAGMA database_list
PRAGMA function_list
PRAGMA compile_options
PRAGMA index_list(person)
PRAGMA index_xinfo(by_pin)
PRAGMA foreign_key_check
PRAGMA integrity_check
PRAGMA quick_check
PRAGMA main.user_version
EXPLAIN DELETE FROM person
EXPLAIN QUERY PLAN UPDATE person SET name = 'x'
EXPLAIN SELECT pin FROM person
"""

READS = """
SELECT code FROM secret
SELECT * FROM secret
SELECT count(*) FROM secret
SELECT 1 FROM secret
SELECT rowid FROM secret
SELECT "code" FROM "secret"
SELECT [code] FROM [secret]
SELECT `code` FROM `secret`
SELECT 'code' FROM 'secret'
SELECT code FROM SECRET
SELECT code FROM SeCrEt
SELECT code FROM main.secret
SELECT main.secret.code FROM main.secret
SELECT "main"."secret"."code" FROM "main"."secret"
SELECT s.code FROM secret AS s
SELECT person.code FROM secret AS person
SELECT/**/code/**/FROM/**/secret
SELECT code FROM/* person */secret
SELECT code FROM -- person
SELECT name FROM person UNION SELECT code FROM secret
SELECT name FROM person UNION ALL SELECT code FROM secret
SELECT name FROM person EXCEPT SELECT code FROM secret
SELECT name FROM person INTERSECT SELECT code FROM secret
SELECT name FROM person UNION VALUES ((SELECT code FROM secret))
SELECT (SELECT code FROM secret)
SELECT (SELECT code FROM secret LIMIT 1) FROM person
SELECT name, (SELECT max(code) FROM secret) FROM person
SELECT name FROM person WHERE name IN (SELECT code FROM secret)
SELECT name FROM person WHERE name IN secret
SELECT name FROM person WHERE EXISTS (SELECT 1 FROM secret)
SELECT name FROM person WHERE (name, city) IN (SELECT code, note FROM secret)
SELECT name FROM person WHERE name > (SELECT code FROM secret)
SELECT name FROM person WHERE name = (SELECT code FROM secret WHERE code LIKE 'C%')
SELECT name FROM person ORDER BY (SELECT code FROM secret)
SELECT name FROM person GROUP BY (SELECT code FROM secret)
SELECT name FROM person GROUP BY name HAVING (SELECT count(*) FROM secret) > 0
SELECT name FROM person LIMIT (SELECT count(*) FROM secret)
SELECT name FROM person LIMIT 1 OFFSET (SELECT length(code) FROM secret)
SELECT CASE WHEN (SELECT code FROM secret LIMIT 1) LIKE 'C%' THEN 1 ELSE 0 END
SELECT coalesce(NULL, (SELECT code FROM secret LIMIT 1))
SELECT iif((SELECT length(code) FROM secret) > 3, 'a', 'b')
SELECT name FROM person JOIN secret
SELECT name FROM person, secret
SELECT * FROM person, secret
SELECT secret.* FROM person, secret
SELECT name FROM person LEFT JOIN secret ON code = name
SELECT name FROM person CROSS JOIN secret
SELECT name FROM person NATURAL JOIN secret
SELECT name FROM person JOIN secret USING (name)
SELECT name FROM person JOIN (SELECT code FROM secret) ON 1
SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT code FROM secret)))
SELECT * FROM (secret)
SELECT * FROM ((secret))
SELECT * FROM (person JOIN secret)
WITH c AS (SELECT code FROM secret) SELECT * FROM c
WITH person AS (SELECT code FROM secret) SELECT * FROM person
WITH romans AS (SELECT code AS name FROM secret) SELECT name FROM romans
WITH romans AS (SELECT pin AS name FROM person) SELECT name FROM romans
WITH romans(name) AS (SELECT pin FROM person) SELECT name FROM romans
with Romans as materialized (select code as name from secret) select name from Romans
WITH a AS (SELECT 1), romans AS (SELECT code FROM secret) SELECT * FROM romans
SELECT * FROM (WITH romans AS (SELECT code FROM secret) SELECT * FROM romans)
WITH RECURSIVE c(x) AS (SELECT code FROM secret UNION SELECT x FROM c) SELECT x FROM c
WITH c AS (SELECT * FROM secret) SELECT (SELECT code FROM c)
WITH secret AS (SELECT 1 AS code) SELECT code FROM main.secret
SELECT * FROM leak
SELECT code FROM leak
SELECT count(*) FROM leak
SELECT name FROM romans UNION SELECT code FROM leak
SELECT pin FROM person
SELECT person.pin FROM person
SELECT main.person.pin FROM person
SELECT p.pin FROM person p
SELECT "pin" FROM person
SELECT [pin] FROM person
SELECT `pin` FROM person
SELECT PIN FROM PERSON
SELECT name, pin FROM person
SELECT pin AS name FROM person
SELECT pin || '' FROM person
SELECT lower(pin) FROM person
SELECT length(pin) FROM person
SELECT substr(pin, 1, 1) FROM person
SELECT unicode(pin) FROM person
SELECT max(pin) FROM person
SELECT min(pin), name FROM person
SELECT count(pin) FROM person
SELECT count(DISTINCT pin) FROM person
SELECT sum(pin LIKE 'C%') FROM person
SELECT typeof(pin) FROM person
SELECT pin IS NULL FROM person
SELECT CAST(pin AS INTEGER) FROM person
SELECT CASE pin WHEN 'a' THEN 1 ELSE 2 END FROM person
SELECT name FROM person WHERE pin LIKE 'C%'
SELECT name FROM person WHERE pin = 'CANARY-4c1d'
SELECT name FROM person WHERE pin > 'C'
SELECT name FROM person WHERE pin GLOB 'C*'
SELECT name FROM person WHERE pin BETWEEN 'A' AND 'Z'
SELECT name FROM person WHERE pin IN ('a', 'b')
SELECT name FROM person WHERE pin
SELECT name FROM person ORDER BY pin
SELECT name FROM person ORDER BY pin COLLATE NOCASE
SELECT name FROM person ORDER BY lower(pin)
SELECT name AS pin FROM person ORDER BY lower(person.pin)
SELECT name FROM person GROUP BY pin
SELECT name FROM person GROUP BY name HAVING max(pin) > 'A'
SELECT count(*) FILTER (WHERE pin > 'A') FROM person
SELECT row_number() OVER (ORDER BY pin) FROM person
SELECT row_number() OVER (PARTITION BY pin) FROM person
SELECT first_value(pin) OVER () FROM person
SELECT lag(pin) OVER (ORDER BY id) FROM person
SELECT sum(id) OVER w FROM person WINDOW w AS (ORDER BY pin)
SELECT a.name FROM person a JOIN person b ON a.pin = b.pin
SELECT a.name FROM person a JOIN person b USING (pin)
SELECT a.name FROM person a NATURAL JOIN person b
SELECT a.name FROM person a, person b WHERE a.pin < b.pin
SELECT (SELECT pin FROM person LIMIT 1)
SELECT (SELECT p.pin) FROM person p
SELECT name FROM person p WHERE EXISTS (SELECT 1 WHERE p.pin = 'x')
SELECT x FROM (SELECT pin AS x FROM person)
SELECT x FROM (SELECT pin x FROM person) WHERE x > ''
WITH c AS (SELECT pin FROM person) SELECT pin FROM c
WITH c(x) AS (SELECT pin FROM person) SELECT x FROM c
SELECT name FROM person UNION SELECT pin FROM person
SELECT pin FROM (person)
SELECT pin FROM (person AS p)
SELECT (p.pin) FROM person AS p
SELECT pin FROM person INDEXED BY by_pin
SELECT name FROM person NOT INDEXED WHERE pin = 'a'
SELECT * FROM sqlite_master
SELECT sql FROM sqlite_master
SELECT sql FROM sqlite_schema
SELECT sql FROM main.sqlite_master
SELECT sql FROM "sqlite_master"
SELECT name FROM sqlite_temp_master
SELECT name FROM sqlite_temp_schema
SELECT * FROM sqlite_sequence
SELECT * FROM sqlite_stat1
SELECT * FROM dbstat
SELECT * FROM sqlite_dbpage
SELECT * FROM sqlite_stmt
SELECT * FROM audit
SELECT * FROM pragma_table_info('secret')
SELECT * FROM pragma_table_info('person')
SELECT name FROM pragma_table_list
SELECT * FROM pragma_database_list
SELECT * FROM pragma_function_list
SELECT * FROM pragma_compile_options
SELECT * FROM pragma_query_only
SELECT * FROM pragma_user_version
SELECT * FROM pragma_index_info('by_pin')
SELECT * FROM json_each('[1,2]')
SELECT * FROM json_tree('{}')
SELECT * FROM generate_series(1, 10)
SELECT * FROM fts5vocab
SELECT count(*) FROM secret WINDOW secret AS ()
SELECT count(*) FROM json_each('[1]')
SELECT count(*) FROM pragma_table_info('secret')
SELECT count(*) FROM dbstat
SELECT count(*) FROM sqlite_master
SELECT p.name FROM person p JOIN (SELECT 'x' AS pin) g USING (pin)
SELECT p.name FROM person p NATURAL JOIN (SELECT 'x' AS pin) g
SELECT p.name AS "'" FROM person p NATURAL JOIN (SELECT 'x' AS pin) AS "'"
SELECT p.name AS [--] FROM person p NATURAL JOIN (SELECT 'x' AS pin)
SELECT p.name AS `/*` FROM person p NATURAL/**/JOIN (SELECT 'x' AS pin)
SELECT p.name, '''--' FROM person p NATURAL JOIN (SELECT 'x' AS pin)
TABLE secret
VALUES ((SELECT code FROM secret))
"""

FUNCTIONS = """
load_extension('x')
load_extension('x', 'y')
readfile('/etc/passwd')
writefile('/tmp/x', 'y')
edit('x')
fts3_tokenizer('simple')
fts3_tokenizer('simple', x'00')
fts5('x')
fts5_source_id()
randomblob(10)
randomblob(1000000000)
zeroblob(10)
zeroblob(1000000000)
hex('a')
hex(zeroblob(1000000))
unhex('00')
quote('a')
printf('%.*c', 100000000, 'x')
printf('%s', 'a')
format('%d', 1)
replace('a', 'a', 'b')
group_concat('a')
string_agg('a', ',')
char(65, 66)
soundex('a')
random()
changes()
total_changes()
last_insert_rowid()
sqlite_version()
sqlite_source_id()
sqlite_compileoption_get(1)
sqlite_compileoption_used('x')
sqlite_log(1, 'x')
sqlite_offset(1)
json('[1]')
json_array(1)
json_object('a', 1)
json_extract('[1]', '$[0]')
json_group_array(1)
json_group_object('a', 1)
json_patch('{}', '{}')
json_set('{}', '$.a', 1)
json_valid('x')
json_quote('x')
'[1]' -> 0
'[1]' ->> 0
likelihood(1, 0.5)
subtype(1)
match('a', 'b')
'a' MATCH 'b'
'a' REGEXP 'b'
regexp('a', 'b')
snippet('a')
offsets('a')
optimize('a')
matchinfo('a')
highlight('a', 1, 'b', 'c')
bm25('a')
rtreecheck('a')
rtreenode(1, 2)
rtreedepth(1)
rank('a')
raise(ABORT, 'x')
exec('x')
eval('x')
system('x')
sleep(10)
pg_sleep(10)
benchmark(1, 2)
xp_cmdshell('dir')
load_file('/etc/passwd')
user()
database()
version()
@@version
$variable
:name
?
?1
"""

BROKEN = [
    "",
    " ",
    ";",
    ";;",
    "-- nothing",
    "/* nothing */",
    "/* open",
    "SELECT 'open",
    'SELECT "open',
    "SELECT [open",
    "SELECT `open",
    "\ufeffSELECT code FROM secret",
    "\u200bSELECT code FROM secret",
    "SELECT\u00a0code\u00a0FROM\u00a0secret",
    "SELECT code FROM secret\x00 person",
    "SELECT name FROM person\x00; DROP TABLE person",
    "SELECT '\ud800'",
    "SELECT \ud800 FROM person",
    "\x1bSELECT 1",
    "SELECT name FROM person WHERE name = '\\' OR code FROM secret --'",
    "SELECT name FROM person WHERE name = 'a\\' UNION SELECT code FROM secret --",
    "SELECT 'a' 'b' FROM secret",
    "SELECT code FROM secret -- person",
    "SELECT name FROM person -- \n UNION SELECT code FROM secret",
    "SELECT name FROM person /* */ UNION /* */ SELECT code FROM secret /*",
    "SELECT name FROM person --\r UNION SELECT code FROM secret",
    "/*! SELECT */ SELECT code FROM secret",
    "SELECT /*+ hint */ code FROM secret",
    "SELECT name FROM person; SELECT code FROM secret",
    "SELECT name FROM person; DROP TABLE person; --",
    "SELECT name FROM person;;DELETE FROM person",
    "SELECT name FROM person; PRAGMA query_only = OFF; DELETE FROM person",
    "COMMIT; DROP TABLE person",
    "SELECT name FROM person WHERE id = 1; UPDATE person SET name = 'x'",
    "SELECT 1 WHERE 1 = 1 UNION SELECT sql FROM sqlite_master --",
    "SELEC code FROM secret",
    "SELECT FROM WHERE",
    "SELECT code secret",
    "FROM secret",
    "FROM secret SELECT code",
    "(SELECT code FROM secret)",
    "SELECT " + "(" * 10_000 + "1" + ")" * 10_000,
    "SELECT " + "(" * 300 + "1" + ")" * 300,
    "SELECT " + "-" * 500 + "1",
    "SELECT " + "NOT " * 3_000 + "1",
    "SELECT " + "1+" * 9_000 + "1",
    "SELECT " + " || ".join(["'a'"] * 2_000),
    "SELECT name FROM person WHERE " + " OR ".join(["id = 1"] * 20_000),
    "SELECT " + ", ".join(["1"] * 3_000),
    "SELECT 1" + " UNION SELECT 1" * 1_000,
    "SELECT * FROM " + ", ".join(f"person p{number}" for number in range(100)),
    "SELECT " + "abs(" * 1_000 + "1" + ")" * 1_000,
    "SELECT coalesce(" + ", ".join(["1"] * 200) + ")",
    "SELECT 'a' LIKE '" + "%a" * 5_000 + "'",
    "SELECT '" + "x" * 1_000_000 + "'",
    "x" * 1_000_000,
    "SELECT 1e999999999",
    "SELECT 99999999999999999999999999999999999999",
    "SELECT 0x" + "f" * 5_000,
    "SELECT -9223372036854775808 / -1",
    "SELECT abs(-9223372036854775808)",
    "SELECT 1 / 0",
]

BASE = (
    [line for line in (WRITES + READS).splitlines() if line.strip()]
    + [f"SELECT {line}" for line in FUNCTIONS.splitlines() if line.strip()]
    + [f"SELECT {line} FROM person" for line in FUNCTIONS.splitlines() if line.strip()]
    + [f"SELECT name FROM person WHERE {line}" for line in FUNCTIONS.splitlines() if line.strip()]
    + BROKEN
)


def spelled(sql):
    """Yield other spellings of a statement that mean the same, or try to."""
    yield sql
    yield sql.upper()
    yield f"  \n\t{sql} ; "
    yield sql.replace(" ", "/**/")
    yield sql.replace(" ", "\n")
    yield f"/* SELECT 1 */ {sql} -- end"
    yield f"SELECT 1; {sql}"
    yield f"{sql}; SELECT 1"
    yield f"({sql})"
    yield f"SELECT * FROM ({sql})"
    yield f"SELECT name FROM person UNION ALL {sql}"
    yield f"SELECT name FROM person WHERE name = '' UNION {sql} --'"
    yield f"WITH c AS ({sql}) SELECT * FROM c"
    yield f"WITH romans AS ({sql}) SELECT * FROM romans"
    yield f"EXPLAIN {sql}"


HOSTILE = tuple(dict.fromkeys([*itertools.chain.from_iterable(map(spelled, BASE)), *BROKEN]))
#: Each statement as it is and in a quarter of the other spellings, in turn.
A_QUARTER = tuple(
    dict.fromkeys(
        form
        for number, sql in enumerate(BASE)
        for turn, form in enumerate(spelled(sql))
        if turn == 0 or (number + turn) % 4 == 0
    )
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "shop.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(SETUP)
    return path


@pytest.fixture
def unchanged(path):
    """Check afterwards that the file and its folder are as before."""
    before = digest(path), sorted(path.parent.iterdir())
    yield
    assert (digest(path), sorted(path.parent.iterdir())) == before


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def engine(path):
    return open_engine(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def guard():
    return Guard(ALLOWED, dialect="sqlite")


def through_engine(engine, sql, seconds=0.5):
    """Return what comes out of the engine layer alone: rows or the error, as text."""
    limits, deadline = Limits(rows=1_000), Deadline(seconds)
    try:
        return str(engine.query(sql, tables=ALLOWED, limits=limits, deadline=deadline))
    except MRKLError as error:
        return f"{error.to_dict()} {error.__cause__} {error.__context__}"


def through_guard(guard, sql):
    """Return what the guard lets through, or its error."""
    try:
        return guard.check(sql), ""
    except MRKLError as error:
        return None, str(error.to_dict())


def leaks(text, sql):
    """Return whether a text holds the canary, other than as the statement itself spelled it."""
    return CANARY in text and CANARY not in sql


def test_there_are_enough_statements():
    assert len({*BASE, *BROKEN}) >= 500
    assert len(HOSTILE) >= 6_000
    assert len(A_QUARTER) >= 1_800
    assert set(BASE) <= set(A_QUARTER)


def test_the_engine_alone_holds(engine, unchanged):
    leaked = [sql for sql in HOSTILE if leaks(through_engine(engine, sql), sql)]

    assert leaked == []


def test_the_engine_alone_refuses_every_forbidden_read(engine):
    reads = [sql for sql in READS.splitlines() if sql]

    assert [sql for sql in reads if through_engine(engine, sql).startswith("Rows")] == []


@pytest.mark.parametrize(
    "statements", [A_QUARTER, pytest.param(HOSTILE, marks=pytest.mark.slow)], ids=["quarter", "all"]
)
def test_the_guard_alone_holds(statements, engine, guard, path, tmp_path, unchanged):
    """What passes runs here with all rights, on a copy, and still does no harm."""
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(path, copy)
    before = digest(copy)
    passed = 0
    with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for sql in statements:
            approved, error = through_guard(guard, sql)
            assert not leaks(error, sql)
            if approved is None:
                continue
            passed += 1
            assert not leaks(through_engine(engine, approved), sql), sql
            with contextlib.suppress(sqlite3.Error):
                rows = connection.execute(approved).fetchmany(1_000)
                assert not leaks(str(rows), sql), sql
    assert digest(copy) == before
    assert [file.name for file in tmp_path.iterdir()] == ["copy.sqlite"]
    # Only harmless ones pass, such as a comment around a plain SELECT.
    assert passed < len(statements) * 0.02


@pytest.mark.parametrize("sql", ["SELECT name FROM romans", "SELECT count(*) FROM romans"])
def test_a_listed_view_may_read_what_is_not_listed(engine, sql):
    assert "Ada" in through_engine(engine, sql) or "(1,)" in through_engine(engine, sql)


def test_a_with_table_cannot_pose_as_a_view(engine):
    # SQLite gives the authorizer the same name for both.
    spoof = "WITH romans AS (SELECT pin AS name FROM person) SELECT name FROM romans"

    assert "expert_refused" in through_engine(engine, spoof)


EXPENSIVE = {
    "cross join": "SELECT count(*) FROM person a, person b, person c, person d, person e, "
    + ", ".join(f"person p{number}" for number in range(24)),
    "endless": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT max(x) FROM c",
    "endless and filtered": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT x FROM c WHERE x < 0",
    "two endless": "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a), "
    "b(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM b) SELECT count(*) FROM a, b",
    "endless sort": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT x FROM c ORDER BY -x",
    "endless distinct": "WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 FROM c) "
    "SELECT count(DISTINCT x) FROM c",
    "endless window": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT sum(x) OVER () FROM c",
    "endless groups": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT x, count(*) FROM c GROUP BY x",
    "subquery a row": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT count(*) FROM c WHERE (SELECT max(id) FROM person WHERE id < x) < 0",
    "self join": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 20000) "
    "SELECT count(*) FROM c a, c b WHERE a.x % 7 = b.x % 5 AND a.x || b.x LIKE '%99%'",
    "growing text": "WITH RECURSIVE c(n, s) AS (SELECT 0, 'ab' UNION ALL "
    "SELECT n + 1, substr(s || s, 1, 400000) FROM c) SELECT count(*) FROM c WHERE s LIKE '%c'",
    "big texts": "WITH RECURSIVE d(n, s) AS (SELECT 0, 'a' UNION ALL SELECT n + 1, s || s FROM d "
    "WHERE n < 19), i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i) "
    "SELECT count(*) FROM i, d WHERE length(upper(s) || x) < 0",
}


@pytest.mark.parametrize("name", EXPENSIVE)
def test_expensive_queries_stop_in_time(engine, guard, name):
    approved = guard.check(EXPENSIVE[name])
    limits, deadline = Limits(), Deadline(0.3)
    begun = time.process_time()

    with pytest.raises(ExpertTimeoutError):
        engine.query(approved, tables=ALLOWED, limits=limits, deadline=deadline)
    assert time.process_time() - begun < 4


# One step each, which no handler can interrupt; quadratic in SQLite's own functions.
GIANT = [
    "instr(s, substr(s, 1, 250000) || 'b')",
    "length(trim(s, substr(s, 1, 250000) || 'b'))",
    "length(ltrim(s, substr(s, 1, 250000) || 'b'))",
    "length(rtrim(s, substr(s, 1, 250000) || 'b'))",
    "s LIKE '%a%a%a%a%a%a%a%a%a%b'",
    "s GLOB '*a*a*a*a*a*a*a*[ab]*c'",
    "s LIKE s",
    "length(s || s || s)",
    "length(strftime(s))",
    "round(1e300, 1000000000)",
    "count(*) FILTER (WHERE s LIKE '%' || s || '%')",
]


@pytest.mark.parametrize("function", GIANT)
def test_one_function_on_a_giant_text_is_quick(engine, function):
    sql = (
        "WITH RECURSIVE d(n, s) AS (SELECT 0, 'a' UNION ALL SELECT n + 1, s || s FROM d "
        f"WHERE n < 19) SELECT {function} FROM d WHERE n = 19"
    )
    begun = time.process_time()

    through_engine(engine, sql)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT CAST(pin AS INTEGER) FROM person",
        "SELECT abs(name) + 'x' FROM person",
        "SELECT date(pin) FROM person",
        "SELECT sum(9223372036854775807) FROM person, person p",
        "SELECT substr(name, 'x') FROM person",
        "SELECT name COLLATE unknown FROM person",
        "SELECT likely(pin) FROM person",
        "SELECT strftime(name, name, name) FROM person",
    ],
)
def test_errors_carry_no_data(engine, sql):
    shown = through_engine(engine, sql)

    assert not leaks(shown, sql)


# --- with the public collections -----------------------------------------------------------------

DATA = Path(os.environ.get("MRKL_DATA", Path(__file__).parents[3] / "shared" / "data"))
BAD = DATA / "bad_inputs"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not BAD.is_dir(), reason=f"no bad_inputs in MRKL_DATA ({DATA})"),
]


def lines(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode("utf-8", "replace")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


def payloads():
    files = sorted((BAD / "libinjection" / "data").glob("sqli-*"))
    files += sorted((BAD / "payloadsallthethings" / "SQL Injection").glob("Intruder/*"))
    return list(dict.fromkeys(line.strip() for file in files for line in lines(file)))


FORMS = (
    "{}",
    "SELECT name FROM person WHERE id = {}",
    "SELECT name FROM person WHERE name = '{}'",
    'SELECT name FROM person WHERE name = "{}"',
)
one_of_four_or_all = pytest.mark.parametrize("of", [4, pytest.param(1, marks=pytest.mark.slow)])


class TestCollections:
    pytestmark = needs_data

    @one_of_four_or_all
    def test_injections_as_statements_and_as_text(self, engine, guard, path, of):
        """Payloads alone, glued behind a query as a naive program would, and as honest values.

        Each in one of these forms, in turn, or in all.
        """
        before = digest(path)
        found = payloads()
        assert len(found) > 3_000
        for number, payload in enumerate(found):
            for form in FORMS[number % of :: of]:
                sql = form.replace("{}", payload)
                assert not leaks(through_engine(engine, sql, seconds=0.05), sql)
                approved, error = through_guard(guard, sql)
                assert not leaks(error, sql)
                if approved is not None:
                    assert not leaks(through_engine(engine, approved, seconds=0.05), sql)
        assert digest(path) == before

    @one_of_four_or_all
    def test_any_text_may_be_a_value(self, engine, guard, of):
        benign = lines(BAD / "libinjection" / "data" / "false_positives.txt")
        values = [*benign, *payloads()[::of]]
        refused = []
        for value in values:
            sql = "SELECT '" + value.replace("'", "''") + "' FROM person WHERE id = 1"
            approved, _ = through_guard(guard, sql)
            if approved is None or repr(value)[1:-1] not in through_engine(engine, approved):
                refused.append(value)
        assert len(refused) <= len(values) * 0.01, refused[:20]

    def test_valid_queries_are_not_refused(self, tmp_path):
        """What the engine layer permits, the guard accepts, and both find the same rows."""
        names = ["a", "b", "c", "d", "e", "f", "g", "id", "x", "y", "z", "col", "w"]
        tables = tuple(
            Table(name=name, columns=tuple(Column(name=column) for column in names))
            for name in ["test", "tbl", "t", "t1", "t2", "foo", "table1", "xs", "u"]
        )
        path = tmp_path / "wide.sqlite"
        numbers = random.Random(7)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            for table in tables:
                connection.execute(f"CREATE TABLE {table.name} ({', '.join(names)})")
                for _ in range(3):
                    row = [numbers.randint(0, 3) for _ in names]
                    marks = ", ".join("?" * len(names))
                    connection.execute(f"INSERT INTO {table.name} VALUES ({marks})", row)
            connection.commit()
        engine, guard = open_engine(f"sqlite:///{path}"), Guard(tables, dialect="sqlite")
        fixtures = BAD / "sqlglot-valid" / "tests" / "fixtures"
        statements = lines(next(fixtures.glob("identity.sql*")))
        valid, refused, different = 0, [], []

        def run(sql):
            limits, deadline = Limits(), Deadline(0.5)
            return engine.query(sql, tables=tables, limits=limits, deadline=deadline).rows

        for sql in [line.strip() for line in statements if re.match(r"\s*(SELECT|WITH)\b", line)]:
            # SQLite takes an unknown name in double quotes for a text; and CAST AS DATE for a
            # number, where the guard means the date.
            if re.search(r'"(any|both|symmetric)"|CURRENT|AS (DATE|DATETIME|TIMESTAMP)\)', sql):
                continue
            try:
                expected = run(sql)
            except MRKLError:
                continue
            valid += 1
            approved, error = through_guard(guard, sql)
            if approved is None:
                refused.append((sql, error))
            elif run(approved) != expected:
                different.append((sql, approved))
        assert valid > 100
        assert different == []
        assert len(refused) <= valid * 0.01, refused
