"""How a question and one table are shown to the encoder, in training and at run time alike."""

from __future__ import annotations

from collections.abc import Sequence

from mrkl_router.word_pieces import Packed, Pieces, WordPieces, pack


def table_pack(
    question: str, names: Sequence[str], tokenizer: WordPieces
) -> tuple[Packed, Pieces, list[tuple[int, int]]]:
    """Encode a question beside one table: ``question [SEP] table : column , column ...``.

    Returns:
        The input, the question's pieces, and the piece span (end exclusive) of each name.
    """
    first = tokenizer.split(question, limit=80)
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    base = len(first) + 2
    for index, name in enumerate(names):
        pieces = tokenizer.split(name, limit=8)
        if len(ids) + len(pieces) > 280:
            break
        spans.append((base + len(ids), base + len(ids) + max(1, len(pieces))))
        ids += pieces.ids
        ids += tokenizer.split(":" if index == 0 else ",").ids
    packed = pack(first, Pieces(tuple(ids), ((0, 0),) * len(ids)))
    return packed, first, spans
