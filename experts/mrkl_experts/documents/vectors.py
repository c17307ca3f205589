"""Passage embeddings: unit vectors, kept as float16, compared as float32."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mrkl_core.protocols import TextEncoder

_BATCH = 64
# What the collection's encoder made of this text tells whether another encoder is the same one.
_PROBE = "The quick brown fox jumps over the lazy dog."
_SAME_ENCODER = 0.98

_MISSING = """
SELECT passages.id, words.title, words.text
FROM passages JOIN words ON words.rowid = passages.id
WHERE passages.id > ? AND NOT EXISTS (SELECT 1 FROM embeddings WHERE passage = passages.id)
ORDER BY passages.id LIMIT ?
"""
_COUNT_MISSING = """
SELECT (SELECT count(*) FROM passages) - (SELECT count(*) FROM embeddings)
"""


@dataclass(frozen=True, slots=True)
class Matrix:
    """All embeddings of a collection: (N,) passage ids and (N, D) unit rows."""

    ids: NDArray[np.int64]
    rows: NDArray[np.float32]

    def nearest(self, query: NDArray[np.float32], count: int) -> list[tuple[int, float]]:
        """Return the ``count`` passages of highest cosine, best first; ties by id."""
        # Not `@`: its threads spin when idle, which on a busy machine slows all that follows.
        scores = np.vecdot(self.rows, query)
        if count < len(scores):
            best = np.argpartition(-scores, count - 1)[:count]
        else:
            best = np.arange(len(scores))
        order = best[np.lexsort((self.ids[best], -scores[best]))]
        return [(int(self.ids[row]), float(scores[row])) for row in order]


class Vectors:
    """The embeddings of one collection; the matrix is read once and kept until they change.

    Args:
        connection: The collection's connection.
        lock: Guards the connection.
    """

    def __init__(self, connection: sqlite3.Connection, lock: threading.RLock) -> None:
        self._connection = connection
        self._lock = lock
        self._cached: tuple[tuple[int, int], Matrix] | None = None

    def embed_missing(
        self, encoder: TextEncoder, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Embed every passage that has no vector of this encoder; commit batch by batch.

        Returns:
            How many passages were embedded.
        """
        probe = encoder.encode([_PROBE])[0]
        with self._lock:
            if not self._made_by(probe):
                self._start_over(probe)
            total = int(self._connection.execute(_COUNT_MISSING).fetchone()[0])
        done = last = 0
        while batch := self._missing(last):
            vectors = encoder.encode([f"{title}\n{text}" for _, title, text in batch])
            rows = np.asarray(vectors, dtype=np.float16)
            pairs = [(row[0], rows[k].tobytes()) for k, row in enumerate(batch)]
            with self._lock, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(
                    "INSERT OR REPLACE INTO embeddings SELECT id, ?2 FROM passages WHERE id = ?1",
                    pairs,
                )
            done, last = done + len(batch), batch[-1][0]
            if progress:
                progress(done, max(total, done))
        return done

    def nearest(
        self, encoder: TextEncoder, query: str, count: int
    ) -> list[tuple[int, float]] | None:
        """Return the passages nearest to a query with their cosines, best first.

        Returns:
            None if the collection holds no vectors of this encoder.
        """
        probe, vector = np.asarray(encoder.encode([_PROBE, query]), dtype=np.float32)
        with self._lock:
            if not self._made_by(probe):
                return None
            matrix = self._matrix(len(vector))
        return matrix.nearest(vector, count)

    def _made_by(self, probe: NDArray[np.float32]) -> bool:
        row = self._connection.execute("SELECT probe FROM encoder").fetchone()
        if row is None:
            return False
        kept = np.frombuffer(row[0], dtype=np.float32)
        return len(kept) == len(probe) and float(kept @ probe) >= _SAME_ENCODER

    def _start_over(self, probe: NDArray[np.float32]) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DELETE FROM embeddings")
            self._connection.execute("DELETE FROM encoder")
            blob = np.asarray(probe, dtype=np.float32).tobytes()
            self._connection.execute("INSERT INTO encoder VALUES (?)", (blob,))

    def _missing(self, after: int) -> list[tuple[int, str, str]]:
        with self._lock:
            return self._connection.execute(_MISSING, (after, _BATCH)).fetchall()

    def _matrix(self, width: int) -> Matrix:
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        key = (version, self._connection.total_changes)
        if self._cached is None or self._cached[0] != key:
            rows = self._connection.execute(
                "SELECT passage, vector FROM embeddings ORDER BY passage"
            ).fetchall()
            ids = np.array([row[0] for row in rows], dtype=np.int64)
            joined = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
            self._cached = key, Matrix(ids, joined.astype(np.float32).reshape(len(rows), width))
        return self._cached[1]
