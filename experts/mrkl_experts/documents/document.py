"""What a document is, and how a parser says that it cannot read one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at byte ``start``; ``path`` names it below the headings above it."""

    start: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document's text and its structure; all offsets are bytes of the UTF-8 text.

    Attributes:
        name: How answers cite it.
        text: The text that offsets point into.
        path: Where it was read from; empty if it never was a file.
        pages: Where each page starts, for documents that have pages.
        headings: The headings, in order, for documents that mark them.
    """

    name: str
    text: str
    path: str = ""
    pages: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()


class UnreadableError(ValueError):
    """A parser cannot read its bytes; the loader adds the file's name.

    Args:
        problem: A clause that follows the file's name, such as "is encrypted".
        remedy: One imperative sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
