"""What happened in runs: a log that only grows, and how runs ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from mrkl_apps.store.database import Database
from mrkl_apps.store.records import RunRecord, Status, StoredEvent
from mrkl_apps.store.rows import found
from mrkl_apps.store.searching import fold
from mrkl_apps.store.tables import conversations, messages, run_events, runs
from mrkl_core.answer import Answer
from mrkl_core.codec import to_dict
from mrkl_core.values import ErrorRecord

_questions = messages.alias("questions")
_INTERRUPTED = ErrorRecord(
    code="run_interrupted",
    message="The server stopped while it was answering.",
    hint="Ask again; what was written is kept.",
)


class RunLog:
    """The log of all runs. ``Conversations.ask`` begins them.

    Args:
        database: Where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, owner: str, run: str) -> RunRecord:
        """Return how far a run is, as far as it is logged.

        Raises:
            NotFoundError: The owner has no such run.
        """
        return await self._database.read(
            lambda connection: _record(connection, _run_row(connection, owner, run))
        )

    async def events(self, owner: str, run: str, after: int = 0) -> tuple[StoredEvent, ...]:
        """Return the logged events after a cursor.

        Raises:
            NotFoundError: The owner has no such run.
        """

        def work(connection: Connection) -> tuple[StoredEvent, ...]:
            return _events(connection, _run_row(connection, owner, run).number, after)

        return await self._database.read(work)

    async def append(self, run: str, events: Sequence[StoredEvent]) -> None:
        """Add events to a run's log.

        Raises:
            NotFoundError: There is no such run, or no more.
        """
        await self._database.write(
            lambda connection: _append(connection, _number(connection, run), events)
        )

    async def end(
        self,
        run: str,
        status: Status,
        *,
        text: str,
        answer: Answer | None = None,
        reasoning: str = "",
        events: Sequence[StoredEvent] = (),
    ) -> None:
        """Write down how a run ended; all or nothing, and durable.

        Args:
            run: Its name.
            status: How it ended.
            text: What was written.
            answer: The whole answer, if it came to one.
            reasoning: What a language model thought on the way.
            events: The last of the log.

        Raises:
            NotFoundError: There is no such run, or no more.
        """

        def work(connection: Connection) -> None:
            number = _number(connection, run)
            _append(connection, number, events)
            whole = None if answer is None else to_dict(answer)
            _end(connection, number, status, text, whole, reasoning)

        await self._database.write(work)

    async def interrupt_all(self) -> int:
        """End the runs that a server left behind when it died; return how many there were.

        What each message says becomes what was logged of it.
        """
        return await self._database.write(_interrupt_all)


def _runs_query() -> Select[Any]:
    return (
        select(
            runs.c.number,
            runs.c.id,
            conversations.c.id.label("conversation"),
            _questions.c.id.label("question"),
            messages.c.id.label("answer"),
            messages.c.status,
        )
        .join(messages, runs.c.answer == messages.c.number)
        .join(_questions, messages.c.parent == _questions.c.number)
        .join(conversations, messages.c.conversation == conversations.c.number)
    )


def _run_row(connection: Connection, owner: str, run: str) -> Row[Any]:
    query = _runs_query().where(conversations.c.owner == owner, runs.c.id == run)
    return found(connection.execute(query).one_or_none(), "run", run)


def _number(connection: Connection, run: str) -> int:
    query = select(runs.c.number).where(runs.c.id == run)
    return int(found(connection.execute(query).one_or_none(), "run", run).number)


def _record(connection: Connection, row: Row[Any]) -> RunRecord:
    return RunRecord(
        run=row.id,
        conversation=row.conversation,
        question=row.question,
        answer=row.answer,
        status=row.status,
        cursor=connection.execute(_last(row.number)).scalar() or 0,
    )


def _last(number: int) -> Select[Any]:
    return select(func.max(run_events.c.cursor)).where(run_events.c.run == number)


def _events(connection: Connection, number: int, after: int = 0) -> tuple[StoredEvent, ...]:
    query = (
        select(run_events)
        .where(run_events.c.run == number, run_events.c.cursor > after)
        .order_by(run_events.c.cursor)
    )
    return tuple(
        StoredEvent(cursor=row.cursor, kind=row.kind, data=row.data)
        for row in connection.execute(query)
    )


def _append(connection: Connection, number: int, events: Sequence[StoredEvent]) -> None:
    # Whoever never heard that a commit succeeded sends the same events again.
    logged = connection.execute(_last(number)).scalar() or 0
    rows = [
        {"run": number, "cursor": event.cursor, "kind": event.kind, "data": event.data}
        for event in events
        if event.cursor > logged
    ]
    if rows:
        connection.execute(insert(run_events), rows)


def _end(
    connection: Connection,
    number: int,
    status: str,
    text: str,
    answer: Any,
    reasoning: str,
) -> None:
    message = select(runs.c.answer).where(runs.c.number == number).scalar_subquery()
    connection.execute(
        update(messages)
        .where(messages.c.number == message)
        .values(
            status=status, text=text, folded=fold(text), answer=answer, reasoning=reasoning or None
        )
    )


def _interrupt_all(connection: Connection) -> int:
    left = (
        select(runs.c.number)
        .join(messages, runs.c.answer == messages.c.number)
        .where(messages.c.status == "running")
    )
    numbers = connection.execute(left).scalars().all()
    for number in numbers:
        logged = _events(connection, number)
        text = _said(logged, "token")
        cursor = logged[-1].cursor if logged else 0
        last = StoredEvent(cursor=cursor + 1, kind="error", data=to_dict(_INTERRUPTED))
        _append(connection, number, [last])
        _end(connection, number, "interrupted", text, None, _said(logged, "reasoning"))
    return len(numbers)


def _said(logged: Sequence[StoredEvent], kind: str) -> str:
    return "".join(event.data for event in logged if event.kind == kind)
