"""Reading schemas: folded types, sample values, allow-lists, example questions."""

import contextlib
import sqlite3

import pytest
from sqlalchemy import types
from sqlalchemy.dialects import postgresql

from mrkl_core.errors import SettingsError
from mrkl_core.values import Column, Table
from mrkl_experts.database.engines import open_engine
from mrkl_experts.database.examples import example_questions, plural, words
from mrkl_experts.database.schema import fold_type, read_schema, sample


def database(folder, script):
    path = folder / "test.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return open_engine(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("type_", "folded"),
    [
        (types.Integer(), "number"),
        (types.Numeric(10, 2), "number"),
        (types.Float(), "number"),
        (types.Double(), "number"),
        (types.Boolean(), "boolean"),
        (types.Date(), "date"),
        (types.DateTime(), "date"),
        (postgresql.TIMESTAMP(timezone=True), "date"),
        (types.String(5), "text"),
        (types.Text(), "text"),
        (types.LargeBinary(), "text"),
        (types.NullType(), "text"),
        (postgresql.JSONB(), "text"),
        (postgresql.DOUBLE_PRECISION(), "number"),
    ],
)
def test_types_are_folded(type_, folded):
    assert fold_type(type_) == folded


def test_tables_and_views_are_read_in_order(tmp_path):
    engine = database(
        tmp_path,
        """
        CREATE TABLE zoo (id INTEGER, name VARCHAR(9), opened DATE, free BOOLEAN, odd WHATEVER);
        CREATE TABLE animal (weight REAL);
        CREATE VIEW heavy AS SELECT weight FROM animal WHERE weight > 9;
        """,
    )

    tables = read_schema(engine, None)

    assert [table.name for table in tables] == ["animal", "heavy", "zoo"]
    assert [(column.name, column.type) for column in tables[2].columns] == [
        ("id", "number"),
        ("name", "text"),
        ("opened", "date"),
        ("free", "boolean"),
        ("odd", "number"),
    ]


def test_a_broken_view_is_left_out(tmp_path):
    engine = database(
        tmp_path,
        """
        CREATE TABLE a (x);
        CREATE TABLE gone (y);
        CREATE VIEW broken AS SELECT y FROM gone;
        DROP TABLE gone;
        """,
    )

    assert [table.name for table in read_schema(engine, None)] == ["a"]


def test_an_empty_database_is_a_wrong_setting(tmp_path):
    with pytest.raises(SettingsError, match=r"no table that may be read"):
        read_schema(database(tmp_path, "PRAGMA user_version = 1"), None)


def test_unknown_names_in_an_allow_list_are_wrong_settings(tmp_path):
    engine = database(tmp_path, "CREATE TABLE animal (name, weight)")

    with pytest.raises(SettingsError, match=r"no table 'animals'.*Did you mean 'animal'"):
        read_schema(engine, ["animals"])
    with pytest.raises(SettingsError, match=r"'animal' has no column 'wait'.*weight"):
        read_schema(engine, {"animal": ["wait"]})


def test_sample_values(tmp_path):
    engine = database(
        tmp_path,
        """
        CREATE TABLE person (
          id INTEGER, city TEXT, many TEXT, mail TEXT, phone TEXT, essay TEXT, empty TEXT,
          mixed TEXT
        );
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20)
        INSERT INTO person
        SELECT x, CASE x % 3 WHEN 0 THEN ' Rome' WHEN 1 THEN 'Oslo' END, 'name' || char(64 + x),
               'a@b.example', '+47 ' || (x % 2), printf('%0100d', 0), '', x'00' FROM n;
        """,
    )

    (person,) = sample(engine, read_schema(engine, None), 5)

    assert {column.name: column.values for column in person.columns if column.values} == {
        "city": ("Oslo", "Rome")
    }


def test_no_samples_on_request(tmp_path):
    engine = database(tmp_path, "CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('x')")
    tables = read_schema(engine, None)

    assert sample(engine, tables, 0) == tables
    assert sample(engine, tables, 1)[0].columns[0].values == ("x",)


def test_a_table_that_cannot_be_sampled_is_kept(tmp_path):
    engine = database(
        tmp_path,
        """
        CREATE TABLE a (b TEXT);
        INSERT INTO a VALUES ('x');
        CREATE VIEW v AS SELECT group_concat(b) AS b FROM a;
        """,
    )

    _, view = sample(engine, read_schema(engine, None), 5)

    assert (view.name, view.columns[0].values) == ("v", ())


@pytest.mark.parametrize(
    ("name", "spaced"),
    [
        ("InvoiceLine", "invoice line"),
        ("invoice_line", "invoice line"),
        ("HTTPStatus", "http status"),
        ("größe", "größe"),
        ("x2", "x 2"),
        ("___", "___"),
    ],
)
def test_names_become_words(name, spaced):
    assert words(name) == spaced


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("track", "tracks"),
        ("category", "categories"),
        ("day", "days"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("customers", "customers"),
    ],
)
def test_plurals(noun, many):
    assert plural(noun) == many


def test_example_questions():
    tables = (
        Table(
            name="Customer",
            columns=(
                Column(name="CustomerId", type="number"),
                Column(name="Country", values=("Norway", "USA")),
                Column(name="ReportsTo", type="number"),
                Column(name="Age", type="number"),
            ),
        ),
        Table(name="City", columns=(Column(name="Name"),)),
    )

    assert example_questions(tables) == (
        "how many customers are there?",
        "how many cities are there?",
        "how many customers have the country Norway?",
        "what is the average age of all customers?",
        "list the 5 customers with the highest age",
    )
