import asyncio
import random
import time
from contextlib import aclosing

import pytest
from slow_model import Model

from mrkl_apps.runs import (
    Ask,
    RunError,
    Runs,
    ServerStoppingError,
    TooManyRunsError,
)
from mrkl_apps.runs.run import STOP_S
from mrkl_apps.store import (
    ConflictError,
    DurableStore,
    NotFoundError,
    StoreClosedError,
    StoredEvent,
    StoreError,
    open_store,
)
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_core.errors import QuestionError, UnknownExpertError

SHOUT = "shout hello"
SEND = "send hello"
POEM = "write a poem about rain"


async def heard(runs, run, after=0, owner="o"):
    return [event async for event in runs.events(owner, run.id, after)]


async def until(runs, run, kind, owner="o"):
    async with aclosing(runs.events(owner, run.id)) as events:
        async for event in events:
            if event.kind == kind:
                return event


def said(events):
    return "".join(event.data for event in events if event.kind == "token")


async def message_of(store, run, owner="o"):
    found = await store.conversations.messages(owner, run.exchange.conversation.id)
    return next(message for message in found if message.run == run.id)


def test_a_run_tells_its_story_and_keeps_its_answer(in_runs):
    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question=SHOUT))
        events = await heard(runs, run)
        assert [event.kind for event in events] == ["run", "route", "step", "answer"]
        assert [event.cursor for event in events] == [1, 2, 3, 4]
        message = await message_of(store, run)
        assert events[0].data == {
            "run": run.id,
            "conversation": "c",
            "question": message.parent,
            "answer": message.id,
        }
        answer = from_dict(Answer, events[-1].data)
        assert answer.text == message.text == "HELLO"
        assert (message.status, message.answer) == ("complete", events[-1].data)
        assert message.reasoning is None
        assert await runs.answer("o", run.id) == answer
        # Once it has ended, everything comes from the store, and is the same.
        assert await heard(runs, run) == events
        assert await heard(runs, run, after=2) == events[2:]
        assert (await runs.get("o", run.id)).cursor == 4

    in_runs(scenario)


@pytest.mark.parametrize("question", ["anything", POEM])
def test_a_language_models_words_are_streamed_whole(in_runs, question):
    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question=question))
        first, second = await asyncio.gather(heard(runs, run), heard(runs, run, after=1))
        assert first[1:] == second
        assert said(first) == "one two three"
        assert first[1].data["decision"] == ("call" if question == POEM else "abstain")
        assert "reasoning" in {event.kind for event in first}
        message = await message_of(store, run)
        assert (message.text, message.reasoning) == ("one two three", "hm")

    in_runs(scenario, Model(("one ", "two ", "three")))


def test_earlier_turns_of_the_path_count(in_runs):
    model = Model()

    async def scenario(runs, store):
        first = await runs.start("o", Ask(conversation="c", question="first"))
        await runs.answer("o", first.id)
        second = await runs.start("o", Ask(conversation="c", question="second"))
        await runs.answer("o", second.id)
        third = await runs.start("o", Ask(conversation="c", question="third", parent=None))
        await runs.answer("o", third.id)
        again = await runs.start("o", Ask(conversation="c", answer_to=second.exchange.question.id))
        await runs.answer("o", again.id)

    in_runs(scenario, model)
    said_by_user = [
        [message.content for message in asked if message.role == "user"] for asked in model.asked
    ]
    assert said_by_user == [["first"], ["first", "second"], ["third"], ["first", "second"]]


def test_a_run_goes_on_without_readers(in_runs):
    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question="anything"))
        async with aclosing(runs.events("o", run.id)) as events:
            await anext(events)
        assert (await runs.answer("o", run.id)).text == "Hello!"

    in_runs(scenario, Model(pause_s=0.02))


def test_streams_that_are_cut_anywhere_are_whole_when_put_together(in_runs):
    chance = random.Random(7)

    async def cut(runs, run):
        events, cursor = [], 0
        while not events or events[-1].kind != "answer":
            async with aclosing(runs.events("o", run.id, cursor)) as coming:
                for _ in range(chance.randrange(1, 6)):
                    events.append(await anext(coming))
                    cursor = events[-1].cursor
                    if events[-1].kind == "answer":
                        break
        return events

    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question="anything"))
        readers = await asyncio.gather(*(cut(runs, run) for _ in range(25)))
        whole = await heard(runs, run)
        assert all(events == whole for events in readers)
        assert said(whole) == (await message_of(store, run)).text

    in_runs(scenario, Model([f"{number} " for number in range(150)], pause_s=0.002))


