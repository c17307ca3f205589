"""Runs every benchmark in a process of its own and writes ``bench/RESULTS.md``.

Each section is the script's JSON, with its claim and whether it holds. Losses stay in.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Claim:
    """A figure to show, how to read it from a benchmark's JSON, and when it holds."""

    text: str
    figure: Callable[[Mapping[str, Any]], float]
    holds: Callable[[float], bool]


CLAIMS: Mapping[str, tuple[Claim, ...]] = {
    "demo_run": (
        Claim(
            "the demo answers and replays everything",
            lambda r: r["demo_exit_code"],
            lambda x: x == 0,
        ),
        Claim("questions of the demo >= 12", lambda r: r["demo_questions"], lambda x: x >= 12),
        Claim("seconds of a second demo < 15", lambda r: r["demo_seconds"], lambda x: x < 15),
        Claim("seconds of `import mrkl` <= 0.3", lambda r: r["import_seconds"], lambda x: x <= 0.3),
    ),
    "mrkl_arithmetic": (
        Claim("exact expressions overall >= 99 %", lambda r: r["exact"], lambda x: x >= 0.99),
        Claim(
            "exact expressions on the worst file >= 97 %",
            lambda r: min(r["files"].values()),
            lambda x: x >= 0.97,
        ),
        Claim(
            "shortest against longest numbers: difference <= 1 %",
            lambda r: max(r["digits"].values()) - min(r["digits"].values()),
            lambda x: x <= 0.01,
        ),
    ),
    "expert_choice": (
        Claim(
            "expert choice, macro-averaged >= 95 %",
            lambda r: r["macro_accuracy_choice"],
            lambda x: x >= 0.95,
        ),
        Claim(
            "expected calibration error (printed)",
            lambda r: r["expected_calibration_error"],
            lambda x: True,
        ),
        Claim("abstention precision (printed)", lambda r: r["abstain_precision"], lambda x: True),
        Claim("abstention recall (printed)", lambda r: r["abstain_recall"], lambda x: True),
    ),
    "route_latency": (
        Claim("routing p50 <= 15 ms", lambda r: r["p50_ms"], lambda x: x <= 15),
        Claim("routing p99 <= 40 ms", lambda r: r["p99_ms"], lambda x: x <= 40),
    ),
    "single_table_sql": (
        Claim("one-table queries exact (printed)", lambda r: r["exact"], lambda x: True),
        Claim(
            "precision of accepted queries (printed)",
            lambda r: r["precision_of_accepted"],
            lambda x: True,
        ),
    ),
    "value_parsers": (),
    "retrieval": (),
}


def main() -> None:
    """Run everything; exit 1 if a claim does not hold."""
    lines = [
        "# Results",
        "",
        "Written by `make bench`; every section is one script's own output.",
        "",
    ]
    rows = ["| benchmark | claim | figure | holds |", "|---|---|---|---|"]
    sections: list[str] = []
    failed = False
    for name, claims in CLAIMS.items():
        print(f"{name} ...", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}", "--json"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sections += [f"## {name}", "", "Did not run:", "", f"    {done.stderr[-500:]}", ""]
            failed = True
            continue
        result = json.loads(done.stdout)
        for claim in claims:
            figure = claim.figure(result)
            holds = claim.holds(figure)
            failed |= not holds
            rows.append(f"| {name} | {claim.text} | {figure:.4g} | {'yes' if holds else 'NO'} |")
        body = json.dumps(result, indent=1, ensure_ascii=False)
        sections += [
            f"## {name}",
            "",
            f"`python -m bench.{name} --json`",
            "",
            "```json",
            body,
            "```",
            "",
        ]
    text = "\n".join([*lines, *rows, "", *sections])
    (ROOT / "bench" / "RESULTS.md").write_text(text, encoding="utf-8")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
