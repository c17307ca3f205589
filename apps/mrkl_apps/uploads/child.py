"""The process that parses one strange file: ``python -m mrkl_apps.uploads.child FILE NAME``.

Parsers of PDF and HTML are large and meet hostile files here, so they run with bounded memory and
time, and what they say comes back as JSON: the document, or why there is none.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from mrkl_core.codec import to_dict
from mrkl_core.errors import DocumentError

MEMORY_BYTES = 1024**3
CPU_S = 30


def main(path: str, name: str) -> None:
    """Print the document in the file at ``path``, within the bounds."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(parsed(Path(path), name)))


def parsed(path: Path, name: str) -> dict[str, Any]:
    """Return the document in a file, or why there is none."""
    from mrkl_experts.documents import parse

    try:
        return {"document": to_dict(parse(name, path.read_bytes()))}
    except DocumentError as error:
        return {"error": {"message": error.message, "hint": error.hint}}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
