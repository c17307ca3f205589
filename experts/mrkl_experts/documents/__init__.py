"""Document collections: load, index, retrieve, and answer with the exact place."""

from mrkl_experts.documents.collection import Collection, DocumentInfo
from mrkl_experts.documents.document import Document, Heading
from mrkl_experts.documents.expert import DocumentsExpert
from mrkl_experts.documents.indexing import FileReport, IndexReport, Progress, index
from mrkl_experts.documents.library import Library
from mrkl_experts.documents.loaders import load, parse
from mrkl_experts.documents.search import Hit

__all__ = [
    "Collection",
    "Document",
    "DocumentInfo",
    "DocumentsExpert",
    "FileReport",
    "Heading",
    "Hit",
    "IndexReport",
    "Library",
    "Progress",
    "index",
    "load",
    "parse",
]
