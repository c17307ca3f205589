"""The four seams of the system, and the small services handed across them.

Everything here is structural: a class satisfies a protocol by having its members. Dimension key:
N texts, D embedding width.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from mrkl_core.answer import Answer, Turn
from mrkl_core.values import (
    Decision,
    ExpertSpec,
    Generation,
    Hear,
    Message,
    Result,
    Score,
    Span,
    StreamEvent,
    Think,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@runtime_checkable
class Clock(Protocol):
    """Tells the time; injected wherever "today" matters."""

    def now(self) -> datetime:
        """Return the current time, aware of its zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an expert may know of the request besides its arguments.

    Attributes:
        clock: The clock of this request.
        question: The user's own words.
        remaining_s: Seconds the executor still allows; it cancels the call after that.
        think: Whether a language model shall reason first.
        hear: Told what a language model thinks and says as it comes, where that is the whole
            answer and somebody listens. The text of the result is what was told of it.
    """

    clock: Clock
    question: str
    remaining_s: float
    think: Think = "auto"
    hear: Hear | None = None


@runtime_checkable
class Expert(Protocol):
    """One skill: a spec that the router reads and a coroutine that does the work."""

    @property
    def spec(self) -> ExpertSpec:
        """Return name, description, slots, examples and annotations."""

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Answer one call.

        Args:
            arguments: Validated against ``spec.slots``; defaults are filled in.
            context: Clock, question and remaining time.

        Raises:
            ExpertError: Typed; an error is never returned as an answer.
            ArgumentError: An argument cannot mean anything for this expert.
        """


@runtime_checkable
class Router(Protocol):
    """Turns a question into a decision over the enabled experts.

    It is used by one thread at a time, unless it says ``concurrent = True``: then several may route
    at once, though none while an expert is registered.
    """

    def register(self, spec: ExpertSpec) -> None:
        """Learn an expert; other experts' scores stay byte-identical."""

    def route(
        self,
        question: str,
        *,
        experts: Sequence[str],
        clock: Clock,
        turns: Sequence[Turn] = (),
    ) -> Decision:
        """Return a decision that names only ``experts``."""

    def explain(self, question: str, *, experts: Sequence[str]) -> tuple[Score, ...]:
        """Return every enabled expert's score and threshold, best first."""


@runtime_checkable
class TextEncoder(Protocol):
    """Turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (N, D), float32, unit rows."""


@runtime_checkable
class SpanReader(Protocol):
    """Finds the stretch of a passage that answers a question."""

    def read(self, question: str, passages: Sequence[str]) -> tuple[Span | None, ...]:
        """Return the best span of each passage, or None where the answer is not stated."""


@runtime_checkable
class LanguageModel(Protocol):
    """A language-model backend; ``windows`` are documents read side by side (PCW)."""

    @property
    def name(self) -> str:
        """Return the model's name, as users write it."""

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> Generation:
        """Write one reply.

        Args:
            messages: The conversation, oldest first.
            windows: Documents to read.
            max_tokens: Bounds what is written, reasoning included.
            tools: Functions that the model may call, as OpenAI-style specs.
            think: Whether to reason first; ``auto`` leaves it to the model.

        Raises:
            BackendError: The model fails, or cannot take what it is given.
        """

    def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        """Yield ``Reasoning`` and ``Content`` as they come, and last the whole ``Generation``."""

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Return the log-probability (nats) of each continuation after ``prompt``."""


def most_tokens(think: Think) -> int:
    """Return how long a reply may be: reasoning takes its room before the answer begins."""
    return 4096 if think == "on" else 512


@runtime_checkable
class Store(Protocol):
    """Keeps conversations."""

    async def append(self, conversation: str, answer: Answer) -> None:
        """Add an answer to a conversation; durable when it returns."""

    async def turns(self, conversation: str) -> tuple[Turn, ...]:
        """Return the conversation's turns, oldest first; empty if unknown."""
