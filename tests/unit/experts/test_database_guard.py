"""The statement guard alone: what passes, what does not, and what it writes."""

import time

import pytest

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError, MRKLError
from mrkl_core.values import Column, Table
from mrkl_experts.database.guard import Guard

TABLES = (
    Table(name="Person", columns=tuple(Column(name=name) for name in ("Id", "Name", "Age"))),
    Table(name="Größe", columns=(Column(name="Höhe"),)),
)


@pytest.fixture(scope="module")
def sqlite():
    return Guard(TABLES, dialect="sqlite")


@pytest.fixture(scope="module")
def postgres():
    return Guard(TABLES, dialect="postgres")


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        (
            "SELECT name FROM person -- all of them",
            'SELECT "person"."Name" AS "Name" FROM "Person" AS "person"',
        ),
        (
            "SELECT * FROM Person;",
            'SELECT "person"."Id" AS "Id", "person"."Name" AS "Name", "person"."Age" AS "Age" '
            'FROM "Person" AS "person"',
        ),
        (
            "SELECT avg(Age) FROM Person",
            'SELECT AVG("person"."Age") AS "avg(Age)" FROM "Person" AS "person"',
        ),
        (
            "SELECT [Höhe] FROM `Größe`",
            'SELECT "größe"."Höhe" AS "Höhe" FROM "Größe" AS "größe"',
        ),
        ("SELECT mod(5.5, 2)", 'SELECT MOD(5.5, 2) AS "mod(5.5, 2)"'),
        (
            "SELECT CAST('5' AS NUMERIC)",
            "SELECT CAST('5' AS NUMERIC) AS \"5\"",
        ),
        (
            "SELECT Age AS a FROM Person ORDER BY a",
            'SELECT "person"."Age" AS "a" FROM "Person" AS "person" ORDER BY "a"',
        ),
    ],
)
def test_what_passes_is_written_anew(sqlite, sql, written):
    assert sqlite.check(sql) == written
    assert sqlite.check(written) == written


