"""BFCL, non-live, one call: tool choice, arguments, and knowing when no tool fits.

All categories run at one setting, the shipped thresholds. ``multiple``: which of several tools;
``irrelevance``: no tool fits; ``simple`` and ``multiple``: the whole call against the accepted
answers, by our own check (``bench.bfcl_checker``). A wrong call is an error, an abstention or a
question back is a refusal. No language model takes part. The labels are taken as they are.

Never calling anything would refuse every irrelevant question, so refusal is reported beside the
share of fitting questions that are still taken up. "Taken up" is said in three ways: the best
tool reaches its threshold; the decision names a tool (call or question back); the decision is a
call. ``--rows FILE`` writes every row with its decision and verdicts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from bench.baselines import MakeSearch, searches
from bench.bfcl_checker import Verdict, is_right, kind, verdicts
from bench.deciding import Choice, Tools, interval, ranked_auc, sampled, share, tool_router
from bench.report import environment
from mrkl.records import decision_calls, decision_record
from mrkl_core.values import Abstain, Clarify, Decision
from mrkl_router.training.sources import rows

CATEGORIES = {"simple": "simple_python", "multiple": "multiple", "irrelevance": "irrelevance"}
PUBLISHED = {
    "BM25, tool choice on multiple": 0.965,
    "Llama-3.1-8B, irrelevance refused (live set)": 0.379,
    "Hammer2.1-1.5B, non-live AST": 0.830,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its tools; ``gold`` is the tool to call and its accepted arguments."""

    identity: str
    category: str
    question: str
    tools: Sequence[Mapping[str, Any]]
    gold: tuple[str, Mapping[str, Sequence[Any]]] | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the router did with a row."""

    row: Row
    decision: Decision
    best: Choice
    outcome: str
    verdicts: Mapping[str, Verdict]
    ms: float

    @property
    def names_a_tool(self) -> bool:
        """Tell whether the decision is a call, a plan or a question back."""
        return not isinstance(self.decision, Abstain)

    @property
    def calls(self) -> bool:
        """Tell whether the decision is a call or a plan."""
        return bool(decision_calls(self.decision))


def category_rows(category: str) -> list[Row]:
    """Return the rows of one category."""
    name = CATEGORIES[category]
    golds: dict[str, Any] = {}
    if category != "irrelevance":
        for row in rows(f"bfcl/possible_answer/BFCL_v4_{name}.json"):
            ((tool, accepted),) = row["ground_truth"][0].items()
            golds[row["id"]] = (tool, accepted)
    return [
        Row(
            row["id"],
            category,
            row["question"][0][-1]["content"],
            row["function"],
            golds.get(row["id"]),
        )
        for row in rows(f"bfcl/BFCL_v4_{name}.json.gz")
    ]


def judge(row: Row, tools: Tools) -> Judged:
    """Route one row and compare."""
    start = time.perf_counter()
    decision = tools.route(row.question, row.tools)
    ms = (time.perf_counter() - start) * 1000
    outcome, judged = compare(row, decision)
    return Judged(row, decision, tools.choose(row.question, row.tools), outcome, judged, ms)


def compare(row: Row, decision: Decision) -> tuple[str, dict[str, Verdict]]:
    """Return what came of a decision, and the verdict on each argument of a call."""
    calls = decision_calls(decision)
    if not calls:
        return ("asked back" if isinstance(decision, Clarify) else "abstained"), {}
    if row.gold is None:
        return "called, but no tool fits", {}
    if len(calls) > 1:
        return "several calls", {}
    (call,), (name, accepted) = calls, row.gold
    if call.name != name:
        return "wrong tool", {}
    judged = verdicts(call.arguments, _parameters(row, name), accepted)
    return ("right" if is_right(judged) else "wrong arguments"), judged


def _parameters(row: Row, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(tool for tool in row.tools if tool["name"] == name)
    parameters: Mapping[str, Any] = found.get("parameters") or {}
    return parameters


def accuracy(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return how the calls of one category came out."""
    outcomes = Counter(one.outcome for one in judged)
    return {
        "rows": len(judged),
        "right": share([one.outcome == "right" for one in judged]),
        "called": share([one.calls for one in judged]),
        "precision_of_calls": share([one.outcome == "right" for one in judged if one.calls]),
        "outcomes": dict(outcomes.most_common()),
    }


