"""SGD, services unseen in training: the intent of a turn, and slot values found byte for byte.

Tools are the intents of the development schema; arguments are the service's slots, with the
schema's own descriptions. Only turns that set no threshold are measured. Intent accuracy is over
turns that start an intent, among the intents of the turn's own service and among those of all
services. Slots are searched with the turn's intent as the only tool and every argument optional;
an argument's span is where its provenance says it came from, and counts only if both bytes are
right. A refused turn finds no spans. Slots of the schema that list their values carry no spans in
the data and are not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.baselines import MakeSearch, searches
from bench.deciding import Tools, sampled, share, tool_router
from bench.report import run
from mrkl.records import decision_calls
from mrkl_core.values import Decision
from mrkl_router.training.selection import fits_thresholds
from mrkl_router.training.sources import document, rows

TURNS = 500
Spans = set[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One user turn with one service; spans are byte offsets."""

    text: str
    service: str
    intent: str
    starts: bool
    spans: frozenset[tuple[str, int, int]]

    @property
    def tool(self) -> str:
        """Return the name of the intent's tool."""
        return tool_name(self.service, self.intent)


def tool_name(service: str, intent: str) -> str:
    """Return an intent's name as a tool; two services may call theirs alike."""
    return f"{service}_{intent}"


def unseen_services() -> list[dict[str, Any]]:
    """Return the development services that no training dialogue uses."""
    seen = {service["service_name"] for service in document("sgd/train_schema.json")}
    return [s for s in document("sgd/dev_schema.json") if s["service_name"] not in seen]


