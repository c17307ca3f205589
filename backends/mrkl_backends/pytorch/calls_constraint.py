"""Keeps tool calls to their tools, and leaves all else that a reply says free.

V is the size of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from mrkl_backends.nemotron.tags import CALLS_OPEN
from mrkl_backends.nemotron.thinking import ThinkingParser
from mrkl_backends.pytorch.requests import Constraint
from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_core.values import Content

#: All of the tag but its last character, so that a token cannot hold the tag and a wrong beginning.
BEGUN = CALLS_OPEN[:-1]
Block = Callable[[str], Constraint | None]
"""Returns what the rest of a block must match behind some text of it; None if that is wrong."""


class CallsConstraint:
    """A ``Constraint`` for one reply that may call tools; it holds while a block is written.

    Args:
        block: Makes the constraint to a block that has begun with ``BEGUN``.
        text: Decodes the reply.
        thinking: Tells its reasoning, where a tag means nothing.
    """

    def __init__(self, block: Block, text: TextStream, thinking: ThinkingParser) -> None:
        self._block, self._text, self._thinking = block, text, thinking
        self._held = ""
        self._inner: Constraint | None = None

    def allowed(self) -> Tensor | None:
        """Return (V,) bool: the tokens that may come next; None where all may."""
        return self._inner.allowed() if self._inner else None

    def accept(self, token: int) -> None:
        """Go on behind a token."""
        events = self._thinking.feed(self._text.feed(token))
        content = "".join(event.text for event in events if isinstance(event, Content))
        if self._inner is None:
            self._look_for_block(content)
            return
        self._inner.accept(token)
        if self._inner.is_finished:
            self._inner = None

    def forced(self) -> Sequence[int]:
        """Return the tokens that must come next."""
        return self._inner.forced() if self._inner else ()

    @property
    def is_free(self) -> bool:
        """Tell whether any token may come next."""
        return self._inner is None

    @property
    def is_finished(self) -> bool:
        """Tell that more may always follow: the model ends the reply."""
        return False

    def _look_for_block(self, content: str) -> None:
        before, tag, begun = (self._held + content).partition(BEGUN)
        self._held = "" if tag else before[1 - len(BEGUN) :]
        if tag:
            self._inner = self._block(begun)
