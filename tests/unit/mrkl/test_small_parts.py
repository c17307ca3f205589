import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mrkl.clock import FixedClock, SystemClock
from mrkl.closing import close_all
from mrkl.loop import BackgroundLoop
from mrkl.store import MemoryStore
from mrkl_core.answer import Answer
from mrkl_core.errors import MRKLError, QuestionError
from mrkl_core.protocols import Clock, Store


def answer(question):
    return Answer(id="1", question=question, text="t", decision="abstain", confidence=0.0)


# Clocks


def test_the_system_clock_tells_the_time_in_its_zone():
    tokyo = SystemClock("Asia/Tokyo").now()
    assert tokyo.utcoffset() == timedelta(hours=9)
    assert abs(SystemClock().now() - tokyo) < timedelta(minutes=1)
    assert SystemClock().now().tzinfo is not None
    assert isinstance(SystemClock(), Clock)


def test_a_fixed_clock_stands_still():
    assert FixedClock(datetime(2026, 3, 4)).now() == datetime(2026, 3, 4, tzinfo=UTC)
    moment = datetime(2026, 3, 4, tzinfo=timezone(timedelta(hours=2)))
    assert FixedClock(moment).now() is moment


# Store


def test_conversations_are_kept_apart_and_in_order():
    store = MemoryStore()
    assert isinstance(store, Store)

    async def use():
        await store.append("a", answer("one"))
        await store.append("b", answer("two"))
        await store.append("a", answer("three"))
        return await store.turns("a"), await store.turns("c")

    turns, unknown = asyncio.run(use())
    assert [turn.question for turn in turns] == ["one", "three"]
    assert turns[0].answer == answer("one")
    assert unknown == ()


def test_only_the_last_are_kept():
    store = MemoryStore(conversations=2, turns=2)

    async def use():
        for name in "abca":
            for number in range(3):
                await store.append(name, answer(f"{name}{number}"))
        return [[turn.question for turn in await store.turns(name)] for name in "abc"]

    assert asyncio.run(use()) == [["a1", "a2"], [], ["c1", "c2"]]


# Background loop


async def thread_name():
    return threading.current_thread().name


def test_work_runs_on_one_thread_from_anywhere():
    loop = BackgroundLoop()

    async def inside():
        return loop.run(thread_name())

    assert loop.run(thread_name()) == "mrkl-loop"
    assert asyncio.run(inside()) == "mrkl-loop"
    loop.stop()
    loop.stop()
    assert loop.run(thread_name()) == "mrkl-loop"
    loop.stop()


def test_errors_come_back_to_the_caller():
    async def fails():
        raise QuestionError("no")

    loop = BackgroundLoop()
    with pytest.raises(QuestionError):
        loop.run(fails())
    loop.stop()


def test_blocking_on_the_loop_itself_is_refused():
    loop = BackgroundLoop()

    async def blocks():
        return loop.run(thread_name())

    with pytest.raises(MRKLError, match="Await the async twin"):
        loop.run(blocks())
    loop.stop()


def test_stopping_ends_what_is_still_running():
    loop = BackgroundLoop()
    ended = []

    async def waits():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def starts():
        ended_later.append(asyncio.create_task(waits()))
        await asyncio.sleep(0)

    ended_later = []
    loop.run(starts())
    loop.stop()
    assert ended == [True]


# Closing


def test_everything_is_closed_whatever_one_does():
    closed = []

    class Waits:
        async def aclose(self):
            closed.append("waits")

    class Plain:
        def close(self):
            closed.append("plain")

    class Fails:
        def close(self):
            raise OSError("busy")

    asyncio.run(close_all([Waits(), None, Fails(), object(), Plain()]))
    assert closed == ["waits", "plain"]
