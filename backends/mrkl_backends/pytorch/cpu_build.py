"""Compiles ``cpu_step/step.cpp`` for the very processor it runs on, once, by the system's compiler.

Without a compiler, or where the program does not compile, there is none, and plain PyTorch is
used instead. ``MRKL_CPU_STEP=0`` turns it off.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import logging
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

SOURCE = Path(__file__).with_name("cpu_step") / "step.cpp"
#: Sums may be taken in any order, but denormal and infinite numbers stay what they are.
FLAGS = (
    "-std=c++17", "-O3", "-march=native", "-fopenmp", "-fPIC", "-shared", "-w", "-fno-math-errno",
    "-fno-trapping-math", "-fno-signed-zeros", "-fassociative-math", "-freciprocal-math",
)  # fmt: skip
FindLibrary = Callable[[], ctypes.CDLL | None]
"""Finds a compiled program, if there is one."""
_SECONDS = 120
_log = logging.getLogger(__name__)


@functools.cache
def cpu_step_library() -> ctypes.CDLL | None:
    """Return the compiled program, or None; the first call on a machine takes some seconds."""
    if os.environ.get("MRKL_CPU_STEP") == "0":
        return None
    return compiled(SOURCE, FLAGS, cache_folder())


def find_compiler() -> str | None:
    """Return the path of a C++ compiler, that of ``CXX`` first."""
    names = (os.environ.get("CXX", "c++"), "g++")
    return next(filter(None, map(shutil.which, names)), None)


def cache_folder() -> Path:
    """Return where compiled programs are kept between runs."""
    return platformdirs.user_cache_path("mrkl") / "compiled"


def compiled(source: Path, flags: Sequence[str], folder: Path) -> ctypes.CDLL | None:
    """Compile ``source`` into ``folder`` unless it was, and load it; None where that fails.

    Args:
        source: A C++ file; it may include the headers beside it.
        flags: Of the compiler.
        folder: Kept private to the user, since what lies in it is run.
    """
    compiler = find_compiler()
    if compiler is None:
        _log.info("No C++ compiler: decoding on the CPU is left to PyTorch.")
        return None
    try:
        key = _key(source, flags, compiler)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        program = folder / f"{source.stem}-{key}.so"
        if not program.is_file():
            _compile(compiler, source, flags, program)
        return ctypes.CDLL(str(program))
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("%s could not be compiled: %s; PyTorch does its work.", source.name, error)
        return None


def _key(source: Path, flags: Sequence[str], compiler: str) -> str:
    """Return what tells programs apart: the source with what lies beside it, compiler, machine."""
    version = subprocess.run(
        [compiler, "--version"], capture_output=True, check=True, timeout=_SECONDS
    )
    sources = [path.read_bytes() for path in (source, *sorted(source.parent.glob("*.h")))]
    parts = (*sources, " ".join(flags).encode(), version.stdout, _processor().encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def multiplies_bfloat16() -> bool:
    """Tell whether PyTorch multiplies bfloat16 by the processor's own instructions.

    It asks for AVX512 with three of its extensions, whether or not there is one for bfloat16.
    """
    found = set(_processor().split())
    return found >= {"avx512bw", "avx512vl", "avx512dq"} or bool(found & {"avx_ne_convert", "bf16"})


def _processor() -> str:
    """Return the processor's instruction sets: a home folder may be shared among machines."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.is_file() else []
    found = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    return found or platform.processor() or platform.machine()


def _compile(compiler: str, source: Path, flags: Sequence[str], program: Path) -> None:
    # Finished under another name: a second process never loads half a file.
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        part = Path(folder) / program.name
        subprocess.run(
            [compiler, *flags, "-o", str(part), str(source)],
            capture_output=True, check=True, timeout=_SECONDS,
        )  # fmt: skip
        part.replace(program)
