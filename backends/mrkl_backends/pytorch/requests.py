"""What is asked of the engine, and the stream of tokens that comes back."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from torch import Tensor

from mrkl_backends.pytorch.sampling import SamplingSettings

MOST_ALTERNATIVES = 20
FinishReason = Literal["stop", "length", "cancelled"]


class Constraint(Protocol):
    """Says which tokens may come next; serves one reply."""

    def allowed(self) -> Tensor | None:
        """Return (V,) bool; None where all may."""

    def accept(self, token: int) -> None:
        """Go on behind a token."""

    def forced(self) -> Sequence[int]:
        """Return tokens that must come next; all others would be refused."""

    @property
    def is_free(self) -> bool:
        """Tell whether any token may come next, so that ``allowed`` need not be asked."""

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more may follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One reply to write.

    Attributes:
        prompt: Token ids.
        max_tokens: Longest reply.
        sampling: How to pick its tokens.
        stop_tokens: Tokens that each end it.
        constraint: What it must match, if anything.
        tenant: Whose request it is; what was read for one tenant is never used for another.
        alternatives: How many of the likeliest tokens to report at each place, up to 20.
    """

    prompt: tuple[int, ...]
    max_tokens: int
    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    stop_tokens: Collection[int] = ()
    constraint: Constraint | None = None
    tenant: str = ""
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """A token of the reply; ``finish_reason`` is set on the last one.

    Attributes:
        token: Its id.
        logprob: Its log-probability in nats, before sampling settings and constraint; 0 where the
            constraint left no choice, since the model was not asked.
        finish_reason: ``stop`` (a stop token, or the constraint's end), ``length``, ``cancelled``.
        alternatives: The likeliest tokens there and their log-probabilities, likeliest first.
    """

    token: int
    logprob: float
    finish_reason: FinishReason | None = None
    alternatives: tuple[tuple[int, float], ...] = ()


class Stream:
    """The tokens of one reply as they come; iterate it once, either way.

    Args:
        cancel: Called once when the reader wants no more.
    """

    def __init__(self, cancel: Callable[[Stream], None]) -> None:
        self._cancel = cancel
        self._events: queue.SimpleQueue[TokenEvent | BaseException | None] = queue.SimpleQueue()
        self._wake: Callable[[], object] = lambda: None

    def cancel(self) -> None:
        """End the reply; it gives up its place before the engine's next step."""
        self._cancel(self)

    def put(self, event: TokenEvent | BaseException | None) -> None:
        """Add a token, the error that ends the reply, or None at its end; the engine's side."""
        self._events.put(event)
        self._wake()

    def __iter__(self) -> Iterator[TokenEvent]:
        try:
            while (event := self._next()) is not None:
                yield event
        finally:
            self.cancel()

    async def __aiter__(self) -> AsyncGenerator[TokenEvent, None]:
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.is_closed() or loop.call_soon_threadsafe(ready.set)
        try:
            while True:
                ready.clear()
                if self._events.empty():
                    await ready.wait()
                    continue
                event = self._next()
                if event is None:
                    return
                yield event
        finally:
            self._wake = lambda: None
            self.cancel()

    def _next(self) -> TokenEvent | None:
        event = self._events.get()
        if isinstance(event, BaseException):
            raise event
        return event
