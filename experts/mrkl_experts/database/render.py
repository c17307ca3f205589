"""A result table as text for people."""

from __future__ import annotations

from typing import Any

from mrkl_experts.database.limits import Rows

_ROWS_SHOWN = 20
_LONGEST_CELL = 200


def render(rows: Rows) -> str:
    """Return one value as itself, several as a Markdown table."""
    if not rows.rows:
        return "No row matches."
    if len(rows.rows) == 1 and len(rows.columns) == 1:
        return _text(rows.rows[0][0])
    shown = rows.rows[:_ROWS_SHOWN]
    lines = [_line(rows.columns), _line(["---"] * len(rows.columns), escape=False)]
    lines += [_line(row) for row in shown]
    hidden = len(rows.rows) - len(shown)
    if hidden or rows.truncated:
        more = f"{hidden} more rows" if hidden else ""
        cut = "cut at the limit" if rows.truncated else ""
        lines += ["", f"({', '.join(part for part in (more, cut) if part)})"]
    return "\n".join(lines)


def _line(cells: Any, *, escape: bool = True) -> str:
    return f"| {' | '.join(_escape(_text(cell)) if escape else cell for cell in cells)} |"


def _text(value: Any) -> str:
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _float(value) if isinstance(value, float) else str(value)


def _float(value: float) -> str:
    # Sums of prices end in digits that only binary fractions have.
    short = f"{value:.12g}"
    return repr(value) if "e" in short else short


def _escape(text: str) -> str:
    flat = " ".join(text.split())
    short = flat if len(flat) <= _LONGEST_CELL else flat[:_LONGEST_CELL] + "…"
    return short.replace("\\", "\\\\").replace("|", "\\|")
