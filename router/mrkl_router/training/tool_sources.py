"""Public questions with tools: Seal-Tools, SGD, HWU64 and Snips, MetaTool, and our own experts.

Every public label becomes a tool with a spec, so that the router learns to read specs. Nearby
tools of the same source serve as wrong ones.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.sql_tokens import words
from mrkl_router.training.labels import OPERATIONS
from mrkl_router.training.phrasings import Question
from mrkl_router.training.slots import DESCRIPTIONS, bracketed, snips_slots
from mrkl_router.training.sources import document, normalised, rows, table
from mrkl_router.training.tools import Chosen, Said, ToolRow

_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_NUMBER_SLOTS = frozenset(("units.value", "currency.amount"))


def held_out(question: str) -> bool:
    """Tell whether a Seal-Tools row only measures (one in five)."""
    return hashlib.sha256(normalised(question).encode()).digest()[0] % 5 == 0


def seal_specs() -> dict[str, ExpertSpec]:
    """Return the specs of all Seal-Tools tools by name."""
    return {row["api_name"]: _seal_spec(row) for row in rows("seal_tools/tool.jsonl.gz")}


def _seal_spec(row: Mapping[str, Any]) -> ExpertSpec:
    required = row.get("required", ())
    slots = [
        Slot(
            name=name,
            description=facts.get("description") or name,
            type=_TYPES.get(facts.get("type", "str"), "string"),  # type: ignore[arg-type]
            required=name in required,
        )
        for name, facts in row["parameters"].items()
    ]
    description = row["api_description"] or row["api_name"]
    return ExpertSpec(name=row["api_name"], description=description, slots=tuple(slots))


def _seal_fields() -> dict[str, list[str]]:
    fields: dict[str, list[str]] = defaultdict(list)
    for row in rows("seal_tools/tool.jsonl.gz"):
        fields[row["field"].partition("/")[0]].append(row["api_name"])
    return fields


def seal_neighbours() -> dict[str, list[str]]:
    """Return for every Seal-Tools tool the names of its domain."""
    return {name: names for names in _seal_fields().values() for name in names}


def seal_rows(rng: Random) -> Iterator[ToolRow]:
    """Yield the training rows of Seal-Tools: one per call of a question."""
    specs, neighbours = seal_specs(), seal_neighbours()
    everything = sorted(specs)
    for row in rows("seal_tools/dev.jsonl.gz"):
        if held_out(row["query"]):
            continue
        called = {call["api"] for call in row["calling"]}
        for call in row["calling"]:
            near = [n for n in neighbours[call["api"]] if n not in called]
            wrong = [*rng.sample(near, min(2, len(near))), rng.choice(everything)]
            said: dict[str, Said] = {}
            for slot in specs[call["api"]].slots:
                value = call["parameters"].get(slot.name)
                span = find_value(row["query"], value)
                if value is None or span is not None:
                    said[slot.name] = span
            yield ToolRow(
                question=row["query"], spec=specs[call["api"]], said=said, source="seal_tools",
                wrong=tuple(specs[n] for n in wrong if n not in called),
            )  # fmt: skip


def find_value(text: str, value: Any) -> tuple[int, int] | None:
    """Return where ``value`` stands in ``text`` as whole words, or None."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    wanted = str(value).strip().strip('"')
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text, re.IGNORECASE) if wanted else None
    return found.span() if found else None


def sgd_specs(part: str) -> dict[tuple[str, str], ExpertSpec]:
    """Return the specs of SGD's intents by (service, intent); ``part`` is train or dev."""
    made = {}
    for service in document(f"sgd/{part}_schema.json"):
        slots = {slot["name"]: slot for slot in service["slots"]}
        for intent in service["intents"]:
            names = [*intent["required_slots"], *intent["optional_slots"]]
            made[service["service_name"], intent["name"]] = ExpertSpec(
                name=intent["name"],
                description=intent["description"],
                slots=tuple(
                    _sgd_slot(slots[n], n in intent["required_slots"]) for n in dict.fromkeys(names)
                ),
            )
    return made


def _sgd_slot(slot: Mapping[str, Any], required: bool) -> Slot:
    choices = tuple(slot["possible_values"]) if slot["is_categorical"] else ()
    if {value.lower() for value in choices} == {"true", "false"}:
        return Slot(
            name=slot["name"], description=slot["description"], type="boolean", required=required
        )
    if choices and all(value.isdigit() for value in choices):
        choices = ()  # counts of people and rooms are numbers of the question, not choices
    return Slot(name=slot["name"], description=slot["description"], required=required, enum=choices)


def sgd_rows(rng: Random, limit: int) -> Iterator[ToolRow]:
    """Yield SGD turns: those that start an intent teach the choice, all teach the arguments."""
    specs = sgd_specs("train")
    services: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in specs:
        services[key[0]].append(key)
    everything = sorted(specs)
    candidates = [
        (row["text"], frame)
        for row in rows("sgd/train_user_turns.jsonl.gz")
        for frame in row["frames"]
        if (frame["service"], frame["intent"]) in specs
        and ("INFORM_INTENT" in frame["acts"] or frame["spans"])
        and len(row["frames"]) == 1
    ]
    for text, frame in rng.sample(candidates, min(limit, len(candidates))):
        key = (frame["service"], frame["intent"])
        starts = "INFORM_INTENT" in frame["acts"]
        near = [other for other in services[key[0]] if other != key]
        far = rng.choice(everything)
        wrong = near[:2] + ([far] if far[0].split("_")[0] != key[0].split("_")[0] else [])
        yield ToolRow(
            question=text, spec=specs[key], said=sgd_said(text, frame, specs[key]), source="sgd",
            wrong=tuple(specs[k] for k in wrong) if starts else (),
            matches=True if starts else None,
        )  # fmt: skip


