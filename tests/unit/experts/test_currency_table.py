import gzip
import json
import os
import runpy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mrkl_core.errors import DataNotFoundError, NoResultError, ValueFormatError
from mrkl_experts.currency import build_rates
from mrkl_experts.currency.table import parse_table, shipped_table

SMALL = """# Source: somewhere
month,EUR,JPY
2020-02,0.9167,110.0455
2020-01,0.9011,
"""
MONTHLY = """Date,Country,Exchange rate
1999-12-01,Japan,102.58
2020-01-01,Australia,1.4596
2020-01-01,Japan,109.2670
2020-01-01,New Zealand,1.5149
2020-01-01,United Kingdom,0.7648
2020-01-01,Venezuela,66616.9705
2020-02-01,Australia,1.4978
2020-02-01,Japan,
2020-02-01,New Zealand,1.5609
2020-02-01,United Kingdom,0.7711
"""


def folder_with(tmp_path, monthly):
    with gzip.open(tmp_path / "monthly.csv.gz", "wt", encoding="utf-8") as file:
        file.write(monthly)
    (tmp_path / "SOURCE.json").write_text(json.dumps({"commit": "abc"}))
    return tmp_path


def test_rates_of_a_month():
    table = parse_table(SMALL.splitlines())
    assert (table.first, table.last) == (date(2020, 1, 1), date(2020, 2, 1))
    found = table.rate("JPY", "EUR", date(2020, 2, 29))
    assert found == (Decimal("110.0455"), Decimal("0.9167"), date(2020, 2, 1))
    assert table.rate("USD", "EUR", date(2020, 1, 5))[1] == Decimal("0.9011")


@pytest.mark.parametrize("day", [None, date(2020, 3, 1), date(2026, 1, 1)])
def test_without_a_date_or_after_the_end_the_last_month_counts(day):
    assert parse_table(SMALL.splitlines()).rate("USD", "EUR", day)[2] == date(2020, 2, 1)


@pytest.mark.parametrize("code", ["PLN", "XXX"])
def test_currencies_that_the_table_lacks(code):
    with pytest.raises(NoResultError, match=f"no rates of {code}; it has EUR, JPY, USD"):
        parse_table(SMALL.splitlines()).rate("USD", code, None)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2020, 1, 31)])
def test_months_that_the_table_lacks(day):
    with pytest.raises(NoResultError, match="January 2020 to February 2020"):
        parse_table(SMALL.splitlines()).rate("JPY", "EUR", day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        "month,EUR",
        "day,EUR\n2020-01,1",
        "month,EUR\n2020-01,x",
        "month,EUR\n2020-13,1",
        "month,EUR\n2020-01,1,2",
    ],
)
def test_damaged_tables_are_refused(text):
    with pytest.raises(ValueFormatError, match=r"build_rates"):
        parse_table(text.splitlines())


def test_the_shipped_table_quotes_per_us_dollar():
    table = shipped_table()
    assert len(table.currencies) == 23
    assert table.first == date(2000, 1, 1)
    # The Federal Reserve's averages of January 2020.
    january = table.months[date(2020, 1, 1)]
    assert january["EUR"] == Decimal("0.9011")
    assert january["GBP"] == Decimal("0.7648")
    assert january["JPY"] == Decimal("109.2667")
    assert january["AUD"] == Decimal("1.4596")
    assert all(rate > 0 for rates in table.months.values() for rate in rates.values())


def test_building_writes_source_licence_and_date(tmp_path, monkeypatch):
    folder = folder_with(tmp_path, MONTHLY)
    monkeypatch.setattr("sys.argv", ["build_rates", str(folder), str(tmp_path / "out.csv")])
    runpy.run_path(build_rates.__file__, run_name="__main__")
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert "commit abc" in lines[1]
    assert "PDDL" in lines[2]
    assert "2020-02" in lines[3]
    assert lines[4:] == [
        "month,AUD,GBP,JPY,NZD",
        "2020-01,1.4596,0.7648,109.267,1.5149",
        "2020-02,1.4978,0.7711,,1.5609",
    ]


def test_building_notices_quotes_the_other_way_round(tmp_path):
    turned = MONTHLY.replace("0.7648", "1.3075").replace("0.7711", "1.2968")
    with pytest.raises(ValueFormatError, match="GBP"):
        build_rates.build(folder_with(tmp_path, turned), tmp_path / "out.csv")


def test_building_needs_the_data(tmp_path):
    with pytest.raises(DataNotFoundError, match="monthly"):
        build_rates.build(tmp_path, tmp_path / "out.csv")


@pytest.mark.data
def test_the_shipped_table_is_what_the_data_gives(tmp_path):
    root = Path(__file__).parents[3]
    data = Path(os.environ.get("MRKL_DATA", root.parent / "shared" / "data")) / "exchange_rates"
    if not data.is_dir():
        pytest.skip("the public data folder is not there")
    build_rates.build(data, tmp_path / "out.csv")
    shipped = root / "experts" / "mrkl_experts" / "currency" / "rates.csv"
    assert (tmp_path / "out.csv").read_bytes() == shipped.read_bytes()
