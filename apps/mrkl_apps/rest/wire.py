"""Server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from fastapi.sse import EventSourceResponse, format_sse_event

from mrkl.records import error_record
from mrkl_apps.rest.problems import error_problem
from mrkl_apps.store import StoredEvent
from mrkl_core.answer import Event
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.errors import MRKLError
from mrkl_core.values import ErrorRecord

KEEP_ALIVE_S = 15.0
_COMMENT = b": still here\n\n"


def wire(kind: str, data: Any, cursor: int) -> bytes:
    """Return one event as it is sent."""
    return format_sse_event(event=kind, data_str=json.dumps(data), id=str(cursor))


def event_data(event: Event) -> Any:
    """Return an event's data as JSON data; errors as problems."""
    if isinstance(event.data, ErrorRecord):
        return error_problem(event.data)
    return to_dict(event.data)


async def numbered(
    first: Event, events: AsyncGenerator[Event, None]
) -> AsyncGenerator[bytes, None]:
    """Yield the events of a question that belongs to its connection; closing it cancels it."""
    async with aclosing(events):
        cursor = 1
        yield wire(first.kind, event_data(first), cursor)
        async for event in events:
            cursor += 1
            yield wire(event.kind, event_data(event), cursor)


def stored_wire(event: StoredEvent) -> bytes:
    """Return an event of a run as it is sent."""
    data = event.data
    if event.kind == "error":
        data = error_problem(from_dict(ErrorRecord, data))
    return wire(event.kind, data, event.cursor)


def streamed(chunks: AsyncGenerator[bytes, None], **headers: str) -> EventSourceResponse:
    """Return the response that sends ``chunks``, with signs of life where they pause."""
    return EventSourceResponse(
        _alive(chunks),
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store", **headers},
    )


async def _alive(chunks: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(chunks):
        source = aiter(chunks)
        coming = asyncio.ensure_future(anext(source))
        try:
            while True:
                done, _ = await asyncio.wait([coming], timeout=KEEP_ALIVE_S)
                if not done:
                    yield _COMMENT
                    continue
                try:
                    chunk = coming.result()
                except StopAsyncIteration:
                    return
                except MRKLError as error:
                    # The status is sent already; the stream itself must say it.
                    yield wire("error", error_problem(error_record(error)), 0)
                    return
                yield chunk
                coming = asyncio.ensure_future(anext(source))
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
