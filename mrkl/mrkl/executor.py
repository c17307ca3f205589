"""Runs calls: checked, approved, within deadlines, independent ones at once.

A call with an unknown expert, a value that does not replay or an argument that does not fit is
never run. A failing step fails those that need its result, and nobody else.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mrkl.arguments import check_arguments, fill_defaults
from mrkl.calls import grounded_arguments, merge_edits, needed_steps, text_sources
from mrkl.deadline import Deadline
from mrkl.hearing import Hearing
from mrkl.records import error_record
from mrkl.retries import RetryPolicy
from mrkl_core.answer import Step, Turn
from mrkl_core.errors import (
    ApprovalRequiredError,
    ExpertError,
    ExpertTimeoutError,
    MRKLError,
    UnknownExpertError,
    did_you_mean,
)
from mrkl_core.protocols import Clock, Context, Expert
from mrkl_core.values import Call, ExpertSpec, Hear, Provenance, Result, Think

logger = logging.getLogger("mrkl.executor")

Verdict = bool | Mapping[str, Any] | None
# Asked before a call that has side effects: True runs it, a mapping runs it with those
# arguments, False or None refuses it. Plain functions are called in a worker thread.
Approve = Callable[[Call, ExpertSpec], Verdict | Awaitable[Verdict]]
OnStep = Callable[[int, Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What all calls of one question share.

    Attributes:
        question: The user's own words.
        experts: The experts that may run, by name.
        clock: The clock of this request.
        deadline: When everything must have ended.
        turns: Earlier turns of the conversation.
        think: Whether a language model shall reason first.
        on_step: Told about each finished step, with its index.
        hear: Told what an expert says as it comes; for a single call, whose words are the answer.
    """

    question: str
    experts: Mapping[str, Expert]
    clock: Clock
    deadline: Deadline
    turns: Sequence[Turn] = ()
    think: Think = "auto"
    on_step: OnStep | None = None
    hear: Hear | None = None


class Executor:
    """Runs the calls of a decision.

    Args:
        approve: Asked before calls whose expert needs approval; without it they are refused.
        retries: When a failed call is tried again.
        approval_s: Seconds that a call waits for approval; the question's deadline waits with it.
    """

    def __init__(
        self,
        *,
        approve: Approve | None = None,
        retries: RetryPolicy | None = None,
        approval_s: float = 600.0,
    ) -> None:
        self._approve = approve
        self._approval_s = approval_s
        self._retries = retries or RetryPolicy()

    async def run(self, calls: Sequence[Call], request: Request) -> tuple[Step, ...]:
        """Run ``calls`` and return their steps in the same order.

        Errors are recorded in the steps; only cancellation is raised, after all calls stopped.
        """
        tasks: list[asyncio.Task[Step]] = []
        async with asyncio.TaskGroup() as group:
            for index, call in enumerate(calls):
                tasks.append(group.create_task(self._step(index, call, tasks, request)))
        return tuple(task.result() for task in tasks)

    async def _step(
        self, index: int, call: Call, tasks: list[asyncio.Task[Step]], request: Request
    ) -> Step:
        attempt = _Attempt(call)
        result, error = None, None
        try:
            sources = text_sources(request.question, request.turns)
            for needed in needed_steps(call, index):
                sources[f"step:{needed}"] = _value_of(needed, await tasks[needed])
            attempt.started = time.perf_counter()
            result = await self._call(attempt, sources, request)
        except MRKLError as failure:
            error = error_record(failure)
        except Exception:
            # The traceback goes to the log; answers travel to people and over the network.
            logger.exception("Expert %r failed unexpectedly", call.name)
            error = error_record(_unexpected(call.name))
        step = Step(
            expert=call.name,
            arguments=attempt.arguments,
            provenance=attempt.provenance,
            confidence=call.confidence,
            ms=round((time.perf_counter() - attempt.started) * 1000, 3),
            result=result,
            error=error,
        )
        if request.on_step is not None:
            request.on_step(index, step)
        return step

    async def _call(
        self, attempt: _Attempt, sources: Mapping[str, Any], request: Request
    ) -> Result:
        expert = request.experts.get(attempt.call.name)
        if expert is None:
            raise UnknownExpertError(
                f"The router chose {attempt.call.name!r}, which is not among the enabled experts.",
                hint=did_you_mean(attempt.call.name, request.experts),
                expert=attempt.call.name,
            )
        spec = expert.spec
        attempt.arguments = grounded_arguments(attempt.call, sources)
        check_arguments(spec, attempt.arguments)
        fill_defaults(spec, attempt.arguments, attempt.provenance)
        if spec.annotations.needs_approval:
            await self._ask_approval(attempt, spec, request.deadline)
        return await self._attempts(expert, attempt.arguments, request)

    async def _ask_approval(self, attempt: _Attempt, spec: ExpertSpec, deadline: Deadline) -> None:
        verdict: Verdict = None
        if self._approve is not None:
            asked = Call(
                name=spec.name,
                arguments=dict(attempt.arguments),
                provenance=dict(attempt.provenance),
                confidence=attempt.call.confidence,
            )
            try:
                with deadline.paused():
                    async with asyncio.timeout(self._approval_s):
                        verdict = await _verdict(self._approve, asked, spec)
            except TimeoutError as error:
                raise _not_approved(spec.name, "was not approved in time") from error
        if isinstance(verdict, Mapping):
            attempt.arguments, attempt.provenance = merge_edits(
                attempt.arguments, attempt.provenance, verdict
            )
            check_arguments(spec, attempt.arguments)
            fill_defaults(spec, attempt.arguments, attempt.provenance)
        elif verdict is not True:
            raise _not_approved(spec.name, "has side effects and was not approved")

    async def _attempts(
        self, expert: Expert, arguments: Mapping[str, Any], request: Request
    ) -> Result:
        spec = expert.spec
        deadline = request.deadline.within(spec.annotations.timeout_s)
        hearing = Hearing(request.hear)
        attempt = 1
        while True:
            try:
                return await _once(expert, arguments, request, deadline, hearing.hear)
            except MRKLError as error:
                wait = self._retries.wait_s(error, attempt=attempt, spec=spec, deadline=deadline)
                if wait is None or hearing.has_heard:
                    raise
                logger.info("Expert %r: attempt %d failed (%s)", spec.name, attempt, error.code)
                await asyncio.sleep(wait)
            attempt += 1


