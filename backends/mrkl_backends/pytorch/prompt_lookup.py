"""Guesses what comes next from what came before: replies often repeat parts of their prompt.

Prompt lookup decoding is speculative decoding (Leviathan et al., arXiv 2211.17192) whose drafts
are copied from the text itself instead of written by a smaller model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_FIRST_PAUSE, _LONGEST_PAUSE = 8, 256
# On a CPU a step over two rows costs 1.6 to 1.9 times that over one, and each further row little:
# 1.7 to 2.0 times for five, 2.3 for nine (8 layers of 768, float32 and bfloat16).
_SHORTEST, _PAYS = 4, 2
#: Tokens that must have been there before, in this order.
MATCH = 3


def propose(history: Sequence[int], *, match: int = MATCH, length: int = 8) -> tuple[int, ...]:
    """Return what followed the last ``match`` tokens where they were seen last before.

    Args:
        history: All tokens so far; one pass over them at most.
        match: How many tokens must be the same.
        length: How many to return at most.

    Returns:
        The tokens, over again where the history ends before; none where its ending is new.
    """
    if length < 1 or len(history) <= match:
        return ()
    ending = history[-match:]
    last = ending[-1]
    for end in range(len(history) - 1, match - 1, -1):
        if history[end - 1] == last and history[end - match : end] == ending:
            period = len(history) - end
            return tuple(history[end + k % period] for k in range(length))
    return ()


@dataclass(slots=True)
class Drafting:
    """How many tokens to propose for one reply; what does not pay is tried less and less.

    Attributes:
        most: Longest draft; 0 for none ever.
        length: Of the next draft.
        pause: Steps to go without drafts after the next one that does not pay.
        wait: Steps left to go without.
    """

    most: int
    length: int = _SHORTEST
    pause: int = _FIRST_PAUSE
    wait: int = 0

    @property
    def is_ready(self) -> bool:
        """Tell whether ``next`` proposes any."""
        return self.most > 0 and self.wait == 0

    def next(self) -> int:
        """Return how many tokens to propose in this step."""
        if self.wait > 0:
            self.wait -= 1
            return 0
        return min(self.length, self.most)

    def learn(self, proposed: int, right: int) -> None:
        """Take note of how many of the proposed tokens came true."""
        if right < min(_PAYS, proposed):
            self.wait, self.length = self.pause, _SHORTEST
            self.pause = min(2 * self.pause, _LONGEST_PAUSE)
            return
        self.length = 2 * self.length if right == proposed else max(right, _SHORTEST)
        self.length = min(self.length, self.most)
        self.pause = _FIRST_PAUSE
