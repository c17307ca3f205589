"""Text to word-piece ids, keeping for each piece where in the text it came from.

Special tokens are never recognised inside a text: "[SEP]" typed by a user is five ordinary
pieces, so a question cannot fake the boundary between itself and a slot description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

#: Ids of the special tokens in the BERT vocabulary.
CLS, SEP, MASK, PAD = 101, 102, 103, 0
#: Texts whose pieces are remembered, and the longest such text: a tool's or a table's words are cut
#: again for every question.
REMEMBERED, LONGEST = 4096, 200
#: Longer texts that are remembered: a question is read beside several tools.
LATELY = 8


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of a text: ids and character spans, one of each per piece."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ids)

    def until(self, limit: int) -> Pieces:
        """Return the first ``limit`` pieces."""
        return Pieces(self.ids[:limit], self.spans[:limit])


@dataclass(frozen=True, slots=True)
class Packed:
    """One encoder input: ``[CLS] first [SEP]`` or ``[CLS] first [SEP] second [SEP]``.

    ``first`` and ``second`` are the positions (start, end) of the two texts' pieces.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: tuple[int, int]
    second: tuple[int, int]


class WordPieces:
    """The tokenizer, built from a vocabulary file (one piece per line)."""

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        vocab = {piece: index for index, piece in enumerate(lines) if piece}
        self._tokenizer = Tokenizer(WordPiece(vocab, unk_token="[UNK]"))
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()
        self._remembered = lru_cache(REMEMBERED)(self._cut)
        self._lately = lru_cache(LATELY)(self._cut)

    def split(self, text: str, masked: Sequence[tuple[int, int]] = (), limit: int = 256) -> Pieces:
        """Cut ``text`` into at most ``limit`` pieces.

        Args:
            text: Any text.
            masked: Character spans, ascending and apart, each replaced by one MASK piece.
            limit: Pieces beyond this are dropped.
        """
        if not masked:
            pieces = (self._remembered if len(text) <= LONGEST else self._lately)(text)
            return pieces if len(pieces) <= limit else pieces.until(limit)
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        position = 0
        for start, end in (*masked, (len(text), len(text))):
            pieces = self._cut(text[position:start])
            ids += pieces.ids
            spans += [(a + position, b + position) for a, b in pieces.spans]
            if start < end:
                ids.append(MASK)
                spans.append((start, end))
            position = end
        return Pieces(tuple(ids), tuple(spans)).until(limit)

    def _cut(self, text: str) -> Pieces:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return Pieces(tuple(encoding.ids), tuple(encoding.offsets))


def pack(first: Pieces, second: Pieces | None = None) -> Packed:
    """Join one or two texts into one encoder input."""
    ids = [CLS, *first.ids, SEP]
    types = [0] * len(ids)
    middle = len(ids)
    if second is not None:
        ids += [*second.ids, SEP]
        types += [1] * (len(second) + 1)
    end = middle + (len(second) if second is not None else 0)
    return Packed(tuple(ids), tuple(types), (1, 1 + len(first)), (middle, end))
