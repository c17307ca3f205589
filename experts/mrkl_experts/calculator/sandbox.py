"""What a worker gives up before it touches an expression."""

from __future__ import annotations

import resource
import sys

# Harmless, and SymPy does them in normal work; every other audited act is refused.
_ALLOWED = frozenset({"object.__getattr__", "sys._getframe", "gc.collect"})

# Over a worker's whole life; the server kills it far earlier, unless the server itself was killed.
_CPU_S = 60


class ForbiddenActError(BaseException):
    """Code in a worker tried to act on the world; not an ``Exception``, so nothing swallows it."""


def enter(memory_bytes: int) -> None:
    """Give up, for good: memory, processor time, files, and every audited act."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(refuse)


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every audited act that is not known to be harmless.

    Raises:
        ForbiddenActError: Names the act.
    """
    if event not in _ALLOWED:
        raise ForbiddenActError(event)
