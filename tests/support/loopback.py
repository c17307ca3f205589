"""A scripted HTTP server on 127.0.0.1, for tests of everything that fetches.

The script gets the raw head of a request and returns what goes on the wire: bytes, or an
iterable of pieces (which may sleep in between). It says nothing that the test does not say.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

Script = Callable[["Request"], bytes | Iterable[bytes]]


class Request:
    """The head of a request as it came."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        lines = raw.decode("latin-1").split("\r\n")
        self.target = lines[0].split(" ")[1] if " " in lines[0] else ""
        self.path = urlsplit(self.target).path
        pairs = (line.partition(":") for line in lines[1:] if line)
        self.header_names = [name.lower() for name, _, _ in pairs]
        self.headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


class Loopback:
    """Serves in threads until closed; ``requests`` holds what arrived, in order."""

    def __init__(
        self,
        script: Script,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, port), family=family)
        self._script = script
        self._tls = tls
        self.requests: list[Request] = []
        self.connections = 0
        self.port = int(self._listener.getsockname()[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(5)
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), self._wrapped(connection) as stream:
            raw = b""
            while b"\r\n\r\n" not in raw:
                piece = stream.recv(65536)
                if not piece:
                    return
                raw += piece
            request = Request(raw.partition(b"\r\n\r\n")[0])
            self.requests.append(request)
            reply = self._script(request)
            for piece in (reply,) if isinstance(reply, bytes) else reply:
                stream.sendall(piece)
            stream.shutdown(socket.SHUT_WR)
            while stream.recv(65536):
                pass
        self._open.discard(connection)

    def _wrapped(self, connection: socket.socket) -> socket.socket:
        if self._tls is None:
            return connection
        try:
            return self._tls.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            raise


def reply(
    body: bytes | str = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a complete HTTP reply."""
    raw = body.encode() if isinstance(body, str) else body
    lines = {"Content-Length": str(len(raw)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + raw


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a complete HTTP reply with a JSON body."""
    return reply(
        json.dumps(value, ensure_ascii=False),
        status,
        {"Content-Type": "application/json", **(headers or {})},
    )
