"""Whether anything was said yet: what somebody has heard is not said a second time."""

from __future__ import annotations

from mrkl_core.values import Content, Hear, Reasoning


class Hearing:
    """One listener, if there is one.

    Args:
        hear: Told what is said.

    Attributes:
        hear: Tells the listener, and takes note; None if nobody listens.
        has_heard: Whether the listener was told anything.
    """

    def __init__(self, hear: Hear | None) -> None:
        self.hear = None if hear is None else self._noting(hear)
        self.has_heard = False

    def _noting(self, hear: Hear) -> Hear:
        def note(said: Reasoning | Content) -> None:
            self.has_heard = True
            hear(said)

        return note
