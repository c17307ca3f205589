"""The HTTP client against hostile hosts, servers, redirects and environments, all on loopback."""

import asyncio
import datetime
import gzip
import ssl
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from loopback import Loopback, Request, json_reply, reply

from mrkl_core.errors import (
    ExpertError,
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    NoResultError,
)
from mrkl_experts.http import Limits, Policy, SafeClient, resolve, segment

HERE = ("127.0.0.1",)

# Every one of these reaches this machine if a client lets it.
LITERALS = """
127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 2130706433 0x7f000001 0x7F000001 0x7f.1
0x7f.0x0.0x0.0x1 017700000001 0177.0.0.1 0177.1 00000177.0.0.1 127.0.0.01 127.0.0.0x1 127.0x1
0 0.0.0.0 0x0 00 0.0 0.0.0 0x00000000 127.0.0.1. 2130706433. 127.000.000.001 0x7f.0.1
[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::] [::127.0.0.1] [::7f00:1]
[::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] [::FFFF:127.0.0.1]
[::ffff:0:127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::]
[2002:7f00:0001::1] [2001:0:7f00:1::] [2001::80ff:fffe] [fe80::1] [fc00::1] [fd00:ec2::254]
[ff02::1] [2001:db8::1] [100::1] [fe80::5efe:127.0.0.1]
10.0.0.1 10.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 100.64.0.1 100.100.100.200
169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 [::ffff:169.254.169.254]
[::ffff:a9fe:a9fe] 168.63.129.16 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 240.0.0.1 255.255.255.255 0xffffffff 4294967295
localhost LOCALHOST LocalHost localhost. localhost%00 ⓛocalhost
１２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① 127%2e0%2e0%2e1 127.0.0.1%20
127.0.0.1%00.example.test
""".split()

SHAPES = (
    "http://{host}:{port}/",
    "HTTP://{host}:{port}/a/../b",
    "http://api.test@{host}:{port}/",
    "http://api.test:80@{host}:{port}/",
    "http://{host}:{port}\\@api.test/",
    "http://{host}:{port}#@api.test/",
    "http://{host}:{port}?@api.test/",
    "http:\\\\{host}:{port}/",
)


