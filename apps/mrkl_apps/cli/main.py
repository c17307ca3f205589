"""The ``mrkl`` command."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from mrkl.version import __version__
from mrkl_apps.cli import ask, chat, db, generate, index, keys, model, plugins, route, serve
from mrkl_apps.cli.failures import exit_code
from mrkl_apps.cli.setup import Setup
from mrkl_core.errors import MRKLError

app = typer.Typer(
    help="Ask in plain language; a small trained router picks the expert that answers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(ask.ask)
app.command("chat")(chat.chat)
app.command("route")(route.route)
app.command("index")(index.index)
app.command("serve")(serve.serve)
app.command("generate")(generate.generate)
app.add_typer(model.app, name="model")
app.add_typer(plugins.app, name="plugins")
app.add_typer(keys.app, name="keys")
app.add_typer(db.app, name="db")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mrkl {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Write logs to standard error.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    handler = logging.StreamHandler(sys.stderr) if verbose else logging.NullHandler()
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        handlers=[handler],
    )


def main(arguments: Sequence[str] | None = None, setup: Setup | None = None) -> None:
    """Run the command and exit; typed errors become one message and an exit code.

    Args:
        arguments: What stands behind ``mrkl``; those of the process when absent.
        setup: How systems are made; the usual way when absent.
    """
    try:
        app(arguments, prog_name="mrkl", obj=setup)
    except MRKLError as error:
        typer.echo(f"mrkl: {error}", err=True)
        sys.exit(exit_code(error.code))
    except Exception as error:
        logging.getLogger("mrkl.cli").info("Unexpected error", exc_info=True)
        typer.echo(
            f"mrkl: unexpected {type(error).__name__}: {error} "
            "Run again with 'mrkl -v ...' and report what it shows.",
            err=True,
        )
        sys.exit(1)
