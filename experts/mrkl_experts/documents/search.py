"""Retrieval: BM25 and cosine, fused by reciprocal rank.

A user's words never reach the query syntax of FTS5: each is quoted, and only word characters
are taken at all.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

DEPTH = 100
_MOST_TOKENS = 64
# The constant of reciprocal rank fusion as its authors set it (Cormack et al., 2009).
_FUSION = 60.0
# Words vote fully, meaning partly: see docs/decisions/006-meaning-votes-less.md.
MEANING_WEIGHT = 0.2
_TOKEN = re.compile(r"\w+")
_TITLE_WEIGHT = 0.5

# Words of questions rather than of answers; matching them costs time and finds nothing.
_FUNCTION_WORDS = frozenset(
    """a about according all also am an and any are as at be been being but by can could did do
    does doing for from give had has have how i if in into is it its may me might my of on or our
    please said say says shall should so some tell than that the their them then there these they
    this those to under us was we were what when where which who whom whose why will with would
    you your""".split()
)

_MATCH = f"""
SELECT rowid, bm25(words, 1.0, {_TITLE_WEIGHT}) AS score FROM words
WHERE words MATCH ? ORDER BY score, rowid LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A retrieved passage, at bytes ``start:end`` of its document's text.

    Attributes:
        document: The document's name.
        text: The passage.
        heading: The headings above it.
        page: The page it starts on.
        score: Fused score, only comparable within one search.
        cosine: Similarity of meaning, where an encoder was used and ranked it.
    """

    document: str
    start: int
    end: int
    text: str
    heading: str
    page: int | None
    score: float
    cosine: float | None = None


def match_expression(query: str) -> str:
    """Return an FTS5 expression that matches any content word of ``query``; may be empty."""
    tokens = list(dict.fromkeys(token.lower() for token in _TOKEN.findall(query)))
    content = [token for token in tokens if token not in _FUNCTION_WORDS] or tokens
    return " OR ".join(f'"{token}"' for token in content[:_MOST_TOKENS])


def lexical(connection: sqlite3.Connection, query: str, count: int) -> list[int]:
    """Return the ids of the passages that match best by BM25, best first."""
    expression = match_expression(query)
    if not expression:
        return []
    return [row[0] for row in connection.execute(_MATCH, (expression, count))]


def fuse(
    words: Sequence[int], meaning: Sequence[int], weight: float = MEANING_WEIGHT
) -> list[tuple[int, float]]:
    """Fuse two rankings by reciprocal rank, ``weight`` of a vote for meaning; best first."""
    scores: dict[int, float] = {}
    for ranking, vote in ((words, 1.0), (meaning, weight)):
        for rank, passage in enumerate(ranking, start=1):
            scores[passage] = scores.get(passage, 0.0) + vote / (_FUSION + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
