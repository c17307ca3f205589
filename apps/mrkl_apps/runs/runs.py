"""All runs of a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from mrkl.records import error_record
from mrkl.system import System
from mrkl_apps.runs.approvals import Said, approve
from mrkl_apps.runs.asked import Ask
from mrkl_apps.runs.errors import (
    RunInterruptedError,
    ServerStoppingError,
    TooManyRunsError,
    error_of,
)
from mrkl_apps.runs.run import Run
from mrkl_apps.store import DurableStore, NotFoundError, RunRecord, StoredEvent, new_id
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.names import shown
from mrkl_core.values import ErrorRecord


class Runs:
    """Begins runs and finds them again, those that have ended too.

    Args:
        system: Answers; built with ``approve`` if persons shall be asked.
        store: Keeps what happens.
        at_once: How many runs one owner may have at once.
    """

    approve = staticmethod(approve)

    def __init__(self, system: System, store: DurableStore, *, at_once: int = 8) -> None:
        self._system = system
        self._store = store
        self._at_once = at_once
        self._live: dict[str, Run] = {}
        self._beginning: dict[asyncio.Task[Run], str] = {}
        self.is_closing = False

    async def start(self, owner: str, ask: Ask) -> Run:
        """Put a question down and begin to answer it; it goes on whoever listens.

        Raises:
            ServerStoppingError: The server stops.
            TooManyRunsError: The owner has too many runs already.
            QuestionError: The question cannot be read.
            UnknownExpertError: A name in ``experts`` is unknown.
            ExpertDisabledError: An expert in ``experts`` is switched off.
            NotFoundError: ``parent`` or ``answer_to`` is not in the conversation.
            ConflictError: ``parent`` is a question, or is still being written.
            StoreError: The question cannot be kept.
        """
        if self.is_closing:
            raise ServerStoppingError("The server stops.", hint="Ask again in a moment.")
        self._check_room(owner)
        self._system.check(ask.question, experts=ask.experts)
        # What is put down must be answered, even if who asked is gone by then.
        beginning = asyncio.create_task(self._begin(owner, ask))
        self._beginning[beginning] = owner
        beginning.add_done_callback(self._beginning.pop)
        return await asyncio.shield(beginning)

    async def get(self, owner: str, run: str) -> RunRecord:
        """Return how far a run is.

        Raises:
            NotFoundError: The owner has no such run.
        """
        live = self._live.get(run)
        if live is None:
            return await self._store.runs.get(owner, run)
        return _owned(live, owner).record

    async def events(
        self, owner: str, run: str, after: int = 0
    ) -> AsyncGenerator[StoredEvent, None]:
        """Yield the events after a cursor, those to come too.

        The last one is an ``answer``, an ``error`` or a ``shutdown``. The data of an ``error`` are
        an ``ErrorRecord`` as JSON data.

        Raises:
            NotFoundError: The owner has no such run.
        """
        live = self._live.get(run)
        if live is None:
            for event in await self._logged(owner, run, after):
                yield event
            return
        async with aclosing(_owned(live, owner).journal.follow(after)) as events:
            async for event in events:
                yield event

    async def answer(self, owner: str, run: str) -> Answer:
        """Wait for a run's answer.

        Raises:
            NotFoundError: The owner has no such run.
            MRKLError: What the run failed with, by its code.
        """
        live = self._live.get(run)
        if live is not None:
            await asyncio.shield(_owned(live, owner).ended)
            last = live.journal.last
        else:
            last = (await self._logged(owner, run, 0))[-1]
        if last.kind == "answer":
            return from_dict(Answer, last.data)
        raise error_of(from_dict(ErrorRecord, last.data))

    async def cancel(self, owner: str, run: str) -> None:
        """Stop a run; what was written is kept. A run that has ended stays as it is.

        Raises:
            NotFoundError: The owner has no such run.
        """
        live = self._live.get(run)
        if live is None:
            await self._store.runs.get(owner, run)
            return
        await _owned(live, owner).stop("cancelled")

    async def cancel_conversation(self, owner: str, conversation: str) -> None:
        """Stop all runs of a conversation."""
        await asyncio.gather(
            *(
                run.stop("cancelled")
                for run in self._live.values()
                if (run.owner, run.exchange.conversation.id) == (owner, conversation)
            )
        )

    async def decide(
        self,
        owner: str,
        run: str,
        approval: str,
        verdict: Said,
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        """Say of a call that waits whether it may run.

        Args:
            owner: Whose run it is.
            run: The run.
            approval: The call, as the event ``approval`` named it.
            verdict: Whether it may run.
            arguments: What to run it with instead of its own.

        Raises:
            NotFoundError: The owner has no such run, or no such call waits in it.
            ConflictError: That was said already.
        """
        live = self._live.get(run)
        if live is None:
            await self._store.runs.get(owner, run)
            raise NotFoundError(
                f"The run {shown(run)} has ended; nothing waits in it.", hint="Ask again."
            )
        _owned(live, owner).approvals.decide(approval, verdict, arguments)

    def shut_down(self) -> None:
        """Begin nothing new, and send every reader a ``shutdown`` with its cursor."""
        self.is_closing = True
        for run in self._live.values():
            run.journal.shut_down()

    async def aclose(self, grace_s: float = 5.0) -> None:
        """Shut down: runs have ``grace_s`` seconds to end by themselves, the others are marked."""
        self.shut_down()
        await asyncio.gather(*self._beginning, return_exceptions=True)
        self.shut_down()
        if self._live:
            await asyncio.wait({run.ended for run in self._live.values()}, timeout=grace_s)
        await asyncio.gather(*(run.stop("interrupted") for run in self._live.values()))

    async def _begin(self, owner: str, ask: Ask) -> Run:
        name = new_id("run")
        exchange = await self._store.conversations.ask(
            owner,
            ask.conversation,
            question=ask.question,
            parent=ask.parent,
            answer_to=ask.answer_to,
            run=name,
        )
        run = Run(self._system, self._store, owner=owner, id=name, ask=ask, exchange=exchange)
        self._live[name] = run
        run.ended.add_done_callback(lambda _: self._live.pop(name))
        return run

    async def _logged(self, owner: str, run: str, after: int) -> Sequence[StoredEvent]:
        """Return what is left of a run that is not live, with an end in any case."""
        found = await self._store.runs.get(owner, run)
        logged = await self._store.runs.events(owner, run, after)
        if found.status != "running":
            return logged
        # Its end could not be written down; the next start of the server will do that.
        data = to_dict(error_record(RunInterruptedError()))
        return [*logged, StoredEvent(cursor=found.cursor + 1, kind="error", data=data)]

    def _check_room(self, owner: str) -> None:
        live = sum(run.owner == owner for run in self._live.values())
        beginning = (one for task, one in self._beginning.items() if not task.done())
        if live + sum(one == owner for one in beginning) < self._at_once:
            return
        raise TooManyRunsError(
            f"You have {self._at_once} questions being answered already.",
            hint="Wait for one, or cancel it.",
            limit="runs_at_once",
            retry_after_s=1,
        )


def _owned(run: Run, owner: str) -> Run:
    if run.owner != owner:
        raise NotFoundError(
            f"There is no run {shown(run.id)} among yours.", hint="It was deleted, or never was."
        )
    return run
