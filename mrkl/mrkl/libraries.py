"""Document collections by name, and folders indexed on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from mrkl.settings import Settings
from mrkl_core.errors import CollectionNotFoundError, DocumentError, did_you_mean
from mrkl_core.protocols import TextEncoder

if TYPE_CHECKING:
    from mrkl_experts.documents import Collection, IndexReport, Library, Progress


def library(settings: Settings) -> Library:
    """Return the library of named collections."""
    from mrkl_experts.documents import Library

    return Library(settings.data_dir / "collections" if settings.data_dir else None)


def open_collections(
    settings: Settings, encoder: TextEncoder | None = None
) -> tuple[Collection, ...]:
    """Open every collection that ``settings.collections`` names.

    A name that is a path is indexed into a collection of its own in the cache folder.

    Raises:
        CollectionNotFoundError: A name is neither a collection nor a path.
        DocumentError: A collection cannot be opened, or nothing at a path can be read.
    """
    return tuple(_open(settings, name, encoder) for name in settings.collections)


def index_into(
    settings: Settings,
    name: str,
    paths: Sequence[Path],
    *,
    encoder: TextEncoder | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> IndexReport:
    """Index files and folders into the collection called ``name``, made if need be.

    Raises:
        DocumentError: The name cannot be used, or the collection cannot be written.
    """
    from mrkl_experts.documents import index

    with library(settings).create(name) as collection:
        return index(collection, paths, encoder=encoder, progress=progress)


def _open(settings: Settings, name: str, encoder: TextEncoder | None) -> Collection:
    names = library(settings).names()
    if name in names:
        return library(settings).open(name)
    path = Path(name).expanduser()
    if not path.exists():
        raise CollectionNotFoundError(
            f"{name!r} is neither a document collection nor a file or folder.",
            hint=f"{did_you_mean(name, names)} Build one with `mrkl index PATH --name NAME`.",
            collection=name,
        )
    return _indexed(settings, path.resolve(), encoder)


def _indexed(settings: Settings, path: Path, encoder: TextEncoder | None) -> Collection:
    from mrkl_experts.documents import Collection, index

    root = settings.cache_dir or platformdirs.user_cache_path("mrkl")
    key = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    collection = Collection(root / "collections" / f"{key}.sqlite", name=path.name)
    report = index(collection, [path], encoder=encoder)
    if not collection.documents():
        collection.close()
        reasons = "; ".join(str(file.error) for file in report.files if file.error)
        raise DocumentError(
            f"Nothing at {str(path)!r} can be read. {reasons}".rstrip(),
            hint="Give text, Markdown, HTML or PDF files.",
        )
    return collection
