"""Clocks: the machine's own, and one that stands still."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class SystemClock:
    """The machine's clock, told in one time zone.

    Args:
        timezone: IANA name such as ``Europe/Berlin``; None means the machine's own zone.
    """

    def __init__(self, timezone: str | None = None) -> None:
        self._zone = ZoneInfo(timezone) if timezone else None

    def now(self) -> datetime:
        """Return the current time, aware of its zone."""
        return datetime.now(self._zone).astimezone(self._zone)


class FixedClock:
    """Always tells the same time.

    Args:
        moment: The time; without a zone it is taken as UTC.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the fixed time."""
        return self._moment
