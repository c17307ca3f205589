"""Closes what still runs when the interpreter ends."""

from __future__ import annotations

import atexit
import weakref
from collections.abc import Callable
from typing import Protocol


class Closes(Protocol):
    """Whatever can be closed."""

    def close(self) -> None:
        """End it."""


def close_at_exit(
    thing: Closes, register: Callable[[Callable[[], None]], object] = atexit.register
) -> None:
    """Close ``thing`` at the end of the program, unless it is gone by then.

    Args:
        thing: Kept alive by nothing here.
        register: Takes what is to be called at the end.
    """
    known = weakref.ref(thing)

    def close() -> None:
        living = known()
        if living is not None:
            living.close()

    register(close)
