"""A collection of documents in one SQLite file: write, read, search."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from mrkl_core.errors import DocumentError, did_you_mean
from mrkl_core.protocols import TextEncoder
from mrkl_experts.documents.database import connect
from mrkl_experts.documents.document import Document
from mrkl_experts.documents.passages import split
from mrkl_experts.documents.search import DEPTH, Hit, fuse, lexical
from mrkl_experts.documents.vectors import Vectors

_LOG = logging.getLogger(__name__)

# Below this cosine a passage has nothing to do with the query; such ranks are noise.
LEAST_COSINE = 0.25

_HIT = """
SELECT documents.name, start, stop, words.text, heading, page
FROM passages JOIN documents ON documents.id = passages.document
JOIN words ON words.rowid = passages.id WHERE passages.id = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """A document as a collection lists it; ``bytes`` is the length of its text."""

    name: str
    path: str
    sha256: str
    bytes: int
    passages: int


class Collection:
    """Documents, their passages and both indexes. Safe to use from several threads.

    Args:
        file: The SQLite file.
        name: What users call it; the file's stem by default.
        create: Whether to make the file where it does not exist.

    Raises:
        DocumentError: The file cannot be opened.
    """

    def __init__(self, file: Path, *, name: str | None = None, create: bool = True) -> None:
        self.name = name or file.stem
        self.file = file
        self._lock = threading.RLock()
        self._connection = connect(file, create=create)
        self._vectors = Vectors(self._connection, self._lock)
        self._warned = False

    def __repr__(self) -> str:
        """Return the name and the file."""
        return f"Collection({self.name!r}, file={str(self.file)!r})"

    def __enter__(self) -> Self:
        """Return the collection itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the collection."""
        self.close()

    def close(self) -> None:
        """Close the file; the collection cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def put(self, document: Document, *, sha256: str = "") -> int:
        """Add a document, in place of the one of the same name; durable when it returns.

        Args:
            document: What to add.
            sha256: Digest of the file it was read from; that of the text by default.

        Returns:
            The number of its passages.
        """
        try:
            text = document.text.encode()
        except UnicodeEncodeError as error:
            raise DocumentError(
                f"The text of {document.name!r} holds characters that UTF-8 cannot.",
                hint="Decode it again, with the encoding it was written in.",
            ) from error
        passages = split(document)
        digest = sha256 or hashlib.sha256(text).hexdigest()
        pages = json.dumps(document.pages)
        stem = Path(document.name).stem.replace("_", " ").replace("-", " ")
        with self._writing() as connection:
            connection.execute("DELETE FROM documents WHERE name = ?", (document.name,))
            row = connection.execute(
                "INSERT INTO documents (name, path, sha256, text, pages) VALUES (?, ?, ?, ?, ?)",
                (document.name, document.path, digest, text, pages),
            ).lastrowid
            for passage in passages:
                place = (row, passage.start, passage.end, passage.page, passage.heading)
                key = connection.execute(
                    "INSERT INTO passages (document, start, stop, page, heading)"
                    " VALUES (?, ?, ?, ?, ?)",
                    place,
                ).lastrowid
                connection.execute(
                    "INSERT INTO words (rowid, text, title) VALUES (?, ?, ?)",
                    (key, passage.text, f"{stem} {passage.heading}".strip()),
                )
        return len(passages)

    def remove(self, name: str) -> None:
        """Remove a document.

        Raises:
            DocumentError: The collection has none of that name.
        """
        with self._writing() as connection:
            if not connection.execute("DELETE FROM documents WHERE name = ?", (name,)).rowcount:
                raise self._unknown(name)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Return all documents, by name."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT name, path, sha256, length(text),"
                " (SELECT count(*) FROM passages WHERE document = documents.id)"
                " FROM documents ORDER BY name"
            ).fetchall()
        return tuple(
            DocumentInfo(name=name, path=path, sha256=sha256, bytes=size, passages=passages)
            for name, path, sha256, size, passages in rows
        )

    def document(self, name: str) -> Document:
        """Return a document's text and pages, as they were when it was added.

        Raises:
            DocumentError: The collection has none of that name.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT path, text, pages FROM documents WHERE name = ?", (name,)
            ).fetchone()
        if row is None:
            raise self._unknown(name)
        pages = tuple(json.loads(row[2]))
        return Document(name=name, path=row[0], text=row[1].decode(), pages=pages)

    def embed(
        self, encoder: TextEncoder, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Embed the passages that lack a vector of this encoder; resumable.

        Args:
            encoder: The encoder that searches will use as well.
            progress: Called with (passages done, passages to do) after each batch.

        Returns:
            How many passages were embedded.
        """
        with self._translating():
            return self._vectors.embed_missing(encoder, progress)

    def search(
        self, query: str, count: int = 10, *, encoder: TextEncoder | None = None
    ) -> tuple[Hit, ...]:
        """Return the passages that fit a query, best first; empty if none does.

        Args:
            query: Any text; it cannot be query syntax.
            count: How many at most.
            encoder: Searches by meaning too; None searches by words only.
        """
        depth = max(DEPTH, count)
        near = self._near(query, depth, encoder)
        with self._reading() as connection:
            fused = fuse(lexical(connection, query, depth), list(near))[:count]
            rows = [connection.execute(_HIT, (key,)).fetchone() for key, _ in fused]
        return tuple(
            Hit(
                document=row[0],
                start=row[1],
                end=row[2],
                text=row[3],
                heading=row[4],
                page=row[5],
                score=score,
                cosine=near.get(key),
            )
            for row, (key, score) in zip(rows, fused, strict=True)
            if row is not None
        )

    def _near(self, query: str, depth: int, encoder: TextEncoder | None) -> dict[int, float]:
        """Return passages near in meaning with their cosines, best first."""
        if encoder is None:
            return {}
        with self._translating():
            found = self._vectors.nearest(encoder, query, depth)
        if found is None and not self._warned:
            self._warned = True
            _LOG.warning(
                "Collection %r has no vectors of this encoder: searching by words only."
                " Run `mrkl index PATH --name %s` again to add them.",
                self.name,
                self.name,
            )
        return {key: cosine for key, cosine in found or () if cosine >= LEAST_COSINE}

    def _unknown(self, name: str) -> DocumentError:
        known = (document.name for document in self.documents())
        return DocumentError(
            f"Collection {self.name!r} has no document {name!r}.", hint=did_you_mean(name, known)
        )

    @contextmanager
    def _translating(self) -> Iterator[None]:
        """Turn what SQLite reports into a typed error."""
        try:
            yield
        except sqlite3.Error as error:
            raise DocumentError(
                f"Collection {self.name!r} failed: {error}.",
                hint="Try again if it is busy; delete its file and index again if it is damaged.",
                path=str(self.file),
            ) from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection."""
        with self._translating(), self._lock:
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection in one transaction."""
        with self._reading() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
