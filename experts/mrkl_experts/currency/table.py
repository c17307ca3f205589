"""The shipped table of monthly rates, for when no network is there.

``rates.csv`` begins with comment lines (source, licence, as-of date); then one row per month and
one column per currency: how many of it one US dollar bought, on average over the month. A cell is
empty where the source has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from mrkl_core.errors import NoResultError, ValueFormatError

BASE = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Monthly rates against the US dollar.

    Attributes:
        currencies: ISO codes, the base included.
        months: Rates by the first day of each month, ascending.
    """

    currencies: tuple[str, ...]
    months: Mapping[date, Mapping[str, Decimal]]

    @property
    def first(self) -> date:
        """Return the first month."""
        return next(iter(self.months))

    @property
    def last(self) -> date:
        """Return the last month: the table's as-of date."""
        return next(reversed(list(self.months)))

    def rate(self, source: str, target: str, day: date | None) -> tuple[Decimal, Decimal, date]:
        """Return both currencies per US dollar, and the month that the rates are of.

        Args:
            source: Code of the currency to convert from.
            target: Code of the currency to convert to.
            day: The wanted day; None for the last month. One after the last month gets that.

        Raises:
            NoResultError: The table lacks the currency or the month.
        """
        for code in (source, target):
            if code not in self.currencies:
                raise NoResultError(
                    f"The shipped table has no rates of {code}; it has "
                    f"{', '.join(sorted(self.currencies))}.",
                    hint="Connect to the network, where more currencies are quoted.",
                    currency=code,
                )
        month = min(day.replace(day=1), self.last) if day else self.last
        rates = self.months.get(month, {})
        if source not in rates or target not in rates:
            raise NoResultError(
                f"The shipped table has no rate of {source} to {target} for {month:%B %Y}; it runs "
                f"from {self.first:%B %Y} to {self.last:%B %Y}.",
                hint="Connect to the network or ask for a month in between.",
            )
        return rates[source], rates[target], month


@cache
def shipped_table() -> Table:
    """Return the table of this package."""
    text = files("mrkl_experts.currency").joinpath("rates.csv").read_text(encoding="utf-8")
    return parse_table(text.splitlines())


def parse_table(lines: Iterable[str]) -> Table:
    """Return the table that ``lines`` describe.

    Raises:
        ValueFormatError: A row does not have the form described above.
    """
    rows = [line.split(",") for line in lines if line.strip() and not line.startswith("#")]
    if len(rows) < 2 or rows[0][0] != "month":
        raise ValueFormatError(
            "A table of rates needs the columns 'month' and codes, and a row.",
            hint="Make it with mrkl_experts.currency.build_rates.",
        )
    codes = rows[0][1:]
    months: dict[date, Mapping[str, Decimal]] = {}
    for row in rows[1:]:
        try:
            month = date.fromisoformat(f"{row[0]}-01")
            cells = zip(codes, row[1:], strict=True)
            rates = {code: Decimal(cell) for code, cell in cells if cell}
        except (InvalidOperation, ValueError) as error:
            raise ValueFormatError(
                f"The row of {row[0]!r:.20} cannot be read: {error}",
                hint="Make the table anew with mrkl_experts.currency.build_rates.",
            ) from error
        months[month] = {BASE: Decimal(1), **rates}
    return Table(currencies=(BASE, *codes), months=dict(sorted(months.items())))
