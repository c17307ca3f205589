"""Reads a reply's body within a bound, compressed or not."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from mrkl_core.errors import ExpertRefusedError, ExpertUnavailableError

_GZIP = 16 + zlib.MAX_WBITS


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """Return the body.

    Args:
        chunks: The body as it comes from the wire.
        encoding: The reply's ``Content-Encoding``; only gzip and identity are known.
        limit: Most bytes allowed, after decompression.

    Raises:
        ExpertRefusedError: The body is longer.
        ExpertUnavailableError: It is compressed in another way, damaged or cut off.
    """
    coding = encoding.strip().lower()
    if coding in ("", "identity"):
        return await _plain(chunks, limit)
    if coding in ("gzip", "x-gzip"):
        return await _unzipped(chunks, limit)
    raise ExpertUnavailableError(
        f"The service answered in the encoding {encoding!r:.60}, which was not asked for.",
        hint="Try again later; known are gzip and identity.",
    )


async def _plain(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise too_long(limit)
    return bytes(body)


async def _unzipped(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    body = bytearray()
    unzip = zlib.decompressobj(_GZIP)
    try:
        async for chunk in chunks:
            # One byte more than allowed shows that there is more.
            body += unzip.decompress(chunk, limit + 1 - len(body))
            if len(body) > limit:
                raise too_long(limit)
            if unzip.unused_data:
                raise _damaged("bytes after its end")
    except zlib.error as error:
        raise _damaged(str(error)) from error
    if not unzip.eof:
        raise _damaged("it was cut off")
    return bytes(body)


def too_long(limit: int) -> ExpertRefusedError:
    """Return the error for a body of more than ``limit`` bytes."""
    return ExpertRefusedError(
        f"The service's answer is longer than the {limit:,} bytes allowed.",
        hint="Ask for less, or raise the client's limit.",
        limit=limit,
    )


def _damaged(reason: str) -> ExpertUnavailableError:
    return ExpertUnavailableError(
        f"The service's compressed answer is damaged: {reason}.", hint="Try again later."
    )
