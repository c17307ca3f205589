"""Word problems (MAWPS): is the value of the written expression exactly the gold answer?

Problems with one and with two operators, from both validation files, repeats dropped. Values are
exact fractions; a gold answer that was rounded to four decimals counts as reached within that.
``exact`` asks for an expression for every problem; ``accepted`` are those at or above the shipped
threshold of expressions, of the half that did not set it. ``asked`` is the whole way: the system
routes the problem among its built-in experts and may abstain. The baseline chooses among the
equation shapes of the training file by TF-IDF + logistic regression and puts the problem's numbers
in, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bench.baselines import LinearChooser, missing, tfidf
from bench.deciding import CLOCK, interval, share
from bench.report import run
from mrkl.records import decision_calls
from mrkl.settings import Settings
from mrkl.system import System
from mrkl_core.errors import MRKLError
from mrkl_core.phrases.numbers import find_numbers
from mrkl_core.provenance import expand
from mrkl_router.encoder import Encoder
from mrkl_router.programs import ProgramWriter
from mrkl_router.training.exact_values import value
from mrkl_router.training.selection import fits_thresholds
from mrkl_router.training.sources import document, normalised
from mrkl_router.weights import load_weights

_OPERATOR = re.compile(r"(?<=[\d).a-z])\s*[-+*/]")
#: A shape with fewer training problems than this is not learned by the baseline.
RARE = 5
#: Published: Toolformer-6.7B with a calculator, on a subset of MAWPS; not our rows.
PUBLISHED = {"Toolformer-6.7B, MAWPS": 0.44}


@dataclass(frozen=True, slots=True)
class WordProblem:
    """A question with its answer and the operators of its gold equation."""

    question: str
    equation: str
    answer: Fraction

    @property
    def steps(self) -> int:
        """Return how many operators the gold equation has."""
        return len(_OPERATOR.findall(self.equation))


@dataclass(frozen=True, slots=True)
class Written:
    """An expression's confidence, and whether its value is the answer."""

    problem: WordProblem
    confidence: float
    right: bool
    expression: str | None


def reaches(found: Fraction | None, answer: Fraction) -> bool:
    """Tell whether a value is the answer, up to the rounding of the gold answers."""
    return found is not None and abs(found - answer) <= Fraction(1, 10_000) * max(1, abs(answer))


def validation() -> list[WordProblem]:
    """Return the distinct validation problems of one or two steps."""
    made = [
        WordProblem(row["original_text"], row["equation"], Fraction(str(row["ans"])))
        for row in document("mawps/mawps/validset.json")
    ]
    made += [
        WordProblem(
            row["sQuestion"].strip(), row["lEquations"][0], Fraction(str(row["lSolutions"][0]))
        )
        for row in document("mawps/mawps-single/validset.json")
    ]
    distinct = {normalised(one.question): one for one in made}
    return [one for one in distinct.values() if one.steps in (1, 2)]


def shape(problem: WordProblem) -> str | None:
    """Return the equation with each number replaced by its place in the question."""
    places = {number.value: f"n{k}" for k, number in enumerate(find_numbers(problem.question))}
    equation = re.sub(r"(?i)^x=|=x$", "", problem.equation.replace(" ", ""))
    for literal in set(re.findall(r"\d+\.?\d*", equation)):
        place = places.get(Fraction(literal))
        if place is None:
            return None
        equation = re.sub(rf"(?<![\d.n]){re.escape(literal)}(?![\d.])", place, equation)
    return re.sub(r"^\(([^()]*)\)$", r"\1", equation)


def filled(form: str, question: str) -> str | None:
    """Return a shape with the question's numbers, or None where one is absent."""
    numbers = [str(number.value) for number in find_numbers(question)]
    places = [int(place) for place in re.findall(r"n(\d+)", form)]
    if any(place >= len(numbers) for place in places):
        return None
    return re.sub(r"n(\d+)", lambda match: f"({numbers[int(match[1])]})", form)


def shapes_baseline(problems: Sequence[WordProblem]) -> dict[str, Any]:
    """Learn shapes from the training file's distinct problems; return exact values."""
    reason = missing("sklearn")
    if reason:
        return {"skipped": reason}
    measured = {normalised(one.question) for one in problems}
    examples: dict[str, list[str]] = {}
    for row in document("mawps/mawps/trainset.json.gz"):
        one = WordProblem(row["original_text"], row["equation"], Fraction(0))
        form = None if normalised(one.question) in measured else shape(one)
        if form:
            examples.setdefault(form, []).append(one.question)
    common = {form: many for form, many in examples.items() if len(many) >= RARE}
    chooser = LinearChooser(tfidf, 20.0)
    chooser.fit(common)
    forms = chooser.choose([one.question for one in problems])
    right = [
        reaches(value(filled(form, one.question)), one.answer)
        for (form, _), one in zip(forms, problems, strict=True)
    ]
    return {"exact": share(right), "shapes": len(common)}


def write(writer: ProgramWriter, problem: WordProblem) -> Written:
    """Ask for an expression and evaluate it."""
    program = writer.write(problem.question)
    if program is None:
        return Written(problem, 0.0, False, None)
    try:
        expression = expand(program.template, problem.question)
    except MRKLError:
        return Written(problem, program.confidence, False, None)
    right = reaches(value(expression), problem.answer)
    return Written(problem, program.confidence, right, expression)


def figures(found: Sequence[Written], threshold: float) -> dict[str, Any]:
    """Return exact values, and precision of the expressions at or above the threshold.

    The latter over the problems that did not set it.
    """
    fresh = [one for one in found if not fits_thresholds(one.problem.question)]
    accepted = [one.right for one in fresh if one.confidence >= threshold]
    return {
        "problems": len(found),
        "exact": share([one.right for one in found]),
        "accepted": len(accepted) / max(1, len(fresh)),
        "precision_of_accepted": share(accepted),
        "precision_interval": interval(sum(accepted), len(accepted)),
    }


def asked(problems: Iterable[WordProblem]) -> dict[str, Any]:
    """Route each problem among the built-in experts; count right, wrong and refused."""
    right, called, total = 0, 0, 0
    with System.default(Settings(offline=True), clock=CLOCK) as system:
        for problem in problems:
            total += 1
            calls = decision_calls(system.route(problem.question))
            called += bool(calls)
            expression = calls[0].arguments.get("expression") if len(calls) == 1 else None
            right += reaches(value(expression), problem.answer)
    return {
        "exact": right / max(1, total),
        "called": called / max(1, total),
        "precision_of_calls": right / max(1, called),
    }


def measure(count: int | None = None) -> Mapping[str, Any]:
    """Measure the validation problems, or the first ``count`` of them."""
    weights = load_weights()
    writer = ProgramWriter(Encoder(weights), weights)
    threshold = float(weights.calibration["programs"]["expression"])
    problems = validation()[:count]
    written = [write(writer, problem) for problem in problems]
    by_steps = {
        name: figures([one for one in written if one.problem.steps == steps], threshold)
        for name, steps in (("one_step", 1), ("two_steps", 2))
    }
    failures = [
        {"question": w.problem.question, "gold": w.problem.equation, "written": w.expression}
        for w in written
        if not w.right and w.confidence >= threshold
    ]
    return {
        "threshold": threshold,
        "both": figures(written, threshold),
        **by_steps,
        "asked": asked(problems),
        "baseline_equation_shapes": shapes_baseline(problems),
        "published": PUBLISHED,
        "accepted_but_wrong": failures[:12],
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
