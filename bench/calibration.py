"""Are confidences honest, tool by tool, and is the accepted rate of wrong calls kept?

Calibration error is over the questions for which a tool is the best one: how far its confidence is
from how often it is right, in ten bins. Built-in experts: development questions that set no
threshold. Plug-in tools with ten examples each: intents of CLINC150 on further rows of its training
part, which calibrate nothing (``encoder_saw_clinc150`` says whether they trained the encoder), and
of HWU64 on its validation part. A tool
with few rows shows an error even where every confidence is exactly right; ``by_chance`` is that
error, by simulation, so that the two can be compared.

Wrong calls among accepted at the 2 % setting: over 20 random splits. Built-in experts: thresholds
are fitted on one half with the product's own rule, and the other half is counted. Plug-in tools:
30 random CLINC150 intents fitted with ten random examples, counted on other questions of theirs
and on as many that fit none of them.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from bench.deciding import CLOCK, Choice, choice, encoder_saw, sampled, share, tool_router
from bench.expert_choice import calibration_error
from bench.fewshot import RouterChooser, Row, by_intent, clinc, hwu, shots
from bench.report import run
from mrkl.settings import Settings
from mrkl.system import System
from mrkl_router.calibration import WRONG_CALL_RATE
from mrkl_router.training.questions import development_questions
from mrkl_router.training.selection import ENOUGH_ROWS, fits_thresholds, lowest_threshold

ENOUGH = 30
SHOTS = 10
SPLITS = 20
TOOLS_PER_SPLIT = 30
#: Student's t for 19 degrees of freedom, 95 %.
T_19 = 2.093


@dataclass(frozen=True, slots=True)
class Judged:
    """The best tool for a question, and whether it is the right one."""

    choice: Choice
    right: bool
    fits_thresholds: bool = False


def by_chance(confidences: Sequence[float], draws: int = 40) -> float:
    """Return the mean calibration error where each confidence is exactly right."""
    rng = np.random.default_rng(0)
    values = np.asarray(confidences)
    return statistics.mean(
        calibration_error(confidences, (rng.random(len(values)) < values).tolist())
        for _ in range(draws)
    )


def errors(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the calibration error of each tool with enough rows, and of all together."""
    rows: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        rows[one.choice.name].append(one)
    per_tool, chance = {}, {}
    for name, own in sorted(rows.items()):
        if len(own) < ENOUGH:
            continue
        confidences = [one.choice.score for one in own]
        per_tool[name] = calibration_error(confidences, [one.right for one in own])
        chance[name] = by_chance(confidences)
    values = list(per_tool.values()) or [0.0]
    return {
        "rows": len(judged),
        "tools": len(per_tool),
        "worst": max(values),
        "mean": statistics.mean(values),
        "median": statistics.median(values),
        "share_at_most_0.05": share([value <= 0.05 for value in values]),
        "mean_by_chance": statistics.mean(chance.values()) if chance else 0.0,
        "worst_by_chance": max(chance.values(), default=0.0),
        "pooled": calibration_error(
            [one.choice.score for one in judged], [one.right for one in judged]
        ),
        "mean_confidence": statistics.mean(one.choice.score for one in judged),
        "share_right": share([one.right for one in judged]),
        "worst_tools": sorted(per_tool.items(), key=lambda item: -item[1])[:8],
    }


def built_in(count: int | None) -> list[Judged]:
    """Choose an expert for development questions."""
    judged = []
    with System.default(Settings(offline=True), clock=CLOCK) as system:
        for question in sampled(development_questions(), count):
            best = choice(system.explain(question.text))
            fits = fits_thresholds(question.text)
            judged.append(Judged(best, best.name == question.expert, fits))
    return judged


def plug_ins(
    router: RouterChooser,
    examples: Mapping[str, Sequence[str]],
    inside: Sequence[Row],
    outside: Sequence[str] = (),
) -> list[Judged]:
    """Fit tools and choose among them; nothing is right for a question outside."""
    router.fit(examples)
    asked = [*inside, *((question, "") for question in outside)]
    found = [(router.decide(question), intent) for question, intent in asked]
    return [Judged(one, one.name == intent) for one, intent in found]


def few_shot_set(
    rows: Mapping[str, Sequence[str]], per_tool: int
) -> tuple[dict[str, list[str]], list[Row]]:
    """Return ten examples per tool, and further questions of each."""
    examples = shots(rows, SHOTS, seed=0)
    further = [
        (question, intent)
        for intent, many in rows.items()
        for question in [q for q in many if q not in set(examples[intent])][:per_tool]
    ]
    return examples, further


