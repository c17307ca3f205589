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
        pieces = tokenizer.split(name, limit=14)
        if len(ids) + len(pieces) > 280:
            break
        spans.append((base + len(ids), base + len(ids) + max(1, len(pieces))))
        ids += pieces.ids
        ids += tokenizer.split(":" if index == 0 else ",").ids
    packed = pack(first, Pieces(tuple(ids), ((0, 0),) * len(ids)))
    return packed, first, spans


def with_value(name: str, value: str) -> str:
    """Return a column's name with a value of its that the question mentions.

    Seeing the value beside the column tells the encoder what the words of the question are
    (BRIDGE, arXiv 2012.12627, section 2.2).
    """
    return f"{name} ({value})"
