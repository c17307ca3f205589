import asyncio

from mrkl_apps.runs.journal import TOGETHER_S, Journal


async def read(journal, after=0):
    return [event async for event in journal.follow(after)]


def heard(events):
    return [(event.cursor, event.kind, event.data) for event in events]


def end(journal):
    journal.end(journal.ending("answer", "done"))


def test_every_reader_gets_what_was_and_what_comes():
    async def scenario():
        journal = Journal("r")
        journal.add("run", {})
        early = asyncio.create_task(read(journal))
        await asyncio.sleep(0)
        journal.add("route", "x")
        late = asyncio.create_task(read(journal, after=1))
        end(journal)
        assert heard(await early) == [(1, "run", {}), (2, "route", "x"), (3, "answer", "done")]
        assert heard(await late) == [(2, "route", "x"), (3, "answer", "done")]
        assert await read(journal, after=3) == []

    asyncio.run(scenario())


def test_a_reader_that_stops_reading_holds_nobody_up():
    async def scenario():
        journal = Journal("r")
        slow = journal.follow(0)
        journal.add("run", {})
        assert (await anext(slow)).cursor == 1
        for number in range(10_000):
            journal.add("step", number)
        end(journal)
        assert len(await read(journal)) == 10_002
        assert [event.cursor async for event in slow] == list(range(2, 10_003))

    asyncio.run(scenario())


def test_words_that_come_quickly_are_joined_and_none_is_lost():
    async def scenario():
        journal = Journal("r")
        reader = asyncio.create_task(read(journal))
        words = [f"{number} " for number in range(400)]
        for word in words:
            journal.say("token", word)
            await asyncio.sleep(0.001)
        end(journal)
        tokens = [event.data for event in await reader if event.kind == "token"]
        assert "".join(tokens) == "".join(words)
        return tokens

    loop_s = 400 * 0.001
    tokens = asyncio.run(scenario())
    assert tokens[0] == "0 "  # the first word does not wait
    assert 2 < len(tokens) < 400
    assert len(tokens) >= loop_s / TOGETHER_S / 2


def test_what_was_said_goes_out_without_another_word():
    async def scenario():
        journal = Journal("r")
        events = journal.follow(0)
        journal.say("token", "a")
        journal.say("token", "b")
        journal.say("token", "c")
        assert (await anext(events)).data == "a"
        heard = ""  # one event, or two where the machine was away between "b" and "c"
        async with asyncio.timeout(5):
            while heard != "bc":
                heard += (await anext(events)).data

    asyncio.run(scenario())


def test_thinking_and_speaking_are_told_apart_and_kept_in_order():
    async def scenario():
        journal = Journal("r")
        journal.say("reasoning", "hm")
        journal.say("reasoning", ", well")
        journal.say("token", "Yes")
        journal.add("step", 1)
        journal.say("token", ".")
        end(journal)
        assert heard(await read(journal)) == [
            (1, "reasoning", "hm"),
            (2, "reasoning", ", well"),
            (3, "token", "Yes"),
            (4, "step", 1),
            (5, "token", "."),
            (6, "answer", "done"),
        ]

    asyncio.run(scenario())


def test_the_log_gets_each_event_once():
    async def scenario():
        journal = Journal("r")
        journal.add("run", {})
        first = journal.unlogged()
        journal.add("step", 1)
        journal.was_logged(first)
        assert [event.cursor for event in journal.unlogged()] == [2]
        journal.was_logged(journal.unlogged())
        assert journal.unlogged() == []

    asyncio.run(scenario())


def test_a_shutdown_tells_each_reader_where_to_go_on():
    async def scenario():
        journal = Journal("r")
        journal.add("run", {})
        reader = asyncio.create_task(read(journal))
        await asyncio.sleep(0)
        journal.add("step", 1)
        journal.shut_down()
        shutdown = (2, "shutdown", {"run": "r", "cursor": 2})
        assert heard(await reader) == [(1, "run", {}), (2, "step", 1), shutdown]
        assert heard(await read(journal, after=2)) == [shutdown]

    asyncio.run(scenario())
