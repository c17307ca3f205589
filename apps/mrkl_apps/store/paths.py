"""Paths through the tree of messages: what was said before a message."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, literal, select

from mrkl_apps.store.rows import conversation_row, found
from mrkl_apps.store.tables import messages
from mrkl_core.answer import Answer, Turn
from mrkl_core.codec import from_dict

# As many as a system in memory keeps.
_TURNS = 100


def turns_until(
    connection: Connection, owner: str, conversation: str, parent: str | None
) -> tuple[Turn, ...]:
    """Return the answered questions from the beginning to ``parent``, the last hundred at most.

    Answers that failed or were stopped are no turns.

    Raises:
        NotFoundError: There is no such conversation or message.
    """
    if parent is None:
        return ()
    number = conversation_row(connection, owner, conversation).number
    query = select(messages).where(messages.c.conversation == number, messages.c.id == parent)
    last = found(connection.execute(query).one_or_none(), "message", parent)
    path = _path(connection, last.number)
    turns = tuple(_turn(said, reply) for said, reply in pairwise(path) if _is_turn(said, reply))
    return turns[-_TURNS:]


def _path(connection: Connection, last: int) -> Sequence[Row[Any]]:
    """Return the messages from the beginning to ``last``, without what search needs."""
    columns = [messages.c[name] for name in ("number", "parent", "role", "text", "answer")]
    step = literal(0).label("step")
    path = select(*columns, step).where(messages.c.number == last).cte("path", recursive=True)
    above = select(*columns, path.c.step + 1).join(path, messages.c.number == path.c.parent)
    # A question more than the turns need, for those that are left out.
    whole = path.union_all(above.where(path.c.step < 4 * _TURNS))
    return connection.execute(select(whole).order_by(whole.c.step.desc())).all()


def _is_turn(said: Row[Any], reply: Row[Any]) -> bool:
    return said.role == "user" and reply.answer is not None


def _turn(said: Row[Any], reply: Row[Any]) -> Turn:
    return Turn(question=said.text, answer=from_dict(Answer, reply.answer))
