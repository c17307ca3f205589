"""Plans that cannot be made, as can be told before any argument is read.

Choosing the expert of a part takes a short pass over its words; filling in the arguments takes five
times as long, and is in vain where a later part turns out to be nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from mrkl_core.values import ExpertSpec
from mrkl_router.composition import Part


class Foreseeing(Protocol):
    """What tells where a part may go without deciding about it."""

    def foreseen(self, part: Part) -> Collection[str]:
        """Return the experts of which one is called if the part becomes a call."""


def is_vain(
    parts: Sequence[Part],
    question: str,
    specs: Mapping[str, ExpertSpec],
    foreseeing: Foreseeing,
) -> bool:
    """Tell whether parts are sure to become no plan, where there is no turn before.

    What refers or holds another question may be why it is asked back, so parts from there on are
    not looked at.

    Args:
        parts: Those of the question.
        question: The whole question.
        specs: The enabled experts by name.
        foreseeing: Tells where a part may go.
    """
    going: Collection[str] = ()
    for part in parts:
        if part.references or part.inner or (part.fragment and not going):
            return False
        if part.fragment:
            vain = all(is_one_query(part, question, specs[name]) for name in going)
        else:
            going = foreseeing.foreseen(part)
            vain = not going
        if vain:
            return True
    return False


def is_one_query(part: Part, question: str, spec: ExpertSpec) -> bool:
    """Tell whether a fragment belongs to the query before: "from Brazil or from Canada"."""
    queries = any(slot.format == "sql" for slot in spec.slots)
    joined = question[: part.start].rstrip(" ,").lower().endswith(" or")
    return queries and joined
