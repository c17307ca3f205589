import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrkl_core.errors import (
    DocumentError,
    ExpertError,
    ExpertUnavailableError,
    InvalidArgumentError,
    NoResultError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_core.values import Result, Source, Span
from mrkl_experts.documents import Collection, Document, DocumentsExpert

LEAVE = "Über uns.\n\nParents get sixteen weeks of leave. Ask early."
REPORT = "Sales grew.\n\nRevenue was 3 million euros."


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, tzinfo=UTC)


class PhraseReader:
    """Marks the first of its phrases that a passage holds."""

    def __init__(self, phrases: dict[str, float]) -> None:
        self.phrases = phrases
        self.questions: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> tuple[Span | None, ...]:
        self.questions.append(question)
        return tuple(self._span(passage.encode()) for passage in passages)

    def _span(self, passage: bytes) -> Span | None:
        for phrase, score in self.phrases.items():
            if (start := passage.find(phrase.encode())) >= 0:
                return Span(start=start, end=start + len(phrase.encode()), score=score)
        return None


class BrokenReader:
    def read(self, question: str, passages: Sequence[str]) -> tuple[Span | None, ...]:
        return tuple(Span(start=0, end=10_000, score=1.0) for _ in passages)


@pytest.fixture
def handbook(tmp_path: Path) -> Iterator[Collection]:
    with Collection(tmp_path / "handbook.sqlite") as collection:
        collection.put(Document(name="leave.md", text=LEAVE))
        pages = (0, len(b"Sales grew.\n\n"))
        collection.put(Document(name="report.pdf", text=REPORT, pages=pages))
        yield collection


def run(expert: DocumentsExpert, query: object) -> Result:
    context = Context(clock=FixedClock(), question=str(query), remaining_s=5.0)
    return asyncio.run(expert.run({"query": query}, context))


def test_it_is_an_expert() -> None:
    expert = DocumentsExpert()
    assert isinstance(expert, Expert)
    assert expert.spec.name == "documents"
    assert [(slot.name, slot.format) for slot in expert.spec.slots] == [("query", "question")]


def test_the_answer_is_the_span_with_its_place(handbook: Collection) -> None:
    reader = PhraseReader({"sixteen weeks": 0.9})
    result = run(DocumentsExpert([handbook], reader), "how long is parental leave for parents?")
    assert result.value == "sixteen weeks"
    assert result.text == "sixteen weeks\n“Parents get sixteen weeks of leave.” (leave.md)"
    start = LEAVE.encode().index(b"sixteen")
    assert result.sources == (
        Source(document="leave.md", start=start, end=start + 13, quote="sixteen weeks"),
    )
    assert LEAVE.encode()[start : start + 13] == b"sixteen weeks"
    assert reader.questions == ["how long is parental leave for parents?"]


def test_the_page_is_that_of_the_span(handbook: Collection) -> None:
    expert = DocumentsExpert([handbook], PhraseReader({" 3 million euros": 0.9}))
    result = run(expert, "what was the revenue?")
    assert result.text == "3 million euros\n“Revenue was 3 million euros.” (report.pdf, page 2)"
    assert result.sources[0].page == 2
    assert REPORT.encode()[result.sources[0].start : result.sources[0].end] == b"3 million euros"


def test_reader_score_and_rank_decide_together(handbook: Collection) -> None:
    query = "did revenue or sales grow while parents ask?"
    close = PhraseReader({"Revenue": 0.80, "Parents": 0.81})
    assert run(DocumentsExpert([handbook], close), query).value == "Revenue"
    clear = PhraseReader({"Revenue": 0.80, "Parents": 0.95})
    assert run(DocumentsExpert([handbook], clear), query).value == "Parents"


@pytest.mark.parametrize("phrases", [{}, {"\n\n": 0.9}])
def test_what_is_not_stated_cites_the_closest(
    handbook: Collection, phrases: dict[str, float]
) -> None:
    result = run(DocumentsExpert([handbook], PhraseReader(phrases)), "who are the parents?")
    assert result.value is None
    assert result.text == (
        "The documents do not state this in so many words. Closest:\n"
        "1. “Über uns. Parents get sixteen weeks of leave. Ask early.” (leave.md)"
    )
    assert [(source.start, source.end) for source in result.sources] == [(0, len(LEAVE.encode()))]


def test_without_a_reader_the_best_passage_is_the_answer(handbook: Collection) -> None:
    result = run(DocumentsExpert([handbook]), "revenue?")
    assert result.value == REPORT
    assert result.text == "“Sales grew. Revenue was 3 million euros.” (report.pdf, page 1)"


def test_long_passages_are_shortened_in_the_text_only(handbook: Collection) -> None:
    long = "zebra " * 100
    handbook.put(Document(name="zoo.txt", text=long))
    result = run(DocumentsExpert([handbook]), "zebra")
    assert result.value == long.strip()
    assert result.text.endswith("zebra …” (zoo.txt)")
    assert len(result.text) < 330


def test_several_collections_are_named_in_citations(handbook: Collection, tmp_path: Path) -> None:
    with Collection(tmp_path / "law.sqlite") as law:
        law.put(Document(name="act.txt", text="Parents shall have leave of ten weeks."))
        expert = DocumentsExpert([handbook, law], PhraseReader({"ten weeks": 0.9}))
        result = run(expert, "leave for parents in weeks?")
    assert result.sources[0].document == "law/act.txt"


def test_nothing_relevant_no_collection_and_no_query_are_errors(handbook: Collection) -> None:
    with pytest.raises(NoResultError, match=r"Nothing in the collections \(handbook\)"):
        run(DocumentsExpert([handbook]), "zebra?")
    with pytest.raises(ExpertUnavailableError, match="mrkl index PATH --name NAME"):
        run(DocumentsExpert(), "zebra?")
    for query in ("", "  ", None, 3):
        with pytest.raises(InvalidArgumentError, match="Argument 'query' must be a question"):
            run(DocumentsExpert([handbook]), query)


def test_closing_it_closes_its_collections(handbook: Collection) -> None:
    expert = DocumentsExpert([handbook])
    expert.close()
    with pytest.raises(DocumentError, match="closed database"):
        run(expert, "revenue?")


def test_a_reader_that_breaks_its_contract_is_reported(handbook: Collection) -> None:
    with pytest.raises(ExpertError, match="marked bytes 0:10000"):
        run(DocumentsExpert([handbook], BrokenReader()), "revenue?")


@given(injected=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_document_text_changes_nothing_but_the_answer(handbook: Collection, injected: str) -> None:
    handbook.put(Document(name="evil.txt", text=f'revenue {injected} "; DROP TABLE documents'))
    expert = DocumentsExpert([handbook], PhraseReader({"3 million": 0.9}))
    before = expert.spec
    assert run(expert, "what was the revenue?").value == "3 million"
    assert expert.spec == before
    assert [info.name for info in handbook.documents()] == ["evil.txt", "leave.md", "report.pdf"]


def test_an_expert_over_other_collections_reads_the_same_way(tmp_path):
    reader, encoder = object(), object()
    with Collection(tmp_path / "a.sqlite") as one, Collection(tmp_path / "b.sqlite") as other:
        first = DocumentsExpert([one], reader, encoder)
        second = first.over([other])
        assert (first.collections, second.collections) == ((one,), (other,))
        assert second.encoder is encoder
        assert second.spec == first.spec
