"""Reads a whole reply as it streams in: reasoning, content and tool calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mrkl_backends.nemotron.thinking import ThinkingParser
from mrkl_backends.nemotron.tool_calls import MalformedToolCalls, ToolCallParser, ToolCalls
from mrkl_core.values import Content, Reasoning

ReplyEvent = Reasoning | Content | ToolCalls | MalformedToolCalls


class ReplyParser:
    """Chains the two parsers, so that what looks like a call inside reasoning is not one.

    Args:
        prompt: The prompt's text, or at least its end.
        calls: Reads the calls, with its own limits.
    """

    def __init__(self, *, prompt: str = "", calls: ToolCallParser | None = None) -> None:
        self._thinking = ThinkingParser(prompt=prompt)
        self._calls = calls or ToolCallParser()

    def feed(self, text: str) -> tuple[ReplyEvent, ...]:
        """Return what ``text`` makes clear."""
        return tuple(self._read(self._thinking.feed(text)))

    def finish(self) -> tuple[ReplyEvent, ...]:
        """Return what was held back; the reply is over."""
        return (*self._read(self._thinking.finish()), *self._calls.finish())

    def _read(self, events: Iterable[Reasoning | Content]) -> Iterator[ReplyEvent]:
        for event in events:
            if isinstance(event, Reasoning):
                yield event
            else:
                yield from self._calls.feed(event.text)
