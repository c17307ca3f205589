"""``mrkl index``: files and folders into a document collection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mrkl_apps.cli.failures import FAILURE, errors_as_json
from mrkl_apps.cli.options import Json
from mrkl_apps.cli.setup import setup_of

if TYPE_CHECKING:
    from mrkl_experts.documents import IndexReport, Progress
    from mrkl_experts.documents.indexing import Status


def index(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="Text, Markdown, HTML, PDF files or folders.")
    ],
    name: Annotated[str, typer.Option(help="Name of the collection.")],
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Find by words, not by meaning; quicker.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build a document collection or bring it up to date.

    Files that have not changed are not read again. Exit code 1 says that a file failed.
    """
    from mrkl import Settings
    from mrkl.libraries import index_into
    from mrkl_apps.cli.rendering import progress_bar

    with errors_as_json(as_json), progress_bar() as bar:
        tasks = {stage: bar.add_task(stage, total=None) for stage in ("read", "embed")}

        def show(progress: Progress) -> None:
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        settings = Settings()
        encoder = None if words_only else setup_of(context).encoder(settings)
        report = index_into(settings, name, paths, encoder=encoder, progress=show)
    if as_json:
        typer.echo(json.dumps(_record(name, report)))
    else:
        _show(name, report)
    if report.count("failed"):
        raise typer.Exit(FAILURE)


def _record(name: str, report: IndexReport) -> dict[str, Any]:
    return {
        "collection": name,
        "files": [
            {
                "path": file.path,
                "status": file.status,
                "document": file.document,
                "passages": file.passages,
                **({"error": file.error.to_dict()} if file.error else {}),
            }
            for file in report.files
        ],
        "embedded": report.embedded,
    }


def _show(name: str, report: IndexReport) -> None:
    for file in report.files:
        if file.error is not None:
            typer.echo(f"{file.path}: {file.error}", err=True)
    statuses: tuple[Status, ...] = ("added", "updated", "unchanged", "skipped", "failed")
    counts = ", ".join(f"{report.count(status)} {status}" for status in statuses)
    typer.echo(f"Collection {name!r}: {counts}; {report.embedded} passages embedded.")
