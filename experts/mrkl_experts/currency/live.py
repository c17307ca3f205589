"""Live rates in Frankfurter's v1 format (the European Central Bank's reference rates)."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mrkl_core.errors import (
    ExpertError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    NoResultError,
)

if TYPE_CHECKING:
    from mrkl_experts.http import SafeClient

_BASE = "EUR"
_PAUSE_S = 60.0


class LiveRates:
    """Asks a service, and after a failure leaves it alone for a minute.

    Args:
        client: Bound to the service's address.
        monotonic: A clock in seconds.
    """

    def __init__(
        self, client: SafeClient, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._monotonic = monotonic
        self._paused_until = -math.inf
        self._failure: ExpertError | None = None

    async def rate(
        self, source: str, target: str, day: date | None, seconds: float
    ) -> tuple[Decimal, Decimal, date]:
        """Return both currencies per euro, and the day that the rates are of.

        Per euro because that is how the rates are published: a rate asked for per rupiah comes
        rounded to a single figure.

        Args:
            source: Code of the currency to convert from.
            target: Code of the currency to convert to.
            day: The wanted day; None for the latest.
            seconds: How long it may take.

        Raises:
            ExpertUnavailableError: The service cannot be reached, or could not a moment ago.
            ExpertTimeoutError: It took too long.
            NoResultError: It has no such currency or day.
            ExpertError: It does not accept the request.
        """
        if self._failure is not None and self._monotonic() < self._paused_until:
            raise ExpertUnavailableError(self._failure.message, hint=self._failure.hint)
        symbols = ",".join(code for code in (source, target) if code != _BASE)
        try:
            reply = await self._get(day.isoformat() if day else "latest", symbols, seconds)
            rates, quoted = _read(reply)
        except (ExpertUnavailableError, ExpertTimeoutError) as error:
            self._failure = error
            self._paused_until = self._monotonic() + _PAUSE_S
            raise
        for code in (source, target):
            if code not in rates:
                raise NoResultError(f"The rate service does not quote {code}.", currency=code)
        return rates[source], rates[target], quoted

    async def _get(self, path: str, symbols: str, seconds: float) -> Any:
        try:
            async with asyncio.timeout(seconds):
                return await self._client.get_json(path, {"base": _BASE, "symbols": symbols})
        except ExpertTimeoutError:
            raise
        except TimeoutError as error:
            raise ExpertTimeoutError(
                f"The rate service did not answer within {seconds:.1f} seconds.",
                hint="Try again later.",
            ) from error

    async def aclose(self) -> None:
        """Release the client."""
        await self._client.aclose()


def _read(reply: Any) -> tuple[Mapping[str, Decimal], date]:
    """Return the rates and their day out of ``{"base", "date", "rates"}``."""
    try:
        if reply["base"] != _BASE:
            raise ValueError(f"the base is {reply['base']!r:.20}")
        rates = {code: _positive(rate) for code, rate in reply["rates"].items()}
        return rates | {_BASE: Decimal(1)}, date.fromisoformat(reply["date"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ExpertUnavailableError(
            f"The rate service answered with something else than rates ({error}).",
            hint="Try again later.",
        ) from error


def _positive(rate: Any) -> Decimal:
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < 1e15:
        raise ValueError(f"a rate is {rate!r:.20}")
    return Decimal(repr(rate))
