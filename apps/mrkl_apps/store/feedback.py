"""What people think of answers."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from mrkl_apps.store.database import Database
from mrkl_apps.store.records import Rating
from mrkl_apps.store.rows import found
from mrkl_apps.store.tables import conversations, feedback, messages
from mrkl_apps.store.types import now


class Feedback:
    """One rating for each answer.

    Args:
        database: Where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, owner: str, message: str, rating: Rating, comment: str | None = None
    ) -> None:
        """Rate an answer, in place of what was said before.

        Raises:
            NotFoundError: The owner has no such answer.
        """

        def work(connection: Connection) -> None:
            number = _take_back(connection, owner, message)
            values = {"rating": rating, "comment": comment, "created_at": now()}
            connection.execute(insert(feedback).values(message=number, **values))

        await self._database.write(work)

    async def delete(self, owner: str, message: str) -> None:
        """Take a rating back, if there is one.

        Raises:
            NotFoundError: The owner has no such answer.
        """

        def work(connection: Connection) -> None:
            _take_back(connection, owner, message)

        await self._database.write(work)


def _take_back(connection: Connection, owner: str, message: str) -> int:
    """Delete what was said of an answer and return the answer's number."""
    query = (
        select(messages.c.number)
        .join(conversations, messages.c.conversation == conversations.c.number)
        .where(
            conversations.c.owner == owner,
            messages.c.id == message,
            messages.c.role == "assistant",
        )
    )
    number = int(found(connection.execute(query).one_or_none(), "answer", message).number)
    connection.execute(delete(feedback).where(feedback.c.message == number))
    return number
