"""The demo as a stranger runs it the second time, and what importing the package costs.

The demo exits with 1 if another expert answered than ought to, or if one argument of one answer
does not come out again when its provenance is replayed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median
from typing import Any

from bench.report import run

HEAVY = ("torch", "sympy", "pint", "sqlalchemy", "onnxruntime", "fastapi", "httpx")


def _seconds(*arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    return time.perf_counter() - start, done


def measure() -> Mapping[str, Any]:
    """Run the demo once and the import five times, each in a process of its own."""
    seconds, demo = _seconds("-m", "mrkl_apps.cli.demo")
    replayed = [int(count) for count in re.findall(r"replay: (\d+) arguments", demo.stdout)]
    bare = median(_seconds("-c", "pass")[0] for _ in range(5))
    imported = median(_seconds("-c", "import mrkl")[0] for _ in range(5))
    probe = f"import mrkl, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    return {
        "demo_exit_code": demo.returncode,
        "demo_seconds": seconds,
        "demo_questions": len(replayed),
        "demo_arguments_replayed": sum(replayed),
        "import_seconds": imported - bare,
        "heavy_modules_loaded": _seconds("-c", probe)[1].stdout.strip(),
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
