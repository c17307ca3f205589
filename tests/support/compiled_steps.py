"""The compiled step, once for all tests on this machine, whichever process asks first."""

import ctypes
import functools
from pathlib import Path

from filelock import FileLock

from mrkl_backends.pytorch.cpu_build import FLAGS, SOURCE, compiled, cpu_step_library

FOLDER = Path(__file__).parents[2] / ".cache" / "compiled"
#: As it is for this processor, and where there are fewer instructions.
FORMS = ["vectors", "AVX2", "PORTABLE"]


@functools.cache
def step_library(form: str) -> ctypes.CDLL | None:
    """Return the program in that form; processes wait for the one that compiles it."""
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(FOLDER / f"{form}.lock"):
        if form == "vectors":
            return cpu_step_library()
        # -O2 takes half the time of -O3 to compile.
        return compiled(SOURCE, [*FLAGS, "-O2", f"-DMRKL_{form}"], FOLDER)
