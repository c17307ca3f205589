"""Whether a question needs to be thought about, judged from its words alone.

Reasoning makes a reply many times longer, so a question that asks for one fact, or for nothing,
goes without. What needs it, by these rules, in English:

- it asks to reason: why, how come, prove, compare, plan, step by step, and the like;
- it asks yes or no about a third party ("Could a llama birth twice during ..."), which takes
  several facts put together; but not about the speakers ("are you ...", "can I ..."), the weather's
  "it", or an order put as a question ("could you ...");
- it gives two numbers or more and asks for another;
- it is long: a statement or several clauses before what is asked.

``bench/think_auto.py`` measures it.
"""

from __future__ import annotations

import re

_LONG_WORDS = 22
_WORD = re.compile(r"[\w'-]+")
_NUMBER = re.compile(
    r"\d[\d.,]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|hundred|thousand|half|twice|third|quarter|dozen)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\bhow (?:many|much|long|far|old|fast|often)\b|\bwhat (?:is|was) the total\b", re.IGNORECASE
)
_REASON = re.compile(
    r"\b(?:why|how come|prove|proof|derive|compare|contrast|difference between|trade-?offs?"
    r"|pros and cons|plan|design|debug|analy[sz]e|evaluate|solve|step by step|deduce"
    r"|implications?|what if|would happen)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"(?:^|[,;:]\s*|[.!]\s+)"
    r"(?:is|are|was|were|do|does|did|can|could|would|will|should|has|have|had|might|must|isn't"
    r"|aren't|doesn't|don't|didn't|wouldn't|couldn't|can't)\s+"
    r"(?!(?:i|you|we|u|it|there|my|your|this|that|they)\b)\w",
    re.IGNORECASE,
)


def needs_thinking(question: str) -> bool:
    """Return whether a language model should reason before it answers ``question``.

    Example:
        >>> needs_thinking("Who wrote Emma?"), needs_thinking("Why is the sky blue?")
        (False, True)
    """
    text = question.strip()
    return bool(
        _REASON.search(text)
        or _YES_OR_NO.search(text)
        or (_QUANTITY.search(text) and len(_NUMBER.findall(text)) > 1)
        or len(_WORD.findall(text)) > _LONG_WORDS
    )
