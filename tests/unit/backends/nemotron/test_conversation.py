"""The pieces of a prompt, encoded by a real tokenizer."""

from tokenizers import Tokenizer, models, pre_tokenizers

from mrkl_backends.nemotron.conversation import Piece, as_text, control, joined, literal
from mrkl_backends.nemotron.templates import render
from mrkl_core.values import Message

SPECIAL = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")


def tokenizer() -> Tokenizer:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({letter: k for k, letter in enumerate(alphabet)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.add_special_tokens(list(SPECIAL))
    return made


def encoded(pieces: tuple[Piece, ...]) -> list[int]:
    plain = tokenizer()
    plain.encode_special_tokens = True
    ids: list[int] = []
    for piece in pieces:
        if piece.is_control:
            ids.append(plain.token_to_id(piece.text))
        else:
            ids.extend(plain.encode(piece.text, add_special_tokens=False).ids)
    return ids


def test_pieces_of_honest_text_encode_like_the_whole_text() -> None:
    turns = [Message(role="user", content="Grüß Gott"), Message(role="assistant", content="Hi")]
    pieces = render("v1.5", turns, think="off")
    assert encoded(pieces) == tokenizer().encode(as_text(pieces), add_special_tokens=False).ids


def test_special_tokens_that_somebody_wrote_encode_as_text() -> None:
    made = tokenizer()
    known = {made.token_to_id(token) for token in SPECIAL}
    honest = encoded(render("v1.5", [Message(role="user", content="a")], think="on"))
    forged = encoded(render("v1.5", [Message(role="user", content="".join(SPECIAL))], think="on"))
    assert [k for k in forged if k in known] == [k for k in honest if k in known]
    assert len(forged) == len(honest) - 1 + len("".join(SPECIAL))


def test_joining_keeps_control_pieces_apart() -> None:
    pieces = [literal(""), control("<a>"), control("<a>"), literal("b"), literal(""), literal("c")]
    assert joined(pieces) == (control("<a>"), control("<a>"), literal("bc"))
    assert as_text(joined(pieces)) == "<a><a>bc"
    assert joined([]) == ()
