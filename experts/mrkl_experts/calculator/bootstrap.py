"""Starts the worker process: takes over the parent's import path, then serves.

Run as a script by path, so that neither the user's main module nor the working directory matters.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Serve on standard input and output until input closes."""
    settings = json.loads(sys.argv[1])
    sys.path[:] = settings["path"]
    from mrkl_experts.calculator.limits import Limits
    from mrkl_experts.calculator.server import run

    run(Limits(**settings["limits"]))


if __name__ == "__main__":
    main()
