"""HTML: the main text of a page, without navigation, scripts and adverts."""

from __future__ import annotations

import copy
import re

import lxml.html
import trafilatura
from lxml.etree import ParserError

from mrkl_experts.documents.document import Document
from mrkl_experts.documents.text import clean, decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.I)
_LOOK_FOR_CHARSET = 4096
_BLOCK_END = re.compile(r"\n++(?!\||- )")


def parse(name: str, data: bytes) -> Document:
    """Return the main text of a page, or all its text if no main part stands out.

    Raises:
        UnreadableError: The bytes are not text.
    """
    declared = _CHARSET.search(data[:_LOOK_FOR_CHARSET])
    markup = decode(data, declared[1].decode("ascii") if declared else None)
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        page = lxml.html.document_fromstring(markup.encode(), parser=parser)
    except ParserError:  # nothing but markup
        return Document(name=name, text="")
    main = trafilatura.extract(copy.deepcopy(page), include_comments=False, favor_recall=True)
    return Document(name=name, text=_blocks(clean(main or trafilatura.html2txt(page) or "")))


def _blocks(text: str) -> str:
    """Return text with a blank line between blocks, so that a title is no part of a sentence.

    The extractor writes one block a line; rows of a table and items of a list stay together.
    """
    return _BLOCK_END.sub("\n\n", text)
