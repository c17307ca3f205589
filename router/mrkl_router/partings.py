"""Other ways to part a question than the compose head's, for where that one does not work out.

A part that goes on behind its fragments may really be two questions: "80 kg in pounds and 180 cm in
inches" reads like "Rome and Oslo tomorrow". And a plain joint may be missed altogether. Neither way
is believed by itself: the planner has to make a call of every part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mrkl_router.composition import Composition, Part, Span, trimmed

#: Words and signs that may join two questions; a comma alone joins the items of lists.
_SIGNS = r"[;?!]|\s[-–—](?=\s)"
_WORDS = r"and|plus|&|as\s+well\s+as|also|then|(?:and\s+)?on\s+top\s+of\s+that"
_JOINT = re.compile(
    rf"(?:,?\s+(?:{_WORDS})(?=[\s,])|(?:{_SIGNS}),?)(?:[\s,]*(?<!\w)(?:{_WORDS})(?=[\s,]))*",
    re.IGNORECASE,
)


def unfolded(composition: Composition, question: str, *, alone: bool = True) -> Composition | None:
    """Return the parts with the tail behind some fragments given to the last of these.

    None where no part goes on behind fragments.

    Args:
        composition: The parts.
        question: The whole question.
        alone: That fragment, with "in inches" behind it, is a question of its own then.
    """
    if not any(part.hidden for part in composition.parts):
        return None
    parts: list[Part] = []
    for part in composition.parts:
        if part.hidden:
            parts.append(replace(part, end=part.hidden[0][0]))
            continue
        around = [p for p in composition.parts if p.hidden and p.start < part.start < p.end]
        tail = around and part.end >= max(p.end for p in _inside(around[0], composition))
        start = _behind_joint(question, around[0], part) if around else part.start
        if tail:
            parts.append(replace(part, start=start, end=around[0].end, fragment=not alone))
        else:
            parts.append(replace(part, start=start))
    return _parted(composition, question, parts)


def at_joints(composition: Composition, question: str) -> Composition | None:
    """Return the parts between all plain joints; None if there is none."""
    joints = [found.span() for found in _JOINT.finditer(question)]
    edges = [0, *(edge for joint in joints for edge in joint), len(question)]
    spans = [trimmed(question, span) for span in zip(edges[::2], edges[1::2], strict=True)]
    parts = [Part(start, end) for start, end in spans if start < end]
    return _parted(composition, question, parts) if len(parts) > 1 else None


def _inside(whole: Part, composition: Composition) -> list[Part]:
    return [part for part in composition.parts if whole.start < part.start < whole.end]


def _behind_joint(question: str, whole: Part, part: Part) -> int:
    """Return where a fragment begins; the first of a part not before the joint has ended."""
    joint = _JOINT.match(question, whole.hidden[0][0])
    return max(part.start, joint.end()) if joint and joint.end() < part.end else part.start


def _parted(composition: Composition, question: str, parts: Sequence[Part]) -> Composition:
    """Return parts with the references and inner phrases that stand in them."""
    references = tuple(span for part in composition.parts for span in part.references)
    inner = tuple(span for part in composition.parts for span in part.inner)
    made = []
    for part in parts:
        bounds = trimmed(question, (part.start, part.end))
        own = _within(bounds, references), _within(bounds, inner)
        made.append(Part(*bounds, part.fragment, references=own[0], inner=own[1]))
    return Composition(tuple(made))


def _within(bounds: Span, spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple((a, b) for a, b in spans if bounds[0] <= a < b <= bounds[1])
