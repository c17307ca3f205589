"""What every benchmark shares: the environment it ran in and how it prints."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any


def environment() -> dict[str, Any]:
    """Return the machine and the versions that a figure depends on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "onnxruntime": version("onnxruntime"),
        "mrkl-system": version("mrkl-system"),
    }


def run(measure: Callable[[], Mapping[str, Any]], description: str) -> None:
    """Parse ``--json``, measure, and print the figures."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    figures = {**measure(), "environment": environment()}
    if options.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name}: {figure if not isinstance(figure, Mapping) else json.dumps(figure)}")