def test_who_leaves_while_it_begins_finds_it_begun(in_runs):
    async def scenario(runs, store):
        beginning = asyncio.create_task(runs.start("o", Ask(conversation="c", question=SHOUT)))
        await asyncio.sleep(0)
        beginning.cancel()
        while not (await store.conversations.find("o")).conversations:
            await asyncio.sleep(0.01)
        (_, message) = await store.conversations.messages("o", "c")
        assert (await runs.answer("o", message.run)).text == "HELLO"

    in_runs(scenario)


@pytest.mark.parametrize("question", ["anything", POEM])
@pytest.mark.parametrize("deaf", [0.0, 30.0])
def test_cancelling_stops_the_work_within_a_second_and_keeps_what_was_written(
    in_runs, deaf, question
):
    model = Model(("word ",) * 10_000, pause_s=0.001, deaf=deaf)

    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question=question))
        await until(runs, run, "token")
        started = time.monotonic()
        await runs.cancel("o", run.id)
        assert time.monotonic() - started < STOP_S + 1
        assert model.is_working == bool(deaf)
        message = await message_of(store, run)
        events = await heard(runs, run)
        assert (message.status, message.reasoning) == ("cancelled", "hm")
        assert message.text == said(events) != ""
        assert (events[-1].kind, events[-1].data["code"]) == ("error", "run_cancelled")
        with pytest.raises(RunError) as raised:
            await runs.answer("o", run.id)
        assert raised.value.code == "run_cancelled"
        # What has ended stays as it is.
        await runs.cancel("o", run.id)
        assert (await runs.get("o", run.id)).status == "cancelled"

    in_runs(scenario, model)


def test_all_runs_of_a_conversation_are_cancelled(in_runs):
    async def scenario(runs, store):
        one = await runs.start("o", Ask(conversation="c", question="one"))
        two = await runs.start("o", Ask(conversation="c", question="two"))
        other = await runs.start("o", Ask(conversation="d", question="three"))
        await runs.cancel_conversation("o", "c")
        statuses = [(await runs.get("o", run.id)).status for run in (one, two, other)]
        assert statuses == ["cancelled", "cancelled", "running"]

    in_runs(scenario, Model(("word ",) * 1000, pause_s=0.01))


@pytest.mark.parametrize(
    ("question", "code"), [("anything", "backend_unavailable"), (POEM, "expert_unavailable")]
)
def test_a_backend_that_dies_ends_with_an_error_and_a_marked_message(in_runs, question, code):
    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question=question))
        events = await heard(runs, run)
        message = await message_of(store, run)
        assert said(events) == "Hello"
        assert (events[-1].kind, events[-1].data["code"]) == ("error", code)
        assert (message.status, message.text, message.answer) == ("failed", "Hello", None)
        assert message.reasoning == "hm"

    in_runs(scenario, Model(dies_after=2))


def test_a_question_that_fails_raises_its_error_by_its_code(in_runs):
    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question="unroutable"))
        events = await heard(runs, run)
        assert (events[-1].kind, events[-1].data["code"]) == ("error", "weights_error")
        with pytest.raises(RunError, match="Damaged") as raised:
            await runs.answer("o", run.id)
        assert raised.value.code == "weights_error"
        assert (await message_of(store, run)).status == "failed"

    in_runs(scenario)


def test_a_bug_is_told_without_its_words(in_runs):
    class Secret(dict):
        def __bool__(self):
            raise ZeroDivisionError("secret")

    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question=SHOUT, instead=Secret()))
        with pytest.raises(RunError, match="unexpectedly") as raised:
            await runs.answer("o", run.id)
        assert "secret" not in str(raised.value.to_dict())
        assert (await message_of(store, run)).status == "failed"

    in_runs(scenario)


def test_bad_questions_leave_nothing_behind(in_runs):
    async def scenario(runs, store):
        for problem, ask in (
            (QuestionError, Ask(conversation="c", question="")),
            (UnknownExpertError, Ask(conversation="c", question="x", experts=["none"])),
            (NotFoundError, Ask(conversation="c", question="x", parent="none")),
            (NotFoundError, Ask(conversation="c", answer_to="none")),
        ):
            with pytest.raises(problem):
                await runs.start("o", ask)
        assert (await store.conversations.find("o")).conversations == ()

    in_runs(scenario)


