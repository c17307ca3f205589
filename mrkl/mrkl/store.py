"""Where conversations are kept when no other store is given."""

from __future__ import annotations

from collections import OrderedDict

from mrkl_core.answer import Answer, Turn


class MemoryStore:
    """Keeps the last turns of the last conversations in memory.

    Args:
        conversations: How many conversations are kept; the one unused longest goes first.
        turns: How many turns of each are kept.
    """

    def __init__(self, *, conversations: int = 1000, turns: int = 100) -> None:
        self._conversations = conversations
        self._turns = turns
        self._kept: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()

    async def append(self, conversation: str, answer: Answer) -> None:
        """Add an answer to a conversation."""
        turns = (*self._kept.get(conversation, ()), Turn(question=answer.question, answer=answer))
        self._kept[conversation] = turns[-self._turns :]
        self._kept.move_to_end(conversation)
        while len(self._kept) > self._conversations:
            self._kept.popitem(last=False)

    async def turns(self, conversation: str) -> tuple[Turn, ...]:
        """Return the conversation's turns, oldest first; empty if unknown."""
        return self._kept.get(conversation, ())
