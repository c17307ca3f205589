import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_tokenizer import SENTENCES, tiny_tokenizer

from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_backends.pytorch.tokenizer import Tokenizer

TOKENIZER = Tokenizer(tiny_tokenizer())


def streamed(ids, stop=()):
    """Return the pieces of a reply, and whether a stop text ended it."""
    stream = TextStream(TOKENIZER, stop)
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
