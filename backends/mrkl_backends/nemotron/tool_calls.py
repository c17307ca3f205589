"""Takes tool calls out of a reply while it streams in: ``<TOOLCALL>[{...}, ...]</TOOLCALL>``.

A block counts as a whole: either all its calls are sound, or it is malformed and none of them
may run. A block ends at its closing tag, but not at one inside a JSON string, or else where its
list ends and other text follows. What is missing is supplied only where there is one reading: the
brackets of the list, and the closing tag. Nothing is lost: the text of the events, in order, is
the reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mrkl_backends.nemotron.extent import Extent
from mrkl_backends.nemotron.tags import CALLS_OPEN, begun
from mrkl_backends.strict_json import strict_json
from mrkl_core.values import Content, ToolCall


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalls:
    """The calls of one block, none if its list is empty, and the block's own text."""

    calls: tuple[ToolCall, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedToolCalls:
    """A block that is not a list of calls: its own text, and why."""

    text: str
    reason: str


CallEvent = Content | ToolCalls | MalformedToolCalls


class ToolCallParser:
    """Turns the pieces of one reply, without its reasoning, into events.

    Args:
        max_characters: How long a block's list may be; text beyond is content again.
        max_calls: How many calls a reply may hold; the block that has more is malformed.
        max_blocks: How many blocks are read; further tags are content.
    """

    def __init__(
        self, *, max_characters: int = 65_536, max_calls: int = 32, max_blocks: int = 32
    ) -> None:
        self._max_characters = max_characters
        self._max_calls = max_calls
        self._calls_left = max_calls
        self._blocks_left = max_blocks
        self._held = ""
        self._extent: Extent | None = None

    def feed(self, text: str) -> tuple[CallEvent, ...]:
        """Return what ``text`` makes clear."""
        self._held += text
        return tuple(self._events(at_end=False))

    def finish(self) -> tuple[CallEvent, ...]:
        """Return what was held back; the reply is over."""
        return tuple(self._events(at_end=True))

    def _events(self, *, at_end: bool) -> Iterator[CallEvent]:
        while True:
            if self._extent is None:
                if text := self._content(at_end=at_end):
                    yield Content(text=text)
                if self._extent is None:
                    return
            end = self._extent.end(self._held, at_end=at_end)
            if end is None:
                return
            yield self._block(self._held[: end.of_list], CALLS_OPEN + self._held[: end.of_block])
            self._held = self._held[end.of_block :]
            self._extent = None
            self._blocks_left -= 1

    def _content(self, *, at_end: bool) -> str:
        """Return the text before the next block, and enter the block if it has begun."""
        before, tag, after = self._held.partition(CALLS_OPEN)
        if self._blocks_left == 0:
            before, tag, after = self._held, "", ""
        if tag:
            self._extent = Extent(self._max_characters)
            self._held = after
            return before
        is_clear = at_end or self._blocks_left == 0
        clear = len(before) - (0 if is_clear else begun(before, CALLS_OPEN))
        self._held = before[clear:]
        return before[:clear]

    def _block(self, list_text: str, text: str) -> CallEvent:
        try:
            calls = read_calls(list_text)
        except ValueError as error:
            return MalformedToolCalls(text=text, reason=str(error))
        if len(calls) > self._calls_left:
            reason = f"the reply has more than {self._max_calls} calls"
            return MalformedToolCalls(text=text, reason=reason)
        self._calls_left -= len(calls)
        return ToolCalls(calls=calls, text=text)


def read_calls(text: str) -> tuple[ToolCall, ...]:
    """Return the calls of a block's list.

    Raises:
        ValueError: It is not a list of calls; the message says why.
    """
    # A bracket is supplied only next to a brace: elsewhere more than the bracket may be missing.
    text = text.strip()
    text = "[" + text if text.startswith("{") else text
    text = text + "]" if text.endswith("}") else text
    value = strict_json(text)
    if not isinstance(value, list):
        raise ValueError("it is not a list of calls")
    return tuple(_call(item) for item in value)


def _call(item: Any) -> ToolCall:
    if not isinstance(item, dict):
        raise ValueError("a call is not an object")
    if unknown := sorted(item.keys() - {"name", "arguments"}):
        raise ValueError(f"a call has keys other than 'name' and 'arguments': {unknown}")
    name, arguments = item.get("name"), item.get("arguments")
    if not isinstance(name, str) or not name.strip():
        raise ValueError("a call has no name")
    if isinstance(arguments, str):  # JSON inside JSON, as the prompt's own example suggests
        try:
            arguments = strict_json(arguments)
        except ValueError as error:
            raise ValueError(f"the arguments of {name!r}: {error}") from error
    if not isinstance(arguments, dict | None):
        raise ValueError(f"the arguments of {name!r} are not an object")
    return ToolCall(name=name, arguments=arguments or {})
