"""Seal-Tools: which of 10 tools, which of all 4,076, and are the arguments exactly the gold ones?

Only rows that trained nothing are measured: those whose normalised question has a SHA-256 byte
divisible by five. Rows with one call measure tool choice and arguments; rows with several measure
how many of their tools stand among the best so many, and whether the decision is a plan of exactly
them. The other nine of ten tools are drawn by the row's own seed. Values compare as BFCL's do
(``bench.bfcl_checker``); many gold values are reworded or made up by the model that wrote the set.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bench.baselines import MakeSearch, searches
from bench.bfcl_checker import is_right, verdicts
from bench.deciding import (
    CLOCK,
    Choice,
    Tools,
    choice,
    hash_byte,
    interval,
    readable_specs,
    share,
    tool_router,
)
from bench.report import run
from mrkl.records import decision_calls
from mrkl_core.values import Abstain, Decision
from mrkl_router.router import NeuralRouter
from mrkl_router.training.sources import rows

_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
FEW = 10


def function_spec(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool of the collection as a function spec."""
    properties = {
        name: {
            "type": _TYPES.get(item.get("type", "str"), "string"),
            "description": item.get("description", name),
        }
        for name, item in tool["parameters"].items()
    }
    return {
        "name": tool["api_name"],
        "description": tool["api_description"],
        "parameters": {
            "type": "object",
            "properties": properties,
            "required": [name for name in tool.get("required", []) if name in properties],
        },
    }


def collection() -> dict[str, dict[str, Any]]:
    """Return the function specs of all tools by name."""
    specs = [function_spec(tool) for tool in rows("seal_tools/tool.jsonl.gz")]
    return {spec["name"]: spec for spec in specs}


def held_out() -> list[dict[str, Any]]:
    """Return the rows that trained nothing."""
    return [row for row in rows("seal_tools/dev.jsonl.gz") if hash_byte(row["query"]) % 5 == 0]


def sample_of_tools(
    row: Mapping[str, Any], tools: Mapping[str, dict[str, Any]], count: int = FEW
) -> list[dict[str, Any]]:
    """Return the row's own tool and others, in an order that does not give it away."""
    own = [tools[call["api"]] for call in row["calling"]]
    rng = Random(row["id"])
    others = rng.sample(sorted(tools), min(len(tools), count + len(own)))
    rest = [tools[name] for name in others if tools[name] not in own][: count - len(own)]
    mixed = [*own, *rest]
    rng.shuffle(mixed)
    return mixed


def outcome(row: Mapping[str, Any], decision: Decision, tools: Mapping[str, dict[str, Any]]) -> str:
    """Return what came of a decision on a row with one call."""
    calls = decision_calls(decision)
    if not calls:
        return "abstained" if isinstance(decision, Abstain) else "asked back"
    gold = row["calling"][0]
    if len(calls) > 1:
        return "several calls"
    if calls[0].name != gold["api"]:
        return "wrong tool"
    accepted = {name: [value] for name, value in gold["parameters"].items()}
    schema = tools[gold["api"]]["parameters"]
    judged = verdicts(calls[0].arguments, schema, accepted)
    return "right" if is_right(judged) else "wrong arguments"


def summary(
    best: Sequence[Choice], outcomes: Sequence[str], golds: Sequence[str]
) -> dict[str, Any]:
    """Return choice and argument figures of rows with one call."""
    chosen = [one.name == gold for one, gold in zip(best, golds, strict=True)]
    called = [
        one
        for one in outcomes
        if one in ("right", "wrong arguments", "wrong tool", "several calls")
    ]
    return {
        "tool_choice": share(chosen),
        "interval": interval(sum(chosen), len(chosen)),
        "call_right": share([one == "right" for one in outcomes]),
        "precision_of_calls": share([one == "right" for one in called]),
        "outcomes": dict(Counter(outcomes).most_common()),
    }


def among_ten(
    router: NeuralRouter,
    single: Sequence[Mapping[str, Any]],
    tools: Mapping[str, dict[str, Any]],
    baselines: Mapping[str, MakeSearch],
) -> dict[str, Any]:
    """Measure rows with one call, each with its own ten tools."""
    sets = Tools(router)
    best, outcomes = [], []
    for row in single:
        ten = sample_of_tools(row, tools)
        outcomes.append(outcome(row, sets.route(row["query"], ten), tools))
        best.append(sets.choose(row["query"], ten))
    golds = [row["calling"][0]["api"] for row in single]
    figures = summary(best, outcomes, golds)
    for name, make in baselines.items():
        found = [make(sample_of_tools(row, tools)).scored(row["query"])[0] for row in single]
        figures[name] = share([one == gold for one, gold in zip(found, golds, strict=True)])
    sets.route("x", [])  # forgets the last set
    return figures


def among_all(
    router: NeuralRouter,
    single: Sequence[Mapping[str, Any]],
    several: Sequence[Mapping[str, Any]],
    tools: Mapping[str, dict[str, Any]],
    baselines: Mapping[str, MakeSearch],
) -> dict[str, Any]:
    """Measure with the whole collection registered at once."""
    specs, refused = readable_specs(list(tools.values()))
    start = time.perf_counter()
    for spec in specs:
        router.register(spec)
    registered = time.perf_counter() - start
    names = [spec.name for spec in specs]
    best = [choice(router.explain(row["query"], experts=names)) for row in single]
    decisions = [router.route(row["query"], experts=names, clock=CLOCK) for row in single]
    outcomes = [outcome(row, one, tools) for row, one in zip(single, decisions, strict=True)]
    golds = [row["calling"][0]["api"] for row in single]
    figures = {
        "tools": len(specs),
        "refused_tools": refused[:5],
        "register_s": registered,
        **summary(best, outcomes, golds),
        "several_calls": compound(router, several, names),
    }
    for name, make in baselines.items():
        search = make(list(tools.values()))
        found = [search.scored(row["query"])[0] for row in single]
        figures[name] = share([one == gold for one, gold in zip(found, golds, strict=True)])
    return figures


def compound(
    router: NeuralRouter, several: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> dict[str, Any]:
    """Measure rows with several calls over the tools ``names``."""
    found, planned = [], []
    for row in several:
        wanted = [call["api"] for call in row["calling"]]
        first = router.explain(row["query"], experts=names)[: len(set(wanted))]
        found += [name in {score.expert for score in first} for name in set(wanted)]
        decision = router.route(row["query"], experts=names, clock=CLOCK)
        planned.append(Counter(call.name for call in decision_calls(decision)) == Counter(wanted))
    return {
        "rows": len(several),
        "tools_among_the_best_so_many": share(found),
        "plan_of_exactly_these_tools": share(planned),
    }


def measure(count: int | None = None, tool_limit: int | None = None) -> Mapping[str, Any]:
    """Measure the held-out rows.

    Args:
        count: Rows of each sort; None takes all.
        tool_limit: Keep so many tools beside those of the rows; None keeps all.
    """
    everything = collection()
    held = held_out()
    single = [row for row in held if len(row["calling"]) == 1][:count]
    several = [row for row in held if len(row["calling"]) > 1][:count]
    needed = {call["api"] for row in (*single, *several) for call in row["calling"]}
    kept = needed | set(sorted(everything)[:tool_limit])
    tools = {name: spec for name, spec in everything.items() if name in kept}
    router = tool_router()
    baselines, skipped = searches([row["query"] for row in single], list(tools.values()))
    return {
        "rows_with_one_call": len(single),
        "rows_with_several": len(several),
        "among_10_tools": among_ten(router, single, tools, baselines),
        "among_all_tools": among_all(router, single, several, tools, baselines),
        "skipped": skipped,
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
