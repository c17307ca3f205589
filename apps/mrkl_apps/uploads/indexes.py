"""The indexes of owners' collections: a file each, open once it was needed."""

from __future__ import annotations

from pathlib import Path

from mrkl_experts.documents import Collection


class Indexes:
    """Opens and deletes indexes.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Collection] = {}

    def open(self, id: str, name: str | None = None) -> Collection:
        """Return the index of a collection, new if there is none.

        Args:
            id: The collection's id, which names the file.
            name: What people call it.

        Raises:
            DocumentError: The file cannot be opened.
        """
        if id not in self._open:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._open[id] = Collection(self._folder / f"{id}.sqlite", name=name)
        found = self._open[id]
        found.name = name or found.name
        return found

    def delete(self, id: str) -> None:
        """Delete an index, if there is one."""
        found = self._open.pop(id, None)
        if found is not None:
            found.close()
        for suffix in ("", "-wal", "-shm"):
            (self._folder / f"{id}.sqlite{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close those that are open."""
        for collection in self._open.values():
            collection.close()
        self._open.clear()
