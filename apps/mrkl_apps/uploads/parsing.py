"""A file parsed in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from mrkl_core.codec import from_dict
from mrkl_core.errors import DocumentError
from mrkl_experts.documents import Document

SECONDS = 60.0


async def parse_apart(path: Path, name: str, *, seconds: float = SECONDS) -> Document:
    """Return the document in a file.

    Args:
        path: The file.
        name: How it is cited; its suffix says how to read it.
        seconds: The process is killed after that.

    Raises:
        DocumentError: The file cannot be read, or takes too long or too much memory.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mrkl_apps.uploads.child",
        str(path),
        name,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate()
    except TimeoutError as error:
        raise _unparsed(name, f"takes more than {seconds:g} s to read") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise _unparsed(name, "takes more time or memory to read than is allowed")
    found = json.loads(said)
    if "error" in found:
        raise DocumentError(found["error"]["message"], hint=found["error"]["hint"])
    return from_dict(Document, found["document"])


def _unparsed(name: str, problem: str) -> DocumentError:
    return DocumentError(f"{name!r} {problem}.", hint="Split it, or save it as plain text.")
