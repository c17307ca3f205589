"""The ``documents`` expert: an answer from the user's own files, with the place it stands at.

What a document says can change the answer and nothing else: its text is only ever ranked, read
for a span and quoted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mrkl_core.errors import (
    ExpertError,
    ExpertUnavailableError,
    InvalidArgumentError,
    NoResultError,
    ProvenanceError,
)
from mrkl_core.protocols import Context, SpanReader, TextEncoder
from mrkl_core.provenance import cut
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot, Source
from mrkl_experts.documents.collection import Collection
from mrkl_experts.documents.passages import page_at
from mrkl_experts.documents.search import Hit
from mrkl_experts.documents.text import byte_offsets, sentences

PASSAGES_READ = 8
PASSAGES_CITED = 3
# How much less a span counts for each rank its passage stands lower.
RANK_DISCOUNT = 0.95
_QUOTE_CHARACTERS = 300

SPEC = ExpertSpec(
    name="documents",
    description=(
        "Answers questions from the user's own files: handbooks, reports, contracts, manuals,"
        " notes, policies and papers that were indexed into a collection."
    ),
    slots=(Slot(name="query", format="question", description="The whole question to look up."),),
    examples=(
        "what does the handbook say about parental leave?",
        "according to the report, what was the revenue?",
        "what is the notice period in the contract?",
        "look in my notes for the name of the plumber",
        "which safety precautions does the manual list?",
        "find the passage in the documents about data retention",
        "who signed the agreement?",
        "what did the minutes of the last meeting say about the budget?",
        "does our travel policy allow business class?",
        "in the PDF, how is the warranty period defined?",
        "search my files for the wifi password rules",
        "what conclusion does the paper reach?",
        "how many days of vacation do employees get according to the policy?",
        "quote what the terms say about cancellation",
        "where in the guide is the reset procedure described?",
        "what are the side effects listed in the leaflet?",
    ),
    negatives=(
        "how many rows does the orders table have?",
        "what is the capital of France?",
        "write a short report about cats",
        "how many days until the end of the year?",
        "what is 15% of the revenue of 2,480?",
    ),
    annotations=Annotations(timeout_s=20.0),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit with the collection it came from and the name it is cited by."""

    collection: Collection
    hit: Hit
    cited: str


@dataclass(frozen=True, slots=True)
class _Span:
    """An answer at bytes ``start:end`` of the passage of ``found``."""

    found: _Found
    start: int
    end: int
    score: float


