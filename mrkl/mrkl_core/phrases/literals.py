"""Values written out in brackets, as JSON or the way Python writes them.

``[1, 2.5]``, ``[[10, 20], [30, 40]]``, ``{'name': 'Ann', "age": 30}``, ``(33.4, -112.1)``.
Nothing is evaluated: names, calls and operators are refused.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from mrkl_core.errors import ValueFormatError

#: Longest literal that is read, in characters, and deepest nesting.
MAX_LITERAL, MAX_DEPTH = 4000, 16
_CLOSING = {"[": "]", "{": "}", "(": ")"}


def parse_literal(text: str) -> Any:
    """Return the value of a literal in brackets: lists and objects of JSON values.

    Raises:
        ValueFormatError: It is no such literal, or too long or too deep.
    """
    phrase = text.strip()
    if find_literals(phrase)[:1] != ((0, len(phrase)),):
        raise _refused(text)
    try:
        return json.loads(phrase)
    except ValueError:
        pass
    try:
        return _plain(ast.literal_eval(phrase))
    except (ValueError, SyntaxError, MemoryError, TypeError):
        raise _refused(text) from None


def find_literals(text: str) -> tuple[tuple[int, int], ...]:
    """Return where brackets open and close in balance, outermost ones only; linear in the text.

    What is inside may still be no literal.
    """
    found: list[tuple[int, int]] = []
    opened: list[tuple[int, str]] = []
    for index, character in enumerate(text):
        if character in _CLOSING:
            opened.append((index, _CLOSING[character]))
        elif opened and character == opened[-1][1]:
            start, _ = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            if index + 1 - start <= MAX_LITERAL and _depth(text[start : index + 1]) <= MAX_DEPTH:
                found.append((start, index + 1))
    return tuple(found)


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character in _CLOSING) - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _plain(value: Any) -> Any:
    """Return a Python literal as JSON data; refuse what JSON cannot hold."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(item) for key, item in value.items()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise ValueError(value)


def _refused(text: str) -> ValueFormatError:
    return ValueFormatError(
        f"{text!r:.80} is no literal in brackets.",
        hint="Write a list such as '[1, 2]' or an object such as '{\"a\": 1}'.",
    )
