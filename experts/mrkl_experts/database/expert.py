"""The expert: guard, engine and limits in a row, off the event loop, stoppable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mrkl_core.errors import MissingArgumentError
from mrkl_core.protocols import Context
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot, Source, Table
from mrkl_experts.database.engines import open_engine
from mrkl_experts.database.engines.base import timeout
from mrkl_experts.database.examples import example_questions, plural, words
from mrkl_experts.database.guard import Guard
from mrkl_experts.database.limits import Deadline, Limits, Rows
from mrkl_experts.database.render import render
from mrkl_experts.database.schema import AllowList, read_schema, sample

_DEMO = Path(__file__).with_name("chinook.sqlite")
_STOP_WAIT_S = 0.4


class DatabaseExpert:
    """Answers questions with one SELECT on a database that it cannot change.

    Args:
        url: A SQLAlchemy address, ``sqlite:///shop.sqlite`` or ``postgresql://reader@host/shop``.
        tables: What may be read: table names, or table names with column names; None for all.
        row_limit: Most rows returned.
        byte_limit: Most bytes returned, over all cells.
        cell_limit: Most bytes of one cell; longer ones are cut.
        timeout_s: Seconds one query may take.
        sample_values: Text columns with at most that many distinct values show them to the router;
            0 shows none.
        trust_engine: Accept a database that cannot be held read-only from here.

    Raises:
        SettingsError: The address or a limit is invalid.

    Example:
        >>> DatabaseExpert.demo().spec.name
        'database'
    """

    def __init__(
        self,
        url: str,
        *,
        tables: AllowList | None = None,
        row_limit: int = 200,
        byte_limit: int = 1_000_000,
        cell_limit: int = 10_000,
        timeout_s: float = 5.0,
        sample_values: int = 60,
        trust_engine: bool = False,
    ) -> None:
        self._engine = open_engine(url, trust_engine=trust_engine)
        self._allowed = [tables] if isinstance(tables, str) else tables
        self._sample_values = sample_values
        self._limits = Limits(
            rows=row_limit, total_bytes=byte_limit, cell_bytes=cell_limit, seconds=timeout_s
        )
        self._reading = threading.Lock()

    @classmethod
    def demo(cls) -> DatabaseExpert:
        """Return an expert on Chinook, a music shop's database that ships with the package."""
        return cls(f"sqlite:///{_DEMO}")

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return what may be read; the first access reads the schema.

        Raises:
            SettingsError: The allow-list names something unknown, or nothing may be read.
            ExpertUnavailableError: The database cannot be reached.
        """
        with self._reading:
            return self._tables

    @cached_property
    def _tables(self) -> tuple[Table, ...]:
        tables = read_schema(self._engine, self._allowed)
        return sample(self._engine, tables, self._sample_values)

    @cached_property
    def _guard(self) -> Guard:
        return Guard(self.tables, dialect=self._engine.dialect)

    @cached_property
    def spec(self) -> ExpertSpec:
        """Return the spec with the schema in its slot; read once, raises as ``tables`` does."""
        names = ", ".join(plural(words(table.name)) for table in self.tables)
        return ExpertSpec(
            name="database",
            description=f"Looks up, counts, sums, averages and lists records of: {names}.",
            slots=(
                Slot(
                    name="sql",
                    description="The query",
                    type="string",
                    format="sql",
                    tables=self.tables,
                ),
            ),
            examples=example_questions(self.tables),
            annotations=Annotations(
                read_only=True,
                idempotent=True,
                needs_network=self._engine.needs_network,
                timeout_s=self._limits.seconds + 1.0,
            ),
        )

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Run the statement ``arguments["sql"]``.

        Returns:
            The table as ``{"columns": [...], "rows": [[...]], "truncated": bool}``, its text, and
            the statement as the source.

        Raises:
            MissingArgumentError: There is no ``sql``.
            InvalidArgumentError: It is not a statement over the schema.
            ExpertRefusedError: It is more than a SELECT of what is allowed.
            ExpertTimeoutError: It took too long and was stopped.
            ExpertUnavailableError: The database cannot be reached.
        """
        sql = arguments.get("sql")
        if not isinstance(sql, str):
            raise MissingArgumentError("The argument 'sql' must be a text.", argument="sql")
        deadline = Deadline(min(self._limits.seconds, max(0.0, context.remaining_s)))
        rows = await _stoppable(self._read, sql, deadline)
        source = Source(document="sql", start=0, end=len(sql.encode()), quote=sql)
        return Result(value=rows.to_value(), text=render(rows), sources=(source,))

    def _read(self, sql: str, deadline: Deadline) -> Rows:
        approved = self._guard.check(sql)
        return self._engine.query(
            approved, tables=self.tables, limits=self._limits, deadline=deadline
        )


async def _stoppable(read: Callable[[str, Deadline], Rows], sql: str, deadline: Deadline) -> Rows:
    """Run ``read`` in a thread; when the time is up or the caller cancels, the statement stops."""
    future = asyncio.get_running_loop().run_in_executor(None, read, sql, deadline)
    # After a cancellation nobody is left to see how it ends.
    future.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    try:
        await asyncio.wait([future], timeout=deadline.seconds)
    except asyncio.CancelledError:
        await _stop(future, deadline)
        raise
    if not future.done():
        await _stop(future, deadline)
    if not future.done():
        raise timeout(deadline)
    return future.result()


async def _stop(future: asyncio.Future[Rows], deadline: Deadline) -> None:
    # Telling a server to stop may itself wait for the network.
    threading.Thread(target=deadline.stop, daemon=True).start()
    await asyncio.wait([future], timeout=_STOP_WAIT_S)
