"""A deterministic stand-in for a language model: scripted replies, or an echo."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from mrkl_core.values import Generation, Message

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Request:
    """What the model was asked, for tests to look at."""

    messages: tuple[Message, ...]
    windows: tuple[str, ...]
    max_tokens: int


class EchoModel:
    """Says what it is told to, then what the user said last. A word is a token.

    Args:
        replies: Replies to give first, one per request, in order.
        name: The model's name.

    Attributes:
        requests: All requests so far, oldest first.
    """

    def __init__(self, replies: Sequence[str] = (), *, name: str = "echo") -> None:
        self._replies = deque(replies)
        self._name = name
        self.requests: list[Request] = []

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._name

    async def generate(
        self, messages: Sequence[Message], *, windows: Sequence[str] = (), max_tokens: int = 512
    ) -> Generation:
        """Return the next scripted reply, or the last user message; cut at ``max_tokens``."""
        words = self._reply(messages, windows, max_tokens)
        prompt = [message.content for message in messages] + list(windows)
        return Generation(
            text="".join(words[:max_tokens]),
            finish_reason="length" if len(words) > max_tokens else "stop",
            prompt_tokens=sum(len(text.split()) for text in prompt),
            completion_tokens=min(len(words), max_tokens),
        )

    async def stream(
        self, messages: Sequence[Message], *, windows: Sequence[str] = (), max_tokens: int = 512
    ) -> AsyncIterator[str]:
        """Yield the same reply word by word."""
        for word in self._reply(messages, windows, max_tokens)[:max_tokens]:
            yield word

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Return minus one nat for every word of a continuation that the prompt has not."""
        known = set(prompt.split())
        return tuple(
            -float(sum(word not in known for word in continuation.split()))
            for continuation in continuations
        )

    def _reply(
        self, messages: Sequence[Message], windows: Sequence[str], max_tokens: int
    ) -> list[str]:
        """Return the reply as words that carry the space before them."""
        self.requests.append(Request(tuple(messages), tuple(windows), max_tokens))
        if self._replies:
            return _WORD.findall(self._replies.popleft())
        said = (message.content for message in reversed(messages) if message.role == "user")
        return _WORD.findall(next(said, ""))