def run(awaitable: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await awaitable

    return asyncio.run(wait())


def script(*answers: bytes) -> Callable[[Request], bytes]:
    """Reply with each answer in turn, the last one for ever."""
    rest = list(answers)
    return lambda request: rest.pop(0) if len(rest) > 1 else rest[0]


@pytest.fixture
def canary() -> Iterator[Loopback]:
    with Loopback(script(json_reply("reached"))) as server:
        yield server


def local(server: Loopback, **settings: Any) -> SafeClient:
    return SafeClient(server.url, **{"allow_addresses": HERE, "timeout_s": 5.0, **settings})


# --- addresses (A1) ---


def test_no_spelling_of_a_private_host_is_reached(canary: Loopback) -> None:
    assert len(LITERALS) >= 90

    async def attempt(url: str) -> None:
        with pytest.raises((ExpertRefusedError, ExpertUnavailableError)):
            await SafeClient(url, timeout_s=5).get_json("")

    async def attempts() -> None:
        for host in LITERALS:
            for shape in SHAPES:
                await attempt(shape.format(host=host, port=canary.port))

    asyncio.run(attempts())
    assert canary.connections == 0


def test_no_spelling_in_a_redirect_is_reached(canary: Loopback) -> None:
    targets = [f"http://{host}:{canary.port}/" for host in LITERALS]
    hop = iter(targets)

    def redirect(_: Request) -> bytes:
        return reply("", 302, {"Location": next(hop)})

    async def attempts(server: Loopback) -> None:
        # The widest policy there is, with just the first server's own address opened.
        policy = Policy(
            schemes=frozenset({"http"}),
            ports=frozenset({server.port, canary.port}),
            allow_addresses=("127.9.9.9",),
        )
        client = SafeClient(policy)
        for _ in targets:
            with pytest.raises((ExpertRefusedError, ExpertUnavailableError)):
                await client.get(f"http://127.9.9.9:{server.port}/")

    # latin-1 is what a header can hold
    targets[:] = [target for target in targets if target.isascii()]
    hop = iter(targets)
    with Loopback(redirect, address="127.9.9.9") as server:
        asyncio.run(attempts(server))
        assert server.connections == len(targets)
    assert canary.connections == 0


def test_a_permitted_address_is_reached_by_its_name_and_host_header(canary: Loopback) -> None:
    async def answers(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("api.test", canary.port)
        return ["127.0.0.1"]

    url = f"http://api.test:{canary.port}/v1"
    client = SafeClient(url, allow_addresses=HERE, resolver=answers)
    assert run(client.get_json(f"a/{segment('b/c')}", {"q": "x y", "n": 2})) == "reached"
    (request,) = canary.requests
    assert request.target == "/v1/a/b%2Fc?q=x%20y&n=2"
    assert request.headers["host"] == f"api.test:{canary.port}"
    assert request.headers["accept-encoding"] == "gzip"
    assert request.headers["user-agent"].startswith("mrkl-system")


# --- rebinding (A2) ---


class Scripted:
    """A resolver that gives each answer in turn and counts."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = answers
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers[(self.asked - 1) % len(self.answers)]


def test_a_flipping_name_never_reaches_an_unchecked_address() -> None:
    good, bad = "127.0.0.2", "127.0.0.1"
    resolver = Scripted([good], [bad], [good, bad], [bad, good], [good, good])
    with (
        Loopback(script(json_reply("good")), address=good) as server,
        Loopback(script(json_reply("bad")), address=bad, port=server.port) as canary,
    ):
        client = SafeClient(
            f"http://api.test:{server.port}", allow_addresses=(good,), resolver=resolver
        )

        async def attempts() -> list[str]:
            seen = []
            for _ in range(300):
                try:
                    seen.append(await client.get_json(""))
                except ExpertRefusedError:
                    seen.append("refused")
            return seen

        seen = asyncio.run(attempts())
        assert seen == ["good", "refused", "refused", "refused", "good"] * 60
        assert resolver.asked == 300
        assert canary.connections == 0
        assert server.connections == 120


def test_the_next_address_is_tried_when_one_is_dead(canary: Loopback) -> None:
    resolver = Scripted(["127.0.0.3", "127.0.0.1"])
    client = SafeClient(
        f"http://api.test:{canary.port}", allow_addresses=("127.0.0.0/8",), resolver=resolver
    )
    assert run(client.get_json("")) == "reached"
    assert resolver.asked == 1


def test_a_name_without_addresses_is_unavailable() -> None:
    async def fails(host: str, port: int) -> Sequence[str]:
        raise OSError("no such host")

    async def hangs(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    for resolver in (fails, Scripted([])):
        with pytest.raises(ExpertUnavailableError, match=r"cannot be looked up.*MRKL_OFFLINE"):
            run(SafeClient("http://api.test", resolver=resolver).get_json(""))
    limits = Limits(connect_s=0.1)
    with pytest.raises(ExpertUnavailableError, match="no answer in time"):
        run(SafeClient("http://api.test", resolver=hangs, limits=limits).get_json(""))
    with pytest.raises(ExpertTimeoutError, match=r"0\.1 seconds"):
        run(SafeClient("http://api.test", resolver=hangs, timeout_s=0.1).get_json(""))


def test_the_systems_resolver() -> None:
    assert set(run(resolve("127.0.0.1", 80))) == {"127.0.0.1"}
    for name in ("a" * 64 + ".test", "nothing.invalid"):
        with pytest.raises((OSError, UnicodeError)):
            run(resolve(name, 80))


def test_an_answer_after_the_deadline_is_dropped() -> None:
    async def hurried() -> None:
        waiting = asyncio.ensure_future(resolve("127.0.0.1", 80))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0.2)

    asyncio.run(hurried())


# --- redirects (A3) ---


def go(location: str, status: int = 302) -> bytes:
    return reply("", status, {"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_within_the_service_are_followed(status: int) -> None:
    with Loopback(script(go("/b?x=1", status), json_reply("there"))) as server:
        assert run(local(server).get_json("a")) == "there"
        assert [request.target for request in server.requests] == ["/a", "/b?x=1"]


@pytest.mark.parametrize(("hops", "requests"), [(5, 6), (6, 6), (21, 6)])
def test_five_redirects_are_the_most(hops: int, requests: int) -> None:
    chain = [go(f"/{number}") for number in range(hops)]
    with Loopback(script(*chain, json_reply("there"))) as server:
        if hops <= 5:
            assert run(local(server).get_json("")) == "there"
        else:
            with pytest.raises(ExpertRefusedError, match="more than 5 times"):
                run(local(server).get_json(""))
        assert len(server.requests) == requests


def test_a_loop_ends() -> None:
    with Loopback(script(go("/"))) as server, pytest.raises(ExpertRefusedError):
        run(local(server).get_json(""))


@pytest.mark.parametrize(
    "location",
    [
        "http://elsewhere.test/",
        "//elsewhere.test/",
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://user:password@127.0.0.1/",
        "http://[",
        "http://127.0.0.1:0/",
        "https://127.0.0.1:99999/",
        "http://xn--a/",
        "http://127.0.0.1:22/",
        "/\\elsewhere.test/",
    ],
)
def test_a_redirect_out_of_the_service_is_refused(location: str) -> None:
    with Loopback(script(go(location))) as server:
        with pytest.raises(ExpertRefusedError) as caught:
            run(local(server).get_json(""))
        assert len(server.requests) == 1
    assert "password@" not in str(caught.value)


def test_no_credential_follows_to_another_origin() -> None:
    with Loopback(script(json_reply("there"))) as other:
        first = script(go("/again"), go(f"{other.url}/x"))
        with Loopback(first) as server:
            policy = Policy.for_urls(server.url, other.url, allow_addresses=HERE)
            headers = {
                "Authorization": "Bearer secret",
                "Cookie": "a=secret",
                "X-Api-Key": "secret",
                "Accept": "application/json",
            }
            found = run(SafeClient(policy).get(server.url, headers=headers))
            assert found.json() == "there"
            assert [r.headers.get("authorization") for r in server.requests] == [
                "Bearer secret"
            ] * 2
            (request,) = other.requests
            assert b"secret" not in request.raw
            assert request.headers["accept"] == "application/json"


def test_a_redirect_without_a_target_is_no_answer() -> None:
    with Loopback(script(reply("", 302))) as server, pytest.raises(ExpertError, match="302"):
        run(local(server).get_json(""))


# --- replies (A5) ---


def drip(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    while True:
        time.sleep(0.1)
        yield b" "


def slow_head(_: Request) -> Iterator[bytes]:
    for letter in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}":
        time.sleep(0.1)
        yield bytes([letter])


def silence(_: Request) -> Iterator[bytes]:
    time.sleep(1.5)
    yield b""


@pytest.mark.parametrize("slow", [drip, slow_head, silence])
def test_one_deadline_bounds_everything(slow: Callable[[Request], Iterator[bytes]]) -> None:
    with Loopback(slow) as server:
        start = time.monotonic()
        with pytest.raises(ExpertTimeoutError) as caught:
            run(local(server, timeout_s=0.4).get_json(""))
        assert time.monotonic() - start < 5
    assert caught.value.context["timeout_s"] == 0.4


def endless(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b" " * 65_536 + b"\r\n"


def endless_head(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X: " + b"y" * 60_000 + b"\r\n"


def bomb(size: int) -> bytes:
    press = zlib.compressobj(9, wbits=31)
    pieces = [press.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join(pieces) + press.flush()


GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    "hostile",
    [
        endless,
        script(reply(b"[" + b" " * 2_000_000 + b"]")),
        script(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"),
        script(reply(bomb(100_000_000), headers=GZIP)),
        script(reply("{}", headers={f"X-{number}": "y" for number in range(200)})),
        script(reply("{}", headers={f"X-{number}": "y" * 9_000 for number in range(9)})),
    ],
    ids=["endless", "long", "announced", "bomb", "many headers", "long headers"],
)
def test_too_much_is_refused(hostile: Callable[[Request], Any]) -> None:
    with Loopback(hostile) as server, pytest.raises(ExpertRefusedError):
        run(local(server).get_json(""))


def cut(_: Request) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1, 2"


@pytest.mark.parametrize(
    "broken",
    [
        endless_head,
        cut,
        script(b""),
        script(b"garbage\r\n\r\n"),
        script(b"\x16\x03\x01\x02\x00"),
        script(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}"),
        script(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
        script(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n{}"),
        script(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        script(b"HTTP/1.1 200 OK\r\nBad Header\x00: x\r\n\r\n{}"),
        script(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        script(reply(gzip.compress(b"{}")[:-4], headers=GZIP)),
        script(reply(gzip.compress(b"{}") + b"more", headers=GZIP)),
        script(reply(b"{}", headers=GZIP)),
        script(reply(b"{}", headers={"Content-Encoding": "br"})),
        script(reply("")),
        script(reply("<html>log in</html>")),
        script(reply('{"a": NaN}')),
    ],
)
def test_a_broken_reply_is_unavailable(broken: Callable[[Request], Any]) -> None:
    with Loopback(broken) as server, pytest.raises(ExpertError) as caught:
        run(local(server).get_json(""))
    if "status 101" not in str(caught.value):
        assert type(caught.value) is ExpertUnavailableError


def test_sound_replies_are_read() -> None:
    zipped = gzip.compress(b'{"a": [1, 2.5, "x"]}')
    answers = [
        reply(zipped, headers=GZIP),
        reply(b'{"a": [1, 2.5, "x"]}', headers={"Content-Encoding": "identity"}),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'14\r\n{"a": [1, 2.5, "x"]}\r\n0\r\n\r\n',
        b'HTTP/1.0 200 OK\r\n\r\n{"a": [1, 2.5, "x"]}',
    ]
    for answer in answers:
        with Loopback(script(answer)) as server:
            assert run(local(server).get_json("")) == {"a": [1, 2.5, "x"]}


def test_a_body_of_exactly_the_limit_is_read() -> None:
    body = b'"' + b"x" * 98 + b'"'
    with Loopback(script(reply(body), reply(gzip.compress(body), headers=GZIP))) as server:
        client = local(server, max_bytes=100)
        assert run(client.get_json("")) == run(client.get_json("")) == "x" * 98


def test_statuses_become_errors() -> None:
    answers = (
        json_reply({}, 404),
        json_reply({"reason": "Bad latitude"}, 400),
        json_reply({}, 429, {"Retry-After": "7"}),
    )
    with Loopback(script(*answers)) as server:
        client = local(server)
        with pytest.raises(NoResultError):
            run(client.get_json(""))
        with pytest.raises(ExpertError, match="Bad latitude"):
            run(client.get_json(""))
        with pytest.raises(ExpertUnavailableError) as caught:
            run(client.get_json(""))
        assert caught.value.context["retry_after_s"] == 7


def test_a_refused_connection_is_unavailable() -> None:
    with Loopback(script(b"")) as server:
        client = local(server)
    with pytest.raises(ExpertUnavailableError, match="cannot be reached"):
        run(client.get_json(""))


def test_a_cut_off_connection_is_unavailable() -> None:
    import socket
    import struct

    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async def attempt() -> None:
        server = await asyncio.start_server(reset, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            with pytest.raises(ExpertUnavailableError):
                await SafeClient(url, allow_addresses=HERE).get_json("")

    asyncio.run(attempt())


# --- what is sent (A6) ---


@pytest.mark.parametrize("name", ["Host", "connection", "Content-Length", "transfer-encoding"])
def test_headers_of_the_protocol_are_our_own(canary: Loopback, name: str) -> None:
    with pytest.raises(ExpertRefusedError, match=name.lower()):
        run(local(canary).get(canary.url, headers={name: "1"}))


def test_nothing_can_be_injected(canary: Loopback) -> None:
    client = local(canary)
    hostile = [
        "a\r\nX-Evil: 1",
        "a\nX-Evil: 1",
        "a\0b",
        "a HTTP/1.1\r\nX-Evil: 1",
        "../../x",
        "?#&=",
    ]
    for text in hostile:
        run(client.get_json(f"p/{segment(text)}", {"q": text}))
        with pytest.raises(InvalidArgumentError):
            run(client.get_json(f"p/{text}\r\n"))
        if not text.isprintable():
            with pytest.raises(InvalidArgumentError):
                run(client.get(canary.url, headers={"x-key": text}))
    assert len(canary.requests) == len(hostile)
    for request, text in zip(canary.requests, hostile, strict=True):
        assert request.query == {"q": text}
        assert request.path.count("/") == 2
        assert b"x-evil:" not in request.raw.lower()


def test_a_closed_client_asks_no_more(canary: Loopback) -> None:
    client = local(canary)
    run(client.aclose())
    with pytest.raises(ExpertError, match="closed"):
        run(client.get_json(""))
    assert canary.connections == 0


def test_a_client_of_a_policy_has_no_base_address() -> None:
    with pytest.raises(ExpertError, match="no base address"):
        run(SafeClient(Policy()).get_json(""))


def test_one_client_serves_several_event_loops(canary: Loopback) -> None:
    client = local(canary)
    assert [run(client.get_json("")) for _ in range(3)] == ["reached"] * 3


# --- TLS and the environment (A4) ---


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "api.test")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("api.test"), x509.IPAddress(ip_address("127.0.0.9"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def asked_names() -> list[str | None]:
    return []


@pytest.fixture
def secure(certificate: Path, asked_names: list[str | None]) -> Iterator[Loopback]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _stream, name, _context: asked_names.append(name)
    answers = script(json_reply("secure"), go("http://api.test/"))
    with Loopback(answers, tls=context) as server:
        yield server


def secure_client(server: Loopback, trusted: Path | None, host: str = "api.test") -> SafeClient:
    context = None
    if trusted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(trusted)
    return SafeClient(
        f"https://{host}:{server.port}",
        allow_addresses=HERE,
        resolver=Scripted(["127.0.0.1"]),
        ssl_context=context,
        timeout_s=5,
    )


def test_tls_keeps_the_name_and_never_falls_back(
    secure: Loopback, certificate: Path, asked_names: list[str | None]
) -> None:
    client = secure_client(secure, certificate)
    assert run(client.get_json("")) == "secure"
    assert asked_names == ["api.test"]
    assert secure.requests[0].headers["host"] == f"api.test:{secure.port}"
    with pytest.raises(ExpertRefusedError):
        run(client.get_json(""))


def test_a_redirect_from_https_to_http_is_refused_by_any_policy(
    secure: Loopback, certificate: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    policy = Policy(
        schemes=frozenset({"http", "https"}),
        ports=frozenset({80, secure.port}),
        allow_addresses=HERE,
    )
    resolver = Scripted(["127.0.0.1"])
    client = SafeClient(policy, resolver=resolver, ssl_context=context)
    url = f"https://api.test:{secure.port}/"
    run(client.get(url))
    with pytest.raises(ExpertRefusedError, match="from https to http"):
        run(client.get(url))


def test_another_name_is_not_trusted(secure: Loopback, certificate: Path) -> None:
    with pytest.raises(ExpertUnavailableError, match="certificate"):
        run(secure_client(secure, certificate, "other.test").get_json(""))
    assert secure.requests == []


def test_the_environment_has_no_say(
    secure: Loopback,
    canary: Loopback,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Loopback(script(json_reply("proxy"))) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("SSL_CERT_DIR", str(certificate.parent))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
        assert run(local(canary).get_json("")) == "reached"
        # The certificate that the environment names is still not trusted.
        with pytest.raises(ExpertUnavailableError, match="certificate"):
            run(secure_client(secure, None).get_json(""))
        assert run(secure_client(secure, certificate).get_json("")) == "secure"
        assert proxy.connections == 0
    assert list(tmp_path.iterdir()) == []


def test_a_handshake_that_never_ends_is_cut_off_and_closed() -> None:
    async def attempt() -> None:
        closed = asyncio.Event()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()
            closed.set()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        async with server:
            url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            client = SafeClient(url, allow_addresses=HERE, timeout_s=0.3)
            with pytest.raises(ExpertTimeoutError):
                await client.get_json("")
            async with asyncio.timeout(2):
                await closed.wait()

    asyncio.run(attempt())
