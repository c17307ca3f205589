"""The models that callers see: the router, each expert, and the language model."""

from __future__ import annotations

from typing import Any

from mrkl.fallback import NAME
from mrkl.system import System
from mrkl_apps.rest.errors import UnknownModelError
from mrkl_core.errors import did_you_mean

ROUTED = "mrkl"
LANGUAGE_MODEL = f"{ROUTED}/{NAME}"


def model_names(system: System) -> tuple[str, ...]:
    """Return the models that can be asked now, the routed one first."""
    experts = (f"{ROUTED}/{name}" for name in system.enabled if name != NAME)
    return (ROUTED, *experts, *([LANGUAGE_MODEL] if system.model else []))


def check_model(system: System, name: str) -> str:
    """Return ``name`` if it is a model.

    Raises:
        UnknownModelError: It is none.
    """
    known = model_names(system)
    if name not in known:
        raise UnknownModelError(
            f"There is no model {name!r:.200}.", hint=did_you_mean(name, known), param="model"
        )
    return name


def experts_of(name: str) -> list[str] | None:
    """Return the experts that a model's choice is restricted to; None is all.

    The language model alone leaves no expert to choose.
    """
    if name == ROUTED:
        return None
    return [] if name == LANGUAGE_MODEL else [name.removeprefix(f"{ROUTED}/")]


def model_record(name: str, created: int) -> dict[str, Any]:
    """Return a model as JSON data; ``created`` is in seconds since 1970."""
    return {"id": name, "object": "model", "created": created, "owned_by": "mrkl"}
