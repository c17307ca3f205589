"""What one statement may cost: time, rows, bytes, cells; and its rows as JSON-safe data."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as clock_time
from decimal import Decimal
from typing import Any

from mrkl_core.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds of one statement.

    Attributes:
        rows: Rows returned.
        total_bytes: UTF-8 bytes of all cells together.
        cell_bytes: UTF-8 bytes of one cell; longer ones are cut and end in an ellipsis.
        seconds: Time from the call to the last row.
    """

    rows: int = 200
    total_bytes: int = 1_000_000
    cell_bytes: int = 10_000
    seconds: float = 5.0

    def __post_init__(self) -> None:
        """Refuse limits that permit nothing.

        Raises:
            SettingsError: A limit is not above zero.
        """
        for name in ("rows", "total_bytes", "cell_bytes", "seconds"):
            value = getattr(self, name)
            if not value > 0:
                raise SettingsError(
                    f"The limit {name} is {value!r}.", hint="Give a number above zero."
                )


class Deadline:
    """A point in time after which a statement must stop; may also be stopped at once.

    Args:
        seconds: Time from now.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._stopped = False
        self._interrupt: Callable[[], object] | None = None

    @property
    def remaining_s(self) -> float:
        """Return the seconds left, at least zero."""
        return 0.0 if self._stopped else max(0.0, self._ends - time.monotonic())

    def passed(self) -> bool:
        """Return whether the statement must stop now."""
        return self.remaining_s == 0.0

    def stop(self) -> None:
        """Stop the statement now, from any thread."""
        with self._lock:
            self._stopped = True
            if self._interrupt is not None:
                self._interrupt()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Let ``stop`` call ``interrupt`` inside this block, and never after it."""
        with self._lock:
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A result table; ``truncated`` says that a limit cut rows or cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False

    def to_value(self) -> dict[str, Any]:
        """Return the table as JSON data."""
        return {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "truncated": self.truncated,
        }


def collect(columns: Sequence[str], rows: Iterable[Sequence[Any]], limits: Limits) -> Rows:
    """Take rows from a cursor until a limit is reached; the rest is never fetched."""
    taken: list[tuple[Any, ...]] = []
    room = limits.total_bytes
    truncated = False
    for row in rows:
        if len(taken) == limits.rows:
            truncated = True
            break
        cells = tuple(_cell(value, limits.cell_bytes) for value in row)
        room -= sum(size for _, size, _ in cells)
        if room < 0:
            truncated = True
            break
        truncated = truncated or any(cut for _, _, cut in cells)
        taken.append(tuple(value for value, _, _ in cells))
    return Rows(columns=tuple(columns), rows=tuple(taken), truncated=truncated)


def _cell(value: Any, limit: int) -> tuple[Any, int, bool]:
    """Return a JSON-safe cell, its size in bytes, and whether it was cut."""
    if isinstance(value, bytes | bytearray | memoryview):
        # Two hexadecimal digits a byte; never render what would be cut anyway.
        shown = bytes(value[: limit // 2 + 1])
        return _cut("0x" + shown.hex(), limit)
    plain = json_safe(value)
    if isinstance(plain, str):
        return _cut(plain, limit)
    size = len(json.dumps(plain))
    return (plain, size, False) if size <= limit else _cut(json.dumps(plain), limit)


def _cut(text: str, limit: int) -> tuple[str, int, bool]:
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return raw.decode("utf-8"), len(raw), False
    return raw[:limit].decode("utf-8", "ignore") + "…", limit, True


def json_safe(value: Any) -> Any:
    """Return a database value as JSON holds it.

    A decimal becomes a number where that is exact, else its digits; dates become ISO 8601;
    what JSON has no word for (NaN, ranges, network addresses) becomes text.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, date | clock_time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): json_safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(item) for item in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return "0x" + bytes(value).hex()
    return str(value)


def _decimal(value: Decimal) -> int | float | str:
    if not value.is_finite():
        return str(value)
    if abs(value) < 10**15 and value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else format(value, "f")
