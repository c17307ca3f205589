"""What ``mrkl route`` routes over: the built-in experts, or tools from a file or a line."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from mrkl.clock import FixedClock, SystemClock
from mrkl.records import decision_record
from mrkl.settings import Settings
from mrkl.system import System
from mrkl.tool_routing import ToolRouting
from mrkl_apps.cli.setup import Setup
from mrkl_core.errors import MRKLError, RoutingError, ValueFormatError, did_you_mean
from mrkl_core.protocols import Clock
from mrkl_core.values import Decision, Score

_KEYS = ("id", "query", "tools")


class Routing:
    """Routes questions; the parts are loaded when the first question needs them.

    Args:
        setup: Makes the system or the router.
        tools: Specs for all questions that bring none; None means the built-in experts.
        moment: What "now" is; the machine's time when absent.
        experts: Restricts the built-in experts to these.
    """

    def __init__(
        self,
        setup: Setup,
        tools: Any,
        moment: datetime | None,
        experts: Sequence[str] | None,
    ) -> None:
        self._setup = setup
        self._tools = tools
        self._experts = experts
        self._settings = Settings()
        self._clock: Clock = (
            SystemClock(self._settings.timezone) if moment is None else FixedClock(moment)
        )

    @cached_property
    def _system(self) -> System:
        return self._setup.system(self._settings, clock=self._clock)

    @cached_property
    def _tool_routing(self) -> ToolRouting:
        return ToolRouting(self._setup.router(self._settings), self._clock)

    def close(self) -> None:
        """Release the system, if it was needed."""
        if "_system" in self.__dict__:
            self._system.close()

    def decide(self, question: str, tools: Any = None) -> Decision:
        """Return the decision, over ``tools`` where they are given."""
        tools = self._tools if tools is None else tools
        if tools is None:
            return self._system.route(question, experts=self._experts)
        return self._tool_routing.route(question, tools)

    def explain(self, question: str) -> tuple[Score, ...]:
        """Return every built-in expert's score."""
        if self._tools is not None:
            raise RoutingError("--explain works on the built-in experts.", hint="Omit --tools.")
        return self._system.explain(question, experts=self._experts)

    def record(self, question: str, tools: Any = None) -> dict[str, Any]:
        """Return the decision as ``{"decision", "calls", "confidence", "reason"?, "ms"}``."""
        started = time.perf_counter()
        record = decision_record(self.decide(question, tools))
        record["ms"] = round((time.perf_counter() - started) * 1000, 3)
        return record

    def line_record(self, number: int, line: bytes) -> dict[str, Any]:
        """Return the output for one line of a batch; its ``error`` says what was wrong."""
        identity = None
        try:
            row = _row(line)
            identity = row.get("id")
            return {"id": identity, **self.record(_query(row), row.get("tools"))}
        except MRKLError as error:
            return {"id": identity, "line": number, "error": error.to_dict()}


@contextmanager
def make_routing(
    setup: Setup, tools: Any, moment: datetime | None, experts: Sequence[str] | None
) -> Iterator[Routing]:
    """Yield a ``Routing`` and close it."""
    routing = Routing(setup, tools, moment, experts)
    try:
        yield routing
    finally:
        routing.close()


def _row(line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueFormatError(
            f"The line is not JSON: {error}.", hint='Write {"id": ..., "query": "..."}.'
        ) from error
    if not isinstance(row, dict):
        raise ValueFormatError(
            f"The line is {row!r:.80}.", hint='Write {"id": ..., "query": "..."}.'
        )
    return row


def _query(row: Mapping[str, Any]) -> str:
    if "query" not in row:
        raise ValueFormatError("The line has no 'query'.", hint=f"It has: {', '.join(row)}.")
    for key in row:
        if key not in _KEYS:
            raise ValueFormatError(
                f"The line has the unknown key {key!r}.", hint=did_you_mean(key, _KEYS)
            )
    query: str = row["query"]
    return query