def service_tools(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one function spec per intent of a service, all arguments optional."""
    slots = {slot["name"]: slot for slot in service["slots"]}
    made = []
    for intent in service["intents"]:
        names = dict.fromkeys([*intent["required_slots"], *intent["optional_slots"]])
        properties = {name: argument(slots[name]) for name in names}
        made.append(
            {
                "name": tool_name(service["service_name"], intent["name"]),
                "description": f"{intent['description']}. {service['description']}",
                "parameters": {"type": "object", "properties": properties, "required": []},
            }
        )
    return made


def argument(slot: Mapping[str, Any]) -> dict[str, Any]:
    """Return a slot as a property of a function spec."""
    item: dict[str, Any] = {"type": "string", "description": slot["description"]}
    if slot["is_categorical"]:
        item["enum"] = list(slot["possible_values"])
    return item


def turns(services: Iterable[Mapping[str, Any]]) -> list[Turn]:
    """Return the turns of ``services`` with one service and an intent that set no threshold."""
    spanned = {
        service["service_name"]: {s["name"] for s in service["slots"] if not s["is_categorical"]}
        for service in services
    }
    made = []
    for row in rows("sgd/dev_user_turns.jsonl.gz"):
        frame = row["frames"][0]
        if len(row["frames"]) > 1 or frame["service"] not in spanned or frame["intent"] == "NONE":
            continue
        text = row["text"]
        if fits_thresholds(text):
            continue
        spans = frozenset(
            (slot, len(text[:start].encode()), len(text[:end].encode()))
            for slot, start, end in frame["spans"]
            if slot in spanned[frame["service"]]
        )
        starts = "INFORM_INTENT" in frame["acts"]
        made.append(Turn(text, frame["service"], frame["intent"], starts, spans))
    return made


def found_spans(decision: Decision) -> Spans:
    """Return where a decision's arguments came from in the question."""
    return {
        (name, origin.start, origin.end)
        for call in decision_calls(decision)
        for name, origin in call.provenance.items()
        if origin.source == "question" and origin.kind in ("copied", "normalised")
    }


def intents(
    tools: Tools,
    asked: Sequence[Turn],
    by_service: Mapping[str, list[dict[str, Any]]],
    baselines: Mapping[str, MakeSearch],
) -> dict[str, Any]:
    """Return intent accuracy among the service's own intents; a single intent is not counted."""
    right = []
    choosing = [turn for turn in asked if len(by_service[turn.service]) > 1]
    for turn in sorted(choosing, key=lambda turn: turn.service):  # each set is learned once
        tools.route(turn.text, by_service[turn.service])
        right.append(tools.choose(turn.text, by_service[turn.service]).name == turn.tool)
    figures = {"turns": len(right), "ours": share(right)}
    for name, make in baselines.items():
        search = {service: make(offered) for service, offered in by_service.items()}
        figures[name] = share([search[t.service].scored(t.text)[0] == t.tool for t in choosing])
    return figures


def intents_of_all(
    tools: Tools,
    asked: Sequence[Turn],
    offered: list[dict[str, Any]],
    baselines: Mapping[str, MakeSearch],
) -> dict[str, Any]:
    """Return intent accuracy among the intents of all services."""
    best, decided = [], []
    for turn in asked:
        decided.append(tools.route(turn.text, offered))
        best.append(tools.choose(turn.text, offered))
    figures = {
        "tools": len(offered),
        "turns": len(asked),
        "ours": share([one.name == t.tool for one, t in zip(best, asked, strict=True)]),
        "reaches_threshold": share([one.accepted for one in best]),
        "precision_of_those": share(
            [one.name == t.tool for one, t in zip(best, asked, strict=True) if one.accepted]
        ),
        "called": share([bool(decision_calls(decision)) for decision in decided]),
    }
    for name, make in baselines.items():
        search = make(offered)
        figures[name] = share([search.scored(turn.text)[0] == turn.tool for turn in asked])
    return figures


def slots(
    tools: Tools, asked: Sequence[Turn], by_name: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return precision, recall and F1 of spans, with the turn's intent as the only tool."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    called: list[bool] = []
    kept: Counter[str] = Counter()
    for turn in sorted(asked, key=lambda turn: turn.tool):
        tool = by_name[turn.tool]
        decision = tools.route(turn.text, [tool])
        offered = {
            name for name, item in tool["parameters"]["properties"].items() if "enum" not in item
        }
        gold = {span for span in turn.spans if span[0] in offered}
        found = {span for span in found_spans(decision) if span[0] in offered}
        called.append(bool(decision_calls(decision)))
        for name in {span[0] for span in gold | found}:
            counts[name].update(_counts(name, gold, found))
        if called[-1]:
            kept.update(tp=len(gold & found), gold=len(gold), found=len(found))
    total: Counter[str] = sum(counts.values(), Counter())
    return {
        "turns": len(asked),
        "called": share(called),
        **scores(total),
        "f1_where_called": scores(kept)["f1"],
        "by_slot": {name: round(scores(one)["f1"], 3) for name, one in sorted(counts.items())},
    }


def _counts(name: str, gold: Spans, found: Spans) -> dict[str, int]:
    return {
        "tp": sum(span[0] == name for span in gold & found),
        "gold": sum(span[0] == name for span in gold),
        "found": sum(span[0] == name for span in found),
    }


def scores(counts: Mapping[str, int]) -> dict[str, float]:
    """Return precision, recall and F1 of counted spans."""
    both, gold, found = (counts.get(key, 0) for key in ("tp", "gold", "found"))
    return {
        "precision": both / found if found else 0.0,
        "recall": both / gold if gold else 0.0,
        "f1": 2 * both / (gold + found) if gold + found else 0.0,
    }


def measure(count: int = TURNS) -> Mapping[str, Any]:
    """Measure ``count`` evenly spaced turns of each sort."""
    services = unseen_services()
    by_service = {service["service_name"]: service_tools(service) for service in services}
    offered = [tool for service in by_service.values() for tool in service]
    by_name = {tool["name"]: tool for tool in offered}
    everything = turns(services)
    starting = sampled([turn for turn in everything if turn.starts], count)
    speaking = sampled([turn for turn in everything if turn.spans], count)
    tools = Tools(tool_router())
    baselines, skipped = searches([turn.text for turn in starting], offered)
    return {
        "unseen_services": sorted(by_service),
        "intent_in_service": intents(tools, starting, by_service, baselines),
        "intent_of_all_services": intents_of_all(tools, starting, offered, baselines),
        "slots_of_turns_that_start_an_intent": slots(tools, starting, by_name),
        "slots_of_turns_with_a_value": slots(tools, speaking, by_name),
        "refused_with_an_error": tools.refused[:5],
        "skipped": skipped,
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
