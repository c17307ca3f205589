"""Where a block of tool calls ends, found while it streams in.

A block ends at its closing tag, but not at one inside a JSON string, or else where its list ends
and other text follows. If its strings or brackets never close, it ends at the first closing tag
that it spells anywhere; and without one, at the end of the reply or the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

from mrkl_backends.nemotron.tags import CALLS_CLOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a block's list and the block itself end, counted from its opening tag."""

    of_list: int
    of_block: int


class Extent:
    """Finds the end of one block by its strings and brackets; reads each character once.

    Args:
        limit: How many characters are looked at, and a tag's more; so the end does not depend on
            how the text was split.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._position = 0
        self._depth = 0
        self._in_string = False
        self._is_escaped = False
        self._list_end: int | None = None

    def end(self, held: str, *, at_end: bool) -> End | None:
        """Return the end, or None if more text is needed to tell."""
        view = held[: self._limit + len(CALLS_CLOSE)]
        is_last = at_end or len(view) == self._limit + len(CALLS_CLOSE)
        if self._list_end is None:
            self._walk(view)
        if self._list_end is not None:
            return self._end_behind_list(view, self._list_end, is_last=is_last)
        if view.startswith(CALLS_CLOSE, self._position):
            return End(of_list=self._position, of_block=self._position + len(CALLS_CLOSE))
        return self._last_resort(view) if is_last else None

    def _walk(self, view: str) -> None:
        """Advance to the end of the list, or to what may be the closing tag, or to the end."""
        is_list = view.lstrip().startswith("[")
        while self._position < len(view) and self._list_end is None:
            if self._in_string:
                self._read_in_string(view[self._position])
            elif CALLS_CLOSE.startswith(view[self._position : self._position + len(CALLS_CLOSE)]):
                return
            else:
                self._read(view[self._position])
            self._position += 1
            if is_list and self._depth == 0 and view[self._position - 1] in "]}":
                self._list_end = self._position

    def _read_in_string(self, character: str) -> None:
        if self._is_escaped:
            self._is_escaped = False
        elif character == "\\":
            self._is_escaped = True
        elif character == '"':
            self._in_string = False

    def _read(self, character: str) -> None:
        if character == '"':
            self._in_string = True
        elif character in "[{":
            self._depth += 1
        elif character in "]}":
            self._depth -= 1

    def _end_behind_list(self, view: str, list_end: int, *, is_last: bool) -> End | None:
        rest = view[list_end:].lstrip()
        if rest.startswith(CALLS_CLOSE):
            return End(of_list=list_end, of_block=len(view) - len(rest) + len(CALLS_CLOSE))
        if not CALLS_CLOSE.startswith(rest):
            return End(of_list=list_end, of_block=list_end)
        return End(of_list=list_end, of_block=len(view)) if is_last else None

    def _last_resort(self, view: str) -> End:
        """Return the end of a block whose strings or brackets never close."""
        tag = view.find(CALLS_CLOSE)
        if tag >= 0:
            return End(of_list=tag, of_block=tag + len(CALLS_CLOSE))
        end = min(len(view), self._limit)
        return End(of_list=end, of_block=end)
