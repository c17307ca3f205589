import asyncio
import json

import pytest
from typer.testing import CliRunner

from mrkl_apps.cli.main import app
from mrkl_apps.store import (
    ConflictError,
    NotFoundError,
    StoreError,
    StoreInUseError,
    open_store,
)
from mrkl_apps.store.copying import copy_store
from mrkl_apps.store.engines import open_engines
from mrkl_core.answer import Answer
from mrkl_core.codec import to_dict
from mrkl_core.errors import MRKLError


def within(url, folder, scenario):
    async def main():
        store = await open_store(url, folder=folder)
        try:
            return await scenario(store)
        finally:
            await store.aclose()

    return asyncio.run(main())


async def fill(store):
    for number in range(3):
        name = f"run {number}"
        made = await store.conversations.ask("o", "c", question=f"\x00 {number}", run=name)
        answer = Answer(id=name, question="q", text="t", decision="call", confidence=1.0)
        await store.runs.end(name, "complete", text="t", answer=answer, reasoning="hm")
    await store.feedback.put("o", made.answer.id, "up", "\ud800")
    await store.keys.add("k", ("ask",))
    collection = await store.collections.add("o", "c")
    await store.collections.add_file("o", collection.id, "f", 1)
    await store.replies.keep("o", "k", "f", {"a": 1})


async def everything(store):
    return to_dict(
        [
            await store.conversations.find("o"),
            await store.conversations.messages("o", "c"),
            await store.keys.all(),
            await store.collections.all("o"),
            await store.replies.get("o", "k", "f"),
        ]
    )


def test_everything_comes_over_and_back_and_can_be_continued(fresh_url, tmp_path):
    first, last = (f"sqlite:///{tmp_path / name}.sqlite" for name in ("first", "last"))
    within(first, tmp_path, fill)

    counts = copy_store(first, fresh_url)
    copy_store(fresh_url, last)

    assert counts == {
        "api_keys": 1,
        "collections": 1,
        "conversations": 1,
        "replies": 1,
        "collection_files": 1,
        "messages": 6,
        "feedback": 1,
        "runs": 3,
        "run_events": 0,
    }
    kept = [within(url, tmp_path, everything) for url in (first, fresh_url, last)]
    assert kept[0] == kept[1] == kept[2]

    async def go_on(store):
        made = await store.conversations.ask("o", "c", question="more", run="run 3")
        return made.question.parent

    assert within(fresh_url, tmp_path, go_on) == kept[0][1][-1]["id"]


def test_a_database_with_rows_is_not_copied_into(fresh_url, tmp_path):
    source = f"sqlite:///{tmp_path / 'source.sqlite'}"
    within(source, tmp_path, fill)
    within(fresh_url, tmp_path, fill)
    before = within(fresh_url, tmp_path, everything)

    with pytest.raises(ConflictError, match="rows already"):
        copy_store(source, fresh_url)
    assert within(fresh_url, tmp_path, everything) == before


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE collection_files SET error = '{'", ValueError),
        ("DROP TABLE run_events", StoreError),
    ],
)
def test_a_copy_that_fails_leaves_nothing(fresh_url, tmp_path, damage, problem):
    source = f"sqlite:///{tmp_path / 'source.sqlite'}"
    within(source, tmp_path, fill)
    engines = open_engines(source)
    with engines.writing.begin() as connection:
        connection.exec_driver_sql(damage)
    engines.dispose()

    with pytest.raises(problem):
        copy_store(source, fresh_url)

    async def rows(store):
        return len((await store.conversations.find("o")).conversations)

    assert within(fresh_url, tmp_path, rows) == 0


def test_a_running_server_is_not_copied(tmp_path):
    source = f"sqlite:///{tmp_path / 'source.sqlite'}"

    async def meanwhile(store):
        with pytest.raises(StoreInUseError):
            await asyncio.to_thread(copy_store, source, f"sqlite:///{tmp_path / 'x.sqlite'}")

    within(source, tmp_path, meanwhile)


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(NotFoundError, match=r"no file .*none\.sqlite"):
        copy_store(f"sqlite:///{tmp_path / 'none.sqlite'}", f"sqlite:///{tmp_path / 'to.sqlite'}")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_how_much_it_copied(tmp_path):
    source, text, data = (f"sqlite:///{tmp_path / name}.sqlite" for name in ("a", "b", "c"))
    within(source, tmp_path, fill)

    shown = CliRunner().invoke(app, ["db", "copy", source, text])
    as_json = CliRunner().invoke(app, ["db", "copy", source, data, "--json"])
    refused = CliRunner().invoke(app, ["db", "copy", source, data])

    assert "        6  messages" in shown.stdout.splitlines()
    assert json.loads(as_json.stdout)["messages"] == 6
    assert isinstance(refused.exception, MRKLError)
