"""Program templates: text with pointers that stand for literals of a source.

A pointer is ``{start:end|kind}`` for bytes of the template's own source, ``{step:J|kind}`` or
``{answer:K|kind}`` for the value of an earlier step or turn, and ``{SOURCE:start:end|kind}`` for
bytes of another text, such as ``turn:K``. The kind is ``number`` or ``text``; braces are doubled.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mrkl_core.errors import ProvenanceError, ValueFormatError
from mrkl_core.phrases.numbers import find_numbers, numeral, parse_number

_POINTER = re.compile(
    r"\{\{|\}\}|\{(?:(?P<source>question|(?:turn|step|answer|document):\d+)(?P<colon>:)?)?"
    r"(?(source)(?(colon)(?P<first>\d+):(?P<last>\d+))|(?P<start>\d+):(?P<end>\d+))"
    r"\|(?P<kind>number|text)\}"
)


def cut(source: str, start: int, end: int) -> str:
    """Return bytes ``start:end`` of the UTF-8 form of ``source``.

    Raises:
        ProvenanceError: The offsets leave the text or split a character.
    """
    raw = source.encode("utf-8")
    if not 0 <= start <= end <= len(raw):
        raise ProvenanceError(f"Span {start}:{end} leaves a source of {len(raw)} bytes.")
    try:
        return raw[start:end].decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProvenanceError(f"Span {start}:{end} splits a character.") from error


def expand(template: str, source: str, sources: Mapping[str, Any] | None = None) -> str:
    """Return a program template with its pointers replaced by literals.

    Args:
        template: The program.
        source: What pointers without a source point into.
        sources: What the others point into, by name.

    Raises:
        ProvenanceError: A source is missing, or a pointer leaves it.
        ValueFormatError: What a pointer stands for is no number.
    """

    def literal(match: re.Match[str]) -> str:
        if match["kind"] is None:
            return match[0][0]
        found: Any = source
        if match["source"] is not None:
            found = known_source(match["source"], sources or {})
        start, end = match["start"] or match["first"], match["end"] or match["last"]
        if start is None:
            return _value_literal(found, match["kind"])
        text = cut(found, int(start), int(end))
        return numeral(parse_number(text)) if match["kind"] == "number" else _quoted(text)

    return _POINTER.sub(literal, template)


def _value_literal(value: Any, kind: str) -> str:
    if kind == "text":
        return _quoted(str(single(value)))
    number = number_of(value)
    return f"({numeral(number)})" if number < 0 else numeral(number)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointer of a template.

    Attributes:
        written: As it stands in the template.
        source: What it points into; None is the template's own source.
        start: First byte there; 0 where the whole value is meant.
        end: Byte after the last.
        kind: ``number`` or ``text``.
    """

    written: str
    source: str | None
    start: int
    end: int
    kind: str


def pointers(template: str) -> tuple[Pointer, ...]:
    """Return the pointers of a template, in order."""
    return tuple(
        Pointer(
            written=match[0],
            source=match["source"],
            start=int(match["start"] or match["first"] or 0),
            end=int(match["end"] or match["last"] or 0),
            kind=match["kind"],
        )
        for match in _POINTER.finditer(template)
        if match["kind"] is not None
    )


def known_source(name: str, sources: Mapping[str, Any]) -> Any:
    """Return the source called ``name``.

    Raises:
        ProvenanceError: There is none.
    """
    if name not in sources:
        raise ProvenanceError(f"No source {name!r}.", hint=f"Known: {', '.join(sources)}.")
    return sources[name]


def single(value: Any) -> Any:
    """Return the one value that an earlier result holds: the only cell or item, or itself."""
    if isinstance(value, Mapping) and "rows" in value:
        value = value["rows"]
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value


def number_of(value: Any) -> Fraction:
    """Return the number that an earlier result is, holds, or says once in its text.

    Raises:
        ValueFormatError: It is none, or several.
    """
    held = single(value)
    if isinstance(held, int | float) and not isinstance(held, bool) and math.isfinite(held):
        return Fraction(repr(held))  # 0.1 is one tenth
    if isinstance(held, str):
        try:
            return parse_number(held)
        except ValueFormatError:
            found = find_numbers(held)
            if len(found) == 1:
                return found[0].value
    raise ValueFormatError(
        f"{held!r:.80} is not one number.", hint="Ask for one figure, such as a count or a total."
    )