def test_postgresql_tells_cases_apart(postgres):
    assert postgres.check('SELECT "Name" AS N FROM "Person"') == (
        'SELECT "person"."Name" AS "n" FROM "Person" AS "person"'
    )
    with pytest.raises(InvalidArgumentError, match="no table 'Person'"):
        postgres.check("SELECT 1 FROM Person")
    with pytest.raises(InvalidArgumentError, match="belongs to another table"):
        postgres.check('SELECT Name FROM "Person"')


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("DELETE FROM Person", "other than SELECT"),
        ("VALUES (1)", "other than SELECT"),
        ("EXPLAIN SELECT 1", "other than SELECT"),
        ("PRAGMA table_info(Person)", "other than SELECT"),
        ("SELECT random()", "function 'rand'"),
        ("SELECT load_extension('x')", "function 'load_extension'"),
        ("SELECT group_concat(Name) FROM Person", "function 'group_concat'"),
        ("SELECT * FROM pragma_table_info('Person')", "ANONYMOUS|function"),
        ("SELECT * FROM main.Person", "another schema"),
        ("SELECT x.b FROM Person AS x(a, b)", "renaming"),
        ("SELECT count(*) FROM Person a NATURAL JOIN Person b", "NATURAL"),
        ("WITH Person AS (SELECT 1 AS a) SELECT a FROM Person", "same name"),
        ("SELECT CAST('a' AS BLOB)", "conversion"),
        ("SELECT Name FROM Person ORDER BY lower(Name), ?", "PLACEHOLDER"),
        (
            "SELECT Name FROM Person UNION SELECT Name AS a FROM Person ORDER BY lower(Person.a)",
            "a column of an unknown table",
        ),
        ("SELECT Age AS a FROM Person UNION SELECT 1 ORDER BY -a", "inside an expression"),
        ("SELECT x'00'", "HEXSTRING"),
        ("SELECT " + "1," * 9_999 + "1", "over 4000 words|over 20000 bytes"),
        ("SELECT '" + "é" * 10_000 + "'", "over 20000 bytes"),
        ("SELECT " + "1," * 2_500 + "1", "over 4000 words"),
    ],
)
def test_refusals(sqlite, sql, what):
    with pytest.raises(ExpertRefusedError, match=what):
        sqlite.check(sql)


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("", "cannot be read"),
        (";", "cannot be read"),
        ("-- nothing", "cannot be read"),
        ("SELECT", "cannot be read"),
        ("SELECT 'open", "cannot be read"),
        ("SELECT ((1)", "cannot be read"),
        ("SELECT \ud800", "cannot be read"),
        ("SELECT Nam FROM Person", "no column 'Nam'.*Did you mean 'Name'"),
        ("SELECT p.Nam FROM Person p", "no column 'Nam'"),
        ("SELECT 1 FROM Persons", "no table 'Persons'.*Did you mean 'Person'"),
        ("SELECT Name FROM Person a, Person b", "ambiguous"),
        ("SELECT b.Name FROM Person a", "ambiguous|another table"),
        ('SELECT Name FROM Person WHERE Name = "Ada"', "no column 'Ada'"),
        ("WITH c(a) AS (SELECT 1) SELECT b FROM c", "no column 'b'"),
        ("SELECT rowid FROM Person", "no column 'rowid'"),
        ("SELECT 1 FROM (WITH c AS (SELECT 1 AS a) SELECT a FROM c) JOIN c", None),
    ],
)
def test_what_cannot_be_understood(sqlite, sql, what):
    with pytest.raises(MRKLError, match=what) as raised:
        sqlite.check(sql)
    if what is not None:
        assert isinstance(raised.value, InvalidArgumentError)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "Person" FROM "Person"',
        'SELECT count("Person") FROM "Person"',
        'SELECT row("Person".*) FROM "Person"',
        'SELECT ("Person")."Age" FROM "Person"',
        'SELECT DISTINCT ON (pin) "Name" AS pin FROM "Person"',
        'SELECT DISTINCT ON (lower(pin)) "Name" AS pin FROM "Person"',
        'SELECT "Name" AS pin FROM "Person" ORDER BY lower(pin)',
        'SELECT "Name" AS pin FROM "Person" UNION SELECT \'a\' ORDER BY lower(pin)',
        'SELECT "Name" FROM "Person", LATERAL (SELECT pin) AS z',
        'SELECT * EXCEPT ("Name") FROM "Person"',
        'SELECT "Name" INTO x FROM "Person"',
        'SELECT "Name" FROM "Person" FOR UPDATE',
        "SELECT 'pg_class'::regclass",
        "SELECT set_config('a', 'b', false)",
    ],
)
def test_postgresql_ways_around_a_column_list(postgres, sql):
    with pytest.raises(MRKLError):
        postgres.check(sql)


@pytest.mark.parametrize("depth", [10, 100, 1_000, 10_000, 100_000])
@pytest.mark.parametrize(
    "pattern", ["({}1{})", "-{}1", "NOT {}1", "CASE WHEN 1 THEN {}1", "(SELECT {}1"]
)
def test_nesting_is_judged_or_refused_at_once(sqlite, depth, pattern):
    opening, _, closing = pattern.partition("{}1")
    sql = "SELECT " + f"{opening} " * depth + "1" + closing.replace("{}", "") * depth
    begun = time.process_time()
    try:
        sqlite.check(sql)
    except MRKLError:
        assert depth >= 10
    assert time.process_time() - begun < 3


def test_a_long_statement_is_judged_quickly(sqlite):
    sql = "SELECT Name FROM Person WHERE " + " OR ".join(["Age = 1"] * 900)
    begun = time.process_time()

    assert sqlite.check(sql).count("OR") == 899
    assert time.process_time() - begun < 5


def test_a_word_that_only_looks_like_sql_is_data(sqlite):
    for value in ("'; DROP TABLE Person; --", "1 OR 1=1", "UNION SELECT", "/*", "\\", "Robert'))"):
        escaped = value.replace("'", "''")
        assert f"'{escaped}'" in sqlite.check(f"SELECT Id FROM Person WHERE Name = '{escaped}'")
