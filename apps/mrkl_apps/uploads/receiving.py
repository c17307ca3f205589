"""A file as it comes in: to the disk, within a limit, whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from mrkl_core.errors import DocumentError


async def receive_file(chunks: AsyncIterator[bytes], path: Path) -> int:
    """Write what comes to ``path`` and return its bytes; nothing is left of what breaks off.

    Raises:
        DocumentError: Nothing came.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with path.open("xb") as file:
            async for chunk in chunks:
                size += len(chunk)
                await asyncio.to_thread(file.write, chunk)
        if not size:
            raise DocumentError("The file is empty.", hint="Send its bytes as the body.")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size
