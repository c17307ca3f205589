"""``mrkl plugins``: tools for those who write and install experts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mrkl_apps.cli.failures import FAILURE, errors_as_json
from mrkl_apps.cli.options import Json
from mrkl_apps.cli.setup import setup_of

if TYPE_CHECKING:
    from mrkl_router.spec_lint import Finding

app = typer.Typer(help="Experts from other packages.", no_args_is_help=True)


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


@app.command("check")
def check(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="Function specs (.json) or a module (.py)."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Check experts before they join: slips in their specs, collisions with those there are.

    A Python file is run. The exit code is 1 when something must be mended.
    """
    with errors_as_json(as_json):
        found = _findings(context, path)
    if as_json:
        from mrkl_core.codec import to_dict

        record = {"experts": list(found), "findings": [to_dict(one) for one in _all(found)]}
        typer.echo(json.dumps(record))
    else:
        from rich.console import Console

        from mrkl_apps.cli.findings import show_findings

        show_findings(Console(), found)
    if any(finding.severity == "error" for finding in _all(found)):
        raise typer.Exit(FAILURE)


def _findings(context: typer.Context, path: Path) -> Mapping[str, Sequence[Finding]]:
    """Lint the file's experts among those of the system that this command would answer with."""
    from mrkl.linting import lint_tools
    from mrkl.settings import Settings
    from mrkl.spec_files import read_spec_file

    tools = read_spec_file(path)
    setup, settings = setup_of(context), Settings()
    router = setup.router(settings)
    with setup.system(settings, router=router) as system:
        others = [expert.spec for expert in system.experts.values()]
        return lint_tools(router, tools, others)


def _all(found: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    return [finding for findings in found.values() for finding in findings]
