"""Files and folders into a collection: incremental, resumable, one report per file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from mrkl_core.errors import DocumentError
from mrkl_core.protocols import TextEncoder
from mrkl_experts.documents.collection import Collection
from mrkl_experts.documents.loaders import MOST_BYTES, SUFFIXES, parse, read_bytes

Status = Literal["added", "updated", "unchanged", "removed", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file.

    Attributes:
        path: The file.
        status: ``skipped`` is a file of a folder that is of no kind we read; ``removed`` one that
            is no longer there; of one that ``failed``, what was indexed before stays.
        document: The name it is cited by, if it is in the collection.
        passages: How many passages it gave now.
        error: Why it failed.
    """

    path: str
    status: Status
    document: str = ""
    passages: int = 0
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What became of all files, in order, and how many passages were embedded."""

    files: tuple[FileReport, ...]
    embedded: int = 0

    def count(self, status: Status) -> int:
        """Return how many files have ``status``."""
        return sum(file.status == status for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far indexing is: ``done`` of ``total`` files or passages, and the file just read."""

    stage: Literal["read", "embed"]
    done: int
    total: int
    file: FileReport | None = None


def index(
    collection: Collection,
    paths: Sequence[Path],
    *,
    encoder: TextEncoder | None = None,
    progress: Callable[[Progress], None] | None = None,
    most_bytes: int = MOST_BYTES,
) -> IndexReport:
    """Add files and folders to a collection.

    Each file is committed by itself: an interrupted run goes on where it stopped, and a file
    that cannot be read is reported and loses no other. Files whose SHA-256 is known are not
    read again; documents whose file is gone from one of the folders are removed.

    Args:
        collection: Where to.
        paths: Files, and folders taken with all below them but hidden entries.
        encoder: Embeds the passages; without one the collection is searched by words only.
        progress: Called after every file and every batch of embeddings.
        most_bytes: Larger files fail.
    """
    tell = progress or _silent
    files = [entry for path in paths for entry in _discover(path)]
    known = _Catalogue(collection)
    reports: list[FileReport] = []
    for path, name in files:
        report = _index_file(collection, path, name, known, most_bytes)
        reports.append(report)
        tell(Progress(stage="read", done=len(reports), total=len(files), file=report))
    reports.extend(_remove_gone(collection, [path for path in paths if path.is_dir()]))
    embedded = 0
    if encoder is not None:
        embedded = collection.embed(
            encoder, lambda done, total: tell(Progress(stage="embed", done=done, total=total))
        )
    return IndexReport(files=tuple(reports), embedded=embedded)


def _silent(progress: Progress) -> None:
    """Report to nobody."""


def _discover(path: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each file with its name below ``path``; no name for files we do not read."""
    if not path.is_dir():
        yield path, _printable(Path(path.name))
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith("."):
                readable = file.suffix.lower() in SUFFIXES
                yield file, _printable(file.relative_to(path)) if readable else None


def _remove_gone(collection: Collection, folders: Sequence[Path]) -> Iterator[FileReport]:
    """Remove documents that came from one of the folders, where their file is no more."""
    roots = [Path(_printable(folder.resolve())) for folder in folders]
    for info in collection.documents():
        path = Path(info.path)
        # What a name that is not UTF-8 became cannot be looked up.
        checkable = info.path and "\ufffd" not in info.path
        if checkable and any(map(path.is_relative_to, roots)) and not path.exists():
            collection.remove(info.name)
            yield FileReport(path=info.path, status="removed", document=info.name)


class _Catalogue:
    """What a collection holds already, by name and by path."""

    def __init__(self, collection: Collection) -> None:
        self._digests: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for info in collection.documents():
            self.note(info.name, info.path, info.sha256)

    def note(self, name: str, path: str, digest: str) -> None:
        """Remember a document."""
        self._digests[name] = digest
        self._names[path] = name

    def digest(self, name: str) -> str | None:
        """Return the SHA-256 of the file behind a document, if there is one of that name."""
        return self._digests.get(name)

    def name_for(self, wanted: str, path: str) -> str:
        """Return the name a file is known by, or a free one: ``b.md``, then ``a/b.md``."""
        if path in self._names:
            return self._names[path]
        parts = PurePosixPath(Path(path).as_posix()).parts
        name, length = wanted, len(PurePosixPath(wanted).parts)
        while name in self._digests and length < len(parts):
            length += 1
            name = "/".join(parts[-length:])
        return name


def _index_file(
    collection: Collection, path: Path, wanted: str | None, known: _Catalogue, most_bytes: int
) -> FileReport:
    """Add one file unless it is there unchanged; keeps ``known`` true."""
    shown = _printable(path)
    if wanted is None:
        return FileReport(path=shown, status="skipped")
    try:
        place = _printable(path.resolve())
        name = known.name_for(wanted, place)
        data = read_bytes(path, most_bytes)
        digest = hashlib.sha256(data).hexdigest()
        before = known.digest(name)
        if before == digest:
            return FileReport(path=shown, status="unchanged", document=name)
        document = replace(parse(path.name, data), name=name, path=place)
        passages = collection.put(document, sha256=digest)
    except DocumentError as error:
        return FileReport(path=shown, status="failed", error=error)
    known.note(name, place, digest)
    status: Status = "added" if before is None else "updated"
    return FileReport(path=shown, status=status, document=name, passages=passages)


def _printable(path: Path) -> str:
    """Return a path as text that UTF-8 can hold, whatever bytes the file system gave."""
    return os.fsencode(path).decode("utf-8", "replace")
