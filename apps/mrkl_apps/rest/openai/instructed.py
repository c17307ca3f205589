"""A language model that knows what a caller's system messages say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from mrkl_apps.rest.openai.voice import Voice, bounded
from mrkl_core.values import Generation, Message, StreamEvent, Think


class InstructedModel:
    """A model that is told a dialogue's instructions before anything else.

    Args:
        voice: The model, and the bound to what it writes.
        instructions: Messages to begin with.

    Attributes:
        last: Its last reply.
    """

    def __init__(self, voice: Voice, instructions: Sequence[Message]) -> None:
        self._model = voice.model
        self._most = bounded(voice.max_tokens)
        self._instructions = tuple(instructions)
        self.last: Generation | None = None

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._model.name

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> Generation:
        """Write one reply."""
        self.last = await self._model.generate(
            [*self._instructions, *messages],
            windows=windows,
            max_tokens=self._most or max_tokens,
            tools=tools,
            think=think,
        )
        return self.last

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        """Yield one reply in pieces, and last as a whole."""
        async for event in self._model.stream(
            [*self._instructions, *messages],
            windows=windows,
            max_tokens=self._most or max_tokens,
            tools=tools,
            think=think,
        ):
            if isinstance(event, Generation):
                self.last = event
            yield event

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Return the log-probability (nats) of each continuation after ``prompt``."""
        return await self._model.score(prompt, continuations)
