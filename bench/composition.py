"""Compound questions and follow-ups: are they parted where they should be, and only there?

Our own cases (``bench.composition_cases``) are routed from end to end over the built-in experts:
right means the same experts in the same order with the stated arguments and the same data flow.
Public data measure the parting alone: BFCL's ``parallel`` questions should become as many calls as
their answers hold, its ``simple`` and ``multiple`` questions one; MetaTool's two-tool questions
should have more parts than its one-tool questions. None of these rows was trained on, except
MetaTool's one-tool questions, which trained other tasks than this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bench.composition_cases import CASES
from bench.deciding import CLOCK, Tools, sampled, share
from bench.report import run
from mrkl import System
from mrkl.settings import Settings
from mrkl_core.provenance import named_sources
from mrkl_core.values import Abstain, Call, Clarify, Decision, Plan
from mrkl_router.composition import Composition, composition_of
from mrkl_router.router import NeuralRouter
from mrkl_router.training.questions import development_questions
from mrkl_router.training.sources import document, rows, table
from mrkl_router.weights import load_weights
from mrkl_router.word_pieces import pack

_FLOW = {"answer": "answer:", "turn": "turn:"}


def cases(block: str) -> list[str]:
    """Return the cases of one kind, each as one line."""
    return [" ".join(case.split()) for case in re.split(r"\n(?! )", block.strip())]


def calls_of(decision: Decision) -> Sequence[Call]:
    """Return the calls of a decision."""
    if isinstance(decision, Call):
        return (decision,)
    return decision.calls if isinstance(decision, Plan) else ()


def fits(call: Call, wanted: str) -> bool:
    """Tell whether a call is as one of ``CASES`` says."""
    name, *conditions = re.split(r" (?=<|\w+=)", wanted.strip())
    used = {source for origin in call.provenance.values() for source in named_sources(origin)}
    for condition in conditions:
        if condition.startswith("<"):
            flow = condition[1:]
            source = _FLOW.get(flow, f"step:{flow}")
            if not any(one.startswith(source) for one in used):
                return False
        else:
            slot, _, value = condition.partition("=")
            if str(call.arguments.get(slot)) != value:
                return False
    return call.name == name


def outcome(system: System, line: str, conversation: str) -> str:
    """Return ``right``, ``wrong`` or ``refused`` for one case."""
    asked, _, wanted = line.partition(" => ")
    *turns, question = asked.split(" >> ")
    for turn in turns:
        system.ask(turn, conversation=conversation)
    decision = system.route(question, conversation=conversation)
    if isinstance(decision, Abstain | Clarify):
        return "refused"
    calls = calls_of(decision)
    for one in wanted.split(" | "):
        expected = one.split(";")
        if len(calls) == len(expected) and all(map(fits, calls, expected)):
            return "right"
    return "wrong"


def own_cases(system: System) -> dict[str, dict[str, Any]]:
    """Return the outcomes by kind, with the lines that were not right."""
    figures: dict[str, dict[str, Any]] = {}
    for kind, block in CASES.items():
        lines = cases(block)
        outcomes = [outcome(system, line, f"{kind}-{k}") for k, line in enumerate(lines)]
        counts = Counter(outcomes)
        figures[kind] = {
            "cases": len(lines),
            **{name: counts[name] for name in ("right", "refused", "wrong")},
            "not_right": [
                f"{found}: {line}"
                for found, line in zip(outcomes, lines, strict=True)
                if found != "right"
            ],
        }
    return figures


class Parting:
    """The compose head alone."""

    def __init__(self, router: NeuralRouter) -> None:
        self._encoder = router.encoder
        self._weights = load_weights()

    def __call__(self, question: str) -> Composition:
        """Return the parts of a question."""
        pieces = self._encoder.tokenizer.split(question)
        hidden, _ = self._encoder.states([pack(pieces)])
        return composition_of(question, pieces, hidden[0], self._weights)


def bfcl(router: NeuralRouter, part: Parting, name: str, count: int) -> dict[str, float]:
    """Return how BFCL questions of one category are parted by the head, and then called."""
    answers = {
        row["id"]: len(row["ground_truth"])
        for row in rows(f"bfcl/possible_answer/BFCL_v4_{name}.json")
    }
    tools = Tools(router)
    differences: list[int] = []
    parted: list[bool] = []
    chosen = sampled(rows(f"bfcl/BFCL_v4_{name}.json.gz"), count)
    for row in chosen:
        question = row["question"][0][-1]["content"]
        parted.append(len(part(question).parts) > 1)
        made = len(calls_of(tools.route(question, row["function"])))
        if made:
            differences.append(made - answers[row["id"]])
    return {
        "rows": len(chosen),
        "parted_by_the_head": share(parted),
        "called": len(differences) / len(chosen),
        "as_many_calls": share([difference == 0 for difference in differences]),
        "too_many": share([difference > 0 for difference in differences]),
    }


def parting(part: Parting, count: int, singles: int) -> dict[str, Any]:
    """Return how often the head finds several parts, on questions with one tool and with two."""
    two = [row["query"] for row in document("metatool/multi_tool_query_golden.json")]
    one = [row["Query"] for row in table("metatool/all_clean_data.csv.gz")]
    kept = [(q.source, part(q.text)) for q in sampled(development_questions(), singles)]
    by_source: dict[str, list[bool]] = {}
    for source, found in kept:
        by_source.setdefault(source, []).append(found.simple)
    return {
        "metatool_two_tools_parted": share([len(part(q).parts) > 1 for q in sampled(two, count)]),
        "metatool_one_tool_parted": share(
            [len(part(q).parts) > 1 for q in Random(5).sample(one, count)]
        ),
        "development_singles_kept": share([found.simple for _, found in kept]),
        "development_singles_referring": share(
            [any(p.references for p in found.parts) for _, found in kept]
        ),
        "kept_by_source": {source: share(found) for source, found in sorted(by_source.items())},
    }


def measure(count: int = 200, singles: int = 1200) -> Mapping[str, Any]:
    """Measure our own cases, and up to ``count`` rows of each public set."""
    settings = Settings(offline=True)
    with System.default(clock=CLOCK, settings=settings) as system:
        own = own_cases(system)
    router = NeuralRouter.load(trained=())  # a tool of BFCL may be called "calculator"
    part = Parting(router)
    compound = [figures for kind, figures in own.items() if kind != "single"]
    total = sum(figures["cases"] for figures in compound)
    return {
        "own": own,
        "own_compound_right": sum(figures["right"] for figures in compound) / total,
        "own_compound_wrong": sum(figures["wrong"] for figures in compound) / total,
        "own_single_right": own["single"]["right"] / own["single"]["cases"],
        "bfcl_parallel": bfcl(router, part, "parallel", count),
        "bfcl_parallel_multiple": bfcl(router, part, "parallel_multiple", count),
        "bfcl_simple": bfcl(router, part, "simple_python", count),
        "bfcl_multiple": bfcl(router, part, "multiple", count),
        "parting": parting(part, 2 * count, singles),
    }


if __name__ == "__main__":
    run(measure, __doc__)
