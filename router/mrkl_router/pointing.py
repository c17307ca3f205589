"""What a part points at in the turn before: "convert that to metres", "what weekday is that?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from mrkl_core.answer import Turn
from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import cited_spans, named_sources
from mrkl_core.values import Abstain, Call, Decision, ExpertSpec, Provenance
from mrkl_router.antecedents import Given, is_measure, pronoun
from mrkl_router.composition import Part, Span
from mrkl_router.earlier import earlier
from mrkl_router.spans import byte_offset


class Deciding(Protocol):
    """How the router judges a part."""

    def decide(self, part: Part, givens: tuple[Given, ...]) -> Decision:
        """Decide about a part whose given spans stand for values."""


def pointed(
    question: str,
    part: Part,
    turns: Sequence[Turn],
    specs: Mapping[str, ExpertSpec],
    deciding: Deciding,
) -> Decision | None:
    """Return the call for a part with a pronoun for what is before; None if it needs none.

    "Convert that from miles to feet" says no number of its own, so "that" is one; "how many
    pounds is that" behind "my suitcase weighs 19 kilograms" is not about the turn before.

    Args:
        question: The whole question.
        part: A part without references that the compose head found.
        turns: Earlier turns.
        specs: The enabled experts by name.
        deciding: Judges a part.
    """
    span = pronoun(question, (part.start, part.end))
    if span is None:
        return None
    part = replace(part, references=(span,))
    alone = deciding.decide(part, ())
    if isinstance(alone, Call) and _says_enough(question, part, alone, specs[alone.name]):
        return None
    givens = of_turn_before(question, part, turns)
    decision = judged(part, tuple(givens), deciding) if givens else alone
    if givens and isinstance(decision, Call):
        return decision
    return unclear(question, part) if isinstance(alone, Call) else None


def judged(part: Part, givens: tuple[Given, ...], deciding: Deciding) -> Decision:
    """Decide about a part; no program over an earlier answer is believed but an operation."""
    try:
        decision = deciding.decide(part, givens)
    except ProvenanceError as error:  # a date is no number
        return Abstain(reason=str(error))
    origins = decision.provenance.values() if isinstance(decision, Call) else ()
    if any(origin.kind == "program" and _rests_on_answer(origin) for origin in origins):
        return Abstain(reason="It is not clear what is to be computed with the answer before.")
    return decision


def of_turn_before(question: str, part: Part, turns: Sequence[Turn]) -> list[Given]:
    """Return what the part's references stand for; nothing if no turn before made a call."""
    before = earlier(turns)
    if not part.references or before is None:
        return []
    # Without a typed value only arguments of the call can be meant.
    values = {} if before.value is None else {before.source: before.value}
    return [
        Given(*span, question[slice(*span)], before.source, before.call, values, question)
        for span in part.references
    ]


def takes_nothing_else(question: str, part: Part, call: Call) -> bool:
    """Tell whether a call takes the references themselves, or no other words."""
    words = [(byte_offset(question, a), byte_offset(question, b)) for a, b in part.references]
    said = [span for origin in call.provenance.values() for span in _own_words(origin)]
    return not said or any(a < y and b > x for a, b in said for x, y in words)


def unclear(question: str, part: Part) -> Abstain:
    """Return that nobody knows what the part's reference is."""
    words = question[slice(*part.references[0])]
    return Abstain(reason=f"It is not clear what {words!r} refers to, or what is asked about it.")


def _says_enough(question: str, part: Part, call: Call, spec: ExpertSpec) -> bool:
    """Tell whether a call takes words besides the references, and a value if it can.

    What is handed the whole question has all of it.
    """
    if any(slot.format == "question" for slot in spec.slots):
        return True
    if takes_nothing_else(question, part, call):
        return False
    measures = [slot.name for slot in spec.slots if is_measure(slot)]
    return not measures or any(name in call.provenance for name in measures)


def _rests_on_answer(origin: Provenance) -> bool:
    return any(source.startswith("answer:") for source in named_sources(origin))


def _own_words(origin: Provenance) -> tuple[Span, ...]:
    """Return the words that an argument was read from; none for programs and choices."""
    copied = origin.kind in ("copied", "normalised") and origin.source == "question"
    return cited_spans(origin) if copied else ()
