"""Owners' collections: made, filled, searched; beside them those of the server's settings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mrkl.system import System
from mrkl_apps.store import CollectionRecord, Collections, FileRecord, NotFoundError, new_id
from mrkl_apps.uploads.indexer import Indexer, Received
from mrkl_apps.uploads.indexes import Indexes
from mrkl_apps.uploads.receiving import receive_file
from mrkl_apps.uploads.shelf import Passage, Shelf
from mrkl_core.errors import DocumentError, ExpertUnavailableError, did_you_mean
from mrkl_experts.documents import Collection, DocumentsExpert

MOST_BYTES = 20 * 1024 * 1024
_EXPERT = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionInfo:
    """A collection as it is listed.

    Attributes:
        id: Names it; a shared one is named by its name.
        name: What people call it.
        files: How many files are in it.
        ready: How many of them can be asked.
        shared: Whether it is the server's own, which nobody changes here.
        created_at: When it was made; None for shared ones.
    """

    id: str
    name: str
    files: int
    ready: int
    shared: bool = False
    created_at: str | None = None


class Uploads:
    """Everything about collections that a server does.

    Args:
        collections: What is known of collections and files.
        system: Its documents expert reads; its own collections are shared with everybody.
        folder: Where files and indexes are kept.
    """

    def __init__(self, collections: Collections, system: System, *, folder: Path) -> None:
        self._collections = collections
        self._expert = _documents_expert(system)
        self._indexes = Indexes(folder / "indexes")
        self._incoming = folder / "incoming"
        encoder = self._expert.encoder if self._expert else None
        self._indexer = Indexer(collections, self._indexes, encoder)

    async def resume(self) -> None:
        """Go on with the files that the last server did not finish; what broke off is deleted."""
        unfinished = await self._collections.unfinished()
        whole = {file.id for _, _, file in unfinished}
        for left in self._incoming.glob("*"):
            if left.name not in whole:
                left.unlink()
        for owner, collection, file in unfinished:
            path = self._incoming / file.id
            self._indexer.put(Received(owner=owner, collection=collection, file=file, path=path))

    async def find(self, owner: str) -> tuple[CollectionInfo, ...]:
        """Return the collections that an owner may ask, the shared ones last."""
        own = await self._collections.all(owner)
        return (*map(_info, own), *map(_shared_info, self._shared))

    async def add(self, owner: str, name: str) -> CollectionInfo:
        """Make an empty collection.

        Raises:
            ConflictError: The owner has one of that name.
        """
        return _info(await self._collections.add(owner, name))

    async def get(self, owner: str, id: str) -> CollectionRecord:
        """Return an owner's collection with its files.

        Raises:
            NotFoundError: The owner has none of that id.
        """
        return await self._collections.get(owner, id)

    async def delete(self, owner: str, id: str) -> None:
        """Delete a collection with everything in it; raises as ``get``."""
        await self._collections.delete(owner, id)
        await asyncio.to_thread(self._indexes.delete, id)

    async def receive(
        self, owner: str, id: str, name: str, chunks: AsyncIterator[bytes]
    ) -> FileRecord:
        """Take a file; it is indexed in the background.

        Raises:
            NotFoundError: The owner has no such collection.
            DocumentError: Nothing came, or the name cannot be one of a file.
        """
        if not name.strip() or not name.isprintable() or "/" in name:
            raise DocumentError(
                f"{name!r} cannot name a file.", hint="Use the file's own name, without a path."
            )
        await self._collections.get(owner, id)
        arriving = self._incoming / new_id("arriving")
        size = await receive_file(chunks, arriving)
        try:
            file = await self._collections.add_file(owner, id, name, size)
        except BaseException:
            arriving.unlink(missing_ok=True)
            raise
        path = arriving.rename(self._incoming / file.id)
        self._indexer.put(Received(owner=owner, collection=id, file=file, path=path))
        return file

    async def delete_file(self, owner: str, id: str, file: str) -> None:
        """Delete a file and what was indexed of it; raises as ``get``."""
        record = await self._collections.get(owner, id)
        names = [known.name for known in record.files if known.id == file]
        if not names:
            raise NotFoundError(
                f"Collection {record.name!r} has no file {file!r}.",
                hint="GET the collection for the ids of its files.",
            )
        await self._collections.delete_file(owner, file)
        index = self._indexes.open(id, record.name)
        with contextlib.suppress(DocumentError):  # it may have failed before it was indexed
            await asyncio.to_thread(index.remove, names[0])

    async def documents(self, owner: str, wanted: Sequence[str] | None) -> DocumentsExpert | None:
        """Return the expert over the collections that a question names; None if it names none.

        Raises:
            NotFoundError: The owner has no such collection, and none is shared.
            ExpertUnavailableError: This server reads no documents.
        """
        if not wanted:
            return None
        if self._expert is None:
            raise ExpertUnavailableError(
                "This server has no documents expert.", hint="Switch it on in its settings."
            )
        known = {**{shared.name: shared for shared in self._shared}}
        for record in await self._collections.all(owner):
            index = self._indexes.open(record.id, record.name)
            known |= {record.name: index, record.id: index}
        for name in wanted:
            if name not in known:
                raise NotFoundError(
                    f"There is no collection {name!r}.", hint=did_you_mean(name, known)
                )
        return self._expert.over(tuple({id(known[name]): known[name] for name in wanted}.values()))

    async def passage(
        self, owner: str, document: str, start: int, end: int, around: int
    ) -> Passage:
        """Return what stands around a cited stretch; raises as ``Shelf.passage``."""
        own = [
            self._indexes.open(record.id, record.name)
            for record in await self._collections.all(owner)
        ]
        shelf = Shelf([*own, *self._shared])
        return await asyncio.to_thread(shelf.passage, document, start, end, around)

    async def aclose(self) -> None:
        """Stop indexing and close the indexes."""
        await self._indexer.aclose()
        self._indexes.close()

    @property
    def _shared(self) -> tuple[Collection, ...]:
        return self._expert.collections if self._expert else ()


def _documents_expert(system: System) -> DocumentsExpert | None:
    found = system.experts.get(_EXPERT)
    usable = isinstance(found, DocumentsExpert) and _EXPERT in system.enabled
    return found if usable and isinstance(found, DocumentsExpert) else None


def _info(record: CollectionRecord) -> CollectionInfo:
    return CollectionInfo(
        id=record.id,
        name=record.name,
        files=len(record.files),
        ready=sum(file.status == "ready" for file in record.files),
        created_at=record.created_at,
    )


def _shared_info(collection: Collection) -> CollectionInfo:
    count = len(collection.documents())
    return CollectionInfo(
        id=collection.name, name=collection.name, files=count, ready=count, shared=True
    )
