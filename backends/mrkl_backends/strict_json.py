"""JSON from a language model, read so that nothing in it is silently lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def strict_json(text: str) -> Any:
    """Return JSON data that can be written as JSON again.

    Raises:
        ValueError: It is not JSON, or has doubled keys, NaN, infinities or half characters.
    """
    try:
        value = json.loads(text, object_pairs_hook=_without_doubles)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a string holds half a character") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from error
    return value


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("an object has a key twice")
    return result
