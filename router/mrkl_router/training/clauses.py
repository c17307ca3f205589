"""Compound questions made of two or three single ones: the clause task."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from mrkl_router.training.phrasings import Question

_JOINTS = (" and ", ", and ", " and also ", "? And ", "? ", ". ", "; ", ", and also ",
           " as well as ",           " and then ", ", then ", ", plus ", "? Also, ", ". Also ",
           " and after that ")  # fmt: skip


@dataclass(frozen=True)
class ClauseRow:
    """A question and the character spans of its connectives (empty for a single question)."""

    text: str
    joints: tuple[tuple[int, int], ...]


def training_clauses(questions: list[Question], rng: Random, count: int) -> list[ClauseRow]:
    """Return ``count`` compound questions and as many single ones."""
    asked = [q for q in questions if q.expert is not None and len(q.text) < 120]
    by_expert: dict[str | None, list[Question]] = {}
    for question in asked:
        by_expert.setdefault(question.expert, []).append(question)
    experts = sorted(expert for expert in by_expert if expert)
    made: list[ClauseRow] = []
    for _ in range(count):
        out, joints = "", []
        parts = rng.choice((2, 2, 2, 3))
        for index in range(parts):
            words = rng.choice(by_expert[rng.choice(experts)]).text.strip()
            words = words if index == parts - 1 else words.rstrip("?.! ")
            if index:
                joint = rng.choice(_JOINTS)
                joints.append(
                    (len(out) + len(joint) - len(joint.lstrip()), len(out) + len(joint.rstrip()))
                )
                out += joint
                words = words[:1].lower() + words[1:] if rng.random() < 0.7 else words
            out += words
        made.append(ClauseRow(out, tuple(joints)))
    made += [ClauseRow(rng.choice(by_expert[rng.choice(experts)]).text, ()) for _ in range(count)]
    with_and = [question for question in asked if " and " in question.text]
    made += [ClauseRow(rng.choice(with_and).text, ()) for _ in range(count // 2)]
    return made
