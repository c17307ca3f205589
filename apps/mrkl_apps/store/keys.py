"""API keys: only what recognises a secret is kept, never the secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from mrkl_apps.store.database import Database, add
from mrkl_apps.store.ids import new_id
from mrkl_apps.store.records import Key
from mrkl_apps.store.rows import found
from mrkl_apps.store.tables import api_keys
from mrkl_apps.store.types import moment_text, now, optional_moment_text

PREFIX = "mrkl_"
_SHOWN = len(PREFIX) + 6
_USED_EVERY = timedelta(minutes=1)


class Keys:
    """The keys of a server.

    Args:
        database: Where they are.
        clock: Tells the time.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self, name: str, scopes: Sequence[str], *, expires_at: datetime | None = None
    ) -> tuple[Key, str]:
        """Make a key; return it with its secret, which nobody can find out afterwards.

        Args:
            name: Whom it is for.
            scopes: What it allows.
            expires_at: When it ends by itself, in UTC where it names no zone.
        """
        secret = PREFIX + secrets.token_urlsafe(32)
        values = {
            "id": new_id("key"),
            "name": name,
            "scopes": list(scopes),
            "prefix": secret[:_SHOWN],
            "digest": _digest(secret),
            "created_at": self._clock(),
            "expires_at": expires_at,
        }

        def work(connection: Connection) -> Key:
            number = add(connection, api_keys, values)
            query = select(api_keys).where(api_keys.c.number == number)
            return _record(connection.execute(query).one())

        return await self._database.write(work), secret

    async def find(self, secret: str) -> Key | None:
        """Return the key with this secret; None if there is none, or it is void."""
        digest = _digest(secret)
        query = select(api_keys).where(api_keys.c.digest == digest)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        moment = self._clock()
        if row is None or not hmac.compare_digest(row.digest, digest) or _is_void(row, moment):
            return None
        if row.last_used_at is None or moment - row.last_used_at >= _USED_EVERY:
            await self._set(row.id, last_used_at=moment)
        return _record(row)

    async def all(self) -> tuple[Key, ...]:
        """Return all keys, oldest first, those that are void too."""
        query = select(api_keys).order_by(api_keys.c.number)
        return await self._database.read(
            lambda connection: tuple(map(_record, connection.execute(query)))
        )

    async def revoke(self, id: str) -> None:
        """Make a key void for ever.

        Raises:
            NotFoundError: There is no such key.
        """
        await self._set(id, revoked_at=self._clock())

    async def _set(self, id: str, **values: Any) -> None:
        def work(connection: Connection) -> None:
            query = select(api_keys.c.number).where(api_keys.c.id == id)
            number = found(connection.execute(query).one_or_none(), "key", id).number
            changed = update(api_keys).where(api_keys.c.number == number).values(values)
            connection.execute(changed)

        await self._database.write(work)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _is_void(row: Row[Any], moment: datetime) -> bool:
    return row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= moment)


def _record(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        prefix=row.prefix,
        created_at=moment_text(row.created_at),
        expires_at=optional_moment_text(row.expires_at),
        last_used_at=optional_moment_text(row.last_used_at),
        revoked_at=optional_moment_text(row.revoked_at),
    )
