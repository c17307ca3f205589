"""PDF: the text layer, page by page."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import DependencyError

from mrkl_experts.documents.document import Document, UnreadableError
from mrkl_experts.documents.text import clean

_PAGE_GAP = "\n\n"


def parse(name: str, data: bytes) -> Document:
    """Return the text of all pages, with the byte offset at which each page starts.

    Raises:
        UnreadableError: The file is damaged, encrypted or has no text layer.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("is encrypted", "Save a copy without a password.")
        texts = [clean(page.extract_text()) for page in reader.pages]
    except UnreadableError:
        raise
    except DependencyError as error:
        raise UnreadableError("is encrypted", "Save a copy without a password.") from error
    except Exception as error:  # pypdf raises many kinds on damaged files
        raise UnreadableError(
            f"is a damaged PDF ({type(error).__name__})", "Export or download it again."
        ) from error
    pages, start = [], 0
    for text in texts:
        pages.append(start)
        start += len((text + _PAGE_GAP).encode())
    return Document(name=name, text=_PAGE_GAP.join(texts), pages=tuple(pages))
