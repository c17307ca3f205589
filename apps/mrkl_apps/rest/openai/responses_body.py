"""The body of ``POST /v1/responses``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

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
from mrkl_apps.rest.openai.envelope import InvalidRequestError
from mrkl_core.values import Message

_ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


Find = Callable[[str], Mapping[str, Any] | None]


class ReasoningOptions(OpenAIBody):
    """How much to reason."""

    effort: Effort = None


class TextOptions(OpenAIBody):
    """What the text shall look like."""

    format: Format = None


class ResponsesBody(OpenAIBody):
    """A request for a response; what is not listed here is ignored."""

    model_config = ConfigDict(
        extra="ignore",
        strict=True,
        json_schema_extra={"examples": [{"model": "mrkl", "input": "What is 15% of 2,480?"}]},
    )

    model: ModelName
    input: str | Annotated[list[dict[str, Any]], Field(min_length=1, max_length=2000)]
    instructions: str | None = None
    stream: bool | None = None
    tools: Annotated[list[dict[str, Any]] | None, Field(max_length=1000)] = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    max_output_tokens: MaxTokens = None
    metadata: Annotated[dict[str, str] | None, Field(max_length=16)] = None
    reasoning: ReasoningOptions | None = None
    text: TextOptions | None = None
    previous_response_id: Any = None
    conversation: Any = None
    prompt: Any = None
    store: bool | None = None
    background: bool | None = None
    top_logprobs: Any = None

    @field_validator("previous_response_id", "conversation", "prompt")
    @classmethod
    def _nothing_is_kept(cls, name: Any) -> Any:
        if name is not None:
            raise ValueError("responses are not kept here; send the earlier items as input")
        return name

    @field_validator("store", "background")
    @classmethod
    def _answered_at_once(cls, wanted: bool | None) -> bool | None:
        if wanted:
            raise ValueError("responses are not kept here; leave it out, or send false")
        return wanted

    @field_validator("top_logprobs")
    @classmethod
    def _no_log_probabilities(cls, wanted: Any) -> Any:
        if wanted not in (None, 0):
            raise ValueError("log-probabilities are not given")
        return wanted

    def dialogue(self, find: Find) -> Dialogue:
        """Return what is asked.

        Args:
            find: Finds an earlier item by its name.

        Raises:
            InvalidRequestError: It asks for what is not done here.
        """
        items = [{"role": "user", "content": self.input}] if isinstance(self.input, str) else None
        messages = list(_messages(items or self.input, find))
        if self.instructions:
            messages.insert(0, Message(role="system", content=self.instructions))
        tools = self.tools or []
        # Functions stand in the tool itself here.
        functions = [{k: v for k, v in tool.items() if k != "type"} for tool in tools]
        given = check_tools(tools, functions)
        choice = self.tool_choice
        name = choice.get("name") if isinstance(choice, dict) else None
        offered, use = chosen_tools(given, choice, name)
        return Dialogue(
            model=self.model,
            messages=check_messages(tuple(messages), "input"),
            tools=offered,
            use=use,
            parallel=self.parallel_tool_calls is not False,
            max_tokens=self.max_output_tokens,
            think=think_of(self.reasoning.effort if self.reasoning else None),
        )


def _messages(items: Iterable[Any], find: Find) -> Iterable[Message]:
    """Yield the messages that items are; those of one turn of the assistant together."""
    waiting: Message | None = None
    for number, item in enumerate(items):
        place = f"input[{number}]"
        if item.get("type") == "item_reference":
            item = _referred(_text(item, "id", place), place, find)
        message = _message(item, place)
        if message is None:
            continue
        if message.role != "assistant":
            if waiting:
                yield waiting
            waiting = None
            yield message
        elif waiting is None:
            waiting = message
        else:
            waiting = Message(
                role="assistant",
                content="\n".join(filter(None, (waiting.content, message.content))),
                tool_calls=(*waiting.tool_calls, *message.tool_calls),
            )
    if waiting:
        yield waiting


def _referred(name: str, place: str, find: Find) -> Mapping[str, Any]:
    item = find(name)
    if item is None:
        raise InvalidRequestError(
            f"The item {name!r:.100} is not known, or not any more.",
            hint="Send the item itself; the Vercel AI SDK does so with store: false.",
            param=place,
        )
    return item


def _message(item: Mapping[str, Any], place: str) -> Message | None:
    """Return the message that an item is; None for what was only thought."""
    kind = item.get("type", "message")
    if kind == "reasoning":
        return None
    if kind == "message":
        return _said(item, place)
    if kind == "function_call":
        call = tool_call(*(_text(item, key, place) for key in ("name", "arguments", "call_id")))
        return Message(role="assistant", tool_calls=(call,))
    if kind == "function_call_output":
        content = text_of(item.get("output"), f"{place}.output")
        return Message(role="tool", content=content, tool_call_id=_text(item, "call_id", place))
    raise InvalidRequestError(
        f"Items of type {kind!r:.100} are not read.",
        hint="Send messages, function_call and function_call_output.",
        param=place,
    )


def _said(item: Mapping[str, Any], place: str) -> Message:
    role = _ROLES.get(_text(item, "role", place))
    content = text_of(item.get("content"), f"{place}.content")
    if role == "system":
        return Message(role="system", content=content)
    if role == "user":
        return Message(role="user", content=content)
    if role == "assistant":
        return Message(role="assistant", content=content)
    raise InvalidRequestError(
        f"No message has the role {item['role']!r:.100}.",
        hint=f"Use {', '.join(_ROLES)}.",
        param=f"{place}.role",
    )


def _text(item: Mapping[str, Any], key: str, place: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise InvalidRequestError(f"{key!r} must be a text.", param=f"{place}.{key}")
    return value
