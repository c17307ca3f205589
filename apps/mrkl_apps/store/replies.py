"""Replies that a repeated request gets again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from mrkl_apps.store.database import Database
from mrkl_apps.store.errors import ConflictError
from mrkl_apps.store.tables import replies
from mrkl_apps.store.types import now

_KEPT = timedelta(days=1)


class Replies:
    """Replies by the key that a request brought, for a day.

    Args:
        database: Where they are.
        clock: Tells the time.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    async def get(self, owner: str, key: str, fingerprint: str) -> Mapping[str, Any] | None:
        """Return what was replied to a request; None if it comes for the first time.

        Raises:
            ConflictError: The key came with another request.
        """
        return await self._database.read(
            lambda connection: self._get(connection, owner, key, fingerprint)
        )

    async def keep(
        self, owner: str, key: str, fingerprint: str, reply: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Keep what was replied, JSON data, and return it; what is there already stays.

        Raises:
            ConflictError: The key came with another request.
        """

        def work(connection: Connection) -> Mapping[str, Any]:
            connection.execute(delete(replies).where(replies.c.created_at <= self._oldest()))
            kept = self._get(connection, owner, key, fingerprint)
            if kept is not None:
                return kept
            row = {"owner": owner, "key": key, "fingerprint": fingerprint, "reply": reply}
            connection.execute(insert(replies).values(**row, created_at=self._clock()))
            return reply

        return await self._database.write(work)

    def _oldest(self) -> datetime:
        return self._clock() - _KEPT

    def _get(
        self, connection: Connection, owner: str, key: str, fingerprint: str
    ) -> Mapping[str, Any] | None:
        query = select(replies).where(
            replies.c.owner == owner,
            replies.c.key == key,
            replies.c.created_at > self._oldest(),
        )
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise ConflictError(
                "This Idempotency-Key came before with another request.",
                hint="Use a new key for each request.",
            )
        reply: Mapping[str, Any] = row.reply
        return reply
