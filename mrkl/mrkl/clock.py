"""The clock that is used when none is injected."""

from __future__ import annotations

from datetime import datetime
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
