"""``python -m mrkl_apps.cli.demo``: the main job on real questions, without a network.

Every question names the experts that ought to answer it; the exit code is 1 if others did, or if
an argument does not come out again when its provenance is replayed.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from mrkl.settings import Settings
from mrkl.system import System
from mrkl_apps.cli.rendering import show_answer
from mrkl_core.answer import Answer
from mrkl_core.errors import DataNotFoundError, MRKLError, ProvenanceError

DOCUMENTS = Path(__file__).resolve().parents[3] / "examples" / "documents"


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the experts that ought to answer it, in order; none means abstaining.

    Attributes:
        question: What is asked.
        experts: Who ought to answer.
        shows: What the answer's text ought to say, as a word by itself.
        fails: Whether the answer ought to be a typed error, because there is no network.
    """

    question: str
    experts: tuple[str, ...]
    shows: str = ""
    fails: bool = False


EXAMPLES = (
    Example("What is 15% of 2,480?", ("calculator",), "372"),
    Example("What is the square root of 5,184 plus 27,395?", ("calculator",), "27,467"),
    Example("How many kilometres are 26.2 miles?", ("units",), "42.1648128"),
    Example("Convert 72 degrees Fahrenheit to Celsius", ("units",), "22.2222222"),
    Example("What day of the week is 4 July 2027?", ("calendar",), "Sunday"),
    Example("How many days are between 3 March 2026 and 17 May 2026?", ("calendar",), "75"),
    Example("How much is 250 US dollars in euros?", ("currency",)),
    Example("How many customers are there in Brazil?", ("database",), "5"),
    Example("How many tracks are there?", ("database",), "3503"),
    Example("What does the handbook say about parental leave?", ("documents",), "14 months"),
    Example(
        "According to the manual, how long is the warranty period?", ("documents",), "36 months"
    ),
    Example(
        "What is 15% of 2,480 and how many days are left until Christmas?",
        ("calculator", "calendar"),
        "372",
    ),
    Example("Order me a large pizza with extra cheese", ()),
    Example("What will the weather be in Oslo tomorrow?", ("weather",), fails=True),
    Example("Who was Ada Lovelace?", ("wiki",), fails=True),
)


def show(system: System, examples: Sequence[Example], console: Console) -> int:
    """Ask and print all examples; return how many were not answered as they ought to be."""
    failures = 0
    for number, example in enumerate(examples, start=1):
        console.rule(Text(f"{number}. {example.question}"), align="left")
        answer = system.ask(example.question)
        show_answer(console, answer)
        problems = check(answer, example)
        failures += bool(problems)
        if not problems:
            count = sum(len(step.arguments) for step in answer.steps)
            console.print(f"replay: {count} arguments come out again", style="green")
        for problem in problems:
            console.print(f"WRONG: {problem}", style="bold red", markup=False)
        console.print()
    return failures


def check(answer: Answer, example: Example) -> list[str]:
    """Return what is not as it ought to be."""
    problems = []
    answered = tuple(step.expert for step in answer.steps)
    if answered != example.experts or (not answered and answer.decision != "abstain"):
        wanted = " and ".join(example.experts) or "abstaining"
        got = " and ".join(answered) or answer.decision
        problems.append(f"expected {wanted}, got {got}")
    if answered == example.experts and not _says(answer.text, example.shows):
        problems.append(f"the answer does not say {example.shows!r}")
    failed = any(step.error for step in answer.steps)
    if failed != example.fails and answered == example.experts:
        problems.append("expected an error" if example.fails else "an expert failed")
    try:
        replayed = [dict(arguments) for arguments in answer.replay()]
        same = replayed == [dict(step.arguments) for step in answer.steps]
        problems.extend([] if same else ["the replayed arguments differ"])
    except ProvenanceError as error:
        problems.append(str(error))
    return problems


def _says(text: str, wanted: str) -> bool:
    """Return whether ``wanted`` stands in ``text`` by itself: 5 does not stand in 59 or 5.2."""
    alone = rf"(?<![\w.,]){re.escape(wanted)}(?!\w|[.,]\d)"
    return not wanted or re.search(alone, text) is not None


def run(
    console: Console, *, documents: Path = DOCUMENTS, examples: Sequence[Example] = EXAMPLES
) -> int:
    """Run the demo; return the exit code.

    Raises:
        DataNotFoundError: The demo's documents are absent.
    """
    if not documents.is_dir():
        raise DataNotFoundError(
            f"The demo's documents are not at {str(documents)!r}.",
            hint="Run the demo from a clone of the repository.",
        )
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            cache_dir=Path(folder),
            collections=(str(documents),),
            database_url=None,
            disabled_experts=(),
            model=None,
            offline=True,
        )
        with System.default(settings) as system:
            for problem in system.problems:
                console.print(f"{problem.message} {problem.hint}", style="red", markup=False)
            system.warm()
            console.print(f"Ready after {time.perf_counter() - started:.1f} s.\n")
            failures = show(system, examples, console)
    console.print(
        f"{len(examples) - failures} of {len(examples)} as expected, "
        f"{time.perf_counter() - started:.1f} s in all."
    )
    return 1 if failures else 0


def main() -> None:
    """Run the demo and exit."""
    # What goes wrong is part of what the demo prints.
    logging.basicConfig(handlers=[logging.NullHandler()])
    try:
        sys.exit(run(Console()))
    except MRKLError as error:
        Console(stderr=True).print(f"mrkl: {error}", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
