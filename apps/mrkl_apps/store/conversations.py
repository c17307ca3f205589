"""Conversations: listed, searched, read, changed. What asks in them is in ``asking``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from mrkl_apps.store.asking import LATEST, Latest, ask
from mrkl_apps.store.database import Database
from mrkl_apps.store.paths import turns_until
from mrkl_apps.store.records import Conversation, Exchange, Message, Page
from mrkl_apps.store.rows import (
    conversation_record,
    conversation_row,
    message_record,
    messages_query,
)
from mrkl_apps.store.searching import fold, snippet
from mrkl_apps.store.tables import conversations, messages
from mrkl_apps.store.types import AnyText
from mrkl_core.answer import Turn
from mrkl_core.errors import ValueFormatError
from mrkl_core.names import shown


class Conversations:
    """The conversations of all owners, each seen by its own alone.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, owner: str, id: str) -> Conversation:
        """Return a conversation.

        Raises:
            NotFoundError: The owner has none of that name.
        """
        return await self._database.read(
            lambda connection: conversation_record(conversation_row(connection, owner, id))
        )

    async def find(
        self, owner: str, *, query: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page:
        """Return an owner's conversations, those asked in last first.

        Args:
            owner: Whose.
            query: Only those whose title or texts contain this, whatever the case.
            limit: How many at most.
            after: ``next`` of the page before.

        Raises:
            ValueFormatError: ``after`` is no such thing.
        """
        place = None if after is None else _place(after)
        return await self._database.read(
            lambda connection: _page(connection, owner, query, limit, place)
        )

    async def rename(self, owner: str, id: str, title: str) -> Conversation:
        """Give a conversation another title.

        Raises:
            NotFoundError: The owner has none of that name.
        """

        def work(connection: Connection) -> Conversation:
            number = conversation_row(connection, owner, id).number
            connection.execute(
                update(conversations)
                .where(conversations.c.number == number)
                .values(title=title, folded=fold(title))
            )
            return conversation_record(conversation_row(connection, owner, id))

        return await self._database.write(work)

    async def delete(self, owner: str, id: str) -> None:
        """Delete a conversation with its messages, runs and feedback.

        Raises:
            NotFoundError: The owner has none of that name.
        """

        def work(connection: Connection) -> None:
            number = conversation_row(connection, owner, id).number
            connection.execute(delete(conversations).where(conversations.c.number == number))

        await self._database.write(work)

    async def messages(self, owner: str, id: str) -> tuple[Message, ...]:
        """Return all messages of a conversation, oldest first.

        Raises:
            NotFoundError: The owner has none of that name.
        """

        def work(connection: Connection) -> tuple[Message, ...]:
            number = conversation_row(connection, owner, id).number
            query = messages_query().where(messages.c.conversation == number)
            rows = connection.execute(query.order_by(messages.c.number))
            return tuple(map(message_record, rows))

        return await self._database.read(work)

    async def turns(self, owner: str, id: str, parent: str | None) -> tuple[Turn, ...]:
        """Return the answered questions from the beginning to the message ``parent``.

        Raises:
            NotFoundError: The owner has no such conversation, or it has no such message.
        """
        return await self._database.read(
            lambda connection: turns_until(connection, owner, id, parent)
        )

    async def ask(
        self,
        owner: str,
        id: str,
        *,
        question: str | None = None,
        parent: str | Latest | None = LATEST,
        answer_to: str | None = None,
        run: str,
    ) -> Exchange:
        """Put down a question and begin its answer and its run; all or nothing, and durable.

        Args:
            owner: Whose.
            id: The conversation, made if there is none of that name.
            question: The text, or None with ``answer_to``.
            parent: The answer that the question follows; ``LATEST`` is the newest that has
                ended, None begins anew.
            answer_to: A question that is here already, to be answered again.
            run: Name of the run.

        Raises:
            NotFoundError: There is no such ``parent`` or ``answer_to``.
            ConflictError: ``parent`` is a question, or is still being written.
        """
        return await self._database.write(
            lambda connection: ask(connection, owner, id, question, parent, answer_to, run)
        )


def _page(
    connection: Connection,
    owner: str,
    query: str | None,
    limit: int,
    place: tuple[datetime, int] | None,
) -> Page:
    order = tuple_(conversations.c.updated_at, conversations.c.number)
    wanted = select(conversations).where(conversations.c.owner == owner)
    if query:
        titled = _contains(connection, conversations.c.folded, query)
        wanted = wanted.where(or_(titled, _said(connection, query)))
    if place is not None:
        types = [conversations.c.updated_at.type, conversations.c.number.type]
        wanted = wanted.where(order < tuple_(*place, types=types))
    newest = wanted.order_by(conversations.c.updated_at.desc(), conversations.c.number.desc())
    rows = connection.execute(newest.limit(limit + 1)).all()
    shown_rows = rows[:limit]
    snippets = _snippets(connection, shown_rows, query) if query else {}
    return Page(
        conversations=tuple(
            conversation_record(row, snippets.get(row.number)) for row in shown_rows
        ),
        next=_next(shown_rows[-1]) if len(rows) > limit else None,
    )


def _contains(
    connection: Connection, column: ColumnElement[str], query: str
) -> ColumnElement[bool]:
    # Not LIKE, whose patterns need escapes and are limited in length.
    place = func.instr if connection.dialect.name == "sqlite" else func.strpos
    found: ColumnElement[bool] = place(column, literal(fold(query), AnyText)) > 0
    return found


def _said(connection: Connection, query: str) -> ColumnElement[bool]:
    """Return the condition that some message contains ``query``."""
    said = select(messages.c.number).where(
        messages.c.conversation == conversations.c.number,
        _contains(connection, messages.c.folded, query),
    )
    return said.exists()


def _snippets(connection: Connection, rows: Sequence[Row[Any]], query: str) -> dict[int, str]:
    """Return where the newest message of each conversation has ``query``."""
    newest = (
        select(func.max(messages.c.number))
        .where(
            messages.c.conversation.in_([row.number for row in rows]),
            _contains(connection, messages.c.folded, query),
        )
        .group_by(messages.c.conversation)
    )
    found = select(messages.c.conversation, messages.c.text).where(messages.c.number.in_(newest))
    return {row.conversation: snippet(row.text, query) for row in connection.execute(found)}


def _next(row: Row[Any]) -> str:
    return f"{row.updated_at.isoformat()}_{row.number}"


def _place(after: str) -> tuple[datetime, int]:
    moment, _, number = after.rpartition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), int(number)
    except (ValueError, OverflowError) as error:
        raise ValueFormatError(
            f"{shown(after)} is no place in a list.", hint="Send what stood in 'next'."
        ) from error
