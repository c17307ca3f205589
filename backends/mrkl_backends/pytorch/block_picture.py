"""The blocks of a model as an SVG picture: one row a layer, one bar for each sub-block."""

from __future__ import annotations

from collections.abc import Iterator

from mrkl_backends.pytorch.inspection import Inspection, Run

_ROW, _BAR = 14, 10
_LEFT, _TOP = 48, 64
_ATTENTION_WIDTH, _GAP, _FFN_WIDTH = 160, 24, 480
_FFN_LEFT = _LEFT + _ATTENTION_WIDTH + _GAP
_WIDTH = _FFN_LEFT + _FFN_WIDTH + 88
_BLUE, _ORANGE, _GREY = "#3b6ea8", "#d9822b", "#9aa0a6"


def block_picture(inspection: Inspection) -> str:
    """Return an SVG document: key-value heads as blue bars, FFN widths as orange ones.

    A linear sub-block is a short grey bar, a missing one has none.
    """
    runs = list(inspection.runs(folded=False))
    height = _TOP + _ROW * len(runs) + 16
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="10">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(16, 24, _title(inspection), size=14),
        _text(_LEFT, _TOP - 12, "key-value heads", colour=_BLUE),
        _text(_FFN_LEFT, _TOP - 12, "FFN width", colour=_ORANGE),
    ]
    most_heads = max((run.block.attention.kv_heads for run in runs), default=0)
    most_width = max((run.block.feed_forward.width for run in runs), default=0)
    for run in runs:
        lines += _row(run, most_heads, most_width)
    return "\n".join([*lines, "</svg>", ""])


def _title(inspection: Inspection) -> str:
    return (
        f"{inspection.architecture.model_type}, {len(inspection.architecture.blocks)} layers,"
        f" {inspection.parameters:,} parameters,"
        f" {inspection.kv_bytes_per_token:,} bytes of cache a token ({inspection.dtype})"
    )


def _row(run: Run, most_heads: int, most_width: int) -> Iterator[str]:
    top = _TOP + _ROW * run.first
    attention, feed_forward = run.block.attention, run.block.feed_forward
    yield _text(_LEFT - 8, top + _BAR - 1, str(run.first), anchor="end")
    if attention.op == "normal":
        yield from _bar(_LEFT, top, attention.kv_heads, most_heads, _ATTENTION_WIDTH, _BLUE)
    elif attention.op == "linear":
        yield from _linear(_LEFT, top)
    if feed_forward.op == "normal":
        yield from _bar(_FFN_LEFT, top, feed_forward.width, most_width, _FFN_WIDTH, _ORANGE)
    elif feed_forward.op == "linear":
        yield from _linear(_FFN_LEFT, top)


def _bar(left: int, top: int, value: int, most: int, room: int, colour: str) -> Iterator[str]:
    width = max(2.0, value / most * room)
    yield f'<rect x="{left}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>'
    yield _text(left + width + 4, top + _BAR - 1, f"{value:,}", size=9)


def _linear(left: int, top: int) -> Iterator[str]:
    yield f'<rect x="{left}" y="{top}" width="8" height="{_BAR}" fill="{_GREY}"/>'
    yield _text(left + 12, top + _BAR - 1, "linear", size=9)


def _text(
    x: float, y: int, text: str, *, size: int = 10, colour: str = "#202124", anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{colour}"'
        f' text-anchor="{anchor}">{text}</text>'
    )
