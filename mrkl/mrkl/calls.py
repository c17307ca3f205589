"""A router's call made ready to run: provenance replayed, earlier results put in.

Nothing here trusts the router: a value that its provenance does not give again is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mrkl_core.answer import Turn
from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import replay, replay_arguments
from mrkl_core.values import Call, Provenance

_HUMAN = Provenance(kind="human", source="human", start=0, end=0, transform="human")


def text_sources(question: str, turns: Sequence[Turn]) -> dict[str, Any]:
    """Return the texts that provenance may name: the question and the earlier turns."""
    sources: dict[str, Any] = {"question": question}
    sources.update({f"turn:{index}": turn.question for index, turn in enumerate(turns)})
    return sources


def needed_steps(call: Call, index: int) -> tuple[int, ...]:
    """Return the earlier steps whose results call number ``index`` uses.

    Raises:
        ProvenanceError: It names a step that does not come before it.
    """
    needed: set[int] = set()
    for name, origin in call.provenance.items():
        kind, _, number = origin.source.partition(":")
        if kind != "step":
            continue
        if not number.isdecimal() or int(number) >= index:
            raise ProvenanceError(
                f"Argument {name!r} of step {index} comes from {origin.source!r}, "
                "which is not an earlier step.",
                argument=name,
            )
        needed.add(int(number))
    return tuple(sorted(needed))


def grounded_arguments(call: Call, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call's arguments, those from earlier steps computed from their results.

    Raises:
        ProvenanceError: A value does not replay, has no provenance, or claims to be a person's.
    """
    arguments = dict(call.arguments)
    for name, origin in call.provenance.items():
        if origin.kind == "human":
            raise ProvenanceError(
                f"The router claims that a person typed argument {name!r}.", argument=name
            )
        if origin.source.startswith("step:"):
            arguments[name] = replay(origin, sources)
        elif name not in arguments:
            raise ProvenanceError(
                f"Argument {name!r} has a provenance but no value.", argument=name
            )
    return replay_arguments(arguments, call.provenance, sources)


def merge_edits(
    arguments: Mapping[str, Any],
    provenance: Mapping[str, Provenance],
    edited: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Provenance]]:
    """Return what a person approved; what they changed has provenance ``human``."""
    origins = {
        name: provenance[name] if name in arguments and _same(arguments[name], value) else _HUMAN
        for name, value in edited.items()
    }
    return dict(edited), origins


def _same(old: Any, new: Any) -> bool:
    return type(old) is type(new) and bool(old == new)
