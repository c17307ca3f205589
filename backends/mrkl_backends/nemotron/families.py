"""The families of Llama-Nemotron models: how each is told to think, and how it is sampled.

v1 models read ``detailed thinking on`` or ``detailed thinking off``, and nothing else, in the
system message; Super v1.5 thinks unless the system message holds ``/no_think``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mrkl_backends.nemotron.conversation import Think
from mrkl_core.errors import BackendError
from mrkl_core.values import Message

Family = Literal["v1", "nano", "v1.5"]
"""``v1``: Super and Ultra v1; ``nano``: Nano 8B v1 and 4B v1.1; ``v1.5``: Super v1.5."""

_NAME = re.compile(
    r"llama[-_]3[._]\d[-_]nemotron[-_](nano|super|ultra)[-_]\d+b[-_]v(\d+(?:[._]\d+)?)(?!\d)",
    re.IGNORECASE,
)
_RELEASES: Mapping[tuple[str, str], Family] = {
    ("super", "1"): "v1",
    ("ultra", "1"): "v1",
    ("nano", "1"): "nano",
    ("nano", "1.1"): "nano",
    ("super", "1.5"): "v1.5",
}
# The `_name_or_path` inside config.json. That of Super says nothing of the version.
_CONFIG_NAMES: Mapping[str, Family] = {"llama_nemotron_ultra": "v1"}

_V1_TOGGLE = re.compile(
    r"^[ \t]*detailed thinking (on|off)[ \t]*$\n?", re.IGNORECASE | re.MULTILINE
)
_TOGGLES: Mapping[Family, re.Pattern[str]] = {
    "v1": _V1_TOGGLE,
    "nano": _V1_TOGGLE,
    "v1.5": re.compile(r"(?<!\S)/((?:no_)?think)(?!\S)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How to sample: temperature 0 is greedy, ``max_tokens`` bounds new tokens."""

    temperature: float
    top_p: float
    max_tokens: int


def sampling(think: Think) -> Sampling:
    """Return what the model cards advise with reasoning on or off."""
    if think == "on":
        return Sampling(temperature=0.6, top_p=0.95, max_tokens=32_768)
    return Sampling(temperature=0.0, top_p=1.0, max_tokens=32_768)


def family_of(name: str, config: Mapping[str, Any] | None = None) -> Family:
    """Return the family of a model.

    Args:
        name: The model's name or path, such as ``nvidia/Llama-3_3-Nemotron-Super-49B-v1_5``.
        config: Its ``config.json``, read where the name does not tell.

    Raises:
        BackendError: It is no Llama-Nemotron reasoning model that we know.
    """
    inner = str((config or {}).get("_name_or_path", ""))
    for text in (name, inner):
        for kind, version in _NAME.findall(text):
            family = _RELEASES.get((kind.lower(), version.replace("_", ".")))
            if family is not None:
                return family
    if inner in _CONFIG_NAMES:
        return _CONFIG_NAMES[inner]
    raise BackendError(
        f"{name!r} does not name a Llama-Nemotron reasoning model. Known: Llama-3.1-Nemotron-Nano"
        " 8B v1 and 4B v1.1, Llama-3_3-Nemotron-Super-49B v1 and v1_5,"
        " Llama-3_1-Nemotron-Ultra-253B v1.",
        hint="Say which family it is of: 'v1' (Super, Ultra), 'nano' or 'v1.5'.",
        model=name,
    )


def asked_think(family: Family, turns: Sequence[Message]) -> Think | None:
    """Return what the system messages themselves ask for, or None; ``off`` wins over ``on``."""
    asked = {
        "off" if toggle.lower() in ("off", "no_think") else "on"
        for message in _system_messages(turns)
        for toggle in _TOGGLES[family].findall(message.content)
    }
    if not asked:
        return None
    return "off" if "off" in asked else "on"


def with_toggle(family: Family, turns: Sequence[Message], *, think: Think) -> tuple[Message, ...]:
    """Return the conversation with one system message first, which says whether to think.

    Toggles that the system messages hold give way to ``think``. For v1 and Nano all other
    instructions move to the head of the first user turn, as the model cards advise.

    Raises:
        BackendError: A system message stands behind other turns, where no template has a place.
    """
    system = _system_messages(turns)
    rest = tuple(turns[len(system) :])
    _refuse_late_system(rest, len(system))
    cleaned = (_without_toggle(family, message.content) for message in system)
    instructions = "\n\n".join(text for text in cleaned if text.strip())
    if family == "v1.5":
        marker = "/no_think" if think == "off" else ""
        text = "\n\n".join(part for part in (instructions, marker) if part)
        return (Message(role="system", content=text), *rest)
    toggle = Message(role="system", content=f"detailed thinking {think}")
    return (toggle, *_with_instructions(rest, instructions))


def _system_messages(turns: Sequence[Message]) -> tuple[Message, ...]:
    """Return the system messages that lead the conversation."""
    found: list[Message] = []
    for turn in turns:
        if turn.role != "system":
            break
        found.append(turn)
    return tuple(found)


def _refuse_late_system(rest: Sequence[Message], n_system: int) -> None:
    for position, turn in enumerate(rest, start=n_system + 1):
        if turn.role == "system":
            raise BackendError(
                f"Message {position} is a system message behind other messages;"
                " Llama-Nemotron models take system messages only at the start.",
                hint="Move it to the start, or say it in a user message.",
                position=position,
            )


def _without_toggle(family: Family, text: str) -> str:
    """Return ``text`` without toggles; untouched, white space and all, if it has none."""
    cleaned, count = _TOGGLES[family].subn("", text)
    return cleaned.strip() if count else text


def _with_instructions(turns: Sequence[Message], instructions: str) -> tuple[Message, ...]:
    """Return the turns with the instructions before the first thing that the user says."""
    if not instructions:
        return tuple(turns)
    for position, turn in enumerate(turns):
        if turn.role == "user":
            content = f"{instructions.strip()}\n\n{turn.content.strip()}"
            first = Message(role="user", content=content)
            return (*turns[:position], first, *turns[position + 1 :])
    return (Message(role="user", content=instructions), *turns)
