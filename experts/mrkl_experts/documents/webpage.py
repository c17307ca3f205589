"""HTML: the main text of a page, without navigation, scripts and adverts."""

from __future__ import annotations

import re

import trafilatura

from mrkl_experts.documents.document import Document, UnreadableError
from mrkl_experts.documents.text import clean, decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.I)
_LOOK_FOR_CHARSET = 4096


def parse(name: str, data: bytes) -> Document:
    """Return the main text of a page, or all its text if no main part stands out.

    Raises:
        UnreadableError: The bytes are not text, or the page cannot be parsed.
    """
    declared = _CHARSET.search(data[:_LOOK_FOR_CHARSET])
    markup = decode(data, declared[1].decode("ascii") if declared else None)
    try:
        text = trafilatura.extract(markup, include_comments=False) or trafilatura.html2txt(markup)
    except Exception as error:  # a parser fed hostile pages may raise anything
        raise UnreadableError(
            "cannot be parsed as HTML", "Save the page again, or as plain text."
        ) from error
    return Document(name=name, text=clean(text or ""))
