"""The caller's own tools: the router picks among them and fills in their arguments."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from mrkl.calls import needed_steps
from mrkl.records import decision_calls
from mrkl.tool_routing import ForgettingRouter, ToolRouting
from mrkl_apps.rest.openai.envelope import InvalidRequestError
from mrkl_core.errors import RegistrationError, ValueFormatError
from mrkl_core.protocols import Clock
from mrkl_core.values import Decision, ToolCall


class ToolChooser:
    """Routes questions over tools of callers, one at a time.

    Args:
        make_router: Makes the router, when the first caller brings tools.
        clock: Says what "today" is.
    """

    def __init__(self, make_router: Callable[[], ForgettingRouter], clock: Clock) -> None:
        self._make_router = make_router
        self._clock = clock
        self._lock = threading.Lock()

    async def choose(self, question: str, tools: Sequence[Mapping[str, Any]]) -> Decision:
        """Return what the router decides.

        Raises:
            InvalidRequestError: The tools cannot be read.
            QuestionError: The question cannot be read.
        """
        return await asyncio.to_thread(self._choose, question, list(tools))

    def _choose(self, question: str, tools: list[Mapping[str, Any]]) -> Decision:
        # A set of tools stays learned until another comes, so nobody may come in between.
        with self._lock:
            try:
                return self._routing.route(question, tools)
            except (RegistrationError, ValueFormatError) as error:
                raise InvalidRequestError(error.message, hint=error.hint, param="tools") from error

    @cached_property
    def _routing(self) -> ToolRouting:
        return ToolRouting(self._make_router(), self._clock)


def calls_for_caller(decision: Decision, *, parallel: bool) -> tuple[ToolCall, ...]:
    """Return the calls that the caller can make now: those that need no result of another."""
    calls = [
        call for index, call in enumerate(decision_calls(decision)) if not needed_steps(call, index)
    ]
    return tuple(
        ToolCall(name=call.name, arguments=call.arguments, id=new_id("call"))
        for call in (calls if parallel else calls[:1])
    )


def arguments_text(call: ToolCall) -> str:
    """Return a call's arguments as the wire format has them: JSON in a text."""
    if call.arguments_text is not None:
        return call.arguments_text
    return json.dumps(dict(call.arguments), ensure_ascii=False)


def new_id(kind: str) -> str:
    """Return a name that nothing else has."""
    return f"{kind}_{uuid.uuid4().hex}"
