"""Schemathesis against `mrkl serve`: requests made from our own OpenAPI document, right and wrong.

The key it shows has every scope. Checks: no server error, and statuses, content types and bodies
are those that the document promises.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.report import run
from bench.rest_load import serving

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
EXAMPLES, SEED = 150, 1


def measure(examples: int = EXAMPLES) -> Mapping[str, Any]:
    """Return how many cases were tried and what was found."""
    serve = [sys.executable, "-m", "mrkl", "serve", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder, serving(serve, folder=folder) as port:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "run",
                f"http://127.0.0.1:{port}/openapi.json",
                "--max-examples", str(examples), "--seed", str(SEED),
                "--checks", ",".join(CHECKS), "--continue-on-failure",
                "--header", f"x-api-key: {_key(folder)}",
                "--report", "json", "--report-json-path", str(report),
            ],
            capture_output=True, text=True, cwd=folder,
        )  # fmt: skip
        if not report.exists():
            raise RuntimeError(f"Schemathesis did not run: {done.stdout[-2000:]}{done.stderr}")
        found = json.loads(report.read_text())
    kinds = {failure["type"]: failure["count"] for failure in found["failures"]}
    return {
        "cases": found["test_cases"]["generated"],
        "operations": found["operations"]["tested"],
        "server_errors": kinds.get("ServerError", 0),
        "other_failures": sum(kinds.values()) - kinds.get("ServerError", 0),
        "failures": found["failures"],
        "errors": found["errors"],
        "seed": found["seed"],
        "schemathesis": found["schemathesis_version"],
    }


def _key(folder: str) -> str:
    scopes = [f"--scope={scope}" for scope in ("ask", "collections", "admin")]
    done = subprocess.run(
        [sys.executable, "-m", "mrkl", "keys", "add", "fuzz", *scopes],
        env={**os.environ, "MRKL_DATA_DIR": folder}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def quick() -> Mapping[str, Any]:
    """Try it: a few examples of each operation."""
    return measure(examples=3)


if __name__ == "__main__":
    run(measure, __doc__ or "", quick)
