from datetime import UTC, datetime, timedelta

import pytest

from mrkl_apps.store import ConflictError, Keys, NotFoundError, Replies
from mrkl_core.codec import to_dict

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.moment = NOON

    def __call__(self):
        return self.moment

    def wait(self, **time):
        self.moment += timedelta(**time)


def test_a_key_is_found_by_its_secret_alone(in_store):
    async def scenario(store):
        key, secret = await store.keys.add("Ada's laptop", ("ask", "admin"))
        assert secret.startswith(key.prefix)
        assert len(secret) - len(key.prefix) >= 32
        found = await store.keys.find(secret)
        assert (found.id, found.name, found.scopes) == (key.id, "Ada's laptop", ("ask", "admin"))
        for wrong in ("", "mrkl_", secret[:-1], secret + "x", key.id, "\ud800", "\x00"):
            assert await store.keys.find(wrong) is None

    in_store(scenario)


def test_the_secret_is_nowhere_in_what_is_kept(in_store):
    async def scenario(store):
        key, secret = await store.keys.add("k", ("ask",))
        listed = str(to_dict(await store.keys.all()))
        assert key.prefix in listed
        assert secret not in listed

    in_store(scenario)


def test_keys_end_by_time_or_by_being_revoked(in_store):
    async def scenario(store):
        clock = Clock()
        keys = Keys(store._database, clock)
        _, expiring = await keys.add("a", ("ask",), expires_at=NOON + timedelta(hours=1))
        key, revoked = await keys.add("b", ("ask",))
        assert await keys.find(expiring)
        assert await keys.find(revoked)
        clock.wait(hours=1)
        await keys.revoke(key.id)
        assert await keys.find(expiring) is None
        assert await keys.find(revoked) is None
        assert [key.revoked_at for key in await keys.all()] == [
            None,
            "2026-01-01T13:00:00.000000Z",
        ]
        with pytest.raises(NotFoundError):
            await keys.revoke("key_none")

    in_store(scenario)


def test_the_last_use_is_noted_once_a_minute(in_store):
    async def scenario(store):
        clock = Clock()
        keys = Keys(store._database, clock)
        _, secret = await keys.add("a", ("ask",))

        async def used():
            await keys.find(secret)
            return (await keys.all())[0].last_used_at

        assert await used() == "2026-01-01T12:00:00.000000Z"
        clock.wait(seconds=59)
        assert await used() == "2026-01-01T12:00:00.000000Z"
        clock.wait(seconds=1)
        assert await used() == "2026-01-01T12:01:00.000000Z"

    in_store(scenario)


def test_a_repeated_request_gets_the_first_reply_for_a_day(in_store):
    async def scenario(store):
        clock = Clock()
        replies = Replies(store._database, clock)
        reply = {"status": 200, "content": {"text": "grüezi"}, "headers": {}}
        assert await replies.get("o", "k", "f") is None
        assert await replies.keep("o", "k", "f", reply) == reply
        assert await replies.keep("o", "k", "f", {"status": 500}) == reply
        assert await replies.get("o", "k", "f") == reply
        assert await replies.get("other", "k", "f") is None
        clock.wait(days=1)
        assert await replies.get("o", "k", "f") is None
        assert await replies.keep("o", "k", "g", {"status": 1}) == {"status": 1}

    in_store(scenario)


def test_a_key_with_another_request_is_a_conflict(in_store):
    async def scenario(store):
        await store.replies.keep("o", "k", "f", {})
        with pytest.raises(ConflictError):
            await store.replies.get("o", "k", "other")
        with pytest.raises(ConflictError):
            await store.replies.keep("o", "k", "other", {})

    in_store(scenario)
