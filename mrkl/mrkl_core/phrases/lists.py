"""Lists in plain English or in brackets to their items.

What is read: ``apples, bananas and pears``; ``a; b; c``; ``red or blue``; ``R&D, and sales``;
``["a", "b"]``; ``[1, 2, 3]``; ``['a', 'b']``. Where commas or semicolons separate, an "and" joins
only the last two items, so that ``rock and roll, jazz and blues`` is three items.
"""

from __future__ import annotations

import json
import re

from mrkl_core.errors import ValueFormatError

_BRACKETS = {"[": "]", "(": ")", "{": "}"}
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "`": "`"}
_SEPARATOR = re.compile(r"\s*[,;]\s+|\s*;\s*|,(?!\d{3}(?!\d))\s*|\s*\n\s*")
_LAST_JOINT = re.compile(r"\s+(?:and|or|&|plus)\s+(?!.*\s(?:and|or|&|plus)\s)", re.IGNORECASE)
_ANY_JOINT = re.compile(r"\s+(?:and|or|&|plus)\s+", re.IGNORECASE)
_LEADING_JOINT = re.compile(r"\A(?:and|or|&|plus)\s+", re.IGNORECASE)


def parse_items(text: str) -> tuple[str, ...]:
    """Return the text of each item of a list phrase, without its quotes.

    Raises:
        ValueFormatError: An item is empty, or there is none.
    """
    phrase = text.strip()
    items = _json_items(phrase)
    if items is None:
        closing = _BRACKETS.get(phrase[:1])
        if closing is not None and phrase.endswith(closing):
            phrase = phrase[1:-1]
        items = tuple(_unquoted(item) for item in _split(phrase.strip().rstrip(".?!")))
    if not items or not all(items):
        raise ValueFormatError(
            f"{text!r:.80} is not a list of items.",
            hint="Write items such as 'apples, bananas and pears' or '[\"a\", \"b\"]'.",
        )
    return items


def _json_items(phrase: str) -> tuple[str, ...] | None:
    try:
        read = json.loads(phrase)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, list):
        return None
    return tuple(item if isinstance(item, str) else json.dumps(item) for item in read)


def _split(phrase: str) -> list[str]:
    parts = _SEPARATOR.split(phrase)
    if len(parts) == 1:
        return _ANY_JOINT.split(phrase)
    last = parts.pop()
    whole = _LEADING_JOINT.sub("", last)
    return parts + ([whole] if whole != last else _LAST_JOINT.split(last, maxsplit=1))


def _unquoted(item: str) -> str:
    item = item.strip()
    closing = _QUOTES.get(item[:1])
    return item[1:-1] if closing and len(item) > 1 and item.endswith(closing) else item
