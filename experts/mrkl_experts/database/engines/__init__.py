"""Engines: how one statement runs, read-only, on SQLite, PostgreSQL and everything else."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from mrkl_core.errors import SettingsError
from mrkl_experts.database.engines.base import ReadOnlyEngine
from mrkl_experts.database.engines.generic import GenericEngine
from mrkl_experts.database.engines.postgresql import PostgresqlEngine
from mrkl_experts.database.engines.sqlite import SqliteEngine

__all__ = ["ReadOnlyEngine", "open_engine"]


def open_engine(url: str | URL, *, trust_engine: bool = False) -> ReadOnlyEngine:
    """Return the engine for a SQLAlchemy URL; nothing is connected yet.

    Args:
        url: Such as ``sqlite:///shop.sqlite`` or ``postgresql://reader@host/shop``.
        trust_engine: Accept a database that cannot be held read-only from here.

    Raises:
        SettingsError: The URL is malformed, or its database needs ``trust_engine``.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The text of a malformed URL may hold a password.
        raise SettingsError(
            "The database URL cannot be read.",
            hint="Write it as 'sqlite:///file.sqlite' or 'postgresql://user@host/name'.",
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return SqliteEngine(parsed)
    if backend == "postgresql":
        return PostgresqlEngine(parsed, trust_engine=trust_engine)
    if not trust_engine:
        raise SettingsError(
            f"A {backend!r} database cannot be held read-only by this expert: only the statement "
            "guard and a rolled-back transaction would protect it.",
            hint="Connect as a user who may only read, then pass trust_engine=True.",
        )
    return GenericEngine(parsed)
