"""The life of one question: routed, executed or handed to the language model, composed."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

from mrkl.answers import compose
from mrkl.deadline import Deadline
from mrkl.executor import Executor, Request
from mrkl.fallback import answer_with_model, whole_question
from mrkl.records import decision_calls, decision_record, error_record
from mrkl.turnstile import Turnstile
from mrkl_core.answer import Answer, Event, Step, Turn
from mrkl_core.errors import MRKLError, RoutingError
from mrkl_core.protocols import Clock, Expert, LanguageModel, Router, Store
from mrkl_core.values import (
    Abstain,
    Call,
    Clarify,
    Content,
    Decision,
    ExpertSpec,
    Hear,
    Plan,
    Reasoning,
    Score,
    Think,
)

logger = logging.getLogger("mrkl.answering")

T = TypeVar("T")
Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A checked question with everything it is answered under.

    Attributes:
        question: The user's own words.
        experts: The experts that may answer, by name.
        turns: Earlier turns of the conversation.
        conversation: Where the answer is kept; None keeps it nowhere.
        deadline: When everything must have ended.
        think: Whether a language model shall reason first.
        otherwise: Expert that is handed the whole question where the router abstains.
    """

    question: str
    experts: Mapping[str, Expert]
    turns: tuple[Turn, ...]
    conversation: str | None
    deadline: Deadline
    think: Think = "auto"
    otherwise: str | None = None


#: Called as a question begins; what it returns is told of the question's events, as they happen.
Watch = Callable[[Asked], Emit]


