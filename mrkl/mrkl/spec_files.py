"""Specs from a file that an author is working on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from mrkl.registry import check_spec
from mrkl.tools import ToolSet, read_tools
from mrkl_core.errors import PluginLoadError, ValueFormatError
from mrkl_core.protocols import Expert
from mrkl_core.values import ExpertSpec

_REMEDY = "Give a list of function specs (.json), or a module with experts (.py)."


def read_spec_file(path: Path) -> ToolSet:
    """Return the specs of a JSON file with function specs, or of a Python module with experts.

    A Python file is run, as importing it would; read it first if you do not trust it.

    Raises:
        ValueFormatError: It is neither, or holds no spec.
        InvalidExpertError: A spec cannot be used.
        PluginLoadError: The module fails when it is run.
    """
    found = _from_module(path) if path.suffix == ".py" else _from_json(path)
    if not found.specs:
        raise ValueFormatError(f"{str(path)!r} holds no expert.", hint=_REMEDY)
    return found


def _from_json(path: Path) -> ToolSet:
    try:
        tools = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueFormatError(f"{str(path)!r} is not JSON: {error}.", hint=_REMEDY) from error
    # One tool alone will do, and so will a request body that lists some.
    if isinstance(tools, dict):
        tools = tools.get("tools", [tools])
    return read_tools(tools)


def _from_module(path: Path) -> ToolSet:
    specs: dict[str, ExpertSpec] = {}
    for expert in _experts(_run(path)):
        check_spec(expert.spec)
        if specs.setdefault(expert.spec.name, expert.spec) != expert.spec:
            raise ValueFormatError(
                f"Two experts of {str(path)!r} are called {expert.spec.name!r}.",
                hint="Rename one.",
            )
    return ToolSet(specs=tuple(specs.values()))


def _run(path: Path) -> ModuleType:
    name = f"mrkl_checked_{path.stem}"
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = str(path)
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        SourceFileLoader(name, str(path)).exec_module(module)
    except (Exception, SystemExit) as error:
        raise PluginLoadError(
            f"{str(path)!r} cannot be run: {type(error).__name__}: {error}",
            hint="Mend it, then check again.",
        ) from error
    finally:
        sys.path.remove(str(path.parent.resolve()))
        del sys.modules[name]
    return module


def _experts(module: ModuleType) -> Iterator[Expert]:
    for value in vars(module).values():
        for one in value if isinstance(value, list | tuple) else (value,):
            if _is_expert(one):
                yield one


def _is_expert(value: Any) -> bool:
    is_object = isinstance(value, Expert) and not isinstance(value, type)
    return is_object and isinstance(value.spec, ExpertSpec)
