"""What both interfaces share of a request's body. Unknown members are ignored, as OpenAI does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mrkl_apps.rest.openai.dialogue import ToolUse
from mrkl_apps.rest.openai.envelope import InvalidRequestError
from mrkl_core.errors import did_you_mean
from mrkl_core.values import Think

_THINK: Mapping[str, Think] = {
    "none": "off",
    "minimal": "off",
    "low": "on",
    "medium": "on",
    "high": "on",
    "xhigh": "on",
}


def _plain_text(format: dict[str, Any] | None) -> dict[str, Any] | None:
    if format is not None and format.get("type", "text") != "text":
        raise ValueError("replies are plain text; other formats are not offered")
    return format


ModelName = Annotated[str, Field(min_length=1, max_length=300)]
MaxTokens = Annotated[int | None, Field(ge=1)]
Effort = Annotated[str | None, Field(max_length=100)]
Format = Annotated[dict[str, Any] | None, AfterValidator(_plain_text)]


class OpenAIBody(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="ignore", strict=True)


def think_of(effort: str | None) -> Think | None:
    """Return whether to reason first; None where the caller does not say."""
    return _THINK.get(effort or "")


def check_tools(
    tools: Sequence[dict[str, Any]], functions: Sequence[Any]
) -> tuple[dict[str, Any], ...]:
    """Return the caller's tools in the form that chat completions have.

    Args:
        tools: As the caller sent them.
        functions: The function of each.

    Raises:
        InvalidRequestError: One is no function, or has no name of its own.
    """
    names: set[str] = set()
    for number, (tool, function) in enumerate(zip(tools, functions, strict=True)):
        place = f"tools[{number}]"
        if tool.get("type") != "function" or not isinstance(function, dict):
            raise InvalidRequestError(
                f"A tool of type {tool.get('type')!r:.100} is not offered, only functions.",
                hint="The server's own experts need not be named.",
                param=place,
            )
        name = function.get("name")
        if not isinstance(name, str) or not name or name in names:
            raise InvalidRequestError("A tool needs a name of its own.", param=f"{place}.name")
        names.add(name)
    return tuple({"type": "function", "function": function} for function in functions)


def chosen_tools(
    tools: tuple[dict[str, Any], ...], choice: Any, name: Any
) -> tuple[tuple[dict[str, Any], ...], ToolUse]:
    """Return the tools that may be called, and whether one must be.

    Args:
        tools: The caller's tools.
        choice: ``tool_choice``: None, ``none``, ``auto``, ``required``, or an object.
        name: The tool that the object names.

    Raises:
        InvalidRequestError: The choice is none of these.
    """
    if choice is None:
        return tools, "auto"
    if choice in ("none", "auto"):
        return tools, choice
    if choice == "required" and tools:
        return tools, "required"
    if not isinstance(choice, Mapping):
        raise InvalidRequestError(
            f"{choice!r:.100} is no choice of these tools.",
            hint="Use 'none', 'auto', 'required', or name one of the tools.",
            param="tool_choice",
        )
    named = tuple(tool for tool in tools if tool["function"]["name"] == name)
    if not named:
        raise InvalidRequestError(
            f"There is no tool {name!r:.100}.",
            hint=did_you_mean(str(name), [tool["function"]["name"] for tool in tools]),
            param="tool_choice",
        )
    return named, "required"
