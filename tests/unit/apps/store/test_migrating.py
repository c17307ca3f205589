"""A database that an earlier version made opens, and nothing of it is lost."""

import asyncio
import json
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config

import mrkl_apps.store
from mrkl_apps.store import open_store
from mrkl_apps.store.copying import copy_store
from mrkl_apps.store.engines import open_engines
from mrkl_core.answer import Answer
from mrkl_core.codec import to_dict

ANSWER = to_dict(Answer(id="a", question="why", text="so", decision="abstain", confidence=0.0))
# Per run what its log holds; the last one was being written when the server died.
LOGS = {
    "thought": [("run", {}), ("reasoning", "Hm\x00, "), ("step", {}), ("reasoning", "\ud83d aha")],
    "plain": [("run", {}), ("token", "s"), ("token", "o")],
    "silent": [],
    "running": [("reasoning", "We"), ("reasoning", "ll"), ("token", "It is")],
}


def make_first_tables(url):
    """Make a database as version 0001 had it, with a conversation in it."""
    config = Config()
    config.set_main_option(
        "script_location", str(Path(mrkl_apps.store.__file__).parent / "migrations")
    )
    engines = open_engines(url)
    with engines.writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        fill(connection)
    engines.dispose()


def fill(connection):
    def add(table, **row):
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        connection.execute(sqlalchemy.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)

    add(
        "conversations",
        number=1, owner="o", id="c", title="why", folded="why", created_at=1, updated_at=1,
    )  # fmt: skip
    common = {"conversation": 1, "created_at": 1}
    add("messages", number=1, id="q", role="user", text="why", folded="why", status="complete",
        **common)  # fmt: skip
    for number, (run, log) in enumerate(LOGS.items(), 2):
        is_running = run == "running"
        add(
            "messages", number=number, id=run, parent=1, role="assistant",
            text="" if is_running else "so", folded="" if is_running else "so",
            status="running" if is_running else "complete",
            answer=None if is_running else json.dumps(ANSWER), **common,
        )  # fmt: skip
        add("runs", number=number * 10, id=f"run {run}", answer=number)
        for cursor, (kind, data) in enumerate(log, 1):
            add("run_events", run=number * 10, cursor=cursor, kind=kind, data=json.dumps(data))
    add("feedback", message=2, rating="up", comment="good", created_at=1)
    add("replies", owner="o", key="k", fingerprint="f", reply='{"a":1}', created_at=2**51)


def within(url, folder, scenario):
    async def main():
        store = await open_store(url, folder=folder)
        try:
            return await scenario(store)
        finally:
            await store.aclose()

    return asyncio.run(main())


async def everything(store):
    messages = await store.conversations.messages("o", "c")
    logs = {
        message.id: [
            (event.kind, event.data) for event in await store.runs.events("o", message.run)
        ]
        for message in messages[1:]
    }
    return messages, logs, await store.replies.get("o", "k", "f")


def test_the_first_tables_get_what_was_thought_out_of_the_logs(fresh_url, tmp_path):
    make_first_tables(fresh_url)

    (question, *answers), logs, reply = within(fresh_url, tmp_path, everything)

    assert (question.text, question.reasoning) == ("why", None)
    assert {answer.id: answer.reasoning for answer in answers} == {
        "thought": "Hm\x00, \ud83d aha",
        "plain": None,
        "silent": None,
        "running": "Well",
    }
    assert [answer.status for answer in answers] == ["complete"] * 3 + ["running"]
    assert [answer.answer for answer in answers] == [ANSWER] * 3 + [None]
    assert answers[0].feedback.comment == "good"
    assert (logs, reply) == (LOGS, {"a": 1})


def test_what_was_being_written_is_ended_as_ever(fresh_url, tmp_path):
    make_first_tables(fresh_url)

    async def scenario(store):
        assert await store.runs.interrupt_all() == 1
        return (await store.conversations.messages("o", "c"))[-1]

    last = within(fresh_url, tmp_path, scenario)
    assert (last.status, last.text, last.reasoning) == ("interrupted", "It is", "Well")


def test_an_earlier_database_can_be_copied_from(fresh_url, tmp_path):
    source = f"sqlite:///{tmp_path / 'source.sqlite'}"
    make_first_tables(source)

    copy_store(source, fresh_url)

    assert within(fresh_url, tmp_path, everything) == within(source, tmp_path, everything)


def test_a_step_that_fails_leaves_the_tables_as_they_were(fresh_url, tmp_path):
    make_first_tables(fresh_url)
    engines = open_engines(fresh_url)
    with engines.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE run_events SET data = '{' WHERE kind = 'reasoning'")
    with pytest.raises(json.JSONDecodeError):
        within(fresh_url, tmp_path, everything)

    with engines.writing.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        columns = {one["name"] for one in sqlalchemy.inspect(connection).get_columns("messages")}
    engines.dispose()
    assert (version, "reasoning" in columns) == ("0001", False)
