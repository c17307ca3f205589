"""Answers for people: the text, and the trace as a tree."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from mrkl.records import decision_calls, decision_reason
from mrkl_core.answer import Answer, Step, Turn
from mrkl_core.provenance import cited_spans
from mrkl_core.values import Decision, Provenance, Score, decision_kind

_LONGEST_VALUE = 300


def progress_bar() -> Progress:
    """Return a bar on standard error, silent where that is no terminal."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def printable(text: str) -> str:
    """Return ``text`` without characters that would drive the terminal or turn its direction."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\n\t\u200d"
        else character
        for character in text
    )


def show_answer(
    console: Console, answer: Answer, *, trace: bool = True, turns: Sequence[Turn] = ()
) -> None:
    """Print an answer, with its trace if wanted.

    Args:
        console: Where to.
        answer: What to print.
        trace: Whether the tree follows the text.
        turns: The earlier turns, to show the words that arguments came from.
    """
    console.print(Text(printable(answer.text), style="bold"))
    if trace:
        console.print(trace_tree(answer, turns))


def trace_tree(answer: Answer, turns: Sequence[Turn] = ()) -> Tree:
    """Return decision, steps, arguments with their words, results and sources as a tree."""
    texts = {"question": answer.question}
    texts.update({f"turn:{index}": turn.question for index, turn in enumerate(turns)})
    root = Text.assemble(
        (answer.decision, "bold cyan"),
        f"  confidence {answer.confidence:.3f}  {answer.ms:.1f} ms",
    )
    tree = Tree(root)
    origins = [origin for step in answer.steps for origin in step.provenance.values()]
    tree.add(_highlighted(answer.question, _question_spans(origins)))
    if answer.reason:
        tree.add(Text(f"reason: {printable(answer.reason)}"))
    for step in answer.steps:
        _add_step(tree, step, texts)
    for source in answer.sources:
        page = f", page {source.page}" if source.page is not None else ""
        place = f"{source.document}{page}, bytes {source.start}-{source.end}"
        tree.add(Text(f"source {printable(place)}", style="dim"))
    return tree


def show_decision(console: Console, question: str, decision: Decision) -> None:
    """Print what was decided, each argument with the words it came from."""
    title = Text.assemble(
        (decision_kind(decision), "bold cyan"), f"  confidence {decision.confidence:.3f}"
    )
    tree = Tree(title)
    calls = decision_calls(decision)
    origins = [origin for call in calls for origin in call.provenance.values()]
    tree.add(_highlighted(question, _question_spans(origins)))
    reason = decision_reason(decision)
    if reason:
        tree.add(Text(f"reason: {printable(reason)}"))
    for call in calls:
        head = Text.assemble((call.name, "bold green"), f"  confidence {call.confidence:.3f}")
        branch = tree.add(head)
        for name, value in call.arguments.items():
            origin = call.provenance.get(name)
            branch.add(_argument(name, value, origin, {"question": question}))
    console.print(tree)


def show_scores(console: Console, scores: Iterable[Score]) -> None:
    """Print scores against thresholds, best first."""
    table = Table("expert", "score", "threshold", "nearest example")
    for score in scores:
        nearest = printable(score.nearest[0]) if score.nearest else ""
        table.add_row(score.expert, f"{score.score:.3f}", f"{score.threshold:.3f}", Text(nearest))
    console.print(table)


def _add_step(tree: Tree, step: Step, texts: dict[str, str]) -> None:
    branch = tree.add(
        Text.assemble(
            (step.expert, "bold green"), f"  confidence {step.confidence:.3f}  {step.ms:.1f} ms"
        )
    )
    for name, value in step.arguments.items():
        origin = step.provenance.get(name)
        # Optional arguments that nobody gave say nothing about the answer.
        if value is not None or origin is None or origin.kind != "default":
            branch.add(_argument(name, value, origin, texts))
    if step.result is not None:
        branch.add(Text.assemble("→ ", _value(step.result.value)))
    if step.error is not None:
        message = f"{step.error.code}: {step.error.message} {step.error.hint}".rstrip()
        branch.add(Text(f"✗ {printable(message)}", style="red"))


def _argument(name: str, value: Any, origin: Provenance | None, texts: dict[str, str]) -> Text:
    line = Text.assemble((f"{printable(name)} = ", "bold"), _value(value))
    if origin is not None:
        line.append(f"  {origin.kind}", style="magenta")
        if origin.source != "question":
            line.append(f" {origin.source}")
        words = _words(origin, texts)
        if words:
            line.append(f" from {', '.join(words)}")
    return line


def _words(origin: Provenance, texts: dict[str, str]) -> list[str]:
    raw = texts.get(origin.source, "").encode("utf-8")
    return [
        f"“{printable(raw[start:end].decode('utf-8', errors='replace'))}”"
        for start, end in cited_spans(origin)
        if end <= len(raw)
    ]


def _value(value: Any) -> str:
    text = printable(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + " …"


def _question_spans(origins: Iterable[Provenance]) -> list[tuple[int, int]]:
    return [
        span for origin in origins if origin.source == "question" for span in cited_spans(origin)
    ]


def _highlighted(question: str, spans: Iterable[tuple[int, int]]) -> Text:
    """Return the question with the words that were used underlined."""
    text = Text(printable(question))
    raw = question.encode("utf-8")
    for start, end in spans:
        first = len(raw[:start].decode("utf-8", errors="replace"))
        last = len(raw[:end].decode("utf-8", errors="replace"))
        text.stylize("underline yellow", first, last)
    return text
