"""What an author should know of a tool before users do: collisions, and slips in its spec."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from mrkl_core.protocols import TextEncoder
from mrkl_core.values import ExpertSpec, Score
from mrkl_router.spec_lint import Finding, spec_findings

#: How often a tool is learned anew without some of its examples.
FOLDS = 8
#: Examples of other tools that are looked at, spread evenly over them.
OTHERS_EXAMPLES = 1000
#: How many of these, the nearest in meaning, are routed.
NEAREST = 32
#: Cosine from which two examples are the same question in other words.
SAME = 0.95
#: Confidence from which a tool counts as the winner: below its threshold it takes no question, but
#: two tools that share one may both abstain.
LIKELY = 0.5
#: Share of lost examples from which a collision must be mended.
TOO_MANY = 1 / 3


@runtime_checkable
class LearningRouter(Protocol):
    """What the lint needs of a router."""

    @property
    def encoder(self) -> TextEncoder:
        """Return what turns examples into vectors."""

    def register(self, spec: ExpertSpec) -> None:
        """Learn an expert."""

    def unregister(self, name: str) -> None:
        """Forget an expert."""

    def explain(self, question: str, *, experts: Sequence[str]) -> tuple[Score, ...]:
        """Return scores, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Two tools that take each other's questions.

    Attributes:
        expert: The tool under test.
        other: The tool it collides with.
        lost: Examples of ``expert`` that ``other`` wins, when ``expert`` has not seen them.
        taken: Examples of ``other`` that ``expert`` wins.
        examples: How many examples ``expert`` has.
        others_examples: How many examples of ``other`` were looked at.
    """

    expert: str
    other: str
    lost: tuple[str, ...]
    taken: tuple[str, ...]
    examples: int
    others_examples: int


def lint(
    router: LearningRouter, spec: ExpertSpec, others: Sequence[ExpertSpec]
) -> tuple[Finding, ...]:
    """Return everything to mend about ``spec``, errors first; see ``collisions``."""
    found = [*spec_findings(spec, others)]
    found += [_collision_finding(one) for one in collisions(router, spec, others)]
    return tuple(sorted(found, key=lambda finding: finding.severity))


def collisions(
    router: LearningRouter, spec: ExpertSpec, others: Sequence[ExpertSpec]
) -> tuple[Collision, ...]:
    """Return the tools that ``spec`` collides with, the worst first.

    Each example of ``spec`` is routed by a router that learned the tool without it. The router
    is left as it was. Not meant for the built-in experts, which are trained, not learned.

    Args:
        router: Has learned ``others``; it may have learned ``spec``.
        spec: The tool under test.
        others: The tools it shall live with; one of the same name is passed over.
    """
    others = [other for other in others if other.name != spec.name]
    names = [other.name for other in others]
    lost: dict[str, list[str]] = defaultdict(list)
    taken: dict[str, list[str]] = defaultdict(list)
    for example, winner in _held_out_winners(router, spec, names):
        if winner in names:
            lost[winner].append(example)
    tried = _spread(others)
    closeness = _closeness(router.encoder, spec, tried)
    with _learned(router, spec) as name:
        for index in np.argsort(-closeness.max(0))[:NEAREST]:
            owner, example = tried[index]
            if _winner(router, example, [name, owner]) == name:
                taken[owner].append(example)
    for i, j in np.argwhere(closeness[:-1] >= SAME):
        owner, example = tried[j]
        lost[owner].append(spec.examples[i])
        taken[owner].append(example)
    counts = Counter(owner for owner, _ in tried)
    found = [
        Collision(
            expert=spec.name,
            other=name,
            lost=tuple(dict.fromkeys(lost[name])),
            taken=tuple(dict.fromkeys(taken[name])),
            examples=len(spec.examples),
            others_examples=counts[name],
        )
        for name in names
        if name in lost or name in taken
    ]
    return tuple(sorted(found, key=lambda one: -len(one.lost) - len(one.taken)))


def _held_out_winners(
    router: LearningRouter, spec: ExpertSpec, names: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    examples = tuple(dict.fromkeys(spec.examples))
    for fold in range(min(FOLDS, len(examples))):
        rest = tuple(text for i, text in enumerate(examples) if i % FOLDS != fold)
        with _learned(router, replace(spec, examples=rest)) as name:
            for text in examples[fold::FOLDS]:
                yield text, _winner(router, text, [name, *names])


def _winner(router: LearningRouter, question: str, experts: Sequence[str]) -> str | None:
    best = router.explain(question, experts=experts)[0]
    return best.expert if best.score >= min(best.threshold, LIKELY) else None


@contextmanager
def _learned(router: LearningRouter, spec: ExpertSpec) -> Iterator[str]:
    """Let the router know ``spec`` for a while, beside a tool that has its name.

    No registered name ends with a space, and no encoder sees it.
    """
    name = f"{spec.name} "
    router.register(replace(spec, name=name))
    try:
        yield name
    finally:
        router.unregister(name)


def _spread(others: Sequence[ExpertSpec]) -> list[tuple[str, str]]:
    """Return (name, example) pairs, as many of each tool as the bound allows."""
    each = max(1, OTHERS_EXAMPLES // max(1, len(others)))
    pairs = []
    for other in others:
        step = -(-len(other.examples) // each) or 1
        pairs += [(other.name, text) for text in other.examples[::step]]
    return pairs[:OTHERS_EXAMPLES]


def _closeness(
    encoder: TextEncoder, spec: ExpertSpec, tried: Sequence[tuple[str, str]]
) -> NDArray[np.float32]:
    """Return (N + 1, M) cosines of the examples, last the description, to the tried examples."""
    ours = encoder.encode([*spec.examples, spec.description])
    found: NDArray[np.float32] = ours @ encoder.encode([text for _, text in tried]).T
    return found


def _collision_finding(one: Collision) -> Finding:
    losses, gains = len(one.lost), len(one.taken)
    sentences = []
    if losses:
        sentences.append(
            f"{one.other!r} wins {losses} of the {one.examples} examples of {one.expert!r}."
        )
    if gains:
        sentences.append(
            f"{one.expert!r} wins {gains} of {one.others_examples} examples of {one.other!r}."
        )
    share = max(losses / max(1, one.examples), gains / max(1, one.others_examples))
    bad = share >= TOO_MANY and losses + gains > 1
    return Finding(
        expert=one.expert,
        code="collision",
        severity="error" if bad else "warning",
        message=" ".join(sentences),
        hint="Add negatives, or say in the description what sets it apart.",
        texts=tuple(dict.fromkeys((*one.lost, *one.taken))),
    )
