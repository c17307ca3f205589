"""How values are written down, the same in every database."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

# What no database takes as text: NUL and halves of characters. Each is written as a mark that
# stands for no character, and its number; so every text comes back as it was, and a part of a
# text is still found in it.
_MARK = "\ufffe"
_UNWRITABLE = re.compile("[\x00\ud800-\udfff\ufffe]")
_WRITTEN = re.compile(_MARK + "([0-9A-F]{4})")


class AnyText(TypeDecorator[str]):
    """Text of any characters whatever."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what the database keeps."""
        if value is None:
            return None
        return _UNWRITABLE.sub(lambda found: f"{_MARK}{ord(found[0]):04X}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what was kept."""
        if value is None or _MARK not in value:
            return value
        return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), value)


class Json(TypeDecorator[Any]):
    """JSON data as text; the databases' own JSON types would reorder it and refuse some of it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return what the database keeps."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return what was kept."""
        return None if value is None else json.loads(value)


class Moment(TypeDecorator[datetime]):
    """A moment, as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what the database keeps."""
        if value is None:
            return None
        whole = int(value.replace(microsecond=0).timestamp())
        return whole * 1_000_000 + value.microsecond

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return what was kept."""
        if value is None:
            return None
        seconds, micros = divmod(value, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def now() -> datetime:
    """Return the current moment."""
    return datetime.now(UTC)


def moment_text(moment: datetime) -> str:
    """Return a moment as RFC 3339 has it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def optional_moment_text(moment: datetime | None) -> str | None:
    """Return a moment as RFC 3339 has it, if there is one."""
    return None if moment is None else moment_text(moment)
