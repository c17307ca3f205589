"""The language model, as it speaks in one dialogue."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mrkl_core.errors import BackendError, ExpertTimeoutError, MRKLError
from mrkl_core.protocols import Context, LanguageModel, most_tokens
from mrkl_core.replies import whole_reply
from mrkl_core.values import (
    ExpertSpec,
    Generation,
    Hear,
    Message,
    Result,
    Think,
)

_MOST_TOKENS = 32_768


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A model with what a dialogue says to it.

    Attributes:
        model: The model.
        messages: The whole dialogue.
        tools: What it may call; the caller runs these.
        max_tokens: Bounds what it writes; its own bound when absent.
    """

    model: LanguageModel
    messages: tuple[Message, ...]
    tools: tuple[Mapping[str, Any], ...]
    max_tokens: int | None

    async def speak(self, think: Think, remaining_s: float, hear: Hear | None) -> Generation:
        """Return the model's next message; ``hear`` is told of it as it comes.

        Raises:
            BackendError: The model fails, or says nothing although it has room.
            ExpertTimeoutError: It does not answer in time.
        """
        name = self.model.name
        try:
            async with asyncio.timeout(remaining_s):
                said = await whole_reply(
                    self.model,
                    self.messages,
                    hear=hear,
                    max_tokens=bounded(self.max_tokens) or most_tokens(think),
                    tools=self.tools,
                    think=think,
                )
        except MRKLError:
            raise
        except TimeoutError as error:
            raise ExpertTimeoutError(
                f"The language model {name!r} did not answer within the deadline.",
                hint="Raise deadline_s, use a smaller model, or think less.",
            ) from error
        except Exception as error:
            raise BackendError(
                f"The language model {name!r} failed: {type(error).__name__}.",
                hint="Check the backend.",
                cause=type(error).__name__,
            ) from error
        if not said.text.strip() and not said.tool_calls and said.finish_reason != "length":
            raise BackendError(
                f"The language model {name!r} wrote nothing.",
                hint="Ask again, or ask in other words.",
            )
        return said


class VoiceExpert:
    """Stands for the expert ``language_model`` in one dialogue: it hears all of it.

    Args:
        spec: The expert's.
        voice: Speaks.

    Attributes:
        said: What it said, once it did.
    """

    def __init__(self, spec: ExpertSpec, voice: Voice) -> None:
        self._spec = spec
        self._voice = voice
        self.said: Generation | None = None

    @property
    def spec(self) -> ExpertSpec:
        """Return what the router knows of it."""
        return self._spec

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Return what the model says; raises as ``Voice.speak`` does."""
        voice = self._voice
        if arguments["prompt"] != context.question:
            voice = _about(voice, arguments["prompt"])
        self.said = await voice.speak(context.think, context.remaining_s, context.hear)
        return Result(value=self.said.text, text=self.said.text)


def _about(voice: Voice, question: str) -> Voice:
    """Return a voice that is asked ``question`` in place of the last one."""
    messages = list(voice.messages)
    last = max(index for index, each in enumerate(messages) if each.role == "user")
    messages[last] = replace(messages[last], content=question)
    return replace(voice, messages=tuple(messages), tools=())


def bounded(max_tokens: int | None) -> int | None:
    """Return the caller's bound, within ours."""
    return None if max_tokens is None else min(max_tokens, _MOST_TOKENS)
