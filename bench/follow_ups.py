"""Follow-ups in a conversation: are they read as what a person means, and never as something else?

Our own conversations (``bench.follow_up_cases``) are asked from end to end over the built-in
experts, without a network. Right means the expert, arguments, sources and value that the case
states, and arguments that their provenance gives again; where nothing is clear it means abstaining
or asking back. A question abstained from that could be answered is counted apart from a wrong
answer. The cases are split in two by a hash of their text: the rules were written with the first
half in view, the second was only counted. ``bench.follow_up_built_cases`` adds to the first alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.composition import cases, fits
from bench.deciding import CLOCK, hash_byte
from bench.follow_up_built_cases import BUILT_CASES
from bench.follow_up_cases import CASES
from bench.report import run
from mrkl import System
from mrkl.settings import Settings
from mrkl_core.answer import Answer, Turn
from mrkl_core.errors import ValueFormatError
from mrkl_core.templates import number_of
from mrkl_core.values import Call

HALVES = ("built", "held_out")
OUTCOMES = ("right", "abstained", "wrong")
_CLOSE = 1e-6


def half_of(line: str) -> str:
    """Return the half to which a case belongs, by its text alone."""
    return HALVES[hash_byte(line) % 2]


def is_right(answer: Answer, wanted: str) -> bool:
    """Tell whether an answer is one of those that a case says."""
    return any(_is_one(answer, one.strip()) for one in wanted.split(" | "))


def _is_one(answer: Answer, wanted: str) -> bool:
    if wanted == "abstain":
        return not answer.steps
    calls, _, value = wanted.partition(" == ")
    made = [
        Call(name=s.expert, arguments=s.arguments, provenance=s.provenance, confidence=s.confidence)
        for s in answer.steps
    ]
    expected = calls.split(";")
    fitting = len(made) == len(expected) and all(map(fits, made, expected))
    return fitting and (not value or _comes_to(answer.value, float(value)))


def _comes_to(value: Any, wanted: float) -> bool:
    try:
        return math.isclose(float(number_of(value)), wanted, rel_tol=_CLOSE)
    except ValueFormatError:
        return False


def asked(system: System, line: str) -> tuple[Answer, list[Turn]]:
    """Return the answer to the last question of a case, and the turns before it."""
    turns: list[Turn] = []
    *before, question = line.partition(" => ")[0].split(" >> ")
    for earlier in before:
        answer = system.ask(earlier, conversation=line)
        turns.append(Turn(question=earlier, answer=answer))
    return system.ask(question, conversation=line), turns


def outcome(system: System, line: str) -> str:
    """Return ``right``, ``abstained`` or ``wrong`` for one case; all proofs are replayed."""
    answer, turns = asked(system, line)
    if answer.replay(turns) != tuple(step.arguments for step in answer.steps):
        return "wrong"
    if is_right(answer, line.partition(" => ")[2]):
        return "right"
    return "wrong" if answer.steps else "abstained"


def counted(found: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return how many cases came out how, and the lines that were not right."""
    counts = Counter(result for result, _ in found)
    return {
        "cases": len(found),
        **{name: counts[name] for name in OUTCOMES},
        "not_right": [f"{result}: {line}" for result, line in found if result != "right"],
    }


def figures(found: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Any]:
    """Return the figures of outcomes by kind: of all, of each half and kind."""
    every = [one for of_kind in found.values() for one in of_kind]
    shares: dict[str, Any] = {}
    for name, chosen in (("all", every), *_halves(every)):
        total = max(1, len(chosen))
        counts = Counter(result for result, _ in chosen)
        shares[name] = {"cases": len(chosen)} | {one: counts[one] / total for one in OUTCOMES}
    return {**shares, "kinds": {kind: counted(of_kind) for kind, of_kind in found.items()}}


def _halves(
    found: Sequence[tuple[str, str]],
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for half in HALVES:
        yield half, [one for one in found if half_of(one[1]) == half]


def measure(count: int | None = None) -> Mapping[str, Any]:
    """Measure the first ``count`` cases of each kind; all of them if it is None."""
    found: dict[str, list[tuple[str, str]]] = {}
    with System.default(clock=CLOCK, settings=Settings(offline=True)) as system:
        for kind, block in (CASES | BUILT_CASES).items():
            lines = cases(block)[:count]
            found[kind] = [(outcome(system, line), line) for line in lines]
    return figures(found)


if __name__ == "__main__":
    run(measure, __doc__)
