"""Indexes received files, one after another, and tells how far it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mrkl.records import error_record
from mrkl_apps.store import Collections, FileRecord, NotFoundError
from mrkl_apps.uploads.indexes import Indexes
from mrkl_apps.uploads.parsing import parse_apart
from mrkl_core.errors import DocumentError, MRKLError
from mrkl_core.protocols import TextEncoder
from mrkl_experts.documents import Collection, Document

logger = logging.getLogger("mrkl.uploads")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file on the disk that is to be indexed.

    Attributes:
        owner: Whose.
        collection: The id of the collection it goes into.
        file: As the store knows it.
        path: Where its bytes are; deleted once they are indexed or given up.
    """

    owner: str
    collection: str
    file: FileRecord
    path: Path


class Indexer:
    """Works through received files in the background.

    Args:
        collections: Told how far each file is.
        indexes: Where documents go.
        encoder: Embeds passages; None leaves collections to be searched by words.
    """

    def __init__(
        self, collections: Collections, indexes: Indexes, encoder: TextEncoder | None
    ) -> None:
        self._collections = collections
        self._indexes = indexes
        self._encoder = encoder
        self._waiting: asyncio.Queue[Received] = asyncio.Queue()
        self._work = asyncio.create_task(self._run())

    def put(self, received: Received) -> None:
        """Index a file when those before it are done."""
        self._waiting.put_nowait(received)

    async def aclose(self) -> None:
        """Stop; files that wait are indexed after the next start."""
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            received = await self._waiting.get()
            try:
                await self._index(received)
            except NotFoundError:  # it was deleted meanwhile
                await self._undo(received)
            except Exception as error:
                await self._give_up(received, error)
            received.path.unlink(missing_ok=True)

    async def _index(self, received: Received) -> None:
        await self._tell(received, 0, 2)
        if not received.path.exists():
            raise DocumentError(
                f"{received.file.name!r} was lost as the server stopped.", hint="Send it again."
            )
        document = await parse_apart(received.path, received.file.name)
        await self._tell(received, 1, 2)
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            # From the thread that embeds; whoever looks sees the last that was written.
            asyncio.run_coroutine_threadsafe(self._tell(received, 1 + done, 1 + total), loop)

        index = self._indexes.open(received.collection)
        await asyncio.to_thread(_add, index, document, self._encoder, progress)
        await self._collections.set_file(received.owner, received.file.id, status="ready")

    async def _tell(self, received: Received, done: int, total: int) -> None:
        await self._collections.set_file(
            received.owner, received.file.id, status="indexing", done=done, total=total
        )

    async def _undo(self, received: Received) -> None:
        try:
            await self._collections.get(received.owner, received.collection)
        except NotFoundError:
            self._indexes.delete(received.collection)
            return
        with contextlib.suppress(DocumentError):
            self._indexes.open(received.collection).remove(received.file.name)

    async def _give_up(self, received: Received, error: Exception) -> None:
        if isinstance(error, MRKLError):
            known: MRKLError = error
        else:
            logger.exception("%r cannot be indexed", received.file.name)
            known = DocumentError(
                f"{received.file.name!r} cannot be indexed.", hint="The log holds the details."
            )
        await self._collections.set_file(
            received.owner, received.file.id, status="failed", error=error_record(known)
        )


def _add(
    index: Collection,
    document: Document,
    encoder: TextEncoder | None,
    progress: Callable[[int, int], None],
) -> None:
    index.put(document)
    if encoder is not None:
        index.embed(encoder, progress)
