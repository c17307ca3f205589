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


START = b"GET / HTTP/1.1\r\nHost: a\r\nX: "


@pytest.mark.parametrize(
    "head",
    [
        START + b"a" * (HEAD_BYTES + 70_000),  # without end
        START + b"a" * HEAD_BYTES + b"\r\n\r\n",
        b"GET /" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 4000 + b"\r\n",
        WHOLE + b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 40_000,  # pipelined
    ],
)
def test_a_large_head_is_refused(talk, head):
    async def work(reader, writer):
        writer.write(head)
        try:
            return await reader.read()
        except ConnectionResetError:  # closed while some of the head was still on its way
            return b"HTTP/1.1 400"

    assert b"HTTP/1.1 400" in talk(work)


def test_a_head_just_within_the_bounds_passes_and_bodies_do_not_count(talk):
    async def work(reader, writer):
        writer.write(START + b"a" * (HEAD_BYTES - 100) + b"\r\n\r\n")
        first = await reader.readuntil(b"hi")
        body = b"b" * 300_000
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + body)
        return first, await reader.readuntil(b"hi")

    assert all(head.startswith(b"HTTP/1.1 200") for head in talk(work))
