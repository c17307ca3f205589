"""What ``mrkl plugins check`` found, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from mrkl_apps.cli.rendering import printable
from mrkl_core.names import counted

if TYPE_CHECKING:
    from rich.console import Console

    from mrkl_router.spec_lint import Finding

_STYLES = {"error": "bold red", "warning": "yellow"}
_SHOWN = 3


def show_findings(console: Console, found: Mapping[str, Sequence[Finding]]) -> None:
    """Print what is to be mended, expert by expert, and how much of it there is."""
    table = Table("expert", "", "what", "do")
    for name, findings in found.items():
        for finding in findings:
            mark = Text(finding.severity, style=_STYLES[finding.severity])
            what = Text(printable(finding.message))
            for text in finding.texts[:_SHOWN]:
                what.append(f"\n  {printable(text)}", style="dim")
            if len(finding.texts) > _SHOWN:
                what.append(f"\n  and {len(finding.texts) - _SHOWN} more", style="dim")
            table.add_row(printable(name), mark, what, printable(finding.hint))
    if table.row_count:
        console.print(table)
    counts = Counter(finding.severity for findings in found.values() for finding in findings)
    console.print(
        f"{counted(len(found), 'expert')} checked: {counted(counts['error'], 'error')}, "
        f"{counted(counts['warning'], 'warning')}.",
        highlight=False,
    )
