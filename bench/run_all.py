"""Runs every benchmark in a process of its own and writes ``bench/RESULTS.md``.

Each section is the script's JSON, with its claim and whether it holds. Losses stay in, and a list
of them stands on top. ``python -m bench.run_all NAME ...`` runs some, and writes nothing; with
``--keep`` the page is written, with the other sections as they stand there. A result that comes
from another machine is named ``NAME=FILE``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.claims import CLAIMS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "bench" / "RESULTS.md"
TOP = """\
Written by `make bench`; every section is one script's own output, with the day it ran. Timings vary
by a third from hour to hour on a machine that is shared; every ratio is between figures of one run.
The method and the given-up share of `clinc150` were chosen with its validation rows in view
(docs/decisions/017)."""


@dataclass
class Results:
    """What has been shown so far, as lines of Markdown."""

    rows: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)

    def add(self, name: str, result: Mapping[str, Any]) -> None:
        """Add one benchmark's claims and its JSON; a ``reason`` says why nothing was measured."""
        if "reason" in result:
            self.losses.append(f"* {name} was not measured: {result['reason']}.")
        for claim in () if "reason" in result else CLAIMS[name]:
            figure = claim.figure(result)
            holds = claim.holds(figure)
            verdict = "yes" if holds else "NO"
            self.rows.append(f"| {name} | {claim.text} | {figure:.4g} | {verdict} |")
            if not holds:
                self.losses.append(f"* {name}: {claim.text}; it is {figure:.4g}.")
        body = json.dumps(result, indent=1, ensure_ascii=False)
        self._section(name, f"`python -m bench.{name} --json`", "", "```json", body, "```")

    def fail(self, name: str, message: str) -> None:
        """Add a benchmark that did not run."""
        self.losses.append(f"* {name} did not run.")
        self._section(name, "Did not run:", "", *(f"    {line}" for line in message.split("\n")))

    def _section(self, name: str, *lines: str) -> None:
        self.sections += [f"## {name}", "", *lines, ""]

    def text(self) -> str:
        """Return the whole page."""
        head = ["# Results", "", TOP, "", "## What does not hold", ""]
        table = ["", "## Claims", "", "| benchmark | claim | figure | holds |", "|---|---|---|---|"]
        losses = self.losses or ["Nothing."]
        return "\n".join([*head, *losses, *table, *self.rows, "", *self.sections])


def run_one(name: str) -> tuple[Mapping[str, Any] | None, str]:
    """Run one benchmark; return its JSON, or None and the end of what it complained of."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return None, done.stderr[-500:]
    return json.loads(done.stdout), ""


def run_all(wanted: Iterable[str], kept: Mapping[str, Any] | None = None) -> Results:
    """Run benchmarks one after another, or read those that are ``NAME=FILE``.

    Args:
        wanted: Their names.
        kept: Results of before, which are shown for all that is not wanted.
    """
    found: dict[str, Any] = {}
    for name, _, file in (one.partition("=") for one in wanted):
        print(f"{name} ...", file=sys.stderr, flush=True)
        text = Path(file).read_text(encoding="utf-8") if file else ""
        found[name] = (json.loads(text), "") if file else run_one(name)
    results = Results()
    for name in CLAIMS if kept is not None else found:
        result, message = found.get(name, ((kept or {}).get(name), "It was never run."))
        if result is None:
            results.fail(name, message)
        else:
            results.add(name, result)
    return results


def kept_results(page: str) -> dict[str, Any]:
    """Return the results that a page holds, by name."""
    found = {}
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        body = re.search(r"^```json$(.*?)^```$", section, re.DOTALL | re.MULTILINE)
        if body is not None:
            found[section.split("\n", 1)[0]] = json.loads(body[1])
    return found


def main(arguments: Sequence[str]) -> None:
    """Run everything, or what is named; exit 1 if a claim does not hold."""
    names = [argument for argument in arguments if argument != "--keep"]
    keeps = len(names) < len(arguments)
    kept = kept_results(PAGE.read_text(encoding="utf-8")) if keeps else None
    results = run_all(names or ([] if keeps else CLAIMS), kept)
    if names and not keeps:
        print(results.text())
    else:
        PAGE.write_text(results.text(), encoding="utf-8")
    sys.exit(1 if results.losses else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
