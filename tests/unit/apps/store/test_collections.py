import pytest

from mrkl_apps.store import ConflictError, NotFoundError
from mrkl_core.values import ErrorRecord


def test_collections_are_made_listed_and_deleted(in_store):
    async def scenario(store):
        first = await store.collections.add("o", "handbook")
        second = await store.collections.add("o", "laws")
        await store.collections.add("other", "handbook")
        assert await store.collections.all("o") == (first, second)
        with pytest.raises(ConflictError, match="'handbook'"):
            await store.collections.add("o", "handbook")
        await store.collections.delete("o", first.id)
        assert await store.collections.all("o") == (second,)

    in_store(scenario)


def test_files_go_from_waiting_to_ready_or_failed(in_store):
    async def scenario(store):
        made = await store.collections.add("o", "handbook")
        waiting = await store.collections.add_file("o", made.id, "a.pdf", 5 * 1024**3)
        assert (waiting.status, waiting.bytes) == ("waiting", 5 * 1024**3)
        other = await store.collections.add_file("o", made.id, "b.md", 1)
        assert await store.collections.unfinished() == (
            ("o", made.id, waiting),
            ("o", made.id, other),
        )
        await store.collections.set_file("o", waiting.id, status="indexing", done=1, total=3)
        ready = await store.collections.set_file("o", waiting.id, status="ready", done=3, total=3)
        error = ErrorRecord(code="document_error", message="Broken.", context={"page": 3})
        failed = await store.collections.set_file("o", other.id, status="failed", error=error)
        assert failed.error == error
        assert (await store.collections.get("o", made.id)).files == (ready, failed)
        assert await store.collections.unfinished() == ()

    in_store(scenario)


def test_a_file_makes_room_for_one_of_the_same_name(in_store):
    async def scenario(store):
        made = await store.collections.add("o", "handbook")
        old = await store.collections.add_file("o", made.id, "a", 1)
        new = await store.collections.add_file("o", made.id, "a", 2)
        assert (await store.collections.get("o", made.id)).files == (new,)
        with pytest.raises(NotFoundError):
            await store.collections.set_file("o", old.id, status="ready")
        await store.collections.delete_file("o", new.id)
        assert (await store.collections.get("o", made.id)).files == ()

    in_store(scenario)


def test_what_belongs_to_others_is_not_there(in_store):
    async def scenario(store):
        made = await store.collections.add("o", "handbook")
        file = await store.collections.add_file("o", made.id, "a", 1)
        for attempt in (
            store.collections.get("x", made.id),
            store.collections.delete("x", made.id),
            store.collections.add_file("x", made.id, "b", 1),
            store.collections.set_file("x", file.id, status="ready"),
            store.collections.delete_file("x", file.id),
        ):
            with pytest.raises(NotFoundError):
                await attempt
        assert await store.collections.all("x") == ()

    in_store(scenario)
