"""From rows to records, and finding what an owner may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from mrkl_apps.store.errors import NotFoundError
from mrkl_apps.store.records import Conversation, FeedbackRecord, Message
from mrkl_apps.store.tables import conversations, feedback, messages, runs
from mrkl_apps.store.types import moment_text
from mrkl_core.names import shown

_parents = messages.alias("parents")
_told = [column for column in messages.c if column is not messages.c.folded]


def found(row: Row[Any] | None, what: str, name: str) -> Row[Any]:
    """Return ``row``.

    Raises:
        NotFoundError: There is none.
    """
    if row is None:
        raise NotFoundError(
            f"There is no {what} {shown(name)} among yours.",
            hint="It was deleted, or never was.",
        )
    return row


def conversation_row(connection: Connection, owner: str, id: str) -> Row[Any]:
    """Return an owner's conversation.

    Raises:
        NotFoundError: There is none of that name.
    """
    query = select(conversations).where(conversations.c.owner == owner, conversations.c.id == id)
    return found(connection.execute(query).one_or_none(), "conversation", id)


def conversation_record(row: Row[Any], snippet: str | None = None) -> Conversation:
    """Return a row of ``conversations`` as a record."""
    return Conversation(
        id=row.id,
        title=row.title,
        created_at=moment_text(row.created_at),
        updated_at=moment_text(row.updated_at),
        snippet=snippet,
    )


def messages_query() -> Select[Any]:
    """Return the query for messages with all that belongs to them."""
    return (
        select(
            *_told,
            _parents.c.id.label("parent_id"),
            runs.c.id.label("run"),
            feedback.c.rating,
            feedback.c.comment,
        )
        .outerjoin(_parents, messages.c.parent == _parents.c.number)
        .outerjoin(runs, runs.c.answer == messages.c.number)
        .outerjoin(feedback, feedback.c.message == messages.c.number)
    )


def message_record(row: Row[Any]) -> Message:
    """Return a row of ``messages_query`` as a record."""
    rated = row.rating is not None
    return Message(
        id=row.id,
        parent=row.parent_id,
        role=row.role,
        text=row.text,
        status=row.status,
        answer=row.answer,
        reasoning=row.reasoning,
        run=row.run,
        feedback=FeedbackRecord(rating=row.rating, comment=row.comment) if rated else None,
        created_at=moment_text(row.created_at),
    )
