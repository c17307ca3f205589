"""Renders the chat template that a checkpoint brings along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mrkl_backends.nemotron.conversation import Piece, Tool, joined
from mrkl_backends.nemotron.token_guard import TokenGuard
from mrkl_core.errors import BackendError
from mrkl_core.protocols import Clock
from mrkl_core.values import Message

if TYPE_CHECKING:
    from mrkl_backends.nemotron.budget import Budget
    from mrkl_backends.nemotron.sandbox import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLimits:
    """What a template may take.

    Attributes:
        template_characters: Its length.
        output_characters: The length of a prompt.
        work: Characters and items made, calls, loops, the conversation's own size included.
        seconds: Processor time of one rendering.
    """

    template_characters: int = 100_000
    output_characters: int = 4_000_000
    work: int = 20_000_000
    seconds: float = 5.0


class ChatTemplate:
    """A checkpoint's chat template; it runs in ``sandbox``.

    Args:
        source: The Jinja template.
        file: Where it is from, for messages.
        special_tokens: All that the tokenizer knows; see ``token_guard``.
        clock: What the template takes for the time.
        bos_token: The token that begins a prompt, for templates that write it.
        eos_token: The token that ends a turn, likewise.
        limits: What the template may take.

    Raises:
        BackendError: It is too long, or is no template, or jinja2 is not installed.
    """

    def __init__(
        self,
        source: str,
        *,
        file: str,
        special_tokens: Iterable[str],
        clock: Clock,
        bos_token: str = "",
        eos_token: str = "",
        limits: TemplateLimits | None = None,
    ) -> None:
        self._file = file
        self._limits = limits or TemplateLimits()
        self._special_tokens = frozenset(special_tokens)
        self._tokens = {"bos_token": bos_token, "eos_token": eos_token}
        if len(source) > self._limits.template_characters:
            raise self._too_long("is", len(source), self._limits.template_characters)
        self._program, self._budget = _compiled(source, file, clock)

    def render(
        self,
        turns: Sequence[Message],
        *,
        tools: Sequence[Tool] = (),
        add_generation_prompt: bool = True,
    ) -> tuple[Piece, ...]:
        """Return the prompt of a conversation.

        Args:
            turns: The turns; ``families.with_toggle`` first tells the model whether to think.
            tools: The functions that the model may call.
            add_generation_prompt: Whether to open the assistant's turn at the end.

        Raises:
            BackendError: The template refuses the conversation, fails, or takes too much.
        """
        data = {"messages": [_message(turn) for turn in turns], "tools": list(tools) or None}
        guard = TokenGuard(data, self._special_tokens)
        text = self._program.render(
            {**guard.data, **self._tokens, "add_generation_prompt": add_generation_prompt},
            self._budget(work=self._limits.work, seconds=self._limits.seconds),
        )
        if len(text) > self._limits.output_characters:
            raise self._too_long("makes a prompt of", len(text), self._limits.output_characters)
        return joined(guard.pieces(text))

    def _too_long(self, what: str, length: int, limit: int) -> BackendError:
        return BackendError(
            f"The chat template {self._file!r} {what} {length:,} characters; the limit is"
            f" {limit:,}.",
            hint="Use a shorter conversation or template, or raise the limit.",
            file=self._file,
            limit=limit,
        )


def _compiled(source: str, file: str, clock: Clock) -> tuple[Program, type[Budget]]:
    """Return the program and the class of its budgets; both need jinja2."""
    try:
        from mrkl_backends.nemotron.budget import Budget
        from mrkl_backends.nemotron.sandbox import Program
    except ModuleNotFoundError as error:
        raise BackendError(
            f"The chat template {file!r} needs jinja2, which is not installed.",
            hint="Install it with `pip install 'mrkl-system[local]'`, or `pip install jinja2`.",
            file=file,
        ) from error
    return Program(source, file=file, clock=clock), Budget


def _message(turn: Message) -> dict[str, Any]:
    """Return a turn as Hugging Face's templates know it."""
    message: dict[str, Any] = {"role": turn.role, "content": turn.content}
    if turn.tool_calls:
        calls = [
            {"name": call.name, "arguments": call.arguments_text or dict(call.arguments)}
            for call in turn.tool_calls
        ]
        message["tool_calls"] = [{"type": "function", "function": call} for call in calls]
    return message