class LockedRouter:
    """A router that is changed by one thread alone.

    Routers that say ``concurrent = True`` route several questions at once, the others one.
    """

    def __init__(self, router: Router) -> None:
        self.inner = router
        self._turnstile = Turnstile()
        concurrent = getattr(router, "concurrent", False)
        self._reading = self._turnstile.shared if concurrent else self._turnstile.alone
        # Half of the processors: the event loop and its experts work too, and threads that wait
        # for one another's bytecode are slower than one alone (docs/decisions/022).
        processors = (os.cpu_count() or 1) // 2 if concurrent else 1
        self.threads = ThreadPoolExecutor(max(1, processors), "mrkl-route")

    def register(self, spec: ExpertSpec) -> None:
        """Learn an expert."""
        with self._turnstile.alone():
            self.inner.register(spec)

    def alone(self, work: Callable[[Router], T]) -> T:
        """Do several things with the router while nobody else uses it."""
        with self._turnstile.alone():
            return work(self.inner)

    def route(
        self, question: str, *, experts: Sequence[str], clock: Clock, turns: Sequence[Turn]
    ) -> Decision:
        """Return the decision, checked to be one; abstain if there is nothing to choose from."""
        if not experts:
            return Abstain(reason="there is no expert to choose from")
        with self._reading():
            decision = self.inner.route(question, experts=experts, clock=clock, turns=turns)
        if not isinstance(decision, Call | Plan | Clarify | Abstain):
            raise RoutingError(
                f"The router returned {type(decision).__name__}, which is no decision.",
                hint="Return a Call, Plan, Clarify or Abstain.",
            )
        return decision

    def explain(self, question: str, *, experts: Sequence[str]) -> tuple[Score, ...]:
        """Return every expert's score, best first."""
        with self._reading():
            return self.inner.explain(question, experts=experts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Answers checked questions."""

    router: LockedRouter
    executor: Executor
    clock: Clock
    store: Store
    model: LanguageModel | None
    agent_calls: int
    watch: Watch | None = None

    async def events(self, asked: Asked) -> AsyncGenerator[Event, None]:
        """Yield what happens, last an ``answer`` or an ``error``; closing it cancels the work."""
        events: asyncio.Queue[Event] = asyncio.Queue()
        work = asyncio.create_task(self._answer_to(events, asked))
        try:
            while True:
                event = await events.get()
                yield event
                if event.kind in ("answer", "error"):
                    return
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def answer(self, asked: Asked, emit: Emit | None = None) -> Answer:
        """Return the answer; ``emit`` hears of all events on the way but the last."""
        watcher = self.watch(asked) if self.watch else None
        if watcher is None:
            return await self._answer(asked, emit)
        try:
            answer = await self._answer(asked, _both(emit, watcher))
        except BaseException as error:  # cancellation too ends what is watched
            known = error if isinstance(error, MRKLError) else MRKLError(type(error).__name__)
            watcher(Event(kind="error", data=error_record(known)))
            raise
        watcher(Event(kind="answer", data=answer))
        return answer

    async def _answer(self, asked: Asked, emit: Emit | None) -> Answer:
        started = time.perf_counter()
        decision = await self._decision(asked)
        if emit:
            emit(Event(kind="route", data=decision_record(decision)))
        steps, usage = await self._steps(decision, asked, emit)
        ms = (time.perf_counter() - started) * 1000
        answer = compose(asked.question, decision, steps, ms=ms, usage=usage)
        if asked.conversation:
            await self.store.append(asked.conversation, answer)
        return answer

    async def _answer_to(self, events: asyncio.Queue[Event], asked: Asked) -> None:
        try:
            answer = await self.answer(asked, events.put_nowait)
        except MRKLError as error:
            events.put_nowait(Event(kind="error", data=error_record(error)))
        except Exception:
            logger.exception("A streamed question failed unexpectedly")
            failure = MRKLError(
                "The question failed unexpectedly.", hint="The log holds the details."
            )
            events.put_nowait(Event(kind="error", data=error_record(failure)))
        else:
            events.put_nowait(Event(kind="answer", data=answer))

    async def _decision(self, asked: Asked) -> Decision:
        """Route in a worker thread, so that other questions go on meanwhile."""
        try:
            async with asyncio.timeout(asked.deadline.remaining_s()):
                route = partial(
                    self.router.route,
                    asked.question,
                    experts=tuple(asked.experts),
                    clock=self.clock,
                    turns=asked.turns,
                )
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self.router.threads, route)
        except TimeoutError as error:
            raise RoutingError(
                "The router did not decide within the deadline.", hint="Raise deadline_s."
            ) from error

    async def _steps(
        self, decision: Decision, asked: Asked, emit: Emit | None
    ) -> tuple[tuple[Step, ...], Mapping[str, int] | None]:
        def on_step(index: int, step: Step) -> None:
            if emit:
                emit(Event(kind="step", data=step))

        hear = None if emit is None else _heard(emit)
        request = Request(
            question=asked.question,
            experts=asked.experts,
            clock=self.clock,
            deadline=asked.deadline,
            turns=asked.turns,
            think=asked.think,
            on_step=on_step,
            # What parts of a plan say is put into its place once all are there.
            hear=hear if isinstance(decision, Call) else None,
        )
        steps: tuple[Step, ...] = ()
        calls = decision_calls(decision)
        other = asked.experts.get(asked.otherwise or "")
        if isinstance(decision, Abstain) and other is not None:
            calls = (whole_question(other.spec, asked.question),)
        if calls:
            steps = await self.executor.run(calls, request)
        if not isinstance(decision, Abstain) or self.model is None or _found(steps):
            return steps, None
        said, usage = await answer_with_model(
            self.model,
            request,
            executor=self.executor,
            calls=self.agent_calls,
            hear=hear,
        )
        return (*steps, *said), usage


def _both(emit: Emit | None, watcher: Emit) -> Emit:
    def tell(event: Event) -> None:
        watcher(event)
        if emit:
            emit(event)

    return tell


def _found(steps: Sequence[Step]) -> bool:
    return any(step.result is not None and step.result.value is not None for step in steps)


def _heard(emit: Emit) -> Hear:
    def hear(said: Reasoning | Content) -> None:
        kind: Literal["token", "reasoning"] = "token" if isinstance(said, Content) else "reasoning"
        emit(Event(kind=kind, data=said.text))

    return hear
