"""The server of bench.rest_load's streams: its language model says the time, 20 times a second."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter
from mrkl_apps.rest.app import create_app
from mrkl_apps.rest.stopping import StoppingServer
from mrkl_core.values import Content, Generation, Message, StreamEvent, Think

EVENTS, PAUSE_S = 600, 0.05


class Clock:
    """A language model that says what time it is, until nobody wants to know."""

    name = "clock"

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> Generation:
        """Say the time once."""
        return Generation(text=f"{time.monotonic()}")

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        """Say the time again and again."""
        for _ in range(EVENTS):
            await asyncio.sleep(PAUSE_S)
            yield Content(text=f" {time.monotonic()}")
        yield Generation(text="That is all.")

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Find nothing likely."""
        return tuple(0.0 for _ in continuations)


def main() -> None:
    """Serve until terminated."""
    system = System(router=ScriptedRouter(), experts=[FakeExpert("none")], model=Clock())
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"mrkl serves http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
    StoppingServer(create_app(system)).run(sockets=[listener])


if __name__ == "__main__":
    main()
