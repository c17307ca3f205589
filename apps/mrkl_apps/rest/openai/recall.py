"""Answers that were just given, so that a caller's next question may build on them.

OpenAI's clients send the whole conversation each time, but only its texts. "And in miles?" needs
what the earlier answer was made of; where it is not remembered, the text alone must do.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Iterable

from mrkl_core.answer import Answer, Turn

_MOST = 1000


class Recall:
    """Remembers answers by what was said before them.

    Args:
        most: How many; the oldest are forgotten.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    def turns(self, owner: str, exchanges: Iterable[tuple[str, str]]) -> tuple[Turn, ...]:
        """Return earlier questions of ``owner`` with their answers."""
        turns: list[Turn] = []
        for question, text in exchanges:
            key = _key(owner, turns, question, text)
            answer = self._answers.get(key) or _minimal(question, text)
            turns.append(Turn(question=question, answer=answer))
        return tuple(turns)

    def remember(self, owner: str, turns: Iterable[Turn], answer: Answer) -> None:
        """Keep an answer that follows ``turns``."""
        self._answers[_key(owner, turns, answer.question, answer.text)] = answer
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)


def _minimal(question: str, text: str) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        question=question,
        text=text,
        value=text,
        decision="abstain",
        confidence=0.0,
        reason="The caller says so.",
    )


def _key(owner: str, turns: Iterable[Turn], question: str, text: str) -> bytes:
    # Places in earlier turns are named by number, so all of them must be the same.
    whole = [owner]
    for turn in turns:
        whole += turn.question, turn.answer.text
    whole += question, text
    hashed = hashlib.sha256()
    for part in whole:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.digest()
