"""Parts reasoning from content while a reply streams in.

Only a ``<think>`` at the very start opens reasoning, and the first ``</think>`` closes it:

- no leading ``<think>``: all is content, whatever tags it holds;
- never closed, as when the length limit strikes: all is reasoning;
- an empty pair: no reasoning;
- a prompt that ends in a closed pair (thinking off): all is content; in an open tag: reasoning.

White space around the reasoning and before the answer is dropped, as histories drop it. The tags
are plain text in this tokenizer, so text that may become a tag is held back until it is clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mrkl_backends.nemotron.tags import THINK_CLOSE, THINK_OPEN, begun
from mrkl_core.values import Content, Reasoning

_PREFILLED_PAIR = re.compile(rf"{THINK_OPEN}\s*{THINK_CLOSE}\s*\Z")
_PREFILLED_OPEN = re.compile(rf"{THINK_OPEN}\s*\Z")
_State = Literal["start", "reasoning", "gap", "content"]


class ThinkingParser:
    """Turns the pieces of one reply into events.

    Args:
        prompt: The prompt's text, or at least its end.
    """

    def __init__(self, *, prompt: str = "") -> None:
        self._state: _State = _state_after(prompt)
        self._held = ""
        self._has_reasoned = False

    def feed(self, text: str) -> tuple[Reasoning | Content, ...]:
        """Return what ``text`` makes clear."""
        self._held += text
        return tuple(self._events(at_end=False))

    def finish(self) -> tuple[Reasoning | Content, ...]:
        """Return what was held back; the reply is over."""
        return tuple(self._events(at_end=True))

    def _events(self, *, at_end: bool) -> Iterator[Reasoning | Content]:
        """Run through the states, which only ever advance."""
        if self._state == "start":
            self._look_for_reasoning(at_end=at_end)
        if self._state == "reasoning" and (text := self._reasoning(at_end=at_end)):
            yield Reasoning(text=text)
        if self._state == "gap":
            self._held = self._held.lstrip()
            self._state = "content" if self._held else "gap"
        if self._state == "content" and self._held:
            yield Content(text=self._held)
            self._held = ""

    def _look_for_reasoning(self, *, at_end: bool) -> None:
        begin = self._held.lstrip()
        if begin.startswith(THINK_OPEN):
            self._held = begin.removeprefix(THINK_OPEN)
            self._state = "reasoning"
        elif at_end or not THINK_OPEN.startswith(begin):
            self._state = "content"

    def _reasoning(self, *, at_end: bool) -> str:
        """Return the reasoning that is clear; white space at its end may yet be the very end."""
        if not self._has_reasoned:
            self._held = self._held.lstrip()
        before, tag, after = self._held.partition(THINK_CLOSE)
        if tag:
            self._held = after
            self._state = "gap"
            return before.rstrip()
        clear = len(before) if at_end else len(before) - begun(before, THINK_CLOSE)
        text = before[:clear].rstrip()
        self._held = "" if at_end else before[len(text) :]
        self._has_reasoned = self._has_reasoned or bool(text)
        return text


def _state_after(prompt: str) -> _State:
    if _PREFILLED_PAIR.search(prompt):
        return "content"
    return "reasoning" if _PREFILLED_OPEN.search(prompt) else "start"
