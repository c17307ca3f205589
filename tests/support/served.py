"""The installed command, serving in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SCRIPT = Path(sys.executable).with_name("mrkl")
_ADDRESS = re.compile(r"mrkl serves (http://\S+)")


@contextlib.contextmanager
def served(folder: Path, *arguments: str) -> Iterator[str]:
    """Run ``mrkl serve`` in ``folder`` until left; give its address."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MRKL_")}
    settings = {
        "MRKL_CACHE_DIR": str(folder / "cache"),
        "MRKL_DATA_DIR": str(folder / "data"),
        "MRKL_OFFLINE": "1",
        "MRKL_REQUESTS_PER_MINUTE": "100000",
    }
    log = folder / "serve.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [SCRIPT, "serve", "--port", "0", *arguments],
            cwd=folder,
            env={**kept, **settings},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        while not (found := _ADDRESS.search(log.read_text())):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
                raise RuntimeError(f"mrkl serve ended: {log.read_text()}")
        yield found[1]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
