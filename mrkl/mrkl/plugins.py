"""Experts from installed packages: entry-point group ``mrkl.experts``.

An entry point names an expert, a list of experts, or a function that returns either. Reading
the list imports nothing; a plug-in that fails is reported and takes nobody down.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from mrkl.records import error_record
from mrkl_core.errors import PluginLoadError
from mrkl_core.protocols import Expert
from mrkl_core.values import ErrorRecord

GROUP = "mrkl.experts"
logger = logging.getLogger("mrkl.plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One installed plug-in.

    Attributes:
        name: The entry point's name.
        target: What it names, as ``module:attribute``.
        distribution: The package it comes from.
        version: That package's version.
        experts: What it offers; empty before loading and when it failed.
        error: Why it could not be loaded.
    """

    name: str
    target: str
    distribution: str
    version: str
    experts: tuple[Expert, ...] = ()
    error: ErrorRecord | None = None


def load_plugins(found: Iterable[EntryPoint] | None = None) -> tuple[Plugin, ...]:
    """Import all installed plug-ins, in the order of their names.

    Args:
        found: The entry points; the installed ones when absent.
    """
    points = entry_points(group=GROUP) if found is None else found
    return tuple(_load(point) for point in sorted(points, key=lambda point: point.name))


def _load(point: EntryPoint) -> Plugin:
    experts: tuple[Expert, ...] = ()
    error = None
    try:
        experts = _experts(point.load())
    except (Exception, SystemExit) as failure:
        # Whatever a stranger's module does on import, the others must still work.
        logger.warning("Plug-in %r cannot be used", point.name, exc_info=True)
        problem = PluginLoadError(
            f"Plug-in {point.name!r} ({point.value}) cannot be used: "
            f"{type(failure).__name__}: {failure}",
            hint="Update or remove the package it comes from.",
            plugin=point.name,
        )
        error = error_record(problem)
    return Plugin(
        name=point.name,
        target=point.value,
        distribution=point.dist.name if point.dist else "unknown",
        version=point.dist.version if point.dist else "unknown",
        experts=experts,
        error=error,
    )


def _experts(loaded: Any) -> tuple[Expert, ...]:
    if not isinstance(loaded, Expert | list | tuple) and callable(loaded):
        loaded = loaded()
    experts = (loaded,) if isinstance(loaded, Expert) else tuple(loaded)
    for expert in experts:
        if not isinstance(expert, Expert):
            raise TypeError(f"{expert!r:.80} is not an expert")
    return experts
