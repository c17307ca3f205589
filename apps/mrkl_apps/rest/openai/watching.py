"""Whoever watches the system hears of what a model says beside it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mrkl.answering import Asked
from mrkl.deadline import Deadline
from mrkl.records import error_record
from mrkl.system import System
from mrkl_core.answer import Event
from mrkl_core.errors import MRKLError
from mrkl_core.values import Think

Tell = Callable[[Event], None]


@contextmanager
def watched(system: System, question: str, think: Think, deadline_s: float) -> Iterator[Tell]:
    """Give what to tell of the events of a question; a failure inside is told by itself."""
    if system.watch is None:
        yield _tell_nobody
        return
    asked = Asked(
        question=question,
        experts={},
        turns=(),
        conversation=None,
        deadline=Deadline(deadline_s),
        think=think,
    )
    tell = system.watch(asked)
    try:
        yield tell
    except BaseException as error:  # cancellation too ends what is watched
        known = error if isinstance(error, MRKLError) else MRKLError(type(error).__name__)
        tell(Event(kind="error", data=error_record(known)))
        raise


def _tell_nobody(event: Event) -> None:
    """Drop an event."""
