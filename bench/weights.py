"""The shipped weights: size on disk, and seconds until a router stands, in fresh processes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bench.report import run
from mrkl_router.weights import SHIPPED

_LOAD = """
import json, time
start = time.perf_counter()
from mrkl_router.router import NeuralRouter
imported = time.perf_counter()
NeuralRouter.load()
loaded = time.perf_counter()
print(json.dumps({"import_s": imported - start, "load_s": loaded - imported}))
"""


def load_once() -> dict[str, float]:
    """Return the seconds to import and to load the router in a process of its own."""
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def measure(rounds: int = 7) -> Mapping[str, Any]:
    """Add up the files and load them ``rounds`` times."""
    files = {path.name: path.stat().st_size for path in SHIPPED.iterdir() if path.is_file()}
    times = [load_once() for _ in range(rounds)]
    return {
        "total_mb": sum(files.values()) / 1e6,
        "files_mb": {name: round(size / 1e6, 3) for name, size in sorted(files.items())},
        "load_s": statistics.median(one["load_s"] for one in times),
        "slowest_load_s": max(one["load_s"] for one in times),
        "import_s": statistics.median(one["import_s"] for one in times),
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
