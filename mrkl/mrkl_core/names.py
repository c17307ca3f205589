"""Names and values as people would write them."""

from __future__ import annotations

import re
import reprlib
from typing import Any

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_JOINT = re.compile(r"[\W_]+")


def spoken(name: str) -> str:
    """Return the words of an identifier, in lower case; the name itself if it has none.

    Example:
        >>> spoken("algebra.getQuadratic_roots")
        'algebra get quadratic roots'
    """
    return _JOINT.sub(" ", _HUMP.sub(" ", name)).strip().lower() or name


def is_whole(text: str) -> bool:
    """Return whether ``text`` has no half characters (lone surrogates), which UTF-8 cannot hold."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def counted(count: int, noun: str) -> str:
    """Return "1 example", "2 examples"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shown(value: Any) -> str:
    """Return a value for a message: its repr, short however large or deep the value is."""
    try:
        return f"{_SHORT.repr(value):.80}"
    except ValueError:
        return f"a huge {type(value).__name__}"


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80
_SHORT.maxlevel = 4
