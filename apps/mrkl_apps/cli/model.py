"""``mrkl model``: checkpoints of the local engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mrkl_apps.cli.failures import errors_as_json
from mrkl_apps.cli.options import DType, Json
from mrkl_core.errors import SettingsError

if TYPE_CHECKING:
    from mrkl_backends.pytorch.inspection import Inspection

app = typer.Typer(help="Checkpoints of the local engine.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``inspect`` a name of its own while it is the only command."""


@app.command("inspect")
def inspect(
    path: Annotated[Path, typer.Argument(help="Checkpoint folder, or its config.json.")],
    batch: Annotated[int, typer.Option(help="Sequences at once, for the memory.")] = 1,
    length: Annotated[
        int | None, typer.Option(help="Tokens of each, prompt and reply; 4096 when absent.")
    ] = None,
    dtype: DType = "auto",
    unfolded: Annotated[
        bool, typer.Option("--all", help="Show every layer, also where neighbours are alike.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Write the blocks as a picture, too.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the blocks of a model and the memory it will take, from its config.json alone."""
    with errors_as_json(as_json):
        from mrkl_backends.pytorch.inspection import inspect_checkpoint

        found = inspect_checkpoint(path.expanduser(), batch=batch, length=length, dtype=dtype)
        if picture is not None:
            _draw(found, picture)
    if as_json:
        typer.echo(json.dumps(found.to_dict()))
        return
    from rich.console import Console

    from mrkl_apps.cli.blocks import show_blocks

    show_blocks(Console(), found, folded=not unfolded)


def _draw(found: Inspection, file: Path) -> None:
    from mrkl_backends.pytorch.block_picture import block_picture

    if file.suffix.lower() != ".svg":
        raise SettingsError(
            f"The picture {str(file)!r} is no SVG file.", hint="Give it a name ending in '.svg'."
        )
    try:
        file.write_text(block_picture(found), encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"The picture {str(file)!r} cannot be written: {error.strerror}.",
            hint="Give a file in a folder that exists and may be written to.",
        ) from error
