"""The process that parses one strange file: ``python -m mrkl_apps.uploads.child FILE NAME``.

Parsers of PDF and HTML are large and meet hostile files here, so they run with bounded memory and
time, and what they say comes back as JSON: the document, or why there is none.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from mrkl_core.codec import to_dict
from mrkl_core.errors import DocumentError

MEMORY_BYTES = 1024**3
CPU_S = 30


def main(path: str, name: str) -> None:
    """Print the document in the file at ``path``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from mrkl_experts.documents import parse

    try:
        found = {"document": to_dict(parse(name, Path(path).read_bytes()))}
    except DocumentError as error:
        found = {"error": {"message": error.message, "hint": error.hint}}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
