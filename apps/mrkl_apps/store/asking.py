"""A question put down: the conversation, both messages and the run, in one transaction."""

from __future__ import annotations

from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, select, update

from mrkl_apps.store.database import add
from mrkl_apps.store.errors import ConflictError
from mrkl_apps.store.ids import new_id
from mrkl_apps.store.records import Exchange, Message
from mrkl_apps.store.rows import (
    conversation_record,
    conversation_row,
    found,
    message_record,
    messages_query,
)
from mrkl_apps.store.searching import fold
from mrkl_apps.store.tables import conversations, messages, runs
from mrkl_apps.store.types import now

_TITLE = 80


class Latest(Enum):
    """The type of ``LATEST``."""

    LATEST = "latest"


#: The newest answer that has ended.
LATEST = Latest.LATEST


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
    if question is not None:
        conversation = _opened(connection, owner, id, question)
        before = _parent(connection, conversation, parent)
        asked = _add_message(connection, conversation, before, "user", question, "complete")
    else:
        conversation = conversation_row(connection, owner, id).number
        asked = _question(connection, conversation, str(answer_to)).number
    answer = _add_message(connection, conversation, asked, "assistant", "", "running")
    add(connection, runs, {"id": run, "answer": answer})
    connection.execute(
        update(conversations).where(conversations.c.number == conversation).values(updated_at=now())
    )
    return Exchange(
        conversation=conversation_record(conversation_row(connection, owner, id)),
        question=_message(connection, asked),
        answer=_message(connection, answer),
    )


def _opened(connection: Connection, owner: str, id: str, question: str) -> int:
    """Return the conversation's number; it is made if it is not there."""
    query = select(conversations.c.number).where(
        conversations.c.owner == owner, conversations.c.id == id
    )
    number: int | None = connection.execute(query).scalar_one_or_none()
    if number is not None:
        return number
    title, moment = _title(question), now()
    return add(
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


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _parent(connection: Connection, conversation: int, parent: str | Latest | None) -> int | None:
    if parent is None:
        return None
    query = select(messages).where(messages.c.conversation == conversation)
    if isinstance(parent, Latest):
        ended = query.where(messages.c.role == "assistant", messages.c.status != "running")
        newest = connection.execute(ended.order_by(messages.c.number.desc()).limit(1)).first()
        return None if newest is None else int(newest.number)
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
    return int(row.number)


def _question(connection: Connection, conversation: int, id: str) -> Row[Any]:
    query = select(messages).where(
        messages.c.conversation == conversation, messages.c.id == id, messages.c.role == "user"
    )
    return found(connection.execute(query).one_or_none(), "question", id)


def _add_message(
    connection: Connection,
    conversation: int,
    parent: int | None,
    role: str,
    text: str,
    status: str,
) -> int:
    return add(
        connection,
        messages,
        {
            "id": new_id("msg"),
            "conversation": conversation,
            "parent": parent,
            "role": role,
            "text": text,
            "folded": fold(text),
            "status": status,
            "created_at": now(),
        },
    )


def _message(connection: Connection, number: int) -> Message:
    query = messages_query().where(messages.c.number == number)
    return message_record(connection.execute(query).one())
