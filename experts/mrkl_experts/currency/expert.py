"""The currency expert."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mrkl_core.errors import ExpertError, ExpertUnavailableError, NoResultError
from mrkl_core.values import ExpertSpec, Result, Slot
from mrkl_experts.calculator.rendering import json_value
from mrkl_experts.currency.arguments import (
    EXACT,
    read_amount,
    read_currency,
    read_day,
    rounded,
    write_amount,
    write_day,
    write_rate,
)
from mrkl_experts.currency.live import LiveRates
from mrkl_experts.currency.table import shipped_table

if TYPE_CHECKING:
    from mrkl_core.protocols import Context
    from mrkl_experts.currency.resolver import Reading
    from mrkl_experts.http import SafeClient

_LIVE_S = 4.0

logger = logging.getLogger("mrkl_experts.currency")

SPEC = ExpertSpec(
    name="currency",
    description=(
        "Converts an amount of money from one currency to another and tells exchange rates, of "
        "today or of a past date. Not units of measurement, shares or cryptocurrencies."
    ),
    slots=(
        Slot(
            name="amount",
            type="number",
            description="the amount of money to convert",
            required=False,
            default=1,
        ),
        Slot(name="from_currency", description="the currency to convert from"),
        Slot(name="to_currency", description="the currency to convert to"),
        Slot(
            name="date",
            format="date",
            description="the date of the exchange rate",
            required=False,
        ),
    ),
    examples=(
        "How much is 100 dollars in euros?",
        "Convert 250 euros to pounds",
        "What is the exchange rate from US dollars to yen?",
        "50 GBP in USD",
        "How many Swiss francs do I get for 300 euros?",
        "What were 1,000 euros worth in dollars on 3 March 2015?",
        "What's 20 quid in bucks?",
        "Change 5000 yen into Korean won",
        "eur to chf",
    ),
    negatives=(
        "How many pounds are 70 kilograms?",
        "How much does a flight to Tokyo cost?",
        "What is 15% of 200 dollars?",
        "What is the share price of Nvidia?",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quote:
    """Two currencies against a common third, and of when and from where that is."""

    source: Decimal
    target: Decimal
    origin: str


class CurrencyExpert:
    """Converts at live rates, else at the shipped monthly table; the text says which and of when.

    Args:
        client: Bound to a service in Frankfurter's v1 format; by default one for ``base_url``.
        base_url: Address of the service.
        offline: Never use the network.
    """

    spec = SPEC

    def __init__(
        self,
        client: SafeClient | None = None,
        *,
        base_url: str = "https://api.frankfurter.dev/v1",
        offline: bool = False,
    ) -> None:
        self._client = client
        self._base_url = base_url
        self._offline = offline
        self._live: LiveRates | None = None

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Convert ``amount`` of ``from_currency`` to ``to_currency``.

        Returns:
            ``value``: the converted amount, rounded to the decimal places of its currency.

        Raises:
            MissingArgumentError: A currency is not named.
            InvalidArgumentError: A currency is unknown, the amount or the date impossible.
            NoResultError: Nobody quotes the currency, or not on that day.
            ExpertUnavailableError: Only the network could tell.
        """
        amount = read_amount(arguments)
        source = read_currency(arguments, "from_currency")
        target = read_currency(arguments, "to_currency")
        day = read_day(arguments, context.clock.now().date())
        quote = await self._quote(source, target, day, context.remaining_s)
        rate = EXACT.divide(quote.target * target.per_whole, quote.source * source.per_whole)
        converted = rounded(EXACT.multiply(amount, rate), target)
        shown = f"{write_amount(amount)} {source.unit} = {write_amount(converted)} {target.unit}"
        parts = [f"rate {write_rate(rate)}{quote.origin}", source.note, target.note]
        explained = "; ".join(dict.fromkeys(part for part in parts if part))
        return Result(value=json_value(Fraction(converted)), text=f"{shown} ({explained})")

    async def aclose(self) -> None:
        """Release the client."""
        if self._live is not None:
            await self._live.aclose()

    async def _quote(
        self, source: Reading, target: Reading, day: date | None, remaining_s: float
    ) -> _Quote:
        """Return a live quote, or else the shipped one."""
        codes = source.currency.code, target.currency.code
        if codes[0] == codes[1]:
            return _Quote(source=Decimal(1), target=Decimal(1), origin=", the same currency")
        if self._offline:
            return await self._shipped(*codes, day, None)
        try:
            # Half of the time left: the table must still have a chance to answer.
            seconds = min(_LIVE_S, remaining_s / 2)
            first, second, quoted = await self._live_rates().rate(*codes, day, seconds)
        except ExpertError as failure:
            logger.info("No live rate of %s to %s: %s", *codes, failure)
            return await self._shipped(*codes, day, failure)
        origin = f" of {write_day(quoted)}, live"
        return _Quote(source=first, target=second, origin=origin)

    async def _shipped(
        self, source: str, target: str, day: date | None, failure: ExpertError | None
    ) -> _Quote:
        table = await asyncio.to_thread(shipped_table)
        try:
            first, second, month = table.rate(source, target, day)
        except NoResultError as error:
            if isinstance(failure, NoResultError):
                raise
            reason = "Live rates are switched off." if failure is None else failure.message
            raise ExpertUnavailableError(f"{error.message} {reason}", hint=error.hint) from error
        stale = day is not None and (day.year, day.month) > (month.year, month.month)
        note = f", the last before {write_day(day)}" if day and stale else ""
        origin = f" of {month:%B %Y}{note}, shipped monthly table"
        return _Quote(source=first, target=second, origin=origin)

    def _live_rates(self) -> LiveRates:
        if self._live is None:
            from mrkl_experts.http import SafeClient

            client = self._client or SafeClient(self._base_url, timeout_s=_LIVE_S)
            self._live = LiveRates(client)
        return self._live
