"""Makes the shipped table of rates from the public data set ``exchange-rates``.

Run it with ``python -m mrkl_experts.currency.build_rates FOLDER OUT``, where the folder holds
``monthly.csv.gz`` and ``SOURCE.json``. The set's README says that five countries are quoted the
other way round; its monthly file quotes all of them per US dollar, which ``check`` makes sure of.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from mrkl_core.errors import DataNotFoundError, ValueFormatError

FIRST_MONTH = "2000-01"
# Left out: Venezuela (the series runs through two cuts of zeros unmarked) and the countries
# whose money the euro replaced.
CODES: Mapping[str, str] = {
    "Australia": "AUD",
    "Brazil": "BRL",
    "Canada": "CAD",
    "China": "CNY",
    "Denmark": "DKK",
    "Euro": "EUR",
    "Hong Kong": "HKD",
    "India": "INR",
    "Japan": "JPY",
    "Malaysia": "MYR",
    "Mexico": "MXN",
    "New Zealand": "NZD",
    "Norway": "NOK",
    "Singapore": "SGD",
    "South Africa": "ZAR",
    "South Korea": "KRW",
    "Sri Lanka": "LKR",
    "Sweden": "SEK",
    "Switzerland": "CHF",
    "Taiwan": "TWD",
    "Thailand": "THB",
    "United Kingdom": "GBP",
}
# A pound has always been worth more than a dollar, an Australian or New Zealand dollar nearly
# always less: which way round the file quotes them shows here.
_BELOW_ONE = ("GBP",)
_ABOVE_ONE = ("AUD", "NZD")

Rates = Mapping[str, Mapping[str, Decimal]]


def read_rates(rows: Iterable[Mapping[str, str]]) -> Rates:
    """Return rates by month (``YYYY-MM``) and code, from the rows of the monthly file."""
    months: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        code, month = CODES.get(row["Country"]), row["Date"][:7]
        if code and month >= FIRST_MONTH and row["Exchange rate"]:
            months.setdefault(month, {})[code] = Decimal(row["Exchange rate"]).normalize()
    return dict(sorted(months.items()))


def check(rates: Rates) -> None:
    """Make sure that all currencies are quoted per US dollar.

    Raises:
        ValueFormatError: One is the other way round.
    """
    for codes, below in ((_BELOW_ONE, True), (_ABOVE_ONE, False)):
        for code in codes:
            quoted = [month[code] for month in rates.values() if code in month]
            as_expected = sum((rate < 1) is below for rate in quoted)
            if not quoted or as_expected < 0.8 * len(quoted):
                raise ValueFormatError(
                    f"{code} does not look as if it were quoted per US dollar.",
                    hint="Look at the data set's README; invert that column.",
                )


def write_rates(rates: Rates, commit: str) -> str:
    """Return the text of the table, with its source, licence and as-of date."""
    codes = sorted({code for month in rates.values() for code in month})
    lines = [
        "# Monthly exchange rates: units of each currency per US dollar.",
        f"# Source: US Federal Reserve, github.com/datasets/exchange-rates, commit {commit}",
        "# Licence: Open Data Commons Public Domain Dedication and License (PDDL) 1.0",
        f"# As of: {max(rates)} (the last month may be incomplete)",
        ",".join(("month", *codes)),
    ]
    for month, row in rates.items():
        cells = [f"{row[code]:f}" if code in row else "" for code in codes]
        lines.append(",".join((month, *cells)))
    return "\n".join(lines) + "\n"


def build(folder: Path, out: Path) -> None:
    """Write the table made from ``folder`` to ``out``.

    Raises:
        DataNotFoundError: The data set is not there.
        ValueFormatError: It is not quoted as expected.
    """
    monthly = folder / "monthly.csv.gz"
    if not monthly.is_file():
        raise DataNotFoundError(
            f"There is no {monthly.name} in {str(folder)!r}.",
            hint="Pass the folder of the exchange-rates data set.",
        )
    with gzip.open(monthly, "rt", encoding="utf-8", newline="") as file:
        rates = read_rates(csv.DictReader(file))
    check(rates)
    commit = json.loads((folder / "SOURCE.json").read_text(encoding="utf-8"))["commit"]
    out.write_text(write_rates(rates, commit), encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
