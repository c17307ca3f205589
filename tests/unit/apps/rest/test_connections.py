import asyncio

import pytest
import uvicorn

from mrkl_apps.rest import connections
from mrkl_apps.rest.connections import HEAD_BYTES, PatientProtocol

WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def hello(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    await asyncio.sleep(0.3)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"hi"})


@pytest.fixture
def talk(monkeypatch):
    """Run a coroutine with a connection to a server that waits 0.2 s for heads."""
    monkeypatch.setattr(connections, "HEAD_S", 0.2)

    def run(work):
        async def within():
            config = uvicorn.Config(
                hello, port=0, lifespan="off", http=PatientProtocol, log_level="critical",
                h11_max_incomplete_event_size=HEAD_BYTES,
            )  # fmt: skip
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await asyncio.wait_for(work(reader, writer), 5)
            finally:
                writer.close()
                server.should_exit = True
                await serving

        return asyncio.run(within())

    return run


def test_a_slow_response_is_not_cut_and_a_second_request_may_follow(talk):
    async def work(reader, writer):
        heads = []
        for _ in range(2):
            writer.write(WHOLE)
            heads.append(await reader.readuntil(b"hi"))
        return heads

    heads = talk(work)
    assert len(heads) == 2
    assert all(head.startswith(b"HTTP/1.1 200") for head in heads)


@pytest.mark.parametrize("before", [b"", WHOLE])
def test_a_head_that_never_ends_closes_the_connection(talk, before):
    async def work(reader, writer):
        if before:
            writer.write(before)
            await reader.readuntil(b"hi")
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        return await reader.read()

    assert talk(work) == b""


def test_saying_nothing_closes_the_connection(talk):
    async def work(reader, writer):
        return await reader.read()

    assert talk(work) == b""


def test_a_head_without_bounds_is_refused(talk):
    async def work(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * (HEAD_BYTES + 70_000))
        return await reader.read()

    assert talk(work).startswith(b"HTTP/1.1 400")
