"""Text from tokens as they come: whole characters only, cut before a stop string."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mrkl_backends.pytorch.tokenizer import Tokenizer

_BROKEN = "\ufffd"
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
#: A run of broken bytes is decoded anew up to this length; its last bytes then speak for it.
_MOST_DECODED, _KEPT = 64, 8


class TextStream:
    """Decodes the tokens of one reply.

    All pieces together are what the tokenizer makes of all tokens. Only the last few are decoded
    again at each step: those before a seam give the seam its spaces. The bytes that some tokenizers
    spell a character with are held back to their end, since a broken one spoils its neighbours.

    Args:
        tokenizer: Of the model.
        stop: Texts of which the first to be complete ends the reply; it is not part of it.

    Attributes:
        stopped: Whether a stop text came.
    """

    def __init__(self, tokenizer: Tokenizer, stop: Sequence[str] = ()) -> None:
        self._tokenizer = tokenizer
        self._stop = [text for text in stop if text]
        self._tokens: list[int] = []  # those still decoded
        self._seam = 0  # the first of them behind the last whole text
        self._given = 0  # characters of their text that were let out
        self._held = ""
        self.stopped = False

    def feed(self, token: int) -> str:
        """Return the text that ``token`` completes."""
        self._tokens.append(token)
        if _BYTE.fullmatch(self._tokenizer.token(token)):
            return ""
        text = self._tokenizer.decode(self._tokens)
        # Bytes of a character whose others may follow make one sign of a broken one, at the end.
        whole = len(text) - text.endswith(_BROKEN)
        fresh, self._given = text[self._given : whole], max(whole, self._given)
        if whole == len(text):
            self._forget(text)
        elif len(self._tokens) > _MOST_DECODED:
            self._tokens = self._tokens[-_KEPT:]
            self._given -= len(text) - len(self._tokenizer.decode(self._tokens))
            self._seam = 0
        return self._let_out(fresh)

    def finish(self) -> str:
        """Return what was held back; no token follows."""
        rest = self._tokenizer.decode(self._tokens)[self._given :]
        self._tokens, self._given = [], 0
        text = self._let_out(rest)
        held, self._held = self._held, ""
        return text if self.stopped else text + held

    def _forget(self, text: str) -> None:
        """Drop the tokens before the seam, as long as what is left reads the same without them."""
        kept = self._tokens[self._seam :]
        rest = self._tokenizer.decode(kept)
        if rest and text.endswith(rest):
            self._tokens, self._seam, self._given = kept, len(kept), len(rest)

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
