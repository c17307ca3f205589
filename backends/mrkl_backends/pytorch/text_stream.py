"""Text from tokens as they come: whole characters only, cut before a stop string."""

from __future__ import annotations

from collections.abc import Sequence

from mrkl_backends.pytorch.tokenizer import Tokenizer

_BROKEN = "\ufffd"
#: A character of four bytes never needs more tokens; text that stays broken is let out then.
_MOST_PENDING = 8


class TextStream:
    """Decodes the tokens of one reply.

    Only the last few tokens are decoded again at each step: those before a seam give the seam its
    spaces.

    Args:
        tokenizer: Of the model.
        stop: Texts of which the first to be complete ends the reply; it is not part of it.

    Attributes:
        stopped: Whether a stop text came.
    """

    def __init__(self, tokenizer: Tokenizer, stop: Sequence[str] = ()) -> None:
        self._tokenizer = tokenizer
        self._stop = [text for text in stop if text]
        self._seam: list[int] = []
        self._pending: list[int] = []
        self._held = ""
        self.stopped = False

    def feed(self, token: int) -> str:
        """Return the text that ``token`` completes."""
        self._pending.append(token)
        before = self._tokenizer.decode(self._seam)
        text = self._tokenizer.decode([*self._seam, *self._pending])
        if text.endswith(_BROKEN) and len(self._pending) < _MOST_PENDING:
            return ""
        self._seam, self._pending = self._pending, []
        return self._let_out(text[len(before) :])

    def finish(self) -> str:
        """Return what was held back; no token follows."""
        before = self._tokenizer.decode(self._seam)
        rest = self._tokenizer.decode([*self._seam, *self._pending])[len(before) :]
        self._pending = []
        text = self._let_out(rest)
        held, self._held = self._held, ""
        return text if self.stopped else text + held

    def _let_out(self, text: str) -> str:
        """Return held and new text up to a stop text, or to what could begin one."""
        if self.stopped:
            return ""
        text = self._held + text
        found = [
            (text.find(stop) + len(stop), text.find(stop)) for stop in self._stop if stop in text
        ]
        if found:
            self.stopped, self._held = True, ""
            return text[: min(found)[1]]
        kept = max((_begun(text, stop) for stop in self._stop), default=0)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept]


def _begun(text: str, stop: str) -> int:
    """Return how many of the last characters of ``text`` begin ``stop``."""
    for length in range(min(len(stop) - 1, len(text)), 0, -1):
        if stop.startswith(text[-length:]):
            return length
    return 0