def sgd_said(text: str, frame: Mapping[str, Any], spec: ExpertSpec) -> dict[str, Said]:
    """Return what a turn says of an intent's slots, without values that cannot be shown."""
    spans = {name: (start, end) for name, start, end in frame["spans"]}
    said: dict[str, Said] = {}
    for slot in spec.slots:
        new = frame["new_slots"].get(slot.name)
        if slot.name in spans and not slot.enum and slot.type != "boolean":
            said[slot.name] = spans[slot.name]
        elif new is None:
            said[slot.name] = None
        elif slot.type == "boolean" and new[0].lower() in ("true", "false"):
            said[slot.name] = Chosen(new[0].lower() == "true")
        elif new[0] in slot.enum:
            said[slot.name] = Chosen(new[0])
        elif find_value(text, new[0]) and not slot.enum and slot.type != "boolean":
            said[slot.name] = find_value(text, new[0])
    return said


def annotated_rows(rng: Random, limit: int) -> Iterator[ToolRow]:
    """Yield HWU64 and Snips questions: the intent is the tool, its slot names the arguments."""
    for source, read in (("hwu64", bracketed), ("snips", snips_slots)):
        sentences = list(read())
        names: dict[str, set[str]] = defaultdict(set)
        for intent, _, spans in sentences:
            names[intent].update(spans)
        specs = {
            intent: ExpertSpec(
                name=intent.replace(" ", "_"),
                description=words(intent),
                slots=tuple(Slot(name=n.replace(" ", "_"), description=n, required=False)
                            for n in sorted(found)),
            )
            for intent, found in names.items()
        }  # fmt: skip
        for intent, text, spans in rng.sample(sentences, min(limit, len(sentences))):
            slots = list(specs[intent].slots)
            rng.shuffle(slots)
            kept = [s for s in slots if s.description in spans or rng.random() < 0.4][:8]
            spec = ExpertSpec(name=specs[intent].name, description=specs[intent].description,
                              slots=tuple(kept))  # fmt: skip
            others = rng.sample([i for i in sorted(specs) if i != intent], 2)
            yield ToolRow(
                question=text, spec=spec, source=source,
                said={slot.name: spans.get(slot.description) for slot in kept},
                wrong=tuple(specs[i] for i in others),
            )  # fmt: skip


def metatool_rows(rng: Random, limit: int) -> Iterator[ToolRow]:
    """Yield MetaTool questions beside their tool; wrong ones are drawn at random, not near by.

    Its labels are noisy: many questions fit several of its tools.
    """
    descriptions = document("metatool/plugin_des.json")
    asked = [r for r in table("metatool/all_clean_data.csv.gz") if r["Tool"] in descriptions]
    names = sorted(descriptions)
    for row in rng.sample(asked, min(limit, len(asked))):
        wrong = [name for name in rng.sample(names, 2) if name != row["Tool"]]
        yield ToolRow(
            question=row["Query"][:400], source="metatool", said={},
            spec=ExpertSpec(name=row["Tool"], description=descriptions[row["Tool"]]),
            wrong=tuple(ExpertSpec(name=n, description=descriptions[n]) for n in wrong),
        )  # fmt: skip


def own_rows(questions: Sequence[Question], rng: Random) -> Iterator[ToolRow]:
    """Yield generated questions to our own experts, under the descriptions their specs may have."""
    asked = [q for q in questions if q.source == "generated" and q.expert in _OWN]
    for question in asked:
        expert = question.expert or ""
        spec = _own_spec(expert, rng)
        said: dict[str, Said] = {slot.name: question.slots.get(slot.name) for slot in spec.slots}
        if question.operation:
            said["operation"] = Chosen(question.operation)
        others = rng.sample([name for name in _OWN if name != expert], 2)
        yield ToolRow(
            question=question.text, spec=spec, said=said, source="generated",
            wrong=tuple(_own_spec(name, rng) for name in others),
        )  # fmt: skip


_OWN: Mapping[str, tuple[str, ...]] = {
    "units": ("Converts quantities between units.", "Unit converter for lengths, weights and more"),
    "currency": ("Converts amounts of money between currencies.", "Exchange rates of currencies"),
    "weather": ("The weather now and the forecast for a place.", "Weather forecasts"),
    "calendar": ("Dates, weekdays, durations, time zones, holidays.", "Computes with dates"),
    "wiki": ("Looks up a topic in an encyclopedia.", "Facts about people, places and things"),
    "documents": ("Finds answers in the user's documents.", "Searches document collections"),
}


def _own_spec(expert: str, rng: Random) -> ExpertSpec:
    slots = []
    if expert == "calendar":
        slots.append(Slot(name="operation", description="what to compute", enum=OPERATIONS))
    for name, descriptions in DESCRIPTIONS.items():
        owner, slot = name.split(".")
        if owner == expert:
            kind = "number" if name in _NUMBER_SLOTS else "string"
            slots.append(
                Slot(name=slot, description=rng.choice(descriptions), type=kind, required=False)  # type: ignore[arg-type]
            )
    return ExpertSpec(name=expert, description=rng.choice(_OWN[expert]), slots=tuple(slots))