def test_an_owner_has_so_many_runs_at_once(in_runs):
    async def scenario(runs, store):
        asks = [Ask(conversation=f"c{number}", question="x") for number in range(3)]
        outcomes = await asyncio.gather(
            *(runs.start("o", ask) for ask in asks), return_exceptions=True
        )
        assert [type(one).__name__ for one in outcomes] == ["Run", "Run", "TooManyRunsError"]
        assert outcomes[2].context["limit"] == "runs_at_once"
        await runs.start("other", asks[0])
        with pytest.raises(TooManyRunsError):
            await runs.start("o", asks[2])
        await runs.cancel("o", outcomes[0].id)
        await runs.start("o", asks[2])

    in_runs(scenario, Model(("word ",) * 1000, pause_s=0.01), at_once=2)


def test_runs_of_others_are_not_there(in_runs):
    async def scenario(runs, store):
        live = await runs.start("mine", Ask(conversation="c", question="x"))
        ended = await runs.start("mine", Ask(conversation="d", question=SHOUT))
        await runs.answer("mine", ended.id)
        for run in (live.id, ended.id, "run_none"):
            for attempt in (
                runs.get("yours", run),
                anext(runs.events("yours", run)),
                runs.answer("yours", run),
                runs.cancel("yours", run),
                runs.decide("yours", run, "a", "approve"),
            ):
                with pytest.raises(NotFoundError):
                    await attempt
        await runs.cancel_conversation("yours", "c")
        assert (await runs.get("mine", live.id)).status == "running"

    in_runs(scenario, Model(("word ",) * 1000, pause_s=0.01))


async def waiting(runs):
    run = await runs.start("o", Ask(conversation="c", question=SEND))
    asked = await until(runs, run, "approval")
    return run, asked.data


def test_a_call_waits_for_a_persons_word(in_runs):
    async def scenario(runs, store):
        run, asked = await waiting(runs)
        assert asked["expert"] == "send"
        assert asked["arguments"] == {"text": "hello"}
        assert asked["provenance"]["text"]["class"] == "copied"
        assert asked["annotations"]["needs_approval"] is True
        assert asked["remaining_s"] == 600
        await runs.decide("o", run.id, asked["approval"], "approve")
        answer = await runs.answer("o", run.id)
        assert answer.value == {"text": "hello"}

    in_runs(scenario)


def test_what_a_person_edited_is_marked_as_theirs(in_runs):
    async def scenario(runs, store):
        run, asked = await waiting(runs)
        await runs.decide("o", run.id, asked["approval"], "approve", {"text": "goodbye"})
        (step,) = (await runs.answer("o", run.id)).steps
        assert step.arguments == {"text": "goodbye"}
        assert step.provenance["text"].kind == "human"

    in_runs(scenario)


def test_a_rejected_call_does_not_run(in_runs):
    async def scenario(runs, store):
        run, asked = await waiting(runs)
        await runs.decide("o", run.id, asked["approval"], "reject", {"text": "ignored"})
        (step,) = (await runs.answer("o", run.id)).steps
        assert step.error.code == "approval_required"

    in_runs(scenario)


def test_deciding_twice_or_on_nothing_is_refused(in_runs):
    async def scenario(runs, store):
        run, asked = await waiting(runs)
        with pytest.raises(NotFoundError):
            await runs.decide("o", run.id, "approval_none", "approve")
        await runs.decide("o", run.id, asked["approval"], "approve")
        with pytest.raises(ConflictError):
            await runs.decide("o", run.id, asked["approval"], "reject")
        await runs.answer("o", run.id)
        with pytest.raises(NotFoundError, match="has ended"):
            await runs.decide("o", run.id, asked["approval"], "approve")

    in_runs(scenario)


def test_waiting_ends_in_time(in_runs):
    async def scenario(runs, store):
        run, asked = await waiting(runs)
        events = [event async for event in runs.events("o", run.id)]
        assert events[-1].data["steps"][0]["error"]["code"] == "approval_required"
        return run, asked

    in_runs(scenario, approval_s=0.2)


