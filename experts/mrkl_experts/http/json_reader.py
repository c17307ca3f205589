"""Strict JSON: what the standard library lets through and RFC 8259 or our limits do not.

Refused on top of what ``json`` refuses: NaN and Infinity, numbers beyond a float (``1e999``), a
key twice in one object, halves of surrogate pairs, nesting deeper than ``MAX_DEPTH``, and
anything that is not UTF-8.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from mrkl_core.errors import ValueFormatError

MAX_DEPTH = 64


def parse_json(raw: bytes) -> Any:
    """Return the value.

    Args:
        raw: The document, UTF-8.

    Raises:
        ValueFormatError: It is not JSON, or is refused for a reason above.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_float,
            parse_int=_int,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise _invalid("it is nested too deeply") from None
    except ValueFormatError:
        raise
    except ValueError as error:
        raise _invalid(str(error)) from error
    _check(value)
    return value


def _no_constant(name: str) -> NoReturn:
    raise _invalid(f"{name} is not a JSON number")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _invalid(f"the number {text:.40} is out of range")
    return number


def _int(text: str) -> int:
    _float(text)
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _invalid("an object has a key twice")
    return found


def _check(value: Any) -> None:
    """Check depth and surrogates without recursion."""
    todo = [(value, 1)]
    while todo:
        item, depth = todo.pop()
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                raise _invalid(f"it is nested deeper than {MAX_DEPTH} levels")
            if isinstance(item, dict):
                todo.extend((key, depth) for key in item)
                item = item.values()
            todo.extend((child, depth + 1) for child in item)


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _invalid("a string holds half a surrogate pair") from None


def _invalid(reason: str) -> ValueFormatError:
    return ValueFormatError(f"Not acceptable as JSON: {reason}.", hint="Send strict JSON.")
