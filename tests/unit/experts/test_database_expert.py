"""The database expert on Chinook: real values, limits, cancellation."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mrkl_experts.database
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.errors import (
    ExpertRefusedError,
    ExpertTimeoutError,
    InvalidArgumentError,
    MissingArgumentError,
    SettingsError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_core.values import ExpertSpec
from mrkl_experts.database import DatabaseExpert

CHINOOK = Path(mrkl_experts.database.__file__).with_name("chinook.sqlite")
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c"


class FixedClock:
    def now(self):
        return datetime(2026, 1, 1, tzinfo=UTC)


def context(remaining_s=30.0):
    return Context(clock=FixedClock(), question="", remaining_s=remaining_s)


def ask(expert, sql, remaining_s=30.0):
    return asyncio.run(expert.run({"sql": sql}, context(remaining_s)))


@pytest.fixture(scope="module")
def chinook():
    return DatabaseExpert.demo()


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ('SELECT count(*) FROM "Track"', "3503"),
        ('SELECT count(*) FROM "Customer"', "59"),
        ('SELECT count(*) FROM "Customer" WHERE lower("Country") = lower(\'usa\')', "13"),
        ('SELECT count(*) FROM "Customer" WHERE lower("Country") = lower(\'USA\')', "13"),
        ('SELECT count(*) FROM "Album"', "347"),
        ('SELECT count(*) FROM "Artist"', "275"),
        ('SELECT count(*) FROM "Invoice"', "412"),
        ('SELECT count(*) FROM "InvoiceLine"', "2240"),
        ('SELECT count(DISTINCT "Country") FROM "Customer"', "24"),
        ('SELECT sum("Total") FROM "Invoice"', "2328.6"),
        ('SELECT avg("Total") FROM "Invoice"', "5.65194174757"),
        ('SELECT max("Total") FROM "Invoice"', "25.86"),
        ('SELECT min("Milliseconds") FROM "Track"', "1071"),
        ('SELECT count(*) FROM "Track" WHERE "Milliseconds" > 300000', "1069"),
        ('SELECT count(*) FROM "Invoice" WHERE "Total" >= 10 AND "Total" <= 20', "60"),
        ('SELECT count(*) FROM "Invoice" WHERE "Total" BETWEEN 10 AND 20', "60"),
        ('SELECT count(*) FROM "Track" WHERE "Name" LIKE \'%love%\'', "114"),
        ('SELECT count(*) FROM "Customer" WHERE "Company" IS NULL', "49"),
        (
            'SELECT "Name" FROM "Track" ORDER BY "Milliseconds" DESC LIMIT 1',
            "Occupation / Precipice",
        ),
        ('SELECT count(*) FROM "Invoice" WHERE "InvoiceDate" >= \'2025-01-01\'', "80"),
        ("SELECT max(Name) FROM Track WHERE Name = 'no such track'", "no value"),
        (
            "SELECT count(*) FROM Track JOIN Genre USING (GenreId) WHERE Genre.Name = 'Rock'",
            "1297",
        ),
    ],
)
def test_single_values(chinook, sql, text):
    assert ask(chinook, sql).text == text


def test_several_rows_come_as_a_table(chinook):
    result = ask(chinook, 'SELECT "Name" FROM "Track" ORDER BY "Milliseconds" DESC LIMIT 3')

    assert result.value == {
        "columns": ["Name"],
        "rows": [
            ["Occupation / Precipice"],
            ["Through a Looking Glass"],
            ["Greetings from Earth, Pt. 1"],
        ],
        "truncated": False,
    }
    assert result.text == (
        "| Name |\n| --- |\n| Occupation / Precipice |\n| Through a Looking Glass |\n"
        "| Greetings from Earth, Pt. 1 |"
    )


@pytest.mark.parametrize(
    ("sql", "columns", "rows"),
    [
        (
            'SELECT DISTINCT "Country" FROM "Customer" ORDER BY "Country" LIMIT 2',
            ["Country"],
            [["Argentina"], ["Australia"]],
        ),
        (
            "SELECT BillingCountry, sum(Total) AS revenue FROM Invoice GROUP BY BillingCountry "
            "ORDER BY revenue DESC LIMIT 1",
            ["BillingCountry", "revenue"],
            [["USA", pytest.approx(523.06)]],
        ),
        (
            "SELECT strftime('%Y', InvoiceDate) AS year, count(*) FROM Invoice GROUP BY 1 "
            "ORDER BY 1 LIMIT 1",
            ["year", "count(*)"],
            [["2021", 83]],
        ),
        (
            "SELECT Name, rank() OVER (ORDER BY Milliseconds DESC) AS place FROM Track "
            "ORDER BY place LIMIT 1",
            ["Name", "place"],
            [["Occupation / Precipice", 1]],
        ),
        (
            "WITH rich AS (SELECT CustomerId, sum(Total) AS spent FROM Invoice "
            "GROUP BY CustomerId) SELECT c.LastName, r.spent FROM rich r "
            "JOIN Customer c ON c.CustomerId = r.CustomerId ORDER BY r.spent DESC LIMIT 1",
            ["LastName", "spent"],
            [["Holý", pytest.approx(49.62)]],
        ),
        ("SELECT * FROM Genre WHERE GenreId = 1", ["GenreId", "Name"], [[1, "Rock"]]),
        ("select name from genre where genreid = 2", ["Name"], [["Jazz"]]),
        ("SELECT 'it''s', 1.5, NULL", None, [["it's", 1.5, None]]),
    ],
)
def test_tables(chinook, sql, columns, rows):
    value = ask(chinook, sql).value

    assert value["rows"] == rows
    assert columns is None or value["columns"] == columns
    assert json.loads(json.dumps(value)) == value


def test_no_match_is_a_result(chinook):
    result = ask(chinook, "SELECT Name FROM Genre WHERE Name = 'Polka'")

    assert result.value == {"columns": ["Name"], "rows": [], "truncated": False}
    assert result.text == "No row matches."


def test_the_source_is_the_statement(chinook):
    sql = "SELECT 'é'"
    (source,) = ask(chinook, sql).sources

    assert (source.document, source.start, source.end, source.quote) == ("sql", 0, 11, sql)


def test_the_spec_describes_the_schema(chinook):
    spec = chinook.spec
    (slot,) = spec.slots
    customer = next(table for table in slot.tables if table.name == "Customer")
    country = next(column for column in customer.columns if column.name == "Country")

    assert isinstance(chinook, Expert)
    assert (spec.name, slot.name, slot.type, slot.format) == ("database", "sql", "string", "sql")
    assert len(slot.tables) == 11
    assert country.type == "text"
    assert country.values[:2] == ("Argentina", "Australia")
    assert "how many tracks are there?" in example_texts(chinook)
    assert not spec.annotations.needs_network
    assert spec.annotations.read_only
    assert from_dict(ExpertSpec, json.loads(json.dumps(to_dict(spec)))) == spec
    assert chinook.spec is spec


def example_texts(expert):
    tracks = DatabaseExpert(f"sqlite:///{CHINOOK}", tables="Track")
    return expert.spec.examples + tracks.spec.examples


def test_sample_values_can_be_switched_off():
    expert = DatabaseExpert(f"sqlite:///{CHINOOK}", sample_values=0)

    assert not any(column.values for table in expert.tables for column in table.columns)


def test_an_allow_list_hides_the_rest():
    expert = DatabaseExpert(
        f"sqlite:///{CHINOOK}", tables={"customer": ["country", "City"], "Genre": ["Name"]}
    )

    assert [table.name for table in expert.tables] == ["Customer", "Genre"]
    assert ask(expert, "SELECT * FROM Customer LIMIT 1").value["columns"] == ["City", "Country"]
    with pytest.raises(InvalidArgumentError, match=r"no column 'Email'.*Known: City, Country"):
        ask(expert, "SELECT Email FROM Customer")
    with pytest.raises(InvalidArgumentError, match=r"no table 'Track'. Known: Customer, Genre"):
        ask(expert, "SELECT Name FROM Track")


@pytest.mark.parametrize("sql", [None, 5, ["SELECT 1"]])
def test_the_argument_must_be_text(chinook, sql):
    with pytest.raises(MissingArgumentError):
        asyncio.run(chinook.run({"sql": sql} if sql else {}, context()))


@pytest.mark.parametrize(
    "limits", [{"row_limit": 0}, {"byte_limit": -1}, {"cell_limit": 0}, {"timeout_s": 0}]
)
def test_limits_must_permit_something(limits):
    with pytest.raises(SettingsError, match="above zero"):
        DatabaseExpert(f"sqlite:///{CHINOOK}", **limits)


def test_rows_are_limited():
    result = ask(DatabaseExpert(f"sqlite:///{CHINOOK}", row_limit=25), "SELECT Name FROM Track")

    assert len(result.value["rows"]) == 25
    assert result.value["truncated"]
    assert result.text.endswith("(5 more rows, cut at the limit)")


def test_bytes_are_limited():
    expert = DatabaseExpert(f"sqlite:///{CHINOOK}", row_limit=5000, byte_limit=1000)
    value = ask(expert, "SELECT Name FROM Track").value

    assert value["truncated"]
    assert sum(len(row[0].encode()) for row in value["rows"]) <= 1000


def test_cells_are_limited():
    value = ask(
        DatabaseExpert(f"sqlite:///{CHINOOK}", cell_limit=5), "SELECT Name FROM Genre LIMIT 3"
    ).value

    assert value["rows"] == [["Rock"], ["Jazz"], ["Metal"]]
    cut = ask(DatabaseExpert(f"sqlite:///{CHINOOK}", cell_limit=3), "SELECT 'Métal'").value
    assert cut == {"columns": ["Métal"], "rows": [["Mé…"]], "truncated": True}


@pytest.mark.parametrize(("timeout_s", "remaining_s"), [(0.3, 30.0), (30.0, 0.3)])
def test_the_deadline_stops_the_statement(timeout_s, remaining_s):
    expert = DatabaseExpert(f"sqlite:///{CHINOOK}", timeout_s=timeout_s, sample_values=0)
    begun = time.process_time()

    with pytest.raises(ExpertTimeoutError, match=r"limit of 0.3 s"):
        ask(expert, ENDLESS, remaining_s)
    # Of the processor, for other programs may keep this one waiting.
    assert time.process_time() - begun < 4


def test_no_time_left_is_a_timeout(chinook):
    with pytest.raises(ExpertTimeoutError):
        ask(chinook, ENDLESS, remaining_s=-1.0)


def test_cancelling_stops_the_statement(chinook):
    expert = DatabaseExpert(f"sqlite:///{CHINOOK}", timeout_s=60, sample_values=0)

    async def cancelled():
        task = asyncio.create_task(expert.run({"sql": ENDLESS}, context(60)))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    begun = time.process_time()
    # Leaving the loop waits for its threads: it would not return if the statement went on.
    asyncio.run(cancelled())
    assert time.process_time() - begun < 6


def test_the_loop_stays_free_while_a_query_runs():
    expert = DatabaseExpert(f"sqlite:///{CHINOOK}", timeout_s=0.5, sample_values=0)
    assert expert.tables
    ticks = []

    async def both():
        async def tick():
            while True:
                ticks.append(time.monotonic())
                await asyncio.sleep(0.02)

        ticking = asyncio.create_task(tick())
        with pytest.raises(ExpertTimeoutError):
            await expert.run({"sql": ENDLESS}, context())
        ticking.cancel()

    asyncio.run(both())
    assert len(ticks) > 2


def test_many_queries_at_once(chinook):
    async def all_at_once():
        sql = "SELECT count(*) FROM Track"
        return await asyncio.gather(*(chinook.run({"sql": sql}, context()) for _ in range(40)))

    assert {result.text for result in asyncio.run(all_at_once())} == {"3503"}


def test_refusals_say_what_is_allowed(chinook):
    with pytest.raises(ExpertRefusedError, match="Only one SELECT") as raised:
        ask(chinook, "DROP TABLE Track")
    assert raised.value.to_dict()["code"] == "expert_refused"
    with pytest.raises(InvalidArgumentError, match="Did you mean 'Track'"):
        ask(chinook, "SELECT count(*) FROM Trak")
