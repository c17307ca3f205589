"""Slips in a spec that can be seen without a router."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mrkl_core.names import counted, spoken
from mrkl_core.values import ExpertSpec, Slot

#: Examples a tool should have.
ENOUGH = 5

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend.

    Attributes:
        expert: The tool.
        code: What kind of thing, stable.
        severity: ``error`` must be mended, ``warning`` should be.
        message: What is wrong.
        hint: What to do about it.
        texts: The examples that show it.
    """

    expert: str
    code: str
    severity: Severity
    message: str
    hint: str
    texts: tuple[str, ...] = ()


def spec_findings(spec: ExpertSpec, others: Iterable[ExpertSpec] = ()) -> Iterator[Finding]:
    """Yield what can be seen of a spec without a router."""
    for code, severity, message, hint, texts in (
        *_example_slips(spec), *_description_slips(spec, others), *_argument_slips(spec.slots),
    ):  # fmt: skip
        yield Finding(
            expert=spec.name, code=code, severity=severity, message=message, hint=hint, texts=texts
        )


_Slip = tuple[str, Severity, str, str, tuple[str, ...]]


def _example_slips(spec: ExpertSpec) -> Iterator[_Slip]:
    examples = [_folded(text) for text in spec.examples]
    count = len(set(examples))
    if not examples:
        yield (
            "no-examples", "warning", "It has no examples.",
            f"Add {ENOUGH} or more questions it answers.", (),
        )  # fmt: skip
    elif count < ENOUGH:
        yield (
            "few-examples", "warning", f"It has {counted(count, 'different example')}.",
            f"Add some: {ENOUGH} or more, worded as differently as people word them.", (),
        )  # fmt: skip
    twice = tuple(text for text, times in Counter(examples).items() if times > 1)
    if twice:
        yield (
            "repeated-example", "warning", f"{counted(len(twice), 'example')} more than once.",
            "Replace the copies: they teach nothing.", twice,
        )  # fmt: skip
    both = tuple(sorted(set(examples) & {_folded(text) for text in spec.negatives}))
    if both:
        yield (
            "example-is-negative", "error",
            f"{counted(len(both), 'question')} among examples and negatives.",
            "Remove each from one of the two.", both,
        )  # fmt: skip


def _description_slips(spec: ExpertSpec, others: Iterable[ExpertSpec]) -> Iterator[_Slip]:
    words = _folded(spec.description).split()
    if len(words) < 3 or spoken(spec.description) == spoken(spec.name):
        yield (
            "short-description", "warning", f"The description is {spec.description!r:.80}.",
            "Say in a sentence what it does: the router reads it.", (),
        )  # fmt: skip
    for other in others:
        if other.name == spec.name:
            continue
        if _folded(other.description) == _folded(spec.description):
            yield (
                "same-description", "error", f"{other.name!r} has the same description.",
                "Say what sets it apart.", (),
            )  # fmt: skip
        if spoken(other.name) == spoken(spec.name):
            yield (
                "same-name", "warning", f"{other.name!r} reads like the same name.",
                "Choose another name.", (),
            )  # fmt: skip


def _argument_slips(slots: Iterable[Slot]) -> Iterator[_Slip]:
    bare = tuple(slot.name for slot in slots if spoken(slot.description) == spoken(slot.name))
    if bare:
        yield (
            "undescribed-argument", "warning",
            f"{counted(len(bare), 'argument')} without a description.",
            "Describe each: the router looks for the words of the description.", bare,
        )  # fmt: skip


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".?! ")