def test_an_expired_approval_cannot_be_given_while_the_run_goes_on(make_system, in_runs):
    async def scenario(runs, store):
        run, asked = await waiting(runs)
        run.approvals._asked[asked["approval"]].cancel()
        with pytest.raises(NotFoundError, match="No call waits"):
            await runs.decide("o", run.id, asked["approval"], "approve")

    in_runs(scenario)


def test_without_a_run_nobody_can_approve(make_system):
    answer = make_system().ask(SEND)

    assert answer.steps[0].error.code == "approval_required"


def test_shutting_down_tells_readers_and_marks_what_was_not_done(make_system, tmp_path):
    async def main():
        store = await open_store(None, folder=tmp_path)
        runs = Runs(make_system(Model(("word ",) * 10_000, pause_s=0.001)), store)
        quick = await runs.start("o", Ask(conversation="d", question=SHOUT))
        run = await runs.start("o", Ask(conversation="c", question="anything"))
        reader = asyncio.create_task(heard(runs, run))
        await until(runs, run, "token")
        await runs.aclose(grace_s=0.1)
        events = await reader
        assert events[-1] == StoredEvent(
            cursor=events[-2].cursor,
            kind="shutdown",
            data={"run": run.id, "cursor": events[-2].cursor},
        )
        with pytest.raises(ServerStoppingError):
            await runs.start("o", Ask(conversation="c", question="anything"))
        await store.aclose()

        store = await open_store(None, folder=tmp_path)
        assert await store.runs.interrupt_all() == 0
        runs = Runs(make_system(), store)
        assert (await runs.get("o", quick.id)).status == "complete"
        assert (await runs.get("o", run.id)).status == "interrupted"
        rest = await heard(runs, run, after=events[-1].cursor)
        assert rest[-1].data["code"] == "run_interrupted"
        whole = said(events) + said(rest)
        assert (await message_of(store, run)).text == whole
        await store.aclose()

    asyncio.run(main())


class Flaky:
    """A database that fails when it is told to."""

    def __init__(self, database):
        self._database = database
        self.failures = 0

    async def write(self, work):
        if self.failures:
            self.failures -= 1
            raise StoreError("The disk is full.")
        return await self._database.write(work)

    async def read(self, work):
        return await self._database.read(work)


@pytest.fixture
def in_flaky_runs(in_runs, make_system):
    def run(scenario, model=None):
        async def main(_, store):
            database = Flaky(store._database)
            flaky = DurableStore(database)
            runs = Runs(make_system(model), flaky)
            await scenario(runs, flaky, database)
            await runs.aclose(grace_s=0)

        in_runs(main)

    return run


def test_an_end_that_cannot_be_written_at_once_is_written_later(in_flaky_runs):
    async def scenario(runs, store, database):
        run = await runs.start("o", Ask(conversation="c", question="x"))
        await until(runs, run, "token")
        database.failures = 2
        assert (await runs.answer("o", run.id)).text == "Hello!"
        assert (await message_of(store, run)).status == "complete"

    in_flaky_runs(scenario, Model(pause_s=0.3))


def test_an_answer_that_is_not_kept_is_not_told(in_runs, make_system):
    async def scenario(_, store):
        class Closing(Flaky):
            async def write(self, work):
                if self.failures:
                    raise StoreClosedError("The store is closed.")
                return await self._database.write(work)

        database = Closing(store._database)
        flaky = DurableStore(database)
        runs = Runs(make_system(Model(pause_s=0.01)), flaky)
        run = await runs.start("o", Ask(conversation="c", question="x"))
        reader = asyncio.create_task(heard(runs, run))
        database.failures = 1
        events = await reader
        assert (events[-1].kind, events[-1].data["code"]) == ("error", "store_closed")
        assert "answer" not in {event.kind for event in events}
        # Later readers, who come to what was logged, hear of an end too.
        assert [event.kind for event in await heard(runs, run)] == ["error"]
        with pytest.raises(RunError):
            await runs.answer("o", run.id)

    in_runs(scenario)


def test_a_conversation_that_is_deleted_meanwhile_ends_its_run(in_runs):
    async def scenario(runs, store):
        run = await runs.start("o", Ask(conversation="c", question="x"))
        reader = asyncio.create_task(heard(runs, run))
        await until(runs, run, "token")
        await store.conversations.delete("o", "c")
        events = await reader
        assert (events[-1].kind, events[-1].data["code"]) == ("error", "not_found")

    in_runs(scenario, Model(pause_s=0.3))
