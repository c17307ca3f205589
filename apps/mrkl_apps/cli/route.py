"""``mrkl route``: decisions without running anything, one or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TextIO

import typer

from mrkl_apps.cli.failures import FAILURE, errors_as_json
from mrkl_apps.cli.options import Experts, Json, read_question
from mrkl_apps.cli.setup import setup_of
from mrkl_core.errors import ValueFormatError

if TYPE_CHECKING:
    from mrkl_apps.cli.routing import Routing

_DASH = Path("-")


def route(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="One question, when there is no --batch.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="FILE|-", help="JSON lines: id, query."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE|-", help="Where the decisions go, as JSON lines."),
    ] = None,
    tools: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Function specs to route over, as JSON."),
    ] = None,
    clock: Annotated[
        str | None,
        typer.Option(metavar="ISO", help='What "now" is; the machine\'s time if absent.'),
    ] = None,
    experts: Experts = None,
    explain: Annotated[bool, typer.Option(help="Show every expert's score too.")] = False,
    as_json: Json = False,
) -> None:
    """Decide who would answer, with which arguments.

    With --batch, lines that cannot be routed are reported in the output by their number, and the
    exit code is 1.
    """
    from mrkl_apps.cli.routing import make_routing

    if batch is not None and (question is not None or explain):
        raise typer.BadParameter("--batch goes with neither a QUESTION nor --explain.")
    if batch not in (None, _DASH) and not batch.is_file():
        raise typer.BadParameter(f"There is no file {str(batch)!r}.", param_hint="--batch")
    if batch is None and out is not None:
        raise typer.BadParameter("--out goes with --batch.")
    with errors_as_json(as_json or batch is not None), ExitStack() as stack:
        moment = _moment(clock)
        given = None if tools is None else _tools(tools)
        routing = stack.enter_context(make_routing(setup_of(context), given, moment, experts))
        if batch is not None:
            failed = _run_batch(routing, batch, out)
            if failed:
                typer.echo(f"mrkl: {failed} lines could not be routed; see 'error'.", err=True)
                raise typer.Exit(FAILURE)
        else:
            _run_one(routing, read_question(question), as_json=as_json, explain=explain)


def _moment(clock: str | None) -> datetime | None:
    if clock is None:
        return None
    try:
        return datetime.fromisoformat(clock)
    except ValueError as error:
        raise typer.BadParameter(
            f"{clock!r} is not an ISO 8601 time such as 2026-03-04T12:00:00+01:00.",
            param_hint="--clock",
        ) from error


def _tools(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueFormatError(
            f"{str(path)!r} is not JSON: {error}.", hint="Give a list of function specs."
        ) from error


def _run_one(routing: Routing, question: str, *, as_json: bool, explain: bool) -> None:
    from mrkl_core.codec import to_dict

    if as_json:
        record = routing.record(question)
        if explain:
            record["scores"] = to_dict(routing.explain(question))
        typer.echo(json.dumps(record))
        return
    from rich.console import Console

    from mrkl_apps.cli.rendering import show_decision, show_scores

    console = Console()
    show_decision(console, question, routing.decide(question))
    if explain:
        show_scores(console, routing.explain(question))


def _run_batch(routing: Routing, batch: Path, out: Path | None) -> int:
    """Route every line of ``batch``; return how many could not be."""
    from mrkl_apps.cli.rendering import progress_bar

    failed = 0
    with ExitStack() as stack:
        source: BinaryIO = (
            sys.stdin.buffer if batch == _DASH else stack.enter_context(batch.open("rb"))
        )
        target: TextIO = (
            sys.stdout
            if out in (None, _DASH)
            else stack.enter_context(out.open("w", encoding="utf-8"))
        )
        bar = stack.enter_context(progress_bar())
        task = bar.add_task("route", total=None if batch == _DASH else batch.stat().st_size)
        for number, line in _lines(source):
            record = routing.line_record(number, line)
            failed += "error" in record
            target.write(json.dumps(record) + "\n")
            bar.advance(task, len(line))
    return failed


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines, without those that are blank."""
    for number, line in enumerate(source, start=1):
        if line.strip():
            yield number, line
