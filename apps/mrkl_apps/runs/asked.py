"""What a run is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mrkl_apps.store import LATEST, Latest
from mrkl_core.protocols import Expert
from mrkl_core.values import Think


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question in a conversation.

    Attributes:
        conversation: Its name; made if there is none.
        question: The text, or None with ``answer_to``.
        parent: The answer that the question follows; ``LATEST`` is the newest that has ended,
            None begins anew.
        answer_to: A question of the conversation, to be answered again.
        experts: Restricts the choice to these.
        think: Whether a language model shall reason first.
        instead: Experts that run in place of the registered ones of the same name.
        otherwise: Expert that is handed the whole question where the router abstains.
    """

    conversation: str
    question: str | None = None
    parent: str | Latest | None = LATEST
    answer_to: str | None = None
    experts: Sequence[str] | None = None
    think: Think | None = None
    instead: Mapping[str, Expert] | None = None
    otherwise: str | None = None
