"""``mrkl db``: the database in which a server keeps conversations."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mrkl_apps.cli.failures import errors_as_json
from mrkl_apps.cli.options import Json

app = typer.Typer(help="The database in which a server keeps conversations.", no_args_is_help=True)


@app.callback()
def _options() -> None:
    """Make typer keep the name of the only command."""


@app.command("copy")
def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="URL, such as sqlite:////home/ada/mrkl.sqlite.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="URL of an empty one: postgresql://user@host/name.")
    ],
    as_json: Json = False,
) -> None:
    """Copy everything from SQLite to PostgreSQL or back; no server may run meanwhile.

    Files of collections are in the data folder; copy that folder too if the server moves.
    """
    from mrkl_apps.store.copying import copy_store

    with errors_as_json(as_json):
        counts = copy_store(source, target)
    if as_json:
        typer.echo(json.dumps(counts))
        return
    for name, count in counts.items():
        typer.echo(f"{count:>9,}  {name}")
