import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tiny_tokenizer import SENTENCES, tiny_tokenizer
from tokenizers import AddedToken, decoders, models
from tokenizers import Tokenizer as Pieces

from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_backends.pytorch.tokenizer import Tokenizer

TOKENIZER = Tokenizer(tiny_tokenizer())


def byte_fallback():
    """Return a tokenizer as SentencePiece makes them: spaces in words, single bytes as tokens."""
    words = ["▁", "▁the", "▁a", "router", "s", "▁▁", "\ufffd", "é"]
    tokens = [*(f"<0x{byte:02X}>" for byte in range(256)), *words]
    vocabulary = {token: k for k, token in enumerate(tokens)}
    pieces = Pieces(models.BPE(vocab=vocabulary, merges=[], byte_fallback=True))
    pieces.add_special_tokens([AddedToken("</s>", special=True, normalized=False)])
    pieces.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return Tokenizer(pieces)


FALLBACK = byte_fallback()
BROKEN = TOKENIZER.encode("é")[:1]


def streamed(ids, stop=(), tokenizer=TOKENIZER):
    """Return the pieces of a reply, and whether a stop text ended it."""
    stream = TextStream(tokenizer, stop)
    pieces = []
    for token in ids:
        pieces.append(stream.feed(token))
        if stream.stopped:
            break
    pieces.append(stream.finish())
    return pieces, stream.stopped


@given(st.text(max_size=40))
def test_the_pieces_are_the_whole(text):
    pieces, stopped = streamed(TOKENIZER.encode(text))
    assert "".join(pieces) == text
    assert not stopped


BYTES = [TOKENIZER.encode(text) for text in ("é", "€", "🙂", "\ufffd", "a", " b", "\n")]
SPLIT = sorted({token for ids in BYTES for token in ids})


@given(st.lists(st.sampled_from(SPLIT) | st.integers(0, 392), max_size=90))
@example(BROKEN * 200 + TOKENIZER.encode("é"))
@example(BROKEN * 63 + TOKENIZER.encode("🙂 b") + BROKEN)
def test_the_pieces_of_any_tokens_are_what_the_tokenizer_makes_of_all(ids):
    assert "".join(streamed(ids)[0]) == TOKENIZER.decode(ids)


SPELT = [0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x99, 0x82, 0xFF, 0x61]


@given(st.lists(st.sampled_from(SPELT) | st.integers(0, 264), max_size=60))
@example([0xE2, 0x82, 0xAC, 0xFF, 257])
@example([264, 257, 264, 256, 256, 257])
def test_the_same_where_characters_are_spelt_by_bytes(ids):
    assert "".join(streamed(ids, tokenizer=FALLBACK)[0]) == FALLBACK.decode(ids)


@given(st.text(alphabet="\ufffdaé ", max_size=30))
def test_the_sign_of_a_broken_character_may_be_meant(text):
    pieces, _ = streamed(TOKENIZER.encode(text))
    assert "".join(pieces) == text


def test_broken_bytes_are_let_out_when_the_next_ones_are_known():
    stream = TextStream(TOKENIZER)
    assert [stream.feed(token) for token in BROKEN * 3] == ["", "\ufffd", "\ufffd"]
    assert stream.feed(TOKENIZER.encode("a")[0]) == "\ufffda"


@pytest.mark.parametrize("text", SENTENCES)
def test_no_piece_ends_inside_a_character(text):
    pieces, _ = streamed(TOKENIZER.encode(text))
    assert not any("\ufffd" in piece for piece in pieces)


@given(
    st.text(alphabet="abc ö🙂", max_size=30),
    st.text(alphabet="abcö🙂", min_size=1, max_size=3),
)
def test_the_reply_ends_before_the_stop_text(text, stop):
    pieces, stopped = streamed(TOKENIZER.encode(text), [stop])
    assert stopped == (stop in text)
    assert "".join(pieces) == text.partition(stop)[0]


def test_of_several_stop_texts_the_first_to_be_complete_ends_the_reply():
    pieces, stopped = streamed(TOKENIZER.encode("abcabd"), ["d", "ca"])
    assert ("".join(pieces), stopped) == ("ab", True)
    # Wherever the tokens' borders fall.
    word = TOKENIZER.encode("router")
    assert len(word) < len("router")
    pieces, stopped = streamed(word, ["outer", "u"])
    assert ("".join(pieces), stopped) == ("ro", True)


def test_only_what_could_begin_a_stop_text_is_held_back():
    stream = TextStream(TOKENIZER, ["END"])
    fed = [stream.feed(token) for token in TOKENIZER.encode("a EN")]
    assert "".join(fed) == "a "
    assert stream.finish() == "EN"


def test_bytes_that_never_make_a_character_are_let_out():
    stream = TextStream(TOKENIZER)
    broken = TOKENIZER.encode("é")[:1] * 20
    assert "\ufffd" in "".join(stream.feed(token) for token in broken) + stream.finish()


def test_nothing_follows_a_stop_text():
    stream = TextStream(TOKENIZER, ["b"])
    assert [stream.feed(token) for token in TOKENIZER.encode("abc")][-1] == ""
    assert stream.stopped
    assert stream.finish() == ""


def test_an_empty_stop_text_stops_nothing():
    pieces, stopped = streamed(TOKENIZER.encode("abc"), [""])
    assert ("".join(pieces), stopped) == ("abc", False)
