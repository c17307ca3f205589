"""Function specs from outside as expert specs."""

from __future__ import annotations

import difflib
import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mrkl.arguments import check_default
from mrkl.bounds import DESCRIPTION_CHARACTERS, TOOLS
from mrkl.registry import check_spec
from mrkl.schema import clean_text, read_schema
from mrkl_core.errors import (
    ExpertUnavailableError,
    InvalidArgumentError,
    ValueFormatError,
    did_you_mean,
)
from mrkl_core.names import shown, spoken
from mrkl_core.protocols import Context
from mrkl_core.values import ExpertSpec, Result, Slot

logger = logging.getLogger("mrkl.tools")

#: Where the parameters stand: OpenAI's, Anthropic's and MCP's name for them.
_PARAMETERS = ("parameters", "input_schema", "inputSchema")
#: What we read; a key that almost reads like one of these is taken for a slip.
_READ_KEYS = ("name", "description", *_PARAMETERS, "examples", "negatives", "required")
_OTHER_KEYS = {"outputSchema", "output_schema"}
_WORDS = {"true": True, "false": False, "none": None, "null": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSet:
    """Tools that were read.

    Attributes:
        specs: One for each tool, in their order.
        notes: By tool, what could not be taken over as it stands, in sentences.
    """

    specs: tuple[ExpertSpec, ...]
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def specs_from_tools(tools: Any) -> tuple[ExpertSpec, ...]:
    """Return an expert spec for each tool; see ``read_tools``."""
    return read_tools(tools).specs


def read_tools(tools: Any) -> ToolSet:
    """Return the tools as expert specs.

    Args:
        tools: ``[{"type": "function", "function": {"name", "description", "parameters"}}]``, or
            the inner objects alone; each may carry ``examples`` and ``negatives``. Parameters
            may also be called ``input_schema`` or ``inputSchema``.

    Raises:
        ValueFormatError: A tool has another shape, or is too large; the message names which and
            what.
        InvalidExpertError: A name cannot be used.
    """
    if not isinstance(tools, Sequence) or isinstance(tools, str | bytes):
        raise ValueFormatError(f"Tools must be a list, not {shown(tools)}.")
    if len(tools) > TOOLS:
        raise ValueFormatError(
            f"There are {len(tools):,} tools; at most {TOOLS:,} are read.", hint="Give fewer."
        )
    read = [_read(tool, f"Tool {index}") for index, tool in enumerate(tools)]
    specs = tuple(spec for spec, _ in read)
    for name, count in Counter(spec.name for spec in specs).items():
        if count > 1:
            raise ValueFormatError(f"{_many(count)} tools are called {name!r}.", hint="Rename one.")
    notes = {spec.name: notes for spec, notes in read if notes}
    for name, sentences in notes.items():
        logger.info("Tool %r is not read in full: %s", name, " ".join(sentences))
    return ToolSet(specs=specs, notes=notes)


def _read(tool: Any, where: str) -> tuple[ExpertSpec, tuple[str, ...]]:
    function = _function(tool, where)
    name = function.get("name")
    if not isinstance(name, str) or not name:
        known = ", ".join(map(str, function))
        raise ValueFormatError(f"{where} needs a 'name'.", hint=f"It has: {known:.200}.")
    where = f"Tool {shown(name)}"
    _check_keys(function, where)
    schema = read_schema(_parameters(function, where), where)
    notes = list(schema.notes)
    slots = tuple(_with_usable_default(slot, where, notes) for slot in schema.slots)
    description = clean_text(function.get("description"), f"{where}: 'description'")
    if any("optional ones are left out" in note for note in notes):
        description = f"{description or spoken(name)} ({len(slots)} of its arguments are read.)"
    spec = ExpertSpec(
        name=name,
        description=description or spoken(name),
        slots=slots,
        examples=_texts(function, "examples", where),
        negatives=_texts(function, "negatives", where),
    )
    check_spec(spec)
    return spec, tuple(notes)


def _function(tool: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(tool, Mapping):
        raise ValueFormatError(f"{where} must be an object, not {shown(tool)}.")
    if "function" not in tool:
        return tool
    function = tool["function"]
    if not isinstance(function, Mapping):
        raise ValueFormatError(f"{where}: 'function' must be an object.")
    outer = {key: tool[key] for key in ("examples", "negatives") if key in tool}
    return {**function, **outer}


def _check_keys(function: Mapping[str, Any], where: str) -> None:
    """Refuse a key that looks like a slip; tools in the wild carry many others."""
    for key in function:
        if key in _READ_KEYS or key in _OTHER_KEYS:
            continue
        if difflib.get_close_matches(str(key)[:40], _READ_KEYS, n=1, cutoff=0.8):
            raise ValueFormatError(
                f"{where} has the unknown key {shown(key)}.",
                hint=did_you_mean(str(key)[:40], _READ_KEYS),
            )


def _parameters(function: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    key = next((key for key in _PARAMETERS if function.get(key)), "parameters")
    parameters = function.get(key) or {}
    if not isinstance(parameters, Mapping):
        raise ValueFormatError(f"{where}: {key!r} must be an object.")
    if "required" in function and "required" not in parameters:
        return {**parameters, "required": function["required"]}
    return parameters


def _with_usable_default(slot: Slot, where: str, notes: list[str]) -> Slot:
    """Return the slot with its default as a value of its type, or without one.

    Tools in the wild write "false" for false, and prose such as "the current year".
    """
    for value in _readings(slot.default):
        found = replace(slot, default=value)
        try:
            check_default(where, found)
        except InvalidArgumentError:
            continue
        return found
    notes.append(
        f"{where}, property {shown(slot.name)}: the default {shown(slot.default)} is no "
        f"{slot.type} that fits; the argument has none."
    )
    return replace(slot, default=None)


def _readings(value: Any) -> tuple[Any, ...]:
    """Return what a default may mean: itself, the value it spells, itself as text."""
    if isinstance(value, float) and value.is_integer():
        return value, int(value), str(value)
    if not isinstance(value, str):
        return (value, str(value)) if isinstance(value, int | float) else (value,)
    word = value[:16].strip().lower()
    if word in _WORDS:
        return value, _WORDS[word]
    try:
        return value, json.loads(value[:DESCRIPTION_CHARACTERS])
    except (ValueError, RecursionError):
        return (value,)


def _texts(function: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    texts = function.get(key) or []
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise ValueFormatError(f"{where}: {key!r} must be a list of texts.")
    return tuple(texts)


def _many(count: int) -> str:
    return "Two" if count == 2 else f"{count:,}"


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
