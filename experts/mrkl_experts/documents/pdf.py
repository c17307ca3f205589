"""PDF: the text layer, page by page."""

from __future__ import annotations

import io

from pypdf import PdfReader

from mrkl_experts.documents.document import Document, UnreadableError
from mrkl_experts.documents.text import clean

_PAGE_GAP = "\n\n"


def parse(name: str, data: bytes) -> Document:
    """Return the text of all pages, with the byte offset at which each page starts.

    Raises:
        UnreadableError: The file needs a password.
    """
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("is encrypted", "Save a copy without a password.")
    texts = [clean(page.extract_text()) for page in reader.pages]
    pages, start = [], 0
    for text in texts:
        pages.append(start)
        start += len((text + _PAGE_GAP).encode())
    return Document(name=name, text=_PAGE_GAP.join(texts), pages=tuple(pages))
