"""Where collections live, and how they are called."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs

from mrkl_core.errors import CollectionNotFoundError, DocumentError, did_you_mean
from mrkl_experts.documents.collection import Collection

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_SUFFIX = ".sqlite"


def default_root() -> Path:
    """Return the folder that holds collections unless settings name another."""
    return platformdirs.user_data_path("mrkl") / "collections"


class Library:
    """All collections of one folder, one file each.

    Args:
        root: The folder; the user's data folder by default. Created when first written to.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or default_root()

    def names(self) -> tuple[str, ...]:
        """Return the names of all collections, sorted."""
        files = self.root.glob(f"*{_SUFFIX}")
        return tuple(sorted(file.stem for file in files if _NAME.fullmatch(file.stem)))

    def open(self, name: str) -> Collection:
        """Open a collection.

        Raises:
            CollectionNotFoundError: There is none of that name.
            DocumentError: The name is no name, or the file cannot be opened.
        """
        file = self._file(name)
        if not file.is_file():
            raise CollectionNotFoundError(
                f"No document collection {name!r}. {did_you_mean(name, self.names())}",
                hint=f"Build it with `mrkl index PATH --name {name}`.",
                collection=name,
            )
        return Collection(file, name=name, create=False)

    def create(self, name: str) -> Collection:
        """Open a collection, new if there is none of that name.

        Raises:
            DocumentError: The name is no name, or the file cannot be opened.
        """
        return Collection(self._file(name), name=name)

    def delete(self, name: str) -> None:
        """Delete a collection for good.

        Raises:
            CollectionNotFoundError: There is none of that name.
        """
        self.open(name).close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._file(name)}{suffix}").unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise DocumentError(
                f"{name!r} cannot name a collection.",
                hint="Use up to 64 letters, digits, '-' and '_', starting with a letter or digit.",
            )
        return self.root / f"{name}{_SUFFIX}"
