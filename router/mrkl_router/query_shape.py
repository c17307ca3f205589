"""Chooses what a query selects, groups and orders by: the likeliest choice that is valid SQL.

The heads judge each column by itself; together they may say what no query can, such as a plain
column beside an average without a group. Three shapes are valid over one table, and the likeliest
wins: rows (plain columns, perhaps ordered), totals (aggregates only), groups (both, by the plain
columns).

Dimension key: C positions of a table (0 is the row itself, then the columns).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mrkl_router.sql_tokens import LIMIT
from mrkl_router.weights import Array

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parts:
    """The heads' probabilities for one table."""

    select: Array  # (C, len(SELECT)), independent
    group: Array  # (C,), independent
    operator: Array  # (C, len(OPERATORS))
    order: Array  # (C, len(ORDER))
    limit: Array  # (len(LIMIT),)
    distinct: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What is selected as (position, aggregate), grouped by, ordered by as (position, direction).

    ``chance`` is the joint probability of all of it, and of everything left out.
    """

    select: tuple[tuple[int, int], ...]
    group: tuple[int, ...]
    order: tuple[int, int] | None
    limit: str
    chance: float


def best_shape(parts: Parts) -> Shape:
    """Return the likeliest valid shape."""
    count = len(parts.group)
    plain = np.zeros(parts.select.shape, dtype=bool)
    plain[:, 0] = True
    columns = np.arange(count) > 0
    nothing = np.zeros(count, dtype=bool)
    rows = _shape(parts, plain, nothing, columns)
    totals = _shape(parts, ~plain, nothing, nothing)
    if count == 1:
        return max(rows, totals, key=lambda shape: shape.chance)
    grouped = (parts.group > 0.5) & columns
    if not grouped.any():
        grouped[1 + int(parts.group[1:].argmax())] = True
    groups = _shape(parts, ~plain | (plain & grouped[:, None]), grouped, np.ones(count, dtype=bool))
    return max(rows, totals, groups, key=lambda shape: shape.chance)


def _shape(parts: Parts, selectable: Flags, grouped: Flags, orderable: Flags) -> Shape:
    chosen = selectable & (parts.select > 0.5)
    if not chosen.any():
        best = np.where(selectable, parts.select, -1).argmax()
        chosen[np.unravel_index(int(best), chosen.shape)] = True
    chance = _joint(parts.select, chosen) * _joint(parts.group[1:], grouped[1:])
    order, ordered = _order(parts.order, orderable)
    limit = int(parts.limit.argmax()) if order else 0
    return Shape(
        tuple((int(position), int(aggregate)) for position, aggregate in np.argwhere(chosen)),
        tuple(int(position) for position in np.flatnonzero(grouped)),
        order,
        LIMIT[limit],
        chance * ordered * float(parts.limit[limit]),
    )


def _joint(probs: Array, chosen: Flags) -> float:
    return float(np.where(chosen, probs, 1 - probs).prod())


def _order(probs: Array, orderable: Flags) -> tuple[tuple[int, int] | None, float]:
    """Return the best (position, direction), or None, and its joint probability."""
    unordered = float(probs[:, 0].prod())
    ratio = np.where(orderable[:, None], probs[:, 1:] / np.maximum(probs[:, :1], 1e-9), 0)
    position, direction = (int(k) for k in np.unravel_index(int(ratio.argmax()), ratio.shape))
    best = float(ratio[position, direction])
    if best <= 1:
        return None, unordered
    return (position, direction + 1), unordered * best
