"""Questions made from tool specs alone: the description as a request, its arguments with values.

The wording is stiff, but the names, descriptions and types are those of thousands of real specs,
and what matters is learned from them: that a value belongs to the argument whose name or
description stands by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.sql_tokens import words
from mrkl_router.training.fillers import Fillers
from mrkl_router.training.tool_sources import seal_neighbours, seal_specs
from mrkl_router.training.tools import Said, ToolRow

_EXAMPLES = re.compile(r"\((?:e\.g\.,?|for example|such as|like)\s*([^)]+)\)", re.IGNORECASE)
_DATES = re.compile(r"\b(date|day|deadline|birthday|start|end)\b")
_PLACES = re.compile(r"\b(city|location|place|country|destination|region|address|state)\b")
_NAMES = re.compile(r"\b(name|author|artist|person|patient|customer|employee|user|player)\b")
_CODES = re.compile(r"\b(id|code|number|key|sku|isbn|reference)\b")
_FIRST = ("Anna", "Ben", "Chidi", "Dana", "Elif", "Farid", "Grace", "Hana", "Ivan", "Julia")
_LAST = ("Becker", "Novak", "Okafor", "Rossi", "Silva", "Tanaka", "Walker", "Young", "Zhang")
_LEADS = ("", "", "", "please ", "can you ", "could you ", "i need to ", "i want to ", "help me ")
_SAYS = (
    "{name} {value}", "{name} {value}", "{name} of {value}", "{name}: {value}", "{name} is {value}",
    "the {name} {value}", "a {name} of {value}", "{value} as the {name}", "{name} set to {value}",
    "{value} for the {name}", "{name} = {value}", "{name} '{value}'", "{name} \"{value}\"",
)  # fmt: skip
_BARE = ("for {value}", "in {value}", "of {value}", "on {value}", "with {value}", "using {value}")
_JOINS = (" with ", " where the ", ", ", " given ", ". Use ", " for ", " with the ")
_BETWEEN = (", ", " and ", ", and ", "; ", " with ")


class SpecQuestions:
    """Writes a question to a spec; a seed fixes everything."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.fillers = Fillers(rng)

    def value(self, slot: Slot) -> str:
        """Return a plausible value for a slot, as people write it."""
        rng, about = self.rng, f"{words(slot.name)} {slot.description}".lower()
        if slot.type == "integer":
            return self.fillers.number() if rng.random() < 0.3 else str(rng.randint(1, 5000))
        if slot.type == "number":
            return f"{rng.uniform(0, 1000):.{rng.randint(0, 2)}f}"
        given = _EXAMPLES.search(slot.description)
        if given and rng.random() < 0.7:
            choices = [c.strip(" .'\"") for c in re.split(r",| or ", given[1])]
            choices = [c for c in choices if 0 < len(c) < 40 and c != "etc"]
            if choices:
                return rng.choice(choices)
        if _DATES.search(about):
            return self.fillers.date().removeprefix("on ")
        if _PLACES.search(about):
            return self.fillers.place()
        if _NAMES.search(about):
            return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
        if _CODES.search(about):
            return "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=rng.randint(4, 10)))
        return self.fillers.topic()

    def row(self, spec: ExpertSpec, wrong: Sequence[ExpertSpec]) -> ToolRow:
        """Return a question that asks for ``spec`` and says some of its arguments."""
        rng = self.rng
        slots = [slot for slot in spec.slots if slot.type != "boolean"]
        stated = [s for s in slots if rng.random() < (0.85 if s.required else 0.5)]
        rng.shuffle(stated)
        text = rng.choice(_LEADS) + _request(spec.description)
        said: dict[str, Said] = {slot.name: None for slot in slots}
        for index, slot in enumerate(stated):
            joint = rng.choice(_JOINS if index == 0 else _BETWEEN)
            value = self.value(slot)
            bare = len(stated) == 1 and rng.random() < 0.6
            pattern = rng.choice(_BARE if bare else _SAYS)
            text += joint if pattern.startswith("{name}") else joint.removesuffix("the ")
            before, after = pattern.replace("{name}", words(slot.name)).split("{value}")
            said[slot.name] = (len(text) + len(before), len(text) + len(before) + len(value))
            text += before + value + after
        text = text[:1].upper() + text[1:] if rng.random() < 0.6 else text
        text += rng.choice((".", "?", "", ""))
        shown = list(spec.slots)
        rng.shuffle(shown)
        spec = ExpertSpec(name=spec.name, description=spec.description, slots=tuple(shown))
        return ToolRow(question=text, spec=spec, said=said, source="seal_tools_specs",
                       wrong=tuple(wrong))  # fmt: skip


def _request(description: str) -> str:
    request = description.strip().rstrip(".")
    first, _, rest = request.partition(" ")
    for ending, plain in (("ieves", "ieve"), ("ches", "ch"), ("tes", "te"), ("s", "")):
        if first.lower().endswith(ending) and not first.lower().endswith("ss"):
            first = first[: -len(ending)] + plain
            break
    return f"{first.lower()} {rest}"


def spec_rows(rng: Random, count: int) -> Iterator[ToolRow]:
    """Yield ``count`` questions over the Seal-Tools specs."""
    specs, neighbours = seal_specs(), seal_neighbours()
    names = sorted(name for name, spec in specs.items() if spec.slots)
    writer = SpecQuestions(rng)
    for _ in range(count):
        name = rng.choice(names)
        near = rng.sample(neighbours[name], min(3, len(neighbours[name])))
        yield writer.row(specs[name], [specs[n] for n in near[:2] if n != name])
