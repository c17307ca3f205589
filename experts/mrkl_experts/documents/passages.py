"""Documents to passages: some 80 to 120 words on sentence boundaries, with exact offsets."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mrkl_experts.documents.document import Document
from mrkl_experts.documents.text import Sentence, byte_offsets, sentences

ENOUGH_WORDS = 80
MOST_WORDS = 120
OVERLAP_WORDS = 25
# A passage this short takes the next section in as well: a lone title answers nothing.
TITLE_WORDS = 20
# Scripts without spaces are measured by their characters.
CHARACTERS_PER_WORD = 8

_PIECE = re.compile(r"\S{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a document, at bytes ``start:end`` of its text."""

    start: int
    end: int
    text: str
    heading: str = ""
    page: int | None = None


def split(document: Document) -> tuple[Passage, ...]:
    """Cut a document into passages that cover all its text but space.

    Neighbouring passages of one section share a sentence where it is short, so that what a
    sentence says about the one before it is not lost.
    """
    text = document.text
    units = [unit for sentence in sentences(text) for unit in _short_units(text, sentence)]
    offsets = byte_offsets(text, (edge for unit in units for edge in (unit.start, unit.end)))
    headings = [heading.start for heading in document.headings]
    openings = {
        index
        for index, unit in enumerate(units)
        if index and _between(headings, offsets[units[index - 1].start], offsets[unit.start])
    }
    return tuple(
        _passage(document, headings, units[first].start, units[last].end, offsets)
        for first, last in _groups(text, units, openings)
    )


def page_at(pages: tuple[int, ...], offset: int) -> int | None:
    """Return the number (from 1) of the page that holds byte ``offset``, if there are pages."""
    return bisect.bisect_right(pages, offset) if pages else None


def _passage(
    document: Document, headings: list[int], start: int, end: int, offsets: dict[int, int]
) -> Passage:
    above = bisect.bisect_right(headings, offsets[start]) - 1
    return Passage(
        start=offsets[start],
        end=offsets[end],
        text=document.text[start:end],
        heading=document.headings[above].path if above >= 0 else "",
        page=page_at(document.pages, offsets[start]),
    )


def _between(sorted_offsets: list[int], after: int, until: int) -> bool:
    """Return whether one of the offsets lies in ``(after, until]``."""
    return bisect.bisect_right(sorted_offsets, after) < bisect.bisect_right(sorted_offsets, until)


def _size(text: str, unit: Sentence) -> int:
    """Return the length of a unit in words."""
    words = len(text[unit.start : unit.end].split())
    return max(words, (unit.end - unit.start) // CHARACTERS_PER_WORD)


def _short_units(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """Cut a sentence that is longer than a passage, at line ends if possible."""
    if _size(text, sentence) <= MOST_WORDS:
        yield sentence
        return
    lines = text[sentence.start : sentence.end].split("\n")
    if len(lines) == 1:
        yield from _word_runs(text, sentence)
        return
    start, opens = sentence.start, sentence.opens
    for line in lines:
        if line.strip():
            begin = start + len(line) - len(line.lstrip())
            yield from _word_runs(text, Sentence(begin, begin + len(line.strip()), opens))
            opens = False
        start += len(line) + 1


def _word_runs(text: str, unit: Sentence) -> Iterator[Sentence]:
    """Cut a line into runs of at most ``MOST_WORDS`` words."""
    start, end, opens = unit.start, unit.start, unit.opens
    for piece in _PIECE.finditer(text, unit.start, unit.end):
        if end > start and _size(text, Sentence(start, piece.end(), opens)) > MOST_WORDS:
            yield Sentence(start, end, opens)
            start, opens = piece.start(), False
        end = piece.end()
    yield Sentence(start, end, opens)


def _groups(text: str, units: list[Sentence], openings: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) unit of each passage; ``openings`` are units that open a section."""
    sizes = [_size(text, unit) for unit in units]
    first, words = 0, 0
    for index, unit in enumerate(units):
        full = words + sizes[index] > MOST_WORDS
        complete = unit.opens and words >= ENOUGH_WORDS
        section = index in openings and words > TITLE_WORDS
        if index > first and (full or complete or section):
            yield first, index - 1
            shared = index - 1
            overlaps = shared > first and sizes[shared] <= OVERLAP_WORDS and not section
            overlaps = overlaps and sizes[shared] + sizes[index] <= MOST_WORDS
            first = shared if overlaps else index
            words = sum(sizes[first:index])
        words += sizes[index]
    if units:
        yield first, len(units) - 1
