"""Routing over tools that are only known by their specs, set by set."""

from __future__ import annotations

import json
from typing import Any, Protocol

from mrkl.questions import check_question
from mrkl.tools import specs_from_tools
from mrkl_core.errors import ValueFormatError
from mrkl_core.protocols import Clock, Router
from mrkl_core.values import Abstain, Decision


class ForgettingRouter(Router, Protocol):
    """A router whose experts can be taken away again."""

    def unregister(self, name: str) -> None:
        """Forget an expert."""


class ToolRouting:
    """Routes each question over its own set of tools.

    The set stays registered until another one comes, so that a set that serves many questions
    is learned once.

    Args:
        router: Learns and forgets the tools.
        clock: Says what "today" is.
    """

    def __init__(self, router: ForgettingRouter, clock: Clock) -> None:
        self._router = router
        self._clock = clock
        self._tools: Any = None
        self._key: str | None = None
        self._names: tuple[str, ...] = ()

    def route(self, question: str, tools: Any) -> Decision:
        """Return what the router decides.

        Args:
            question: At most 32 kB of text.
            tools: OpenAI-style function specs, see ``mrkl.tools``.

        Raises:
            QuestionError: The question cannot be read.
            ValueFormatError: The tools have another shape.
            InvalidExpertError: A tool's name cannot be used.
        """
        question = check_question(question)
        self._learn(tools)
        if not self._names:
            return Abstain(reason="there is no tool")
        return self._router.route(question, experts=self._names, clock=self._clock)

    def _learn(self, tools: Any) -> None:
        if tools is self._tools and self._key is not None:
            return  # the very same object: not even its text need be compared
        try:
            key = json.dumps(tools, sort_keys=True)
        except (RecursionError, TypeError, ValueError) as error:
            raise ValueFormatError(
                f"The tools cannot be written as JSON: {error}.",
                hint="Give a list of function specs.",
            ) from error
        self._tools = tools
        if key == self._key:
            return
        specs = specs_from_tools(tools)
        for name in self._names:
            self._router.unregister(name)
        self._key, self._names = None, ()
        for spec in specs:
            self._router.register(spec)
            self._names = (*self._names, spec.name)
        self._key = key
