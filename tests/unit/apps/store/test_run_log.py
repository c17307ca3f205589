import pytest

from mrkl_apps.store import NotFoundError, StoredEvent, StoreError
from mrkl_core.answer import Answer
from mrkl_core.codec import to_dict


def event(cursor, kind="token", data="x"):
    return StoredEvent(cursor=cursor, kind=kind, data=data)


ANSWER = Answer(id="a", question="q", text="done", decision="call", confidence=1.0)


def test_events_are_read_back_after_any_cursor(in_store):
    async def scenario(store):
        await store.conversations.ask("o", "c", question="q", run="r")
        events = [event(1, "run", {"a": [1, None]}), event(2), event(3, data="\ud800 \x00")]
        await store.runs.append("r", events[:1])
        await store.runs.append("r", events[1:])
        assert await store.runs.events("o", "r") == tuple(events)
        assert await store.runs.events("o", "r", after=2) == (events[2],)
        assert await store.runs.events("o", "r", after=3) == ()
        assert (await store.runs.get("o", "r")).cursor == 3

    in_store(scenario)


def test_events_that_are_logged_already_are_not_logged_twice(in_store):
    async def scenario(store):
        await store.conversations.ask("o", "c", question="q", run="r")
        await store.runs.append("r", [event(1), event(2)])
        await store.runs.append("r", [event(1), event(2), event(3)])
        assert [one.cursor for one in await store.runs.events("o", "r")] == [1, 2, 3]

    in_store(scenario)


def test_an_end_is_written_with_its_message_and_its_last_events(in_store):
    async def scenario(store):
        made = await store.conversations.ask("o", "c", question="q", run="r")
        await store.runs.end(
            "r", "complete", text="done", answer=ANSWER, reasoning="hm", events=[event(1)]
        )
        (question, message) = await store.conversations.messages("o", "c")
        assert (message.status, message.text) == ("complete", "done")
        assert (question.reasoning, message.reasoning) == (None, "hm")
        assert (await store.conversations.find("o", query="hm")).conversations == ()
        assert message.answer == to_dict(ANSWER)
        found = await store.runs.get("o", "r")
        assert to_dict(found) == {
            "run": "r",
            "conversation": "c",
            "question": made.question.id,
            "answer": made.answer.id,
            "status": "complete",
            "cursor": 1,
        }

    in_store(scenario)


def test_what_a_dead_server_left_behind_is_marked_with_what_was_logged(in_store):
    async def scenario(store):
        await store.conversations.ask("o", "c", question="q", run="r1")
        await store.conversations.ask("o", "d", question="q", run="r2")
        await store.conversations.ask("o", "e", question="q", run="r3")
        await store.runs.end("r3", "complete", text="done", answer=ANSWER)
        said = [event(1, "run", {}), event(2, data="Hel"), event(3, "reasoning", "hm"), event(4)]
        await store.runs.append("r1", said)
        assert await store.runs.interrupt_all() == 2
        assert await store.runs.interrupt_all() == 0
        found = {run: await store.runs.get("o", run) for run in ("r1", "r2", "r3")}
        assert [run.status for run in found.values()] == ["interrupted", "interrupted", "complete"]
        assert [run.cursor for run in found.values()] == [5, 1, 0]
        left = (await store.conversations.messages("o", "c"))[1]
        assert (left.text, left.reasoning) == ("Helx", "hm")
        assert (await store.conversations.messages("o", "d"))[1].reasoning is None
        (last,) = await store.runs.events("o", "r2")
        assert (last.kind, last.data["code"]) == ("error", "run_interrupted")

    in_store(scenario)


def test_a_run_that_is_not_there_is_not_found(in_store):
    async def scenario(store):
        for attempt in (
            store.runs.get("o", "r"),
            store.runs.events("o", "r"),
            store.runs.append("r", [event(1)]),
            store.runs.end("r", "failed", text=""),
        ):
            with pytest.raises(NotFoundError, match="no run 'r'"):
                await attempt

    in_store(scenario)


def test_two_runs_cannot_have_one_name(in_store):
    async def scenario(store):
        await store.conversations.ask("o", "c", question="q", run="r")
        with pytest.raises(StoreError, match="The database failed"):
            await store.conversations.ask("o", "c", question="secret", run="r")
        assert len(await store.conversations.messages("o", "c")) == 2

    in_store(scenario)


def test_a_status_that_is_none_is_refused_by_the_database_itself(in_store):
    async def scenario(store):
        await store.conversations.ask("o", "c", question="q", run="r")
        with pytest.raises(StoreError) as raised:
            await store.runs.end("r", "fine", text="secret")
        assert "secret" not in str(raised.value.to_dict())
        assert (await store.runs.get("o", "r")).status == "running"

    in_store(scenario)
