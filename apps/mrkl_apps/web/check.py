"""Says whether the built page is made of the sources that stand beside it.

python -m mrkl_apps.web.check
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parent / "page"
BUILT = Path(__file__).parent / "dist" / "sources.sha256"
_LEFT_OUT = frozenset(("node_modules", "tests"))


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over names and contents of all sources, as the build writes it."""
    named = sorted((path.relative_to(folder).as_posix(), path) for path in _sources(folder))
    digest = hashlib.sha256()
    for name, path in named:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _LEFT_OUT or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _sources(path)
        else:
            yield path


def is_current(page: Path = PAGE, built: Path = BUILT) -> bool:
    """Return whether the build was made of these sources."""
    return built.is_file() and built.read_text(encoding="ascii").strip() == fingerprint(page)


def main(built: Path = BUILT) -> int:
    """Tell, and return 1 if the page must be built anew."""
    if is_current(built=built):
        sys.stdout.write("The built page matches its sources.\n")
        return 0
    sys.stderr.write("The page's sources have changed: npm ci && npm run build in web/page.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
