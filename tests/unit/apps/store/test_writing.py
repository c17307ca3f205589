import asyncio

import pytest
from sqlalchemy import insert, select, text

from mrkl_apps.store import StoreError, open_store
from mrkl_apps.store.errors import NotFoundError
from mrkl_apps.store.tables import replies
from mrkl_apps.store.types import now


def put(key, then=None):
    def work(connection):
        row = {"owner": "o", "key": key, "fingerprint": "f", "reply": {}, "created_at": now()}
        connection.execute(insert(replies).values(row))
        if then:
            raise then
        return key

    return work


async def keys(database):
    query = select(replies.c.key).order_by(replies.c.key)
    return await database.read(lambda connection: connection.execute(query).scalars().all())


def test_what_comes_at_once_is_committed_together(in_store):
    async def scenario(store):
        database = store._database
        done = await asyncio.gather(*(database.write(put(f"{n:03}")) for n in range(300)))
        assert done == [f"{n:03}" for n in range(300)]
        assert await keys(database) == done

    in_store(scenario)


def test_a_write_that_fails_fails_alone_and_leaves_nothing(in_store):
    async def scenario(store):
        database = store._database
        outcomes = await asyncio.gather(
            database.write(put("a")),
            database.write(put("b", NotFoundError("Gone."))),
            database.write(put("a")),
            database.write(put("c", ZeroDivisionError())),
            database.write(put("d")),
            return_exceptions=True,
        )
        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [str, NotFoundError, StoreError, ZeroDivisionError, str]
        assert await keys(database) == ["a", "d"]

    in_store(scenario)


def test_who_leaves_does_not_undo_the_write(in_store):
    async def scenario(store):
        database = store._database
        task = asyncio.create_task(database.write(put("a")))
        await asyncio.sleep(0)
        task.cancel()
        await database.write(put("b"))
        assert task.cancelled()
        assert await keys(database) == ["a", "b"]

    in_store(scenario)


def test_closing_writes_what_waits_and_refuses_what_comes(url, tmp_path):
    async def scenario():
        store = await open_store(url, folder=tmp_path)
        waiting = [asyncio.create_task(store._database.write(put(key))) for key in "abc"]
        await asyncio.sleep(0)
        await store.aclose()
        assert [await task for task in waiting] == ["a", "b", "c"]
        with pytest.raises(StoreError, match="closed"):
            await store._database.write(put("d"))
        await store._database._writer.aclose()

    asyncio.run(scenario())


def test_errors_while_reading_are_typed(in_store):
    async def scenario(store):
        with pytest.raises(StoreError) as raised:
            await store._database.read(lambda connection: connection.execute(text("SELECT secret")))
        assert "secret" not in str(raised.value.to_dict())
        with pytest.raises(ZeroDivisionError):
            await store._database.read(lambda connection: 1 / 0)

    in_store(scenario)


def test_a_connection_that_breaks_fails_its_transaction_and_nothing_after_it(in_store):
    async def scenario(store):
        database = store._database

        def breaks(connection):
            put("lost")(connection)
            connection.connection.dbapi_connection.close()
            connection.execute(select(1))

        outcomes = await asyncio.gather(
            database.write(put("a")),
            database.write(breaks),
            database.write(put("b")),
            return_exceptions=True,
        )
        assert {type(outcome) for outcome in outcomes} == {StoreError}
        await database.write(put("c"))
        assert await keys(database) == ["c"]

    in_store(scenario)
