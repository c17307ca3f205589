"""What every benchmark shares: the environment it ran in and how it prints."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def environment() -> dict[str, Any]:
    """Return the machine and the versions that a figure depends on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "onnxruntime": _version("onnxruntime"),
        "mrkl-system": _version("mrkl-system"),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from its folder, as on a machine that is lent for minutes
        return "not installed"


Measure = Callable[[], Mapping[str, Any]]


def run(measure: Measure, description: str, quick: Measure | None = None) -> None:
    """Parse ``--json`` and, where there is a ``quick`` one, ``--quick``; measure and print."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    if quick:
        parser.add_argument("--quick", action="store_true", help="try it on a tiny size")
    options = parser.parse_args()
    chosen = quick if quick and options.quick else measure
    figures = {**chosen(), "environment": environment()}
    if options.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name}: {figure if not isinstance(figure, Mapping) else json.dumps(figure)}")
