"""A deterministic stand-in for a language model: scripted replies, or an echo."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mrkl_core.values import Content, Generation, Message, Reasoning, StreamEvent, Think

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Request:
    """What the model was asked, for tests to look at."""

    messages: tuple[Message, ...]
    windows: tuple[str, ...]
    max_tokens: int
    tools: tuple[Mapping[str, Any], ...] = ()
    think: Think = "auto"


class EchoModel:
    """Says what it is told to, then what the user said last. A word is a token.

    Args:
        replies: Replies to give first, one per request, in order: texts, or generations, whose
            text alone is cut and whose tokens are counted.
        name: The model's name.

    Attributes:
        requests: All requests so far, oldest first.
    """

    def __init__(self, replies: Sequence[str | Generation] = (), *, name: str = "echo") -> None:
        self._replies = deque(replies)
        self._name = name
        self.requests: list[Request] = []

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._name

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> Generation:
        """Return the next scripted reply, or the last user message; cut at ``max_tokens``."""
        request = Request(tuple(messages), tuple(windows), max_tokens, tuple(tools), think)
        self.requests.append(request)
        reply = self._reply(messages)
        words = _WORD.findall(reply.text)
        prompt = [message.content for message in messages] + list(windows)
        return replace(
            reply,
            text="".join(words[:max_tokens]),
            finish_reason="length" if len(words) > max_tokens else reply.finish_reason,
            prompt_tokens=sum(len(text.split()) for text in prompt),
            completion_tokens=min(len(words), max_tokens) + len(reply.reasoning.split()),
        )

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        """Yield the same reply word by word, and last as a whole."""
        reply = await self.generate(
            messages, windows=windows, max_tokens=max_tokens, tools=tools, think=think
        )
        for word in _WORD.findall(reply.reasoning):
            yield Reasoning(text=word)
        for word in _WORD.findall(reply.text):
            yield Content(text=word)
        yield reply

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Return minus one nat for every word of a continuation that the prompt has not."""
        known = set(prompt.split())
        return tuple(
            -float(sum(word not in known for word in continuation.split()))
            for continuation in continuations
        )

    def _reply(self, messages: Sequence[Message]) -> Generation:
        if self._replies:
            reply = self._replies.popleft()
            return Generation(text=reply) if isinstance(reply, str) else reply
        said = (message.content for message in reversed(messages) if message.role == "user")
        return Generation(text=next(said, ""))
