"""Closing whatever can be closed."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Iterable

logger = logging.getLogger("mrkl.closing")


async def close_all(things: Iterable[object]) -> None:
    """Call ``aclose``, else ``close``, of each thing that has one.

    One that fails is logged and does not keep the others open.
    """
    for thing in things:
        close = getattr(thing, "aclose", None) or getattr(thing, "close", None)
        if close is None:
            continue
        try:
            if inspect.iscoroutinefunction(close):
                await close()
            else:
                await asyncio.to_thread(close)
        except Exception:
            logger.exception("%r could not be closed", type(thing).__name__)
