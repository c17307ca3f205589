"""Sources of answers as OpenAI's annotations; the span itself stands under our own key."""

from __future__ import annotations

from typing import Any

from mrkl_apps.rest.openai.reply import Reply
from mrkl_core.codec import to_dict
from mrkl_core.values import Source


def citations(reply: Reply) -> list[dict[str, Any]]:
    """Return a response's annotations: one for each source, pages of the web or files."""
    sources = reply.answer.sources if reply.answer else ()
    documents = list(dict.fromkeys(source.document for source in sources))
    return [
        {**_citation(source, documents, reply.text), "mrkl": to_dict(source)} for source in sources
    ]


def url_citations(reply: Reply) -> list[dict[str, Any]]:
    """Return a chat message's annotations, which can only name pages of the web."""
    sources = reply.answer.sources if reply.answer else ()
    return [
        {"type": "url_citation", "url_citation": _url(source, reply.text), "mrkl": to_dict(source)}
        for source in sources
        if _is_url(source.document)
    ]


def _citation(source: Source, documents: list[str], text: str) -> dict[str, Any]:
    if _is_url(source.document):
        return {"type": "url_citation", **_url(source, text)}
    return {
        "type": "file_citation",
        "file_id": source.document,
        "filename": source.document.rpartition("/")[2] or source.document,
        "index": documents.index(source.document),
    }


def _url(source: Source, text: str) -> dict[str, Any]:
    """Return where in the text the page is cited: at its quote, or all of it."""
    start = text.find(source.quote) if source.quote else -1
    end = start + len(source.quote) if start >= 0 else len(text)
    return {
        "url": source.document,
        "title": source.document.rpartition("/")[2] or source.document,
        "start_index": max(start, 0),
        "end_index": end,
    }


def _is_url(document: str) -> bool:
    return document.startswith(("http://", "https://"))
