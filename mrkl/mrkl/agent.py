"""A language model that answers, and may call experts on the way.

The loop ends when the model answers, when its calls are spent (it is then asked once more, without
tools), or when it repeats a call that it was told not to repeat. What experts find goes to the
model alone: the router never reads it, so it cannot change the route.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mrkl.deadline import Deadline
from mrkl.hearing import Hearing
from mrkl.toolbox import Toolbox
from mrkl_core.errors import BackendError, ExpertTimeoutError, MRKLError, NoResultError
from mrkl_core.protocols import LanguageModel, most_tokens
from mrkl_core.replies import whole_reply
from mrkl_core.values import Generation, Hear, Message, Think, ToolCall

logger = logging.getLogger("mrkl.agent")


class Agent:
    """One question, put to a model with tools.

    Args:
        model: The model.
        toolbox: The experts that it may call.
        think: Whether it shall reason first.
        deadline: When everything must have ended.
        hear: Told what the model thinks and says as it comes; without it replies come whole.

    Attributes:
        usage: Tokens of all replies together, where the backend counts.
        ms: How long the model took, without the experts.
    """

    def __init__(
        self,
        model: LanguageModel,
        toolbox: Toolbox,
        *,
        think: Think,
        deadline: Deadline,
        hear: Hear | None = None,
    ) -> None:
        self._model = model
        self._toolbox = toolbox
        self._think: Think = think
        self._deadline = deadline
        self._hearing = Hearing(hear)
        self._counts = {"prompt_tokens": 0, "completion_tokens": 0}
        self.ms = 0.0

    @property
    def usage(self) -> dict[str, int] | None:
        """Return the tokens so far; None if none were counted."""
        return dict(self._counts) if any(self._counts.values()) else None

    async def answer(self, messages: Sequence[Message]) -> str:
        """Return the model's last words.

        Raises:
            BackendError: The model fails.
            ExpertTimeoutError: It does not answer within the deadline.
            NoResultError: It says nothing.
        """
        history = list(messages)
        reply, tools = await self._first(history, self._toolbox.offered)
        said = reply.text
        while reply.tool_calls and tools:
            calls = _with_ids(reply.tool_calls, len(history))
            history.append(Message(role="assistant", content=reply.text, tool_calls=calls))
            history += await self._toolbox.run(calls)
            if self._toolbox.is_stuck:
                break
            tools = self._toolbox.offered
            reply = await self._reply(history, tools)
            # A reply that still calls may say nothing; one that does not is the answer.
            said = reply.text if reply.text.strip() or not reply.tool_calls else said
        if not said.strip():
            raise _silence(self._model.name, reply)
        return said

    async def _first(
        self, history: Sequence[Message], tools: tuple[dict[str, Any], ...]
    ) -> tuple[Generation, tuple[dict[str, Any], ...]]:
        """Return the first reply and the tools; models that take no tools answer without them."""
        try:
            return await self._reply(history, tools), tools
        except BackendError as error:
            # Only a plain refusal may be about the tools; subclasses say what else is wrong.
            if not tools or self._hearing.has_heard or type(error) is not BackendError:
                raise
            logger.info("%r is asked without tools: %s", self._model.name, error.message)
            return await self._reply(history, ()), ()

    async def _reply(
        self, history: Sequence[Message], tools: Sequence[Mapping[str, Any]]
    ) -> Generation:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._deadline.remaining_s()):
                reply = await self._generated(history, tools)
        except MRKLError:
            raise
        except TimeoutError as error:
            raise ExpertTimeoutError(
                f"The language model {self._model.name!r} did not answer within the deadline.",
                hint="Raise deadline_s, use a smaller model, or think less.",
            ) from error
        except Exception as error:
            raise BackendError(
                f"The language model {self._model.name!r} failed: {type(error).__name__}.",
                hint="Check the backend.",
                cause=type(error).__name__,
            ) from error
        finally:
            self.ms += (time.perf_counter() - started) * 1000
        self._counts["prompt_tokens"] += reply.prompt_tokens
        self._counts["completion_tokens"] += reply.completion_tokens
        return reply

    async def _generated(
        self, history: Sequence[Message], tools: Sequence[Mapping[str, Any]]
    ) -> Generation:
        return await whole_reply(
            self._model,
            history,
            hear=self._hearing.hear,
            max_tokens=most_tokens(self._think),
            tools=tools,
            think=self._think,
        )


def _with_ids(calls: Sequence[ToolCall], turn: int) -> tuple[ToolCall, ...]:
    """Return the calls with a name each, so that results can say which they answer."""
    return tuple(
        call if call.id else replace(call, id=f"call_{turn}_{number}")
        for number, call in enumerate(calls)
    )


def _silence(name: str, reply: Generation) -> NoResultError:
    if reply.tool_calls:
        return NoResultError(
            f"The language model {name!r} kept calling tools and gave no answer.",
            hint="Ask for one thing at a time, or raise agent_calls.",
            model=name,
        )
    if reply.reasoning and reply.finish_reason == "length":
        return NoResultError(
            f"The language model {name!r} did not finish thinking.",
            hint="Ask with think='off'.",
            model=name,
        )
    return NoResultError(
        f"The language model {name!r} wrote nothing.",
        hint="Ask again, or ask in other words.",
        model=name,
    )
