"""Built-in chat templates, for checkpoints that bring none of their own.

Every turn is ``<|start_header_id|>ROLE<|end_header_id|>``, a blank line, text, ``<|eot_id|>``.
The texts are those of the released templates, but for two places: v1 refuses tools rather than
drop them, and what a Nano model said before a call is kept. See ``blocks`` for how JSON is kept in
its tags.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mrkl_backends.nemotron.blocks import available_tools, tool_calls, tool_responses
from mrkl_backends.nemotron.conversation import (
    Piece,
    Think,
    Tool,
    control,
    joined,
    literal,
)
from mrkl_backends.nemotron.families import Family, with_toggle
from mrkl_backends.nemotron.tags import THINK_CLOSE, THINK_OPEN
from mrkl_core.errors import BackendError
from mrkl_core.values import Message

_BEGIN = control("<|begin_of_text|>")
_HEADER = control("<|start_header_id|>")
_HEADER_END = control("<|end_header_id|>")
_TURN_END = control("<|eot_id|>")

_NO_THINK = "/no_think"
_NO_THOUGHTS = f"{THINK_OPEN}\n\n{THINK_CLOSE}\n\n"
# The doubled braces are in the released template; the model was trained on them.
_TOOL_USE = (
    "You can use the following tools to assist the user if required:\n"
    "%s\n\n"
    "If you decide to call any tool(s), use the following format:\n"
    '<TOOLCALL>[{{"name": "tool_name1", "arguments": "tool_args1"}},'
    ' {{"name": "tool_name2", "arguments": "tool_args2"}}]</TOOLCALL>\n\n'
    "Response from tool(s) will be returned in this format:\n"
    '<TOOL_RESPONSE>[{{"response": "tool_response1"}},'
    ' {{"response": "tool_response2"}}]</TOOL_RESPONSE>\n\n'
    "Based on the results returned by the tool(s), you can call additional tools if needed,"
    " correct tool calls if any errors are found, or just respond with the answer to the user."
)

_Entry = Message | tuple[Message, ...]
_Written = Iterable[tuple[str, str]]
"""Role and text of each turn."""


def render(
    family: Family,
    messages: Sequence[Message],
    *,
    think: Think,
    tools: Sequence[Tool] = (),
    add_generation_prompt: bool = True,
) -> tuple[Piece, ...]:
    """Return the prompt of a conversation.

    Args:
        family: Which template.
        messages: The turns, oldest first; system messages only at the start.
        think: Whether the model shall reason before it answers.
        tools: The functions that the model may call.
        add_generation_prompt: Whether to open the assistant's turn at the end.

    Raises:
        BackendError: The family's template has no place for a turn or for tools, or a tool, an
            argument or a result is not JSON data.
    """
    turns = with_toggle(family, messages, think=think)
    pieces = [_BEGIN]
    for role, text in _WRITERS[family](turns, tools):
        pieces += [*_opening(role, text), _TURN_END]
    if add_generation_prompt:
        is_prefilled = family == "v1.5" and think == "off"
        pieces += _opening("assistant", _NO_THOUGHTS if is_prefilled else "")
    return joined(pieces)


def render_llama_3(messages: Sequence[Message], *, tools: Sequence[Tool] = ()) -> tuple[Piece, ...]:
    """Return the prompt of a conversation for a model tuned as Llama 3 Instruct was.

    Args:
        messages: The turns, oldest first.
        tools: Must be none.

    Raises:
        BackendError: There are tools, for which Llama 3 has no place, or calls of them.
    """
    if tools or any(turn.tool_calls or turn.role == "tool" for turn in messages):
        raise BackendError(
            "The built-in template of Llama 3 has no place for tools.",
            hint="Use a Llama-Nemotron model, or a checkpoint whose own template has one.",
        )
    pieces = [_BEGIN]
    for turn in messages:
        pieces += [*_opening(turn.role, turn.content.strip()), _TURN_END]
    return joined([*pieces, *_opening("assistant", "")])


def _opening(role: str, text: str) -> list[Piece]:
    return [_HEADER, literal(role), _HEADER_END, literal(f"\n\n{text}")]


def _write_v1(turns: Sequence[Message], tools: Sequence[Tool]) -> _Written:
    if tools or any(turn.tool_calls or turn.role == "tool" for turn in turns):
        raise BackendError(
            "The built-in template of Llama-Nemotron Super and Ultra v1 has no place for tools.",
            hint="Use a Nano or v1.5 model, or a checkpoint whose own template has one.",
        )
    for turn in turns:
        yield turn.role, _trimmed(turn)


def _write_nano(turns: Sequence[Message], tools: Sequence[Tool]) -> _Written:
    entries = list(_entries(turns))
    _refuse_unless_alternating(entries[1:])
    for entry in entries:
        match entry:
            case Message(role="system"):
                block = f"\n\n{available_tools(tools)}" if tools else ""
                yield "system", entry.content.strip() + block
            case Message():
                yield entry.role, _trimmed(entry) + _calls(entry)
            case results:
                yield "user", tool_responses(results)


def _write_v1_5(turns: Sequence[Message], tools: Sequence[Tool]) -> _Written:
    for entry in _entries(turns):
        match entry:
            case Message(role="system"):
                block = _TOOL_USE % available_tools(tools) if tools else ""
                yield "system", _instructions_v1_5(entry.content) + block
            case Message(role="user"):
                yield "user", entry.content
            case Message():
                yield "assistant", without_thinking(entry.content) + _calls(entry)
            case results:
                yield "tool", tool_responses(results)


_WRITERS: Mapping[Family, Callable[[Sequence[Message], Sequence[Tool]], _Written]] = {
    "v1": _write_v1,
    "nano": _write_nano,
    "v1.5": _write_v1_5,
}


def without_thinking(content: str) -> str:
    """Return what an assistant's turn leaves in the history: all behind the last ``</think>``."""
    _, tag, answer = content.rpartition(THINK_CLOSE)
    return answer.lstrip() if tag else content


def _trimmed(message: Message) -> str:
    text = message.content
    return (without_thinking(text) if message.role == "assistant" else text).strip()


def _calls(message: Message) -> str:
    return tool_calls(message.tool_calls) if message.tool_calls else ""


def _instructions_v1_5(content: str) -> str:
    """Return the system text without its marker, as the released template leaves it.

    A marker alone leaves a blank line, which an empty system message does not.
    """
    if content.split()[-1:] == [_NO_THINK]:
        content = content.strip().removesuffix(_NO_THINK).strip()
        return f"{content}\n\n"
    return f"{content}\n\n" if content else ""


def _entries(turns: Sequence[Message]) -> Iterator[_Entry]:
    """Yield the turns, neighbouring tool results as one tuple."""
    for is_results, group in itertools.groupby(turns, lambda turn: turn.role == "tool"):
        if is_results:
            yield tuple(group)
        else:
            yield from group


def _refuse_unless_alternating(entries: Sequence[_Entry]) -> None:
    for position, entry in enumerate(entries):
        speaks = isinstance(entry, Message) and entry.role == "assistant"
        if speaks != (position % 2 == 1):
            wanted = "the assistant" if position % 2 else "the user or a tool"
            raise BackendError(
                f"Turn {position + 1} is not by {wanted}; with Nano models the user (or tools)"
                " and the assistant take turns.",
                hint="Join neighbouring messages of one side.",
                position=position + 1,
            )
