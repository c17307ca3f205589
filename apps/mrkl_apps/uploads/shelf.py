"""The collections that one question may look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mrkl_core.errors import DocumentError
from mrkl_experts.documents import Collection, Document
from mrkl_experts.documents.passages import page_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a document with what stands around it; offsets are bytes of the document.

    Attributes:
        document: How it is cited.
        page: Its page, in documents that have pages.
        text: The stretch and its surroundings.
        offset: Where ``text`` begins.
        start: First byte of the stretch.
        end: Byte after the stretch.
    """

    document: str
    page: int | None
    text: str
    offset: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Collections, to be searched and read together."""

    collections: Sequence[Collection]

    def passage(self, cited: str, start: int, end: int, around: int) -> Passage:
        """Return what stands around a cited stretch.

        Args:
            cited: The document, as an answer cites it.
            start: First byte of the stretch.
            end: Byte after it.
            around: How many bytes before and after are wanted.

        Raises:
            DocumentError: There is no such document here, or it has no such stretch.
        """
        document = self._document(cited)
        raw = document.text.encode()
        if not 0 <= start < end <= len(raw):
            raise DocumentError(
                f"Bytes {start}:{end} are outside of {cited!r}, which has {len(raw):,}.",
                hint="It was replaced since; ask again.",
            )
        first = _boundary(raw, max(0, start - around))
        last = _boundary(raw, min(len(raw), end + around))
        return Passage(
            document=cited,
            page=page_at(document.pages, start),
            text=raw[first:last].decode(),
            offset=first,
            start=start,
            end=end,
        )

    def _document(self, cited: str) -> Document:
        for collection in self.collections:
            for name in (cited, cited.removeprefix(f"{collection.name}/")):
                try:
                    return collection.document(name)
                except DocumentError:
                    continue
        raise DocumentError(
            f"No collection of yours has the document {cited!r}.",
            hint="It was deleted since, or belongs to somebody else.",
        )


def _boundary(raw: bytes, offset: int) -> int:
    """Return the next offset that does not cut a character."""
    while offset < len(raw) and raw[offset] & 0xC0 == 0x80:
        offset += 1
    return offset