def argument_kinds(judged: Iterable[Judged]) -> dict[str, dict[str, int]]:
    """Count verdicts by the kind of argument, over calls of the right tool.

    Arguments that were asked back for are counted as ``asked back``.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        if one.row.gold is None:
            continue
        properties = _parameters(one.row, one.row.gold[0]).get("properties", {})
        for name, verdict in one.verdicts.items():
            counts[kind(properties.get(name, {}))][verdict] += 1
        if isinstance(one.decision, Clarify) and one.decision.expert == one.row.gold[0]:
            counts[kind(properties.get(one.decision.slot, {}))]["asked back"] += 1
    return {name: dict(count.most_common()) for name, count in sorted(counts.items())}


def knowing_when(judged: Mapping[str, Sequence[Judged]]) -> dict[str, dict[str, float]]:
    """Return recall of fitting questions and refusal of others, in three readings of "taken up"."""
    fitting = [*judged["simple"], *judged["multiple"]]
    readings = {
        "tool reaches its threshold": lambda one: one.best.accepted,
        "decision names a tool": lambda one: one.names_a_tool,
        "decision is a call": lambda one: one.calls,
    }
    return {
        name: {
            "should_call_recall": share([taken(one) for one in fitting]),
            "irrelevance_refused": share([not taken(one) for one in judged["irrelevance"]]),
        }
        for name, taken in readings.items()
    }


def tool_choice(judged: Sequence[Judged], baselines: Mapping[str, MakeSearch]) -> dict[str, Any]:
    """Return the share of rows whose best tool is the right one, ours and by the specs' words."""
    golds = [one.row.gold[0] if one.row.gold else "" for one in judged]
    ours = [one.best.name == gold for one, gold in zip(judged, golds, strict=True)]
    figures: dict[str, Any] = {"ours": share(ours), "interval": interval(sum(ours), len(ours))}
    for name, make in baselines.items():
        found = [make(one.row.tools).scored(one.row.question)[0] for one in judged]
        figures[name] = share([one == gold for one, gold in zip(found, golds, strict=True)])
    figures["chance"] = sum(1 / len(one.row.tools) for one in judged) / max(1, len(judged))
    return figures


def telling_apart(
    fitting: Sequence[Judged], others: Sequence[Judged], baselines: Mapping[str, MakeSearch]
) -> dict[str, dict[str, float]]:
    """Return how well scores alone tell fitting questions from others, at no fixed threshold.

    ``refused_at_95_percent_recall`` takes the threshold from these very rows: it says what a score
    could do, not what a shipped threshold does.
    """
    scores = {
        "ours": ([one.best.score for one in fitting], [one.best.score for one in others]),
    }
    for name, make in baselines.items():
        inside, outside = (
            [make(one.row.tools).scored(one.row.question)[1] for one in part]
            for part in (fitting, others)
        )
        scores[name] = inside, outside
    return {
        name: {
            "auroc": ranked_auc(inside, outside),
            "refused_at_95_percent_recall": share(
                [score < float(np.quantile(inside, 0.05)) for score in outside]
            ),
        }
        for name, (inside, outside) in scores.items()
    }


def record(one: Judged) -> dict[str, Any]:
    """Return one row as JSON data, to look at failures by kind."""
    return {
        "id": one.row.identity,
        "category": one.row.category,
        "outcome": one.outcome,
        "query": one.row.question,
        "best": asdict(one.best),
        "verdicts": dict(one.verdicts),
        "gold": one.row.gold,
        "decision": decision_record(one.decision),
        "tools": one.row.tools,
    }


def measure(count: int | None = None, out: TextIO | None = None) -> Mapping[str, Any]:
    """Judge every category.

    Args:
        count: Rows per category; None takes all.
        out: Where each row goes as a JSON line.
    """
    tools = Tools(tool_router())
    judged: dict[str, list[Judged]] = {category: [] for category in CATEGORIES}
    for category, done in judged.items():
        for row in sampled(category_rows(category), count):
            done.append(judge(row, tools))
            if out:
                out.write(json.dumps(record(done[-1]), ensure_ascii=False) + "\n")
                out.flush()
    everything = [one for many in judged.values() for one in many]
    fitting = [*judged["simple"], *judged["multiple"]]
    baselines, skipped = searches(
        [one.row.question for one in everything],
        [tool for one in everything for tool in one.row.tools],
    )
    called = [one.outcome == "right" for one in fitting if one.calls]
    return {
        "tool_choice_multiple": tool_choice(judged["multiple"], baselines),
        "taken_up": knowing_when(judged),
        "scores_alone": telling_apart(fitting, judged["irrelevance"], baselines),
        "simple": accuracy(judged["simple"]),
        "multiple": accuracy(judged["multiple"]),
        "irrelevance": dict(Counter(one.outcome for one in judged["irrelevance"]).most_common()),
        "precision_of_accepted": share(called),
        "precision_interval": interval(sum(called), len(called)),
        "argument_kinds": argument_kinds(fitting),
        "registering_and_routing_p50_ms": sorted(one.ms for one in everything)[
            len(everything) // 2
        ],
        "refused_with_an_error": {
            "rows": len(tools.refused),
            "messages": Counter(text[:90] for text in tools.refused).most_common(5),
        },
        "skipped": skipped,
        "published": PUBLISHED,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="write every row, judged")
    parser.add_argument("--count", type=int, help="rows per category; all if absent")
    options = parser.parse_args(arguments)
    if options.rows:
        with options.rows.open("w", encoding="utf-8") as out:
            figures = measure(options.count, out)
    else:
        figures = measure(options.count)
    document = {**figures, "environment": environment()}
    json.dump(document, sys.stdout, indent=None if options.json else 2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
