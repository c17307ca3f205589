import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_tokenizer import SENTENCES, SPECIAL, tiny_tokenizer, write_tokenizer

from mrkl_backends.nemotron.conversation import control, literal
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_core.errors import BackendError, ModelNotFoundError

TOKENIZER = Tokenizer(tiny_tokenizer())


@given(st.text(max_size=60))
def test_text_comes_back(text):
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(st.lists(st.sampled_from((*SPECIAL, "a", " ", "<|", "|>", "eot_id")), max_size=6))
def test_text_that_spells_a_special_token_never_becomes_one(parts):
    special = {TOKENIZER.token_id(token) for token in SPECIAL}
    assert not special & set(TOKENIZER.encode_pieces([literal("".join(parts))]))


def test_control_pieces_are_single_tokens():
    pieces = [control("<|begin_of_text|>"), literal("Hi"), control("<|eot_id|>")]
    ids = TOKENIZER.encode_pieces(pieces)
    assert ids[0] == TOKENIZER.token_id("<|begin_of_text|>")
    assert ids[-1] == TOKENIZER.token_id("<|eot_id|>")
    assert ids[1:-1] == TOKENIZER.encode("Hi")
    assert TOKENIZER.decode(ids) == "Hi"


def test_an_unknown_control_token_is_named():
    with pytest.raises(BackendError, match=r"<\|im_start\|>"):
        TOKENIZER.encode_pieces([control("<|im_start|>")])


def test_a_folder_is_read(tmp_path):
    size = write_tokenizer(tmp_path)
    tokenizer = Tokenizer.read(tmp_path, vocab_size=size)
    assert tokenizer.encode(SENTENCES[0]) == TOKENIZER.encode(SENTENCES[0])
    assert tokenizer.pieces.get_vocab_size() == size


def test_a_tokenizer_of_a_larger_model_is_refused(tmp_path):
    size = write_tokenizer(tmp_path)
    with pytest.raises(BackendError, match=f"{size}"):
        Tokenizer.read(tmp_path, vocab_size=size - 1)


def test_no_tokenizer_is_told(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"tokenizer\.json"):
        Tokenizer.read(tmp_path, vocab_size=10)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b'{"version": "1.0"}'])
def test_what_is_no_tokenizer_is_told(tmp_path, content):
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(BackendError, match="not a tokenizer"):
        Tokenizer.read(tmp_path, vocab_size=10)


def test_a_giant_file_is_not_read(tmp_path):
    with (tmp_path / "tokenizer.json").open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(BackendError, match="100,000,000 bytes"):
        Tokenizer.read(tmp_path, vocab_size=10)
