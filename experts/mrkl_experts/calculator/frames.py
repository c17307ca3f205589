"""Messages between the calculator and its worker process: a length, then JSON."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct(">I")

Message = dict[str, Any]


def encode(message: Message) -> bytes:
    """Return a message as bytes."""
    body = json.dumps(message).encode("utf-8")
    return _LENGTH.pack(len(body)) + body


class Decoder:
    """Puts messages together from the pieces that arrive."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages completed by ``data``."""
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            end = _LENGTH.size + int(_LENGTH.unpack_from(self._buffer)[0])
            if len(self._buffer) < end:
                break
            body, self._buffer = self._buffer[_LENGTH.size : end], self._buffer[end:]
            yield json.loads(body)
