"""How a document is written: parts of text, wanted or given, and control tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

BEGIN, END = "<|begin_of_text|>", "<|end_of_text|>"
SYSTEM, USER, ASSISTANT, TOOL = "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>"
END_OF_TURN = "<|end|>"
CONTROLS = (BEGIN, END, SYSTEM, USER, ASSISTANT, TOOL, END_OF_TURN)

#: The same conversation as a Jinja template.
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|{{ message.role }}|>{{ message.content }}"
    "<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


class Part(NamedTuple):
    """A piece of a document.

    Attributes:
        text: Plain text, or a control token.
        wanted: Whether the model is to write it; else it is given, and counts less.
        control: Whether it is a control token.
    """

    text: str
    wanted: bool = False
    control: bool = False


Document = Sequence[Part]


def chat(turns: Iterable[tuple[str, str]], system: str = "") -> list[Part]:
    """Return a conversation: what the user says, what the assistant replies, and so on."""
    parts = [Part(BEGIN, control=True)]
    if system:
        parts += [Part(SYSTEM, control=True), Part(system), Part(END_OF_TURN, control=True)]
    for said, reply in turns:
        parts += [Part(USER, control=True), Part(said), Part(END_OF_TURN, control=True)]
        parts += [Part(ASSISTANT, control=True), Part(reply, wanted=True)]
        parts.append(Part(END_OF_TURN, wanted=True, control=True))
    return parts


def plain(parts: Iterable[Part]) -> list[Part]:
    """Return a document without turns."""
    return [Part(BEGIN, control=True), *parts, Part(END, wanted=True, control=True)]
