"""One-table questions of Spider's development set: does the query say what the gold query says?

Schema linking and structure only (Spider's rows come without database contents). Reported half.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.report import run
from mrkl_router.encoder import Encoder
from mrkl_router.queries import QueryWriter
from mrkl_router.training.selection import fits_thresholds, query_is_right
from mrkl_router.training.tables import development_tables
from mrkl_router.weights import load_weights


def measure() -> Mapping[str, Any]:
    """Write a query for each row and compare its parts with the gold query's."""
    weights = load_weights()
    writer = QueryWriter(Encoder(weights), weights)
    rows = [row for row in development_tables() if not fits_thresholds(row.question)]
    outcomes = [query_is_right(writer, row) for row in rows]
    threshold = weights.calibration["programs"]["sql"]
    accepted = [right for confidence, right in outcomes if confidence >= threshold]
    return {
        "rows": len(rows),
        "exact": sum(right for _, right in outcomes) / len(rows),
        "accepted": len(accepted) / len(rows),
        "precision_of_accepted": sum(accepted) / max(1, len(accepted)),
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
