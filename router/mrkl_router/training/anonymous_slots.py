"""Slots whose names say nothing: then the order in which a question says numbers is their order.

Libraries of functions are full of them (``a``, ``b`` and ``c``; ``num1`` and ``num2``), and a
reader that never saw one gives such slots any number of the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.training.tools import Said

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NUMBERED = "num{} number{} value{} x{} arg{} n{} value_{} input{}".split()
_SCHEMES = (
    *(tuple(letters) for letters in ("abcdef", "xyzwuv", "pqrstu", "mnklij")),
    *(tuple(pattern.format(place) for place in range(1, 7)) for pattern in _NUMBERED),
    _ORDINALS,
    tuple(f"{ordinal}_number" for ordinal in _ORDINALS),
)
_DESCRIPTIONS = (
    "", "The {ordinal} number.", "The {ordinal} value", "{Ordinal} value.", "Parameter {name}.",
    "The {name} value.", "{Ordinal} input", "Value of {name}.", "The {ordinal} operand.", "{name}",
)  # fmt: skip


def anonymous(
    spec: ExpertSpec, said: Mapping[str, Said], rng: Random
) -> tuple[ExpertSpec, dict[str, Said]]:
    """Return the function with its numbers in the order in which they are said, and renamed.

    The function itself where fewer than two numbers are said.
    """
    places = {
        slot.name: span[0]
        for slot in spec.slots
        if slot.type in ("integer", "number") and isinstance(span := said.get(slot.name), tuple)
    }
    if not 2 <= len(places) <= len(_ORDINALS):
        return spec, dict(said)
    names = rng.choice(_SCHEMES)
    description = rng.choice(_DESCRIPTIONS)
    renamed: dict[str, Slot] = {}
    for index, old in enumerate(sorted(places, key=places.__getitem__)):
        ordinal = _ORDINALS[index]
        described = description.format(
            name=names[index], ordinal=ordinal, Ordinal=ordinal.capitalize()
        )
        slot = next(slot for slot in spec.slots if slot.name == old)
        renamed[old] = replace(slot, name=names[index], description=described)
    others = [slot for slot in spec.slots if slot.name not in renamed]
    if {slot.name for slot in others} & set(names):
        return spec, dict(said)
    return (
        replace(spec, slots=(*renamed.values(), *others)),
        {renamed[name].name if name in renamed else name: span for name, span in said.items()},
    )