def wrong_calls_built_in(judged: Sequence[Judged], splits: int) -> list[float]:
    """Fit thresholds on random halves; return the rates of wrong calls on the others."""
    rates = []
    for seed in range(splits):
        order = Random(seed).sample(list(judged), len(judged))
        fitting, reporting = order[: len(order) // 2], order[len(order) // 2 :]
        thresholds = fitted_thresholds(fitting)
        accepted = [
            one for one in reporting if one.choice.score >= thresholds.get(one.choice.name, 1.1)
        ]
        rates.append(share([not one.right for one in accepted]))
    return rates


def fitted_thresholds(judged: Sequence[Judged]) -> dict[str, float]:
    """Return each expert's threshold by the product's rule."""

    def fit(rows: Sequence[Judged]) -> float:
        scores = [one.choice.score for one in rows]
        return lowest_threshold(scores, [one.right for one in rows], WRONG_CALL_RATE)

    everything = fit(judged)
    made = {}
    for name in {one.choice.name for one in judged}:
        own = [one for one in judged if one.choice.name == name]
        made[name] = fit(own) if len(own) >= ENOUGH_ROWS else everything
    return made


def wrong_calls_plug_ins(
    router: RouterChooser, splits: int, tools: int, per_tool: int = 10
) -> dict[str, list[float]]:
    """Draw tools and examples anew; return rates of wrong calls and of accepted questions."""
    everything = by_intent(clinc("train"))
    rates, accepted_share = [], []
    for seed in range(splits):
        rng = Random(seed)
        names = rng.sample(sorted(everything), tools)
        drawn = {name: rng.sample(everything[name], SHOTS + per_tool) for name in names}
        inside = [(q, name) for name, many in drawn.items() for q in many[SHOTS:]]
        others = [q for name, many in everything.items() if name not in drawn for q in many]
        examples = {name: many[:SHOTS] for name, many in drawn.items()}
        judged = plug_ins(router, examples, inside, rng.sample(others, len(inside)))
        accepted = [one for one in judged if one.choice.accepted]
        rates.append(share([not one.right for one in accepted]))
        accepted_share.append(
            share([one.choice.accepted and one.right for one in judged[: len(inside)]])
        )
    return {"wrong": rates, "fitting_questions_accepted": accepted_share}


def over_splits(rates: Sequence[float]) -> dict[str, Any]:
    """Return the mean of rates and half of its 95 % interval."""
    spread = statistics.stdev(rates) if len(rates) > 1 else 0.0
    half = T_19 * spread / len(rates) ** 0.5
    return {
        "mean": statistics.mean(rates),
        "half_interval": half,
        "above_2_percent_beyond_interval": statistics.mean(rates) - half > WRONG_CALL_RATE,
        "lowest": min(rates),
        "highest": max(rates),
    }


def measure(
    count: int | None = None,
    tools: int | None = None,
    splits: int = SPLITS,
    per_tool: int = 45,
    tools_per_split: int = TOOLS_PER_SPLIT,
) -> Mapping[str, Any]:
    """Measure; the arguments cut the sizes down.

    Args:
        count: Development questions of the built-in experts; None takes all.
        tools: Tools of each collection; None takes all.
        splits: Random splits.
        per_tool: Questions per plug-in tool.
        tools_per_split: Plug-in tools of a split.
    """
    native = built_in(count)
    router = RouterChooser(tool_router())
    figures: dict[str, Any] = {
        "built_in": errors([one for one in native if not one.fits_thresholds])
    }
    for name, rows, held in (
        ("clinc150", clinc("train"), None),
        ("hwu64", hwu("train"), hwu("valid")),
    ):
        intents = by_intent(rows)
        kept = {intent: intents[intent] for intent in sampled(list(intents), tools)}
        examples, further = few_shot_set(kept, per_tool)
        inside = further if held is None else [row for row in held if row[1] in kept]
        figures[name] = errors(plug_ins(router, examples, inside))
    shipped = [one for one in native if one.choice.accepted and not one.fits_thresholds]
    drawn = wrong_calls_plug_ins(router, splits, tools_per_split)
    return {
        "encoder_saw_clinc150": encoder_saw("clinc150"),
        "calibration_error": figures,
        "wrong_calls_at_2_percent": {
            "built_in": over_splits(wrong_calls_built_in(native, splits)),
            "built_in_as_shipped": share([not one.right for one in shipped]),
            "plug_in_tools": over_splits(drawn["wrong"]),
            "plug_in_fitting_questions_accepted": statistics.mean(
                drawn["fitting_questions_accepted"]
            ),
        },
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
