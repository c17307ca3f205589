"""A router's call made ready to run: provenance replayed, earlier results put in.

Nothing here trusts the router: a value that its provenance does not give again is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mrkl_core.answer import text_sources
from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import named_sources, replay, replay_arguments
from mrkl_core.values import Call, Provenance

__all__ = ["grounded_arguments", "merge_edits", "needed_steps", "text_sources"]

_HUMAN = Provenance(kind="human", source="human", start=0, end=0, transform="human")


def needed_steps(call: Call, index: int) -> tuple[int, ...]:
    """Return the earlier steps whose results call number ``index`` uses.

    Raises:
        ProvenanceError: It names a step that does not come before it.
    """
    needed: set[int] = set()
    for name, origin in call.provenance.items():
        for source in _step_sources(origin):
            number = source.partition(":")[2]
            if not number.isdecimal() or int(number) >= index:
                raise ProvenanceError(
                    f"Argument {name!r} of step {index} comes from {source!r}, "
                    "which is not an earlier step.",
                    argument=name,
                )
            needed.add(int(number))
    return tuple(sorted(needed))


def _step_sources(origin: Provenance) -> list[str]:
    return [source for source in named_sources(origin) if source.startswith("step:")]


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
        if _step_sources(origin):
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
