"""Ask a small trained router in plain language; discrete experts answer, with proof.

>>> import mrkl
>>> print(mrkl.ask("What is 15% of 2,480?"))  # doctest: +SKIP
372

Names are loaded on first use, so that importing the package stays cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mrkl.version import __version__

if TYPE_CHECKING:
    from mrkl import errors
    from mrkl.facade import aask, ask, stream
    from mrkl.functions import expert
    from mrkl.settings import Settings
    from mrkl.system import System
    from mrkl_core.answer import Answer
    from mrkl_core.protocols import Expert

_HOMES = {
    "Answer": "mrkl_core.answer",
    "Expert": "mrkl_core.protocols",
    "Settings": "mrkl.settings",
    "System": "mrkl.system",
    "aask": "mrkl.facade",
    "ask": "mrkl.facade",
    "expert": "mrkl.functions",
    "stream": "mrkl.facade",
}

__all__ = [
    "Answer",
    "Expert",
    "Settings",
    "System",
    "__version__",
    "aask",
    "ask",
    "errors",
    "expert",
    "stream",
]


def __getattr__(name: str) -> Any:
    if name == "errors":
        return importlib.import_module("mrkl.errors")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mrkl' has no attribute {name!r}; it offers: {__all__}")


def __dir__() -> list[str]:
    return sorted(__all__)
