"""Pictures for the training report: losses over the steps, confidence against share right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BINS = 10
#: Panels of one picture, the first of which pools all experts.
PANELS = 20
#: Bins of fewer decisions say little: they are drawn hollow.
FEW = 10

_BLUE, _RED, _GREY = "#225588", "#bb3333", "#999999"
_BARS = "#bbccdd"


@dataclass(frozen=True, slots=True)
class Bin:
    """The decisions whose confidence lies in one tenth.

    Attributes:
        confidence: Their mean confidence.
        right: The share of them that was right.
        count: How many there are.
    """

    confidence: float
    right: float
    count: int


def bins_of(points: Sequence[tuple[float, bool]]) -> list[Bin | None]:
    """Return ``BINS`` bins of equal width over [0, 1]; None where no point falls.

    Args:
        points: (confidence, whether it was right).
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in points:
        held[min(BINS - 1, max(0, int(confidence * BINS)))].append((confidence, right))
    return [
        Bin(sum(c for c, _ in some) / len(some), sum(r for _, r in some) / len(some), len(some))
        if some
        else None
        for some in held
    ]


def calibration_error(bins: Sequence[Bin | None]) -> float:
    """Return the expected calibration error: the mean gap, weighted by counts; 0 without any."""
    held = [one for one in bins if one is not None]
    total = sum(one.count for one in held)
    return sum(one.count * abs(one.right - one.confidence) for one in held) / max(1, total)


def interval(right: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of ``count`` trials."""
    middle = right + z * z / (2 * count)
    half = z * math.sqrt(right * (1 - right) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def draw_reliability(
    points: Mapping[str, Sequence[tuple[float, bool]]],
    path: Path,
    thresholds: Mapping[str, float] | None = None,
) -> None:
    """Draw one reliability diagram per expert, and one of all together, into a PNG.

    Each shows the share right over the mean confidence of ten bins with 95 % intervals (hollow
    where there are fewer than ``FEW`` decisions), the counts of the bins below, the expected
    calibration error, and the threshold if it is given. Experts without points are passed over;
    of very many, those with the most points are drawn.

    Args:
        points: By expert, (confidence, whether the decision was right).
        path: Where the PNG goes.
        thresholds: By expert, the confidence from which it is accepted.
    """
    from matplotlib import pyplot

    panels = _panels(points)
    columns = min(5, len(panels))
    rows = -(-len(panels) // columns)
    figure = _figure(figsize=(2.9 * columns, 3.2 * rows + 0.4), layout="constrained")
    highest = 10 ** math.ceil(math.log10(max(10, len(panels[0][1]))))
    grid = figure.add_gridspec(rows, columns)
    for index, (name, some) in enumerate(panels):
        row, column = divmod(index, columns)
        inner = grid[row, column].subgridspec(2, 1, height_ratios=(4, 1), hspace=0.0)
        upper = figure.add_subplot(inner[0])
        lower = figure.add_subplot(inner[1], sharex=upper)
        bins = bins_of(some)
        error = calibration_error(bins)
        upper.set_title(f"{name}\nn = {len(some):,}   ECE = {error:.3f}", fontsize=8)
        _draw_shares(upper, bins)
        _draw_counts(lower, bins, highest)
        if thresholds and name in thresholds:
            _draw_threshold(upper, lower, thresholds[name])
        for axis in (upper, lower):
            axis.tick_params(labelsize=7, labelleft=column == 0)
        upper.tick_params(labelbottom=False)
    figure.supxlabel("confidence (below: decisions per bin, log scale)", fontsize=9)
    figure.supylabel("share right", fontsize=9)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def draw_curves(points: Mapping[str, list[tuple[int, float]]], path: Path) -> None:
    """Draw the training losses of every task over the steps."""
    from matplotlib import pyplot

    columns = min(3, max(1, len(points)))
    rows = max(1, -(-len(points) // columns))
    figure = _figure(figsize=(3.4 * columns, 2.5 * rows), layout="constrained")
    for index, (task, values) in enumerate(sorted(points.items()), start=1):
        axis = figure.add_subplot(rows, columns, index)
        axis.plot([step for step, _ in values], [loss for _, loss in values], color=_BLUE)
        axis.set_title(task, fontsize=10)
        axis.set_yscale("log")
        axis.tick_params(labelsize=8)
        axis.grid(visible=True, alpha=0.3)
    figure.supxlabel("step")
    figure.supylabel("training loss (log)")
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def _figure(**options: Any) -> Any:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot.figure(**options)


def _panels(
    points: Mapping[str, Sequence[tuple[float, bool]]],
) -> list[tuple[str, Sequence[tuple[float, bool]]]]:
    """Return what to draw: everything pooled, then the experts in the order of their names."""
    held = {name: some for name, some in points.items() if some}
    most = sorted(held, key=lambda name: -len(held[name]))[: PANELS - 1]
    pooled = [point for some in held.values() for point in some]
    return [("all experts", pooled), *((name, held[name]) for name in sorted(most))]


def _draw_shares(axis: Any, bins: Sequence[Bin | None]) -> None:
    held = [one for one in bins if one is not None]
    axis.plot([0, 1], [0, 1], color=_GREY, linewidth=0.8, linestyle="--")
    for one in held:
        axis.plot([one.confidence] * 2, interval(one.right, one.count), color=_BLUE, alpha=0.45)
    for few in (False, True):
        some = [one for one in held if (one.count < FEW) == few]
        axis.plot(
            [one.confidence for one in some],
            [one.right for one in some],
            color=_BLUE,
            marker="o",
            markersize=3.5,
            markerfacecolor="white" if few else _BLUE,
            linewidth=0 if few else 1,
        )
    axis.set(xlim=(0, 1), ylim=(-0.03, 1.03))
    axis.grid(visible=True, alpha=0.25)


def _draw_counts(axis: Any, bins: Sequence[Bin | None], highest: int) -> None:
    centres = [(index + 0.5) / BINS for index in range(BINS)]
    axis.bar(centres, [one.count if one else 0 for one in bins], width=0.9 / BINS, color=_BARS)
    axis.set_yscale("symlog", linthresh=1)
    axis.set_ylim(0, highest)
    axis.set_yticks([1, highest], ["1", f"{highest:,}"])
    axis.minorticks_off()


def _draw_threshold(upper: Any, lower: Any, threshold: float) -> None:
    for axis in (upper, lower):
        axis.axvline(threshold, color=_RED, linewidth=0.9)
    upper.annotate(
        f"{threshold:.2f}", (threshold, 0.01), (-2, 0), textcoords="offset points",
        ha="right", fontsize=7, color=_RED,
    )  # fmt: skip
