import pytest

from mrkl_router.weights import SHIPPED
from mrkl_router.word_pieces import CLS, MASK, SEP, Pieces, WordPieces, pack


@pytest.fixture(scope="module")
def tokenizer():
    return WordPieces(SHIPPED / "vocabulary.txt")


def test_every_piece_knows_its_characters(tokenizer):
    text = "What is 15% of 2,480?"
    pieces = tokenizer.split(text)
    assert [text[a:b] for a, b in pieces.spans] == [
        "What", "is", "15", "%", "of", "2", ",", "480", "?",
    ]  # fmt: skip


def test_masked_spans_become_one_piece_each(tokenizer):
    pieces = tokenizer.split("add 12 and 345", masked=[(4, 6), (11, 14)])
    assert pieces.ids.count(MASK) == 2
    assert [
        span for piece, span in zip(pieces.ids, pieces.spans, strict=True) if piece == MASK
    ] == [
        (4, 6),
        (11, 14),
    ]


def test_special_tokens_typed_by_a_user_are_ordinary_pieces(tokenizer):
    pieces = tokenizer.split("[SEP] [CLS] [MASK]")
    assert not {CLS, SEP, MASK} & set(pieces.ids)


def test_pieces_beyond_the_limit_are_dropped(tokenizer):
    assert len(tokenizer.split("one two three four", limit=2)) == 2


def test_pack_joins_two_texts():
    packed = pack(Pieces((5, 6), ((0, 1), (1, 2))), Pieces((7,), ((0, 1),)))
    assert packed.ids == (CLS, 5, 6, SEP, 7, SEP)
    assert packed.types == (0, 0, 0, 0, 1, 1)
    assert (packed.first, packed.second) == ((1, 3), (4, 5))


def test_pack_of_one_text_has_an_empty_second():
    packed = pack(Pieces((5,), ((0, 1),)))
    assert packed.ids == (CLS, 5, SEP)
    assert packed.second == (3, 3)


def test_texts_are_remembered_and_cut_alike(tokenizer):
    short = "the 3rd café, "
    once = tokenizer.split(short * 5)
    assert tokenizer.split(short * 5) is once
    long = tokenizer.split(short * 100, limit=4000)
    assert tokenizer.split(short * 100, limit=4000) is long
    assert long.until(len(once)) == once
