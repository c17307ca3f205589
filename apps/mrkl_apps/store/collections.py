"""Collections of documents, as far as the database knows them: names and how far files are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from mrkl_apps.store.database import Database
from mrkl_apps.store.errors import ConflictError
from mrkl_apps.store.ids import new_id
from mrkl_apps.store.records import CollectionRecord, FileRecord, FileStatus
from mrkl_apps.store.rows import found
from mrkl_apps.store.tables import collection_files, collections
from mrkl_apps.store.types import moment_text, now
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.names import shown
from mrkl_core.values import ErrorRecord


class Collections:
    """The collections of all owners, each seen by its own alone.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, owner: str, name: str) -> CollectionRecord:
        """Make an empty collection.

        Raises:
            ConflictError: The owner has one of that name.
        """
        made = new_id("col")

        def work(connection: Connection) -> CollectionRecord:
            if connection.execute(_owned(owner).where(collections.c.name == name)).first():
                raise ConflictError(
                    f"You have a collection {shown(name)} already.", hint="Choose another name."
                )
            values = {"id": made, "owner": owner, "name": name, "created_at": now()}
            connection.execute(insert(collections).values(values))
            return _record(connection, _row(connection, owner, made))

        return await self._database.write(work)

    async def all(self, owner: str) -> tuple[CollectionRecord, ...]:
        """Return an owner's collections, oldest first."""

        def work(connection: Connection) -> tuple[CollectionRecord, ...]:
            rows = connection.execute(_owned(owner).order_by(collections.c.number)).all()
            return tuple(_record(connection, row) for row in rows)

        return await self._database.read(work)

    async def get(self, owner: str, id: str) -> CollectionRecord:
        """Return a collection with its files.

        Raises:
            NotFoundError: The owner has none of that id.
        """
        return await self._database.read(
            lambda connection: _record(connection, _row(connection, owner, id))
        )

    async def delete(self, owner: str, id: str) -> None:
        """Delete a collection with its files.

        Raises:
            NotFoundError: The owner has none of that id.
        """

        def work(connection: Connection) -> None:
            number = _row(connection, owner, id).number
            connection.execute(delete(collections).where(collections.c.number == number))

        await self._database.write(work)

    async def add_file(self, owner: str, collection: str, name: str, bytes: int) -> FileRecord:
        """Put a file in, waiting to be indexed; one of the same name makes room for it.

        Raises:
            NotFoundError: The owner has no such collection.
        """
        made = new_id("file")

        def work(connection: Connection) -> FileRecord:
            number = _row(connection, owner, collection).number
            same = collection_files.c.collection == number, collection_files.c.name == name
            connection.execute(delete(collection_files).where(*same))
            connection.execute(
                insert(collection_files).values(
                    id=made,
                    collection=number,
                    name=name,
                    bytes=bytes,
                    status="waiting",
                    done=0,
                    total=0,
                    created_at=now(),
                )
            )
            return _file_record(_file_row(connection, owner, made))

        return await self._database.write(work)

    async def set_file(
        self,
        owner: str,
        id: str,
        *,
        status: FileStatus,
        done: int = 0,
        total: int = 0,
        error: ErrorRecord | None = None,
    ) -> FileRecord:
        """Say how far a file is.

        Raises:
            NotFoundError: The owner has no such file, or no more.
        """

        def work(connection: Connection) -> FileRecord:
            number = _file_row(connection, owner, id).number
            written = None if error is None else to_dict(error)
            values = {"status": status, "done": done, "total": total, "error": written}
            changed = update(collection_files).where(collection_files.c.number == number)
            connection.execute(changed.values(values))
            return _file_record(_file_row(connection, owner, id))

        return await self._database.write(work)

    async def delete_file(self, owner: str, id: str) -> None:
        """Delete a file.

        Raises:
            NotFoundError: The owner has no such file.
        """

        def work(connection: Connection) -> None:
            number = _file_row(connection, owner, id).number
            connection.execute(delete(collection_files).where(collection_files.c.number == number))

        await self._database.write(work)

    async def unfinished(self) -> tuple[tuple[str, str, FileRecord], ...]:
        """Return the files that are neither ready nor failed, oldest first.

        Each comes with its owner and the id of its collection.
        """
        query = _files().where(collection_files.c.status.in_(("waiting", "indexing")))

        def work(connection: Connection) -> tuple[tuple[str, str, FileRecord], ...]:
            rows = connection.execute(query.order_by(collection_files.c.number))
            return tuple((row.owner, row.collection_id, _file_record(row)) for row in rows)

        return await self._database.read(work)


def _owned(owner: str) -> Select[Any]:
    return select(collections).where(collections.c.owner == owner)


def _row(connection: Connection, owner: str, id: str) -> Row[Any]:
    query = _owned(owner).where(collections.c.id == id)
    return found(connection.execute(query).one_or_none(), "collection", id)


def _files() -> Select[Any]:
    return select(
        collection_files, collections.c.owner, collections.c.id.label("collection_id")
    ).join(collections, collection_files.c.collection == collections.c.number)


def _file_row(connection: Connection, owner: str, id: str) -> Row[Any]:
    query = _files().where(collections.c.owner == owner, collection_files.c.id == id)
    return found(connection.execute(query).one_or_none(), "file", id)


def _record(connection: Connection, row: Row[Any]) -> CollectionRecord:
    query = select(collection_files).where(collection_files.c.collection == row.number)
    files = connection.execute(query.order_by(collection_files.c.number))
    return CollectionRecord(
        id=row.id,
        name=row.name,
        created_at=moment_text(row.created_at),
        files=tuple(map(_file_record, files)),
    )


def _file_record(row: Row[Any]) -> FileRecord:
    return FileRecord(
        id=row.id,
        name=row.name,
        bytes=row.bytes,
        status=row.status,
        done=row.done,
        total=row.total,
        error=None if row.error is None else from_dict(ErrorRecord, row.error),
        created_at=moment_text(row.created_at),
    )
