"""Tells the special tokens that a template writes from those that somebody else wrote.

A template's output is one string, in which both would look alike. So before it runs, those in
the conversation are broken by a mark that nothing else holds; what is a special token afterwards
is the template's, and the marks are taken out of the rest. (This cannot know a token of which a
template writes one half and somebody the other; no template of this family sets them side by
side.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mrkl_backends.nemotron.conversation import Piece, control, literal
from mrkl_core.errors import BackendError

# Unicode's noncharacters: valid in strings, meant for inside use, in nobody's text.
_MARKS = tuple(map(chr, range(0xFDD0, 0xFDF0)))


class TokenGuard:
    """Guards one conversation.

    Args:
        data: The conversation, as JSON data.
        special_tokens: The tokenizer's special tokens; of two characters or more.

    Attributes:
        data: The conversation with its special tokens broken.

    Raises:
        BackendError: It is not JSON data, or holds all marks.
    """

    def __init__(self, data: Any, special_tokens: Iterable[str]) -> None:
        tokens = sorted((token for token in special_tokens if len(token) > 1), key=len)
        # Longest first, as tokenizers match.
        pattern = "|".join(map(re.escape, reversed(tokens))) or "(?!)"
        self._special = re.compile(pattern)
        self._mark = _unused_mark(data)
        # JSON and Python's lists may spell the mark as an escape.
        self._marks = re.compile(f"{self._mark}|{re.escape(_escaped(self._mark))}")
        # Templates may change the case of what they are given.
        spelled = re.compile(pattern, re.IGNORECASE)
        self.data = _mapped(data, lambda text: spelled.sub(self._broken, text))

    def pieces(self, text: str) -> Iterator[Piece]:
        """Yield what a template made of ``data``: its special tokens as control."""
        position = 0
        for token in self._special.finditer(text):
            yield literal(self._marks.sub("", text[position : token.start()]))
            yield control(token[0])
            position = token.end()
        yield literal(self._marks.sub("", text[position:]))

    def _broken(self, token: re.Match[str]) -> str:
        """Return a token with the mark behind each character, so that no other arises in it."""
        return "".join(character + self._mark for character in token[0])


def _unused_mark(data: Any) -> str:
    try:
        said = json.dumps(data, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise BackendError(
            f"The tools or the calls in the conversation are not JSON data: {error}.",
            hint="Give tools and arguments as dicts, lists, strings, numbers, booleans and None.",
        ) from error
    for mark in _MARKS:
        if mark not in said and _escaped(mark) not in said:
            return mark
    raise BackendError(
        "The conversation holds all of Unicode's noncharacters, U+FDD0 to U+FDEF.",
        hint="Take them out; they stand for nothing.",
    )


def _escaped(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")


def _mapped(data: Any, change: Callable[[str], str]) -> Any:
    """Return JSON data with every string changed, keys too."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {_mapped(key, change): _mapped(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_mapped(item, change) for item in data]
    return data
