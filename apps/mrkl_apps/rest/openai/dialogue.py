"""What a caller asks, whichever of the two interfaces it came by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mrkl_apps.rest.openai.envelope import InvalidRequestError
from mrkl_core.values import Message, Think

ToolUse = Literal["auto", "none", "required"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A conversation that waits for its next message.

    Attributes:
        model: Who shall answer, see ``models``.
        messages: All messages, oldest first; the last one is the user's or a tool's.
        tools: The caller's own functions, as OpenAI-style specs.
        use: Whether a tool may, must not or must be called.
        parallel: Whether several tools may be called at once.
        max_tokens: Bounds what a language model writes.
        think: Whether it shall reason first.
    """

    model: str
    messages: tuple[Message, ...]
    tools: tuple[Mapping[str, Any], ...] = ()
    use: ToolUse = "auto"
    parallel: bool = True
    max_tokens: int | None = None
    think: Think | None = None

    @property
    def question(self) -> str:
        """Return the user's last words."""
        said = (each.content for each in reversed(self.messages) if each.role == "user")
        return next(said, "")

    @property
    def instructions(self) -> tuple[Message, ...]:
        """Return the system's messages."""
        return tuple(each for each in self.messages if each.role == "system")

    @property
    def results(self) -> tuple[Message, ...]:
        """Return the results of tools that nobody answered yet, oldest first."""
        found: list[Message] = []
        for message in reversed(self.messages):
            if message.role != "tool":
                break
            found.append(message)
        return tuple(reversed(found))

    def tool_name(self, result: Message) -> str:
        """Return which tool a result is from; one without a call was refused before."""
        calls = (call for message in self.messages for call in message.tool_calls)
        return next(call.name for call in calls if call.id == result.tool_call_id)

    def exchanges(self) -> Iterator[tuple[str, str]]:
        """Yield earlier questions with their answers, oldest first."""
        question = None
        for message in self.messages:
            if message.role == "user":
                question = message.content
            elif message.role == "assistant" and question and message.content.strip():
                yield question, message.content
                question = None


def check_messages(messages: tuple[Message, ...], param: str) -> tuple[Message, ...]:
    """Return the messages if they end with something to answer.

    Args:
        messages: What the caller sent.
        param: What the caller calls it.

    Raises:
        InvalidRequestError: They do not, or a tool's result answers no call.
    """
    spoken = [each for each in messages if each.role != "system"]
    if not spoken or spoken[-1].role == "assistant":
        raise InvalidRequestError(
            "The last message must be the user's or a tool's.",
            hint="Send the user's question last.",
            param=param,
        )
    if spoken[-1].role == "user" and not spoken[-1].content.strip():
        raise InvalidRequestError(
            "The user's last message is empty.", hint="Write a question.", param=param
        )
    called: set[str] = set()
    for message in messages:
        called.update(call.id for call in message.tool_calls)
        if message.role == "tool" and message.tool_call_id not in called:
            raise InvalidRequestError(
                f"A tool's result answers {message.tool_call_id!r:.100}, which was not called.",
                hint="Send the assistant's message with that call before it.",
                param=param,
            )
    # Some clients send instructions last; a model expects them first.
    trailing = messages[-1].role == "system"
    return tuple(sorted(messages, key=lambda each: each.role != "system")) if trailing else messages
