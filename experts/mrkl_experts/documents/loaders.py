"""Files to documents: plain text, Markdown, HTML and PDF, chosen by suffix.

A plain-text or Markdown document's text is the file itself (less a byte-order mark), so byte
offsets into it are byte offsets into a UTF-8 file. HTML and PDF are reduced to their text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mrkl_core.errors import DocumentError
from mrkl_experts.documents.document import Document, UnreadableError
from mrkl_experts.documents.text import decode

MOST_BYTES = 50_000_000
PLAIN = (".txt", ".text", ".rst", ".adoc", ".org", ".tex", ".csv", ".tsv", ".log")
MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm", ".xhtml")
PDF = (".pdf",)
SUFFIXES = (*PLAIN, *MARKDOWN, *HTML, *PDF)


def load(path: Path, *, name: str | None = None, most_bytes: int = MOST_BYTES) -> Document:
    """Read one file.

    Args:
        path: The file.
        name: How answers cite it; the file's own name by default.
        most_bytes: Larger files are refused.

    Raises:
        DocumentError: The file is missing, too large, of another kind, damaged, encrypted or
            without text.
    """
    return parse(name or path.name, read_bytes(path, most_bytes), path=path)


def read_bytes(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return a regular file's bytes.

    Raises:
        DocumentError: It is missing, not a regular file, unreadable or too large.
    """
    try:
        if not path.is_file():
            raise DocumentError(
                f"{str(path)!r} is not a file.", hint="Check the path.", path=str(path)
            )
        size = path.stat().st_size
        if size > most_bytes:
            raise DocumentError(
                f"{str(path)!r} has {size:,} bytes; the most is {most_bytes:,}.",
                hint="Split it into smaller files.",
                path=str(path),
                limit=most_bytes,
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{str(path)!r} cannot be read: {error.strerror}.",
            hint="Check its permissions.",
            path=str(path),
        ) from error


def parse(name: str, data: bytes, *, path: Path | None = None) -> Document:
    """Turn a file's bytes into a document; the suffix of ``path`` or ``name`` says how.

    Raises:
        DocumentError: As ``load``.
    """
    suffix = Path(path or name).suffix.lower()
    parser = _parser(suffix)
    shown = str(path or name)
    if parser is None:
        raise DocumentError(
            f"{shown!r} is of no kind that can be read.",
            hint=f"Convert it to one of {', '.join(SUFFIXES)}.",
            path=shown,
        )
    try:
        document = parser(name, data)
        if not document.text.strip():
            raise UnreadableError(
                "holds no text", "Leave it out, or run text recognition (OCR) if it is scanned."
            )
    except UnreadableError as error:
        raise DocumentError(f"{shown!r} {error.problem}.", hint=error.remedy, path=shown) from error
    except Exception as error:  # parsers fed damaged files raise many kinds
        raise DocumentError(
            f"{shown!r} is damaged ({type(error).__name__}: {error}).",
            hint="Save, export or download it again.",
            path=shown,
        ) from error
    return replace(document, path=str(path or ""))


def _parser(suffix: str) -> Callable[[str, bytes], Document] | None:
    """Return the parser for a suffix; the libraries behind it are imported only here."""
    if suffix in PLAIN:
        return _plain
    if suffix in MARKDOWN:
        from mrkl_experts.documents import markdown

        return markdown.parse
    if suffix in HTML:
        from mrkl_experts.documents import webpage

        return webpage.parse
    if suffix in PDF:
        from mrkl_experts.documents import pdf

        return pdf.parse
    return None


def _plain(name: str, data: bytes) -> Document:
    return Document(name=name, text=decode(data))
