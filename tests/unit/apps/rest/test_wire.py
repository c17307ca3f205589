import asyncio

from mrkl_apps.rest import wire
from mrkl_apps.rest.wire import streamed
from mrkl_core.errors import ExpertUnavailableError


def sent(chunks):
    """Return what a streamed response sends of ``chunks``."""

    async def within():
        return [chunk async for chunk in streamed(chunks).body_iterator]

    return asyncio.run(within())


def test_silence_is_filled_with_signs_of_life(monkeypatch):
    monkeypatch.setattr(wire, "KEEP_ALIVE_S", 0.02)

    async def slow():
        await asyncio.sleep(0.1)
        yield b"data: 1\n\n"

    found = sent(slow())
    assert found[-1] == b"data: 1\n\n"
    assert set(found[:-1]) == {b": still here\n\n"}


def test_an_error_on_the_way_is_the_last_event():
    async def fails():
        yield b"data: 1\n\n"
        raise ExpertUnavailableError("Down.", hint="Wait.")

    first, last = sent(fails())
    assert first == b"data: 1\n\n"
    assert last.startswith(b"event: error\ndata: ")
    assert b'"expert_unavailable"' in last
