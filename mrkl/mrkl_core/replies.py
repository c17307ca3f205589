"""A language model's reply, heard as it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mrkl_core.errors import BackendError
from mrkl_core.protocols import LanguageModel
from mrkl_core.values import Generation, Hear, Message, Think


async def whole_reply(
    model: LanguageModel,
    messages: Sequence[Message],
    *,
    hear: Hear | None,
    max_tokens: int,
    tools: Sequence[Mapping[str, Any]] = (),
    think: Think = "auto",
) -> Generation:
    """Return one reply; ``hear`` is told of it as it comes, without it the reply comes whole.

    Raises:
        BackendError: The model fails, or its stream ends without the whole reply.
    """
    if hear is None:
        return await model.generate(messages, max_tokens=max_tokens, tools=tools, think=think)
    whole = None
    async for event in model.stream(messages, max_tokens=max_tokens, tools=tools, think=think):
        if isinstance(event, Generation):
            whole = event
        else:
            hear(event)
    if whole is None:
        raise BackendError(
            f"The stream of {model.name!r} ended without the whole reply.",
            hint="A backend's stream yields a Generation last.",
        )
    return whole
