"""OpenAI-style function specs as expert specs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mrkl.registry import check_spec
from mrkl.schema import slots_from_schema
from mrkl_core.errors import ExpertUnavailableError, ValueFormatError, did_you_mean
from mrkl_core.protocols import Context
from mrkl_core.values import ExpertSpec, Result

_FUNCTION_KEYS = {
    "name", "description", "parameters", "strict", "examples", "negatives", "response", "required"
}  # fmt: skip


def specs_from_tools(tools: Any) -> tuple[ExpertSpec, ...]:
    """Return an expert spec for each tool.

    Args:
        tools: ``[{"type": "function", "function": {"name", "description", "parameters"}}]``, or
            the inner objects alone; each may carry ``examples`` and ``negatives``.

    Raises:
        ValueFormatError: A tool has another shape; the message names which and what.
        InvalidExpertError: A name cannot be used.
    """
    if not isinstance(tools, Sequence) or isinstance(tools, str):
        raise ValueFormatError(f"Tools must be a list, not {tools!r:.80}.")
    specs = tuple(_spec(tool, f"Tool {index}") for index, tool in enumerate(tools))
    names = [spec.name for spec in specs]
    for name in names:
        if names.count(name) > 1:
            raise ValueFormatError(f"Two tools are called {name!r}.", hint="Rename one.")
    return specs


def _spec(tool: Any, where: str) -> ExpertSpec:
    if not isinstance(tool, Mapping):
        raise ValueFormatError(f"{where} must be an object, not {tool!r:.80}.")
    function = tool
    if "function" in tool:
        function = tool["function"]
        if not isinstance(function, Mapping):
            raise ValueFormatError(f"{where}: 'function' must be an object.")
        outer = {key: tool[key] for key in ("examples", "negatives") if key in tool}
        function = {**function, **outer}
    name = function.get("name")
    if not isinstance(name, str) or not name:
        raise ValueFormatError(f"{where} needs a 'name'.", hint=f"It has: {', '.join(function)}.")
    for key in function:
        if key not in _FUNCTION_KEYS and not (key == "type" and function["type"] == "function"):
            raise ValueFormatError(
                f"Tool {name!r} has the unknown key {key!r}.",
                hint=did_you_mean(str(key), _FUNCTION_KEYS),
            )
    parameters = function.get("parameters") or {}
    if not isinstance(parameters, Mapping):
        raise ValueFormatError(f"Tool {name!r}: 'parameters' must be an object.")
    spec = ExpertSpec(
        name=name,
        description=str(function.get("description") or name),
        slots=slots_from_schema(parameters, f"Tool {name!r}"),
        examples=_texts(function, "examples", name),
        negatives=_texts(function, "negatives", name),
    )
    check_spec(spec)
    return spec


def _texts(function: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    texts = function.get(key) or []
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise ValueFormatError(f"Tool {name!r}: {key!r} must be a list of texts.")
    return tuple(texts)


class ToolExpert:
    """A tool that is only routed to; running it is somebody else's job.

    Args:
        spec: What the router knows of it.
    """

    def __init__(self, spec: ExpertSpec) -> None:
        self._spec = spec

    @property
    def spec(self) -> ExpertSpec:
        """Return what the router knows of it."""
        return self._spec

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Refuse.

        Raises:
            ExpertUnavailableError: Always.
        """
        raise ExpertUnavailableError(
            f"Tool {self._spec.name!r} is known by its description only.",
            hint="Use route, and run the call yourself.",
        )
