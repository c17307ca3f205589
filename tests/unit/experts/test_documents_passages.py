import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrkl_experts.documents import Document, Heading
from mrkl_experts.documents.passages import MOST_WORDS, page_at, split

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
    st.lists(
        st.sampled_from(
            [
                "word",
                "naïve",
                "Ende.",
                "Next",
                "\n\n",
                "\n- item",
                " ",
                "。",
                "😀",
                "x" * 300,
                "\r\n",
            ]
        ),
        max_size=600,
    ).map(" ".join),
)


@given(TEXTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_passages_are_exact_bytes_and_cover_everything_but_space(text: str) -> None:
    raw = text.encode()
    covered = bytearray(len(raw))
    for passage in split(Document(name="d", text=text)):
        assert raw[passage.start : passage.end].decode() == passage.text
        assert passage.text == passage.text.strip() != ""
        covered[passage.start : passage.end] = b"x" * (passage.end - passage.start)
    rest = bytes(byte for byte, done in zip(raw, covered, strict=True) if not done)
    assert rest.decode().strip() == ""


@given(TEXTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_passages_are_bounded_and_in_order(text: str) -> None:
    passages = split(Document(name="d", text=text))
    for passage in passages:
        assert len(passage.text.split()) <= MOST_WORDS
        assert len(passage.text) <= MOST_WORDS * 9
    starts = [passage.start for passage in passages]
    assert starts == sorted(set(starts))


def words(count: int, name: str = "w") -> str:
    return " ".join(f"{name}{number}" for number in range(count))


def test_a_short_text_is_one_passage() -> None:
    (passage,) = split(Document(name="d", text="  One. Two.\n\nThree. "))
    assert (passage.start, passage.end, passage.text) == (2, 19, "One. Two.\n\nThree.")


def test_paragraphs_are_kept_whole_once_a_passage_is_long_enough() -> None:
    text = f"{words(90, 'A')}.\n\n{words(20, 'B')}."
    assert [passage.text for passage in split(Document(name="d", text=text))] == [
        f"{words(90, 'A')}.",
        f"{words(20, 'B')}.",
    ]


def test_neighbours_share_a_short_sentence() -> None:
    text = f"Start {words(100)}. Shared one here. Next {words(60)}."
    first, second = split(Document(name="d", text=text))
    assert first.text.endswith("Shared one here.")
    assert second.text.startswith("Shared one here. Next")


def test_a_long_line_is_cut_between_words_and_long_tables_between_lines() -> None:
    long_line = split(Document(name="d", text=words(300, "")))
    assert [len(passage.text.split()) for passage in long_line] == [120, 120, 60]
    rows = "\n".join(f"row {number},{number},x" for number in range(100))
    table = split(Document(name="d", text=rows + "\n \nend"))
    assert all(passage.text.startswith(("row", "end")) for passage in table)
    assert all(passage.text.endswith((",x", "end")) for passage in table)


def test_sections_start_passages_and_name_them() -> None:
    text = f"# Guide\n\n## Leave\n\nLeave {words(30)}.\n\n## Travel\n\nTravel {words(5)}."
    headings = tuple(
        Heading(text.index(mark), path)
        for mark, path in (("# G", "Guide"), ("## L", "Guide > Leave"), ("## T", "Guide > Travel"))
    )
    first, second = split(Document(name="d", text=text, headings=headings))
    assert first.text.startswith("# Guide")
    assert (first.heading, second.heading) == ("Guide", "Guide > Travel")
    assert second.text.startswith("## Travel")


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (99, 3)])
def test_page_at(offset: int, page: int) -> None:
    assert page_at((0, 10, 20), offset) == page
    assert page_at((), offset) is None
