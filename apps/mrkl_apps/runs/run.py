"""One run: a question that the server works on, whoever listens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from mrkl.records import error_record
from mrkl.system import System
from mrkl_apps.runs.approvals import Approvals, current
from mrkl_apps.runs.asked import Ask
from mrkl_apps.runs.errors import RunCancelledError, RunError, RunInterruptedError
from mrkl_apps.runs.journal import Journal
from mrkl_apps.store import DurableStore, Exchange, NotFoundError, RunRecord, StoreError
from mrkl_apps.store.records import Status
from mrkl_core.answer import Answer, Event
from mrkl_core.codec import to_dict
from mrkl_core.errors import MRKLError
from mrkl_core.values import ErrorRecord

logger = logging.getLogger("mrkl.runs")

#: Seconds between writes to the log.
LOG_S = 0.5
#: Seconds that work has to stop after it was told to.
STOP_S = 1.0
# Seconds between tries to write down the end.
_TRIES_S = (0.2, 1.0, 3.0)


class Run:
    """A run, working from the moment it is made.

    Args:
        system: Answers.
        store: Where question and answer are put down.
        owner: Whose run it is.
        id: Its name.
        ask: What is asked.
        exchange: Where question and answer stand.

    Attributes:
        journal: What has happened.
        approvals: What waits for a person's word.
        ended: Done when the end is written down.
    """

    def __init__(
        self,
        system: System,
        store: DurableStore,
        *,
        owner: str,
        id: str,
        ask: Ask,
        exchange: Exchange,
    ) -> None:
        self.owner = owner
        self.id = id
        self.exchange = exchange
        self.journal = Journal(id)
        self._system = system
        self._store = store
        self._ask = ask
        self._status: Status = "running"
        self._told_to_stop: Status | None = None
        self._given_up = False
        self._said: dict[str, list[str]] = {"token": [], "reasoning": []}
        self._answer: Answer | None = None
        self._error: ErrorRecord | None = None
        self.approvals = Approvals(
            lambda asked: self.journal.add("approval", asked), system.settings.approval_s
        )
        self.journal.add("run", self._names())
        self._work = asyncio.create_task(self._answering())
        self.ended = asyncio.create_task(self._until_the_end())

    @property
    def record(self) -> RunRecord:
        """Return how far it is."""
        return RunRecord(**self._names(), status=self._status, cursor=self.journal.cursor)

    async def stop(self, status: Status) -> None:
        """Stop the work and wait until what was written is kept, marked as ``status``.

        A run that has come to its end already keeps it.
        """
        self._told_to_stop = self._told_to_stop or status
        self._work.cancel()
        await asyncio.wait({self._work}, timeout=STOP_S)
        self._given_up = True
        await asyncio.shield(self.ended)

    def _names(self) -> dict[str, str]:
        return {
            "run": self.id,
            "conversation": self.exchange.conversation.id,
            "question": self.exchange.question.id,
            "answer": self.exchange.answer.id,
        }

    async def _answering(self) -> None:
        current.set(self.approvals)
        try:
            async with aclosing(await self._events()) as events:
                async for event in events:
                    self._take(event)
        except Exception as error:
            if not isinstance(error, MRKLError):
                logger.exception("Run %s failed unexpectedly", self.id)
            self._error = error_record(_known(error))

    async def _events(self) -> AsyncGenerator[Event, None]:
        question = self.exchange.question
        conversation = self.exchange.conversation.id
        turns = await self._store.conversations.turns(self.owner, conversation, question.parent)
        return self._system.stream(
            question.text,
            turns=turns,
            experts=self._ask.experts,
            think=self._ask.think,
            instead=self._ask.instead,
            otherwise=self._ask.otherwise,
        )

    def _take(self, event: Event) -> None:
        if event.kind == "answer":
            # What broke off in the middle is no answer; what failed before it spoke says so in one.
            self._error = event.data.steps[-1].error if any(self._said.values()) else None
            self._answer = None if self._error else event.data
        elif event.kind == "error":
            self._error = event.data
        elif event.kind in self._said:
            self._said[event.kind].append(event.data)
            self.journal.say(event.kind, event.data)
        else:
            self.journal.add(event.kind, to_dict(event.data))

    async def _until_the_end(self) -> None:
        while True:
            await asyncio.wait({self._work}, timeout=LOG_S)
            if self._work.done() or self._given_up:
                break
            await self._log()
        status, error = self._outcome()
        try:
            await self._write_end(status, error)
        except Exception as failure:
            # Not written down is not answered: the readers hear what went wrong instead.
            logger.exception("The end of run %s could not be written", self.id)
            status, error = "failed", error_record(_known(failure))
            self.journal.end(self.journal.ending("error", to_dict(error)))
        self._status = status

    async def _log(self) -> None:
        events = self.journal.unlogged()
        if not events:
            return
        try:
            await self._store.runs.append(self.id, events)
        except (StoreError, NotFoundError) as error:
            logger.warning("Run %s could not be logged: %s", self.id, error)
        else:
            self.journal.was_logged(events)

    def _outcome(self) -> tuple[Status, ErrorRecord | None]:
        if self._answer is not None:
            return "complete", None
        if self._told_to_stop == "cancelled":
            return "cancelled", error_record(RunCancelledError())
        if self._told_to_stop is not None:
            return self._told_to_stop, error_record(RunInterruptedError())
        return "failed", self._error or error_record(RunError("The run ended without an answer."))

    async def _write_end(self, status: Status, error: ErrorRecord | None) -> None:
        answer = self._answer
        last = (
            self.journal.ending("error", to_dict(error))
            if answer is None
            else self.journal.ending("answer", to_dict(answer))
        )
        for wait_s in (*_TRIES_S, None):
            try:
                await self._store.runs.end(
                    self.id,
                    status,
                    text="".join(self._said["token"]) if answer is None else answer.text,
                    answer=answer,
                    reasoning="".join(self._said["reasoning"]),
                    events=[*self.journal.unlogged(), last],
                )
                break
            except StoreError as failure:
                if wait_s is None or not failure.retryable:
                    raise
                await asyncio.sleep(wait_s)
        self.journal.end(last)


def _known(error: Exception) -> MRKLError:
    """Return an error as it may be told outside."""
    if isinstance(error, MRKLError):
        return error
    return RunError("The run failed unexpectedly.", hint="The log holds the details.")