class DocumentsExpert:
    """Retrieves passages and reads the answer out of them.

    Args:
        collections: Where to look. With several, documents are cited as ``collection/document``.
        reader: Finds the answer in a passage; without one the best passage is the answer.
        encoder: Retrieves by meaning too; without one by words only.
    """

    def __init__(
        self,
        collections: Sequence[Collection] = (),
        reader: SpanReader | None = None,
        encoder: TextEncoder | None = None,
    ) -> None:
        self._collections = tuple(collections)
        self._reader = reader
        self._encoder = encoder

    @property
    def spec(self) -> ExpertSpec:
        """Return what the router knows of this expert."""
        return SPEC

    @property
    def encoder(self) -> TextEncoder | None:
        """Return what collections should be embedded with to be found by meaning."""
        return self._encoder

    @property
    def collections(self) -> tuple[Collection, ...]:
        """Return where this expert looks."""
        return self._collections

    def over(self, collections: Sequence[Collection]) -> DocumentsExpert:
        """Return an expert that looks in other collections and reads the same way."""
        return DocumentsExpert(collections, self._reader, self._encoder)

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Answer from the collections.

        Raises:
            ExpertUnavailableError: No collection is configured.
            InvalidArgumentError: The query is empty.
            NoResultError: No passage has to do with the query.
        """
        query = arguments.get("query")
        if not isinstance(query, str) or not query.strip():
            raise InvalidArgumentError(
                f"Argument 'query' must be a question, not {query!r}.",
                hint="Ask something that the documents may answer.",
                expert=SPEC.name,
                argument="query",
            )
        if not self._collections:
            raise ExpertUnavailableError(
                "No document collection is configured.",
                hint="Build one with `mrkl index PATH --name NAME` and ask with `--docs NAME`.",
                expert=SPEC.name,
                retryable=False,
            )
        return await asyncio.to_thread(self._answer, query)

    def close(self) -> None:
        """Close the collections; a system does so when it is closed."""
        for collection in self._collections:
            collection.close()

    def _answer(self, query: str) -> Result:
        found = self._retrieve(query)
        if not found:
            names = ", ".join(collection.name for collection in self._collections)
            raise NoResultError(
                f"Nothing in the collections ({names}) has to do with {query!r}.",
                hint="Use words that the documents use, or index more of them.",
                expert=SPEC.name,
            )
        if self._reader is None:
            best = found[0].hit.text
            return Result(value=best, text=_quoted(found[0], best), sources=_sources(found))
        span = self._read(self._reader, query, found)
        if span is None:
            listing = "\n".join(
                f"{number}. {_quoted(item, item.hit.text)}"
                for number, item in enumerate(found[:PASSAGES_CITED], start=1)
            )
            text = f"The documents do not state this in so many words. Closest:\n{listing}"
            return Result(value=None, text=text, sources=_sources(found))
        return _extract(span)

    def _retrieve(self, query: str) -> list[_Found]:
        """Return the best passages of all collections, best first."""
        several = len(self._collections) > 1
        found = [
            _Found(
                collection, hit, f"{collection.name}/{hit.document}" if several else hit.document
            )
            for collection in self._collections
            for hit in collection.search(query, PASSAGES_READ, encoder=self._encoder)
        ]
        found.sort(key=lambda item: -item.hit.score)
        return found[:PASSAGES_READ]

    def _read(self, reader: SpanReader, query: str, found: Sequence[_Found]) -> _Span | None:
        """Return the best span over all passages, or None if none states the answer."""
        spans = reader.read(query, [item.hit.text for item in found])
        best: _Span | None = None
        for rank, (item, span) in enumerate(zip(found, spans, strict=True)):
            if span is None:
                continue
            score = span.score * RANK_DISCOUNT**rank
            trimmed = _trim(item.hit.text, span.start, span.end)
            if trimmed and (best is None or score > best.score):
                best = _Span(item, *trimmed, score)
        return best


def _trim(passage: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span without the space around it; None if nothing else is in it."""
    try:
        text = cut(passage, start, end)
    except ProvenanceError as error:
        raise ExpertError(
            f"The span reader marked bytes {start}:{end} of a passage, which is no text.",
            hint="Report this as a fault of the reader.",
            expert=SPEC.name,
        ) from error
    if not text.strip():
        return None
    start += len(text[: len(text) - len(text.lstrip())].encode())
    return start, start + len(text.strip().encode())


def _extract(span: _Span) -> Result:
    """Return the span as the answer, with the sentence it stands in."""
    hit = span.found.hit
    answer = cut(hit.text, span.start, span.end)
    start, end = hit.start + span.start, hit.start + span.end
    page = page_at(span.found.collection.document(hit.document).pages, start)
    source = Source(document=span.found.cited, start=start, end=end, quote=answer, page=page)
    place = _place(span.found.cited, page)
    sentence = _one_line(_sentence(hit.text, span.start, span.end))
    return Result(
        value=answer, text=f"{_one_line(answer)}\n“{sentence}” ({place})", sources=(source,)
    )


def _sentence(passage: str, start: int, end: int) -> str:
    """Return the sentence, or sentences, that bytes ``start:end`` of a passage stand in."""
    found = sentences(passage)
    offsets = byte_offsets(passage, (edge for each in found for edge in (each.start, each.end)))
    around = [each for each in found if offsets[each.end] > start and offsets[each.start] < end]
    return passage[around[0].start : around[-1].end]


def _sources(found: Sequence[_Found]) -> tuple[Source, ...]:
    return tuple(
        Source(
            document=item.cited,
            start=item.hit.start,
            end=item.hit.end,
            quote=item.hit.text,
            page=item.hit.page,
        )
        for item in found[:PASSAGES_CITED]
    )


def _quoted(found: _Found, text: str) -> str:
    return f"“{_one_line(text)}” ({_place(found.cited, found.hit.page)})"


def _place(document: str, page: int | None) -> str:
    return document if page is None else f"{document}, page {page}"


def _one_line(text: str) -> str:
    """Return text on one line, cut at a word if it is long."""
    line = " ".join(text.split())
    if len(line) <= _QUOTE_CHARACTERS:
        return line
    return line[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"
