"""``mrkl plugins``: tools for those who write and install experts."""

from __future__ import annotations

import json
from typing import Any

import typer

from mrkl_apps.cli.failures import FAILURE
from mrkl_apps.cli.options import Json

app = typer.Typer(help="Experts from other packages.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``list`` a subcommand although it is the only one."""


@app.command("list")
def list_plugins(as_json: Json = False) -> None:
    """List installed plug-ins, what they offer and what is wrong with them."""
    from mrkl.plugins import GROUP, Plugin, load_plugins

    def record(plugin: Plugin) -> dict[str, Any]:
        from mrkl_core.codec import to_dict

        return {
            "name": plugin.name,
            "package": plugin.distribution,
            "version": plugin.version,
            "target": plugin.target,
            "experts": [expert.spec.name for expert in plugin.experts],
            "error": to_dict(plugin.error),
        }

    plugins = load_plugins()
    if as_json:
        typer.echo(json.dumps([record(plugin) for plugin in plugins]))
    elif not plugins:
        typer.echo(f"No plug-ins are installed. A package offers experts in the group {GROUP!r}.")
    for plugin in () if as_json else plugins:
        names = ", ".join(expert.spec.name for expert in plugin.experts)
        failed = f"FAILED: {plugin.error.message}" if plugin.error else names
        typer.echo(f"{plugin.name}  {plugin.distribution} {plugin.version}  {failed}")
    if any(plugin.error for plugin in plugins):
        raise typer.Exit(FAILURE)
