"""How a conversation becomes the prompt of a local model.

The checkpoint's own chat template goes first; a Llama-Nemotron model without one gets that of its
family, and one that was tuned as Llama 3 Instruct the one of Llama 3; any other is a base model,
which reads the messages one after another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from mrkl_backends.nemotron.checkpoint import read_template
from mrkl_backends.nemotron.conversation import Piece, Tool, control, joined, literal
from mrkl_backends.nemotron.conversation import Think as Told
from mrkl_backends.nemotron.families import (
    Family,
    Sampling,
    asked_think,
    family_of,
    sampling,
    with_toggle,
)
from mrkl_backends.nemotron.own_template import ChatTemplate
from mrkl_backends.nemotron.templates import render, render_llama_3
from mrkl_backends.pytorch.checkpoint_files import read_json_object
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_core.errors import BackendError
from mrkl_core.protocols import Clock
from mrkl_core.values import Message, Think

_MOST_CONFIG_BYTES = 10_000_000
_TURN_END = "<|eot_id|>"
_TURN_TOKENS = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", _TURN_END)
_TUNED = re.compile(r"(?<![a-z])(instruct|chat)(?![a-z])", re.IGNORECASE)


class MachineClock:
    """The machine's own clock and zone."""

    def now(self) -> datetime:
        """Return the current time, aware of its zone."""
        return datetime.now().astimezone()


class Prompts:
    """Writes the prompts of one checkpoint.

    Args:
        template: Its own chat template, if it brings one.
        family: Which Llama-Nemotron family it is of, if any.
        begin: The token that begins a text without a template; empty if there is none.
        is_llama_3: Whether it was tuned as Llama 3 Instruct; asked where it has neither.
    """

    def __init__(
        self,
        *,
        template: ChatTemplate | None = None,
        family: Family | None = None,
        begin: str = "",
        is_llama_3: bool = False,
    ) -> None:
        self._template = template
        self._begin, self._is_llama_3 = begin, is_llama_3
        self.family = family

    @classmethod
    def read(
        cls,
        folder: Path,
        *,
        clock: Clock,
        begin: str = "",
        tokenizer: Tokenizer | None = None,
        endings: Collection[int] = (),
    ) -> Prompts:
        """Return what writes the prompts of the checkpoint in ``folder``.

        Args:
            folder: Of the checkpoint; its name may say the family.
            clock: What a template takes for the time.
            begin: The token that begins a text without a template.
            tokenizer: Of the checkpoint.
            endings: Tokens that end a reply, by its configuration.

        Raises:
            BackendError: Its template cannot be used.
        """
        config = read_json_object(folder / "config.json", most_bytes=_MOST_CONFIG_BYTES)
        try:
            family: Family | None = family_of(folder.resolve().name, config)
        except BackendError:  # any other Llama
            family = None
        return cls(
            template=read_template(folder, clock=clock),
            family=family,
            begin=begin,
            is_llama_3=tokenizer is not None
            and _is_llama_3(folder.resolve().name, config, tokenizer, endings),
        )

    def pieces(
        self, messages: Sequence[Message], *, tools: Sequence[Tool] = (), think: Think = "auto"
    ) -> tuple[Piece, ...]:
        """Return the prompt of a conversation, the assistant's turn opened.

        Raises:
            BackendError: The template has no place for a message or for tools.
        """
        if self.family is not None:
            thinks = self.thinks(messages, think)
            if self._template is None:
                return render(self.family, messages, think=thinks, tools=tools)
            messages = with_toggle(self.family, messages, think=thinks)
        if self._template is not None:
            return self._template.render(messages, tools=tools)
        if self._is_llama_3:
            return render_llama_3(messages, tools=tools)
        if tools:
            raise BackendError(
                "The checkpoint has no chat template, so it cannot be offered tools.",
                hint="Use an instruction-tuned checkpoint with its tokenizer_config.json.",
            )
        text = "\n".join(message.content for message in messages)
        return joined((*([control(self._begin)] if self._begin else []), literal(text)))

    def thinks(self, messages: Sequence[Message], think: Think) -> Told:
        """Return whether the model is to reason: as asked, else as the messages say.

        Where neither says so, v1.5 reasons, which is its own default; the others do not.
        """
        if think != "auto":
            return think
        asked = asked_think(self.family, messages) if self.family else None
        return asked or ("on" if self.family == "v1.5" else "off")

    def sampling(self, messages: Sequence[Message], think: Think) -> Sampling:
        """Return how the model cards advise to sample the reply."""
        return sampling(self.thinks(messages, think))


def _is_llama_3(
    name: str, config: Mapping[str, Any], tokenizer: Tokenizer, endings: Collection[int]
) -> bool:
    """Tell whether a model was tuned as Llama 3 Instruct.

    Base models share the vocabulary, so its tokens alone do not tell; but they are not configured
    to end with a turn, and not named so.
    """
    if any(tokenizer.token_id(token) is None for token in _TURN_TOKENS):
        return False
    if tokenizer.token_id(_TURN_END) in endings:
        return True
    return any(_TUNED.search(text) for text in (name, str(config.get("_name_or_path", ""))))
