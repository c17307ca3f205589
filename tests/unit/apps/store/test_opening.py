import asyncio
import stat
import subprocess
import sys

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from mrkl_apps.store import StoreError, StoreInUseError, StoreVersionError, open_store
from mrkl_apps.store.engines import open_engines
from mrkl_apps.store.tables import metadata
from mrkl_core.errors import SettingsError


def opened(url, folder, *, alone=True, scenario=None):
    async def main():
        store = await open_store(url, folder=folder, alone=alone)
        try:
            await store.ready()
            return await scenario(store) if scenario else None
        finally:
            await store.aclose()

    return asyncio.run(main())


def test_the_steps_make_the_tables_that_the_code_works_with(fresh_url, tmp_path):
    opened(fresh_url, tmp_path)

    engines = open_engines(fresh_url)
    with engines.reading.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engines.dispose()
    assert differences == []


def test_what_was_kept_is_there_after_a_restart(fresh_url, tmp_path):
    async def put(store):
        await store.conversations.ask("o", "c", question="grüezi", run="r")

    async def get(store):
        return [message.text for message in await store.conversations.messages("o", "c")]

    opened(fresh_url, tmp_path, scenario=put)
    assert opened(fresh_url, tmp_path, scenario=get) == ["grüezi", ""]


def test_a_second_server_is_refused_and_commands_are_not(fresh_url, tmp_path):
    async def second(store):
        with pytest.raises(StoreInUseError, match="Another server"):
            await open_store(fresh_url, folder=tmp_path)
        beside = await open_store(fresh_url, folder=tmp_path, alone=False)
        _, secret = await beside.keys.add("k", ("ask",))
        await beside.aclose()
        return await store.keys.find(secret)

    assert opened(fresh_url, tmp_path, scenario=second).name == "k"
    opened(fresh_url, tmp_path)


def test_tables_of_a_later_version_are_refused(fresh_url, tmp_path):
    opened(fresh_url, tmp_path)
    engines = open_engines(fresh_url)
    with engines.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engines.dispose()

    with pytest.raises(StoreVersionError, match=r"9999.*knows 0001"):
        opened(fresh_url, tmp_path)


START = """
import asyncio, sys
from pathlib import Path
from mrkl_apps.store import open_store
async def main():
    store = await open_store(sys.argv[1], folder=Path(sys.argv[2]), alone=False)
    await store.keys.add("k", ("ask",))
    await store.aclose()
asyncio.run(main())
"""


def test_many_may_start_at_once(fresh_url, tmp_path):
    starts = [
        subprocess.Popen([sys.executable, "-c", START, fresh_url, tmp_path], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = [start.communicate(timeout=60)[1] for start in starts]

    async def keys(store):
        return await store.keys.all()

    assert (said, [start.returncode for start in starts]) == ([b""] * 4, [0] * 4)
    assert len(opened(fresh_url, tmp_path, scenario=keys)) == 4


def test_the_default_is_a_file_that_nobody_else_can_read(tmp_path):
    folder = tmp_path / "50% new" / "data"

    opened(None, folder)

    file = folder / "mrkl.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_commits_wait_for_the_disk(tmp_path):
    opened(None, tmp_path)
    engines = open_engines(f"sqlite:///{tmp_path / 'mrkl.sqlite'}")

    def pragmas(engine):
        with engine.connect() as connection:
            return {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
            }

    assert pragmas(engines.writing) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "query_only": 0,
    }
    assert pragmas(engines.reading)["query_only"] == 1
    engines.dispose()


def test_reading_cannot_write(fresh_url, tmp_path):
    opened(fresh_url, tmp_path)
    engines = open_engines(fresh_url)

    with (
        pytest.raises(sqlalchemy.exc.DBAPIError, match=r"readonly|read-only"),
        engines.reading.connect() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM messages")
    engines.dispose()


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://user:hunter2@host/name", "sqlite://", "sqlite:///:memory:"]
)
def test_urls_that_name_no_store_are_refused(url, tmp_path):
    with pytest.raises(SettingsError) as raised:
        opened(url, tmp_path)
    assert "hunter2" not in str(raised.value)


def test_a_server_that_is_not_there_is_said_without_its_password(tmp_path):
    with pytest.raises(StoreError) as raised:
        opened("postgres://user:hunter2@127.0.0.1:1/name", tmp_path)
    assert "hunter2" not in str(raised.value.to_dict())


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "mrkl.sqlite").write_bytes(b"no database" * 1000)

    with pytest.raises(StoreError, match="DatabaseError"):
        opened(None, tmp_path)
    assert (tmp_path / "mrkl.sqlite").read_bytes() == b"no database" * 1000


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="cannot be opened"):
        opened(None, tmp_path / "file" / "folder")


def test_a_missing_driver_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(SettingsError, match="psycopg"):
        opened("postgresql://user@127.0.0.1/name", tmp_path)
