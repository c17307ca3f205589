"""Markdown: the text stays as it is written; the headings are found by a real parser."""

from __future__ import annotations

import itertools
import re

from markdown_it import MarkdownIt

from mrkl_experts.documents.document import Document, Heading
from mrkl_experts.documents.text import byte_offsets, decode

_LINE_END = re.compile(r"\r\n|\n|\r")


def parse(name: str, data: bytes) -> Document:
    """Return the source text with its headings.

    Raises:
        UnreadableError: The bytes are not text.
    """
    text = decode(data)
    return Document(name=name, text=text, headings=_headings(text))


def _headings(text: str) -> tuple[Heading, ...]:
    """Return headings with their byte offsets and the path of headings above each."""
    line_starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    tokens = MarkdownIt("commonmark").parse(text)
    found: list[tuple[int, str]] = []
    path: list[tuple[int, str]] = []
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open" and opening.map:
            level = int(opening.tag[1:])
            path = [(above, title) for above, title in path if above < level]
            path.append((level, " ".join(inline.content.split())))
            found.append((line_starts[opening.map[0]], " > ".join(title for _, title in path)))
    offsets = byte_offsets(text, (start for start, _ in found))
    return tuple(Heading(offsets[start], title) for start, title in found)
