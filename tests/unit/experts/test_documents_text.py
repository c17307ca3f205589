import pytest

from mrkl_experts.documents.document import UnreadableError
from mrkl_experts.documents.text import byte_offsets, clean, decode, sentences


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve café".encode(), "naïve café"),
        (b"\xef\xbb\xbfplain", "plain"),
        (b"\xff\xfeh\x00i\x00", "hi"),
        (b"\xfe\xff\x00h\x00i", "hi"),
        (b"\xff\xfe\x00\x00h\x00\x00\x00", "h"),
        (b"na\xefve \x93quoted\x94", "naïve “quoted”"),
        (b"latin \xe9 and \x81 undefined", "latin é and \x81 undefined"),
        (b"", ""),
    ],
)
def test_bytes_are_decoded_by_mark_then_utf8_then_latin(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_a_declared_encoding_counts_when_it_exists() -> None:
    assert decode(b"\xcf\xf0\xe8", "windows-1251") == "При"
    assert decode(b"caf\xe9", "no-such-encoding") == "café"


def test_binary_and_wrongly_marked_bytes_are_refused() -> None:
    with pytest.raises(UnreadableError, match="binary data"):
        decode(bytes(range(256)) * 4)
    with pytest.raises(UnreadableError, match="marked as utf-16-le but is not"):
        decode(b"\xff\xfeabc")


def test_clean_drops_what_utf8_cannot_hold() -> None:
    assert clean("a\ud800b\x00c") == "a?b c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("Dr. Smith met J. Doe at 3.5 p.m. today.", ["Dr. Smith met J. Doe at 3.5 p.m. today."]),
        ("See fig. 3 and et al. 1999.", ["See fig. 3 and et al. 1999."]),
        ("Title\n\nBody text", ["Title", "Body text"]),
        ("Ends with al.\n\nNext", ["Ends with al.", "Next"]),
        ("List:\n- one\n- two\n1. three", ["List:", "- one", "- two", "1. three"]),
        ("wrapped\nline", ["wrapped\nline"]),
        ("第一句。第二句！", ["第一句。", "第二句！"]),
        ("  \n\n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[found.start : found.end] for found in sentences(text)] == expected


def test_sentences_know_which_of_them_open_a_paragraph() -> None:
    text = "\n\nOne. Two.\n\nThree.\r\n\r\nFour."
    assert [found.opens for found in sentences(text)] == [True, False, True, True]


def test_byte_offsets_count_bytes() -> None:
    assert byte_offsets("aé😀b", [4, 0, 2, 3]) == {0: 0, 2: 3, 3: 7, 4: 8}
    assert byte_offsets("abc", [2]) == {2: 2}
