"""The blocks of a model as a table in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from mrkl_core.names import counted

if TYPE_CHECKING:
    from rich.console import Console

    from mrkl_backends.pytorch.inspection import Inspection, Run

_BAR_WIDTH = 20
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def show_blocks(console: Console, found: Inspection, *, folded: bool = True) -> None:
    """Print one row a layer, or a run of equal layers if ``folded``, and the totals.

    Parameters and bytes are those of the whole row.
    """
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("layers", "attention", "FFN", "", "parameters", "KV bytes"):
        right = name in ("layers", "FFN", "parameters", "KV bytes")
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    runs = list(found.runs(folded=folded))
    widest = max((run.block.feed_forward.width for run in runs), default=0)
    for run in runs:
        table.add_row(*_cells(run, widest))
    console.print(table)
    for line in _totals(found):
        console.print(line, highlight=False, soft_wrap=True)


def _cells(run: Run, widest: int) -> tuple[str | Text, ...]:
    attention, feed_forward = run.block.attention, run.block.feed_forward
    is_normal = attention.op == "normal"
    return (
        str(run.first) if run.count == 1 else f"{run.first}-{run.last}",
        counted(attention.kv_heads, "KV head") if is_normal else Text(attention.op, style="dim"),
        f"{feed_forward.width:,}" if feed_forward.width else Text(feed_forward.op, style="dim"),
        Text(_bar(feed_forward.width, widest), style="cyan"),
        f"{run.count * run.parameters:,}",
        f"{run.count * run.kv_bytes_per_token:,}" if is_normal else "",
    )


def _bar(width: int, widest: int) -> str:
    if not width:
        return ""
    eighths = max(1, round(width / widest * _BAR_WIDTH * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def _totals(found: Inspection) -> tuple[str, ...]:
    memory, architecture = found.memory, found.architecture
    return (
        f"{architecture.model_type}: {counted(len(architecture.blocks), 'layer')},"
        f" {found.parameters:,} parameters, {found.kv_bytes_per_token:,} bytes of cache a token.",
        f"Memory in {found.dtype} for {counted(found.batch, 'sequence')} of"
        f" {counted(found.length, 'token')}: {_size(memory.total)}"
        f" (weights {_size(memory.weights)}, cache {_size(memory.cache)},"
        f" working {_size(memory.working)}).",
    )


def _size(count: int) -> str:
    for unit, size in (("GiB", 2**30), ("MiB", 2**20)):
        if count >= size:
            return f"{count / size:,.2f} {unit}"
    return f"{count / 2**10:,.2f} KiB"
