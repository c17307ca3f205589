"""``mrkl.ask`` and friends: one default system, made on first use."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from mrkl.system import System
from mrkl_core.answer import Answer, Event
from mrkl_core.values import Think


class _Default:
    """Makes the default system once, whichever thread asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._system: System | None = None

    def get(self) -> System:
        with self._lock:
            if self._system is None:
                self._system = System.default()
            return self._system


_default = _Default()


def default_system() -> System:
    """Return the system behind ``mrkl.ask``, made from environment and ``mrkl.toml``."""
    return _default.get()


def ask(
    question: str,
    *,
    experts: Sequence[str] | None = None,
    conversation: str | None = None,
    deadline_s: float | None = None,
    think: Think | None = None,
) -> Answer:
    """Answer a question with the default system; see ``System.ask``."""
    return default_system().ask(
        question,
        experts=experts,
        conversation=conversation,
        deadline_s=deadline_s,
        think=think,
    )


async def aask(
    question: str,
    *,
    experts: Sequence[str] | None = None,
    conversation: str | None = None,
    deadline_s: float | None = None,
    think: Think | None = None,
) -> Answer:
    """Answer a question with the default system; the async twin of ``ask``."""
    return await default_system().aask(
        question,
        experts=experts,
        conversation=conversation,
        deadline_s=deadline_s,
        think=think,
    )


async def stream(
    question: str,
    *,
    experts: Sequence[str] | None = None,
    conversation: str | None = None,
    deadline_s: float | None = None,
    think: Think | None = None,
) -> AsyncGenerator[Event, None]:
    """Yield events while the default system answers; see ``System.stream``."""
    events = default_system().stream(
        question,
        experts=experts,
        conversation=conversation,
        deadline_s=deadline_s,
        think=think,
    )
    async with aclosing(events):
        async for event in events:
            yield event
