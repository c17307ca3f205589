"""The body of ``POST /v1/chat/completions``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator

from mrkl_apps.rest.openai.bodies import (
    Effort,
    Format,
    MaxTokens,
    ModelName,
    OpenAIBody,
    check_tools,
    chosen_tools,
    think_of,
)
from mrkl_apps.rest.openai.content import text_of, tool_call
from mrkl_apps.rest.openai.dialogue import Dialogue, check_messages
from mrkl_core.values import Message, ToolCall


class FunctionCall(OpenAIBody):
    """What a call of an earlier reply calls."""

    name: str
    arguments: str


class ChatToolCall(OpenAIBody):
    """A call that an earlier reply made."""

    id: str
    function: FunctionCall


class ChatMessage(OpenAIBody):
    """One message."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Any = None
    tool_calls: list[ChatToolCall] | None = Field(default=None, max_length=1000)
    tool_call_id: str = ""


class StreamOptions(OpenAIBody):
    """What a stream shall hold."""

    include_usage: bool = False


class ChatBody(OpenAIBody):
    """A request for a chat completion; what is not listed here is ignored."""

    model_config = ConfigDict(
        extra="ignore",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "model": "mrkl",
                    "messages": [{"role": "user", "content": "What is 15% of 2,480?"}],
                }
            ]
        },
    )

    model: ModelName
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=2000)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    tools: Annotated[list[dict[str, Any]] | None, Field(max_length=1000)] = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    max_tokens: MaxTokens = None
    max_completion_tokens: MaxTokens = None
    reasoning_effort: Effort = None
    response_format: Format = None
    n: Any = None
    logprobs: Any = None
    top_logprobs: Any = None
    modalities: Any = None
    audio: Any = None
    functions: Any = None
    function_call: Any = None

    @field_validator("n")
    @classmethod
    def _one_choice(cls, n: Any) -> Any:
        if n is not None and (isinstance(n, bool) or n != 1):
            raise ValueError("there is one reply to a question, so n must be 1")
        return n

    @field_validator("logprobs", "top_logprobs")
    @classmethod
    def _no_log_probabilities(cls, wanted: Any) -> Any:
        if wanted not in (None, False):
            raise ValueError("log-probabilities are not given")
        return wanted

    @field_validator("modalities")
    @classmethod
    def _text_only(cls, modalities: Any) -> Any:
        if modalities not in (None, ["text"]):
            raise ValueError("replies are text alone")
        return modalities

    @field_validator("audio", "functions", "function_call")
    @classmethod
    def _not_offered(cls, wanted: Any) -> Any:
        if wanted not in (None, [], "none"):
            raise ValueError("this is not offered; functions are given as tools")
        return wanted

    def dialogue(self) -> Dialogue:
        """Return what is asked.

        Raises:
            InvalidRequestError: It asks for what is not done here.
        """
        messages = tuple(_message(each, n) for n, each in enumerate(self.messages))
        tools = self.tools or []
        given = check_tools(tools, [tool.get("function") for tool in tools])
        choice = self.tool_choice
        named = choice.get("function") if isinstance(choice, dict) else None
        name = named.get("name") if isinstance(named, dict) else None
        offered, use = chosen_tools(given, choice, name)
        return Dialogue(
            model=self.model,
            messages=check_messages(messages, "messages"),
            tools=offered,
            use=use,
            parallel=self.parallel_tool_calls is not False,
            max_tokens=self.max_completion_tokens or self.max_tokens,
            think=think_of(self.reasoning_effort),
        )

    @property
    def with_usage(self) -> bool:
        """Return whether a stream shall end with the usage."""
        return self.stream_options is not None and self.stream_options.include_usage


def _message(message: ChatMessage, number: int) -> Message:
    place = f"messages[{number}]"
    return Message(
        role="system" if message.role == "developer" else message.role,
        content=text_of(message.content, f"{place}.content"),
        tool_calls=tuple(map(_call, message.tool_calls or ())),
        tool_call_id=message.tool_call_id,
    )


def _call(call: ChatToolCall) -> ToolCall:
    return tool_call(call.function.name, call.function.arguments, call.id)
