"""A local model's reply as it grows: text from its tokens, then reasoning, content and calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from mrkl_backends.nemotron.reply import ReplyEvent, ReplyParser
from mrkl_backends.nemotron.tool_calls import MalformedToolCalls, ToolCalls
from mrkl_backends.pytorch.requests import TokenEvent
from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_core.values import Content, Generation, Reasoning, ToolCall


class Written:
    """Takes the tokens of one reply.

    Args:
        text: Decodes them.
        parser: Tells reasoning, content and calls apart; all is content where None.
        stop_tokens: Tokens that end a reply and are no part of its text.

    Attributes:
        token_ids: All tokens, the one that ended it too.
        finish_reason: Why it ended; None until it has.
    """

    def __init__(
        self, text: TextStream, parser: ReplyParser | None = None, stop_tokens: Collection[int] = ()
    ) -> None:
        self._text, self._parser, self._stop_tokens = text, parser, stop_tokens
        self._reasoning: list[str] = []
        self._content: list[str] = []
        self._calls: list[ToolCall] = []
        self.token_ids: list[int] = []
        self.finish_reason: str | None = None

    def add(self, event: TokenEvent) -> Iterator[Reasoning | Content]:
        """Take a token; yield what it makes clear."""
        self.token_ids.append(event.token)
        self.finish_reason = event.finish_reason
        if event.token not in self._stop_tokens:
            yield from self._read(self._parsed(self._text.feed(event.token)))

    def finish(self) -> Iterator[Reasoning | Content]:
        """Yield what was held back; the reply is over."""
        yield from self._read(self._parsed(self._text.finish()))
        if self._parser is not None:
            yield from self._read(self._parser.finish())

    def generation(self, prompt_tokens: int) -> Generation:
        """Return the whole."""
        return Generation(
            text="".join(self._content),
            finish_reason="length" if self.finish_reason == "length" else "stop",
            prompt_tokens=prompt_tokens,
            completion_tokens=len(self.token_ids),
            reasoning="".join(self._reasoning),
            tool_calls=tuple(self._calls),
        )

    def to_dict(self, prompt_tokens: int) -> dict[str, Any]:
        """Return the whole as JSON data, tokens included."""
        whole = self.generation(prompt_tokens)
        record: dict[str, Any] = {
            "text": whole.text,
            "token_ids": self.token_ids,
            "finish_reason": whole.finish_reason,
            "usage": {
                "prompt_tokens": whole.prompt_tokens,
                "completion_tokens": whole.completion_tokens,
            },
        }
        if whole.reasoning:
            record["reasoning"] = whole.reasoning
        if whole.tool_calls:
            record["tool_calls"] = [asdict(call) for call in whole.tool_calls]
        return record

    def _parsed(self, text: str) -> Iterable[ReplyEvent]:
        if self._parser is not None:
            return self._parser.feed(text)
        return (Content(text=text),) if text else ()

    def _read(self, events: Iterable[ReplyEvent]) -> Iterator[Reasoning | Content]:
        for event in events:
            if isinstance(event, ToolCalls):
                self._calls += event.calls
            elif isinstance(event, MalformedToolCalls):
                self._calls.append(_malformed(event))
            elif isinstance(event, Reasoning):
                self._reasoning.append(event.text)
                yield event
            else:
                self._content.append(event.text)
                yield event


def _malformed(event: MalformedToolCalls) -> ToolCall:
    return ToolCall(name="", arguments={}, arguments_text=event.text, problem=event.reason)
