"""A question put down: the conversation, both messages and the run, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from mrkl_apps.store.database import add
from mrkl_apps.store.errors import ConflictError
from mrkl_apps.store.ids import new_id
from mrkl_apps.store.records import Conversation, Exchange, Message
from mrkl_apps.store.rows import (
    conversation_record,
    conversation_row,
    found,
    message_record,
    messages_query,
)
from mrkl_apps.store.searching import fold
from mrkl_apps.store.tables import conversations, messages, runs
from mrkl_apps.store.types import moment_text, now

_TITLE = 80


class Latest(Enum):
    """The type of ``LATEST``."""

    LATEST = "latest"


#: The newest answer that has ended.
LATEST = Latest.LATEST


@dataclass(frozen=True, slots=True)
class _Place:
    """A row and what is told of it."""

    number: int
    record: Any


def ask(
    connection: Connection,
    owner: str,
    id: str,
    question: str | None,
    parent: str | Latest | None,
    answer_to: str | None,
    run: str,
) -> Exchange:
    """Do what ``Conversations.ask`` says."""
    moment = now()
    if question is not None:
        conversation = _opened(connection, owner, id, question, moment)
        asked = _question(connection, conversation.number, question, parent, moment)
    else:
        conversation = _place(conversation_row(connection, owner, id))
        asked = _known_question(connection, conversation.number, str(answer_to))
    answer = Message(
        id=new_id("msg"),
        parent=asked.record.id,
        role="assistant",
        text="",
        status="running",
        run=run,
        created_at=moment_text(moment),
    )
    number = _add(connection, conversation.number, asked.number, answer, moment)
    connection.execute(insert(runs).values(id=run, answer=number))
    connection.execute(
        update(conversations)
        .where(conversations.c.number == conversation.number)
        .values(updated_at=moment)
    )
    updated = replace(conversation.record, updated_at=moment_text(moment))
    return Exchange(conversation=updated, question=asked.record, answer=answer)


def _opened(connection: Connection, owner: str, id: str, question: str, moment: datetime) -> _Place:
    """Return the conversation; it is made if it is not there."""
    query = select(conversations).where(conversations.c.owner == owner, conversations.c.id == id)
    row = connection.execute(query).one_or_none()
    if row is not None:
        return _place(row)
    title, written = _title(question), moment_text(moment)
    number = add(
        connection,
        conversations,
        {
            "owner": owner,
            "id": id,
            "title": title,
            "folded": fold(title),
            "created_at": moment,
            "updated_at": moment,
        },
    )
    record = Conversation(id=id, title=title, created_at=written, updated_at=written)
    return _Place(number, record)


def _place(row: Row[Any]) -> _Place:
    return _Place(row.number, conversation_record(row))


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _question(
    connection: Connection,
    conversation: int,
    text: str,
    parent: str | Latest | None,
    moment: datetime,
) -> _Place:
    """Add a question after its parent."""
    before = _parent(connection, conversation, parent)
    question = Message(
        id=new_id("msg"),
        parent=None if before is None else before.id,
        role="user",
        text=text,
        status="complete",
        created_at=moment_text(moment),
    )
    above = None if before is None else before.number
    return _Place(_add(connection, conversation, above, question, moment), question)


def _parent(
    connection: Connection, conversation: int, parent: str | Latest | None
) -> Row[Any] | None:
    if parent is None:
        return None
    columns = [messages.c[name] for name in ("number", "id", "role", "status")]
    query = select(*columns).where(messages.c.conversation == conversation)
    if isinstance(parent, Latest):
        ended = query.where(messages.c.role == "assistant", messages.c.status != "running")
        return connection.execute(ended.order_by(messages.c.number.desc()).limit(1)).first()
    row = found(connection.execute(query.where(messages.c.id == parent)).first(), "message", parent)
    if row.role != "assistant":
        raise ConflictError(
            f"The message {parent!r} is a question; a question follows an answer.",
            hint="To ask it otherwise, name its own parent.",
        )
    if row.status == "running":
        # What a question can refer to must not change after it was asked.
        raise ConflictError(
            f"The answer {parent!r} is still being written.", hint="Wait for it, or cancel it."
        )
    return row


def _known_question(connection: Connection, conversation: int, id: str) -> _Place:
    query = messages_query().where(
        messages.c.conversation == conversation, messages.c.id == id, messages.c.role == "user"
    )
    row = found(connection.execute(query).one_or_none(), "question", id)
    return _Place(row.number, message_record(row))


def _add(
    connection: Connection,
    conversation: int,
    parent: int | None,
    message: Message,
    moment: datetime,
) -> int:
    return add(
        connection,
        messages,
        {
            "id": message.id,
            "conversation": conversation,
            "parent": parent,
            "role": message.role,
            "text": message.text,
            "folded": fold(message.text),
            "status": message.status,
            "created_at": moment,
        },
    )
