"""The call for an operation on the result of the turn before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from mrkl_core.answer import Turn
from mrkl_core.provenance import replay
from mrkl_core.values import Abstain, Call, Decision, ExpertSpec, Provenance, Slot
from mrkl_router.composition import Part
from mrkl_router.earlier import Earlier, earlier
from mrkl_router.operations import Operation, begins_with_operator, operations_of
from mrkl_router.spans import byte_offset

_NUMBERS = ("integer", "number")


class Deciding(Protocol):
    """How the router judges a part."""

    def decide(self, part: Part, givens: tuple[()]) -> Decision:
        """Decide about a part in its own words."""


def operated(
    question: str,
    part: Part,
    turns: Sequence[Turn],
    specs: Mapping[str, ExpertSpec],
    deciding: Deciding,
) -> Call | Abstain | None:
    """Return the call for a part such as "and times 3?", or why there is none.

    Args:
        question: The whole question.
        part: What may be an operation.
        turns: Earlier turns.
        specs: The enabled experts by name.
        deciding: Tells whether another expert takes the part as it stands.

    Returns:
        None if it is no operation, or belongs to an expert that does not compute.
    """
    words = part.text(question)
    operations = operations_of(words)
    if not operations and not (turns and begins_with_operator(words)):
        return None
    slots = _expressions(specs)
    alone = deciding.decide(part, ())
    if not slots or (isinstance(alone, Call) and alone.name not in slots):
        return None
    before = earlier(turns)
    if not operations:
        return Abstain(reason=f"It is not clear what to do with the result before: {words!r}.")
    if before is None or not before.is_number:
        return Abstain(reason=f"There is no number before that {words!r} could be meant for.")
    if operations[0].plain_minus and _takes_numbers(specs.get(before.call.name)):
        return Abstain(reason=f"{words!r} may be another number, or mean to subtract it.")
    name, slot = next(iter(slots.items()))
    return _call(name, slot, question, part, operations, before)


def _expressions(specs: Mapping[str, ExpertSpec]) -> dict[str, Slot]:
    """Return the experts that need nothing but an expression, with the slot for it."""
    found: dict[str, Slot] = {}
    for name, spec in specs.items():
        needed = [slot for slot in spec.slots if slot.required]
        if len(needed) == 1 and needed[0].format == "expression":
            found[name] = needed[0]
    return found


def _takes_numbers(spec: ExpertSpec | None) -> bool:
    return spec is not None and any(slot.type in _NUMBERS for slot in spec.slots)


def _call(
    name: str,
    slot: Slot,
    question: str,
    part: Part,
    operations: Sequence[Operation],
    before: Earlier,
) -> Call:
    template = f"{{{before.source}|number}}"
    for index, operation in enumerate(operations):
        template = f"({template})" if index else template
        template = operation.template(question, part.start, template)
    origin = Provenance(
        kind="derived",
        source="question",
        start=byte_offset(question, part.start),
        end=byte_offset(question, part.end),
        transform=f"template({json.dumps(template)})",
    )
    value = replay(origin, {"question": question, before.source: before.value})
    return Call(
        name=name,
        arguments={slot.name: value},
        provenance={slot.name: origin},
        confidence=before.call.confidence,
    )