class _Attempt:
    """The state of one step while it is made ready."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.arguments: dict[str, Any] = dict(call.arguments)
        self.provenance: dict[str, Provenance] = dict(call.provenance)
        self.started = time.perf_counter()


async def _once(
    expert: Expert,
    arguments: Mapping[str, Any],
    request: Request,
    deadline: Deadline,
    hear: Hear | None,
) -> Result:
    """Run an expert once within the deadline and check what it returns."""
    remaining_s = deadline.remaining_s()
    context = Context(
        clock=request.clock,
        question=request.question,
        remaining_s=remaining_s,
        think=request.think,
        hear=hear,
    )
    name = expert.spec.name
    try:
        async with asyncio.timeout(remaining_s):
            result = await expert.run(dict(arguments), context)
    except MRKLError:
        raise
    except TimeoutError as error:
        raise ExpertTimeoutError(
            f"Expert {name!r} did not answer within its deadline.",
            hint="Ask something smaller, or raise deadline_s.",
            expert=name,
        ) from error
    if not isinstance(result, Result):
        raise ExpertError(f"Expert {name!r} returned no Result but {type(result).__name__}.")
    try:
        json.dumps(result.value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ExpertError(
            f"Expert {name!r} returned a value that JSON cannot hold: {error}.", expert=name
        ) from error
    return result


async def _verdict(approve: Approve, call: Call, spec: ExpertSpec) -> Verdict:
    if inspect.iscoroutinefunction(approve):
        verdict: Verdict = await approve(call, spec)
        return verdict
    answered: Any = await asyncio.to_thread(approve, call, spec)
    decided: Verdict = await answered if inspect.isawaitable(answered) else answered
    return decided


def _value_of(index: int, step: Step) -> Any:
    """Return the value of an earlier step, or fail because that step did."""
    if step.result is None:
        code = step.error.code if step.error else "unknown"
        raise ExpertError(
            f"This step needs the result of step {index} ({step.expert}), which failed ({code}).",
            hint="See the error of that step.",
            step=index,
        )
    return step.result.value


def _unexpected(name: str) -> ExpertError:
    return ExpertError(
        f"Expert {name!r} failed unexpectedly.", hint="The log holds the details.", expert=name
    )


def _not_approved(name: str, what: str) -> ApprovalRequiredError:
    return ApprovalRequiredError(
        f"The call of {name!r} {what}.",
        hint="Pass approve=... to System and return True to allow it.",
        expert=name,
    )
