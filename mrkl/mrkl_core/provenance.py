"""Provenance: named transforms that turn a stretch of a source into an argument, replayable.

A transform is written ``name`` or ``name(parameter)``:

===================  ==========================================================================
``copy``             the bytes themselves
``number``           a numeral or number words, as a JSON number
``date(ISO)``        a date phrase, relative to that moment, as an ISO date (start of the interval)
``duration``         a duration phrase, as an ISO 8601 duration
``constant(JSON)``   a value of the expert's spec: an enum choice or a default
``template(JSON)``   a program; ``{start:end|number}`` and ``{start:end|text}`` stand for literals
                     of the source (byte offsets), doubled braces for braces
``value``            the value of an earlier step (source ``step:J``)
``human``            typed by a person; cannot be replayed, only accepted
===================  ==========================================================================
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from mrkl_core.errors import MRKLError, ProvenanceError
from mrkl_core.phrases.dates import parse_date, parse_duration
from mrkl_core.phrases.numbers import numeral, parse_number
from mrkl_core.values import Provenance

_POINTER = re.compile(r"\{\{|\}\}|\{(\d+):(\d+)\|(number|text)\}")


def json_number(value: Fraction) -> int | float:
    """Return an exact number as JSON holds it: int where integral, else the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)


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


def expand(template: str, source: str) -> str:
    """Return a program template with its pointers replaced by literals of ``source``."""

    def literal(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        text = cut(source, int(match[1]), int(match[2]))
        if match[3] == "number":
            return numeral(parse_number(text))
        return "'" + text.replace("'", "''") + "'"

    return _POINTER.sub(literal, template)


def cited_spans(provenance: Provenance) -> tuple[tuple[int, int], ...]:
    """Return the stretches of the source that the value rests on; bytes, end exclusive."""
    if provenance.transform.startswith("template("):
        template = json.loads(provenance.transform[len("template(") : -1])
        return tuple(
            (int(match[1]), int(match[2])) for match in _POINTER.finditer(template) if match[1]
        )
    return ((provenance.start, provenance.end),) if provenance.end > provenance.start else ()


def apply_transform(transform: str, source: Any, start: int, end: int) -> Any:
    """Apply ``transform`` to bytes ``start:end`` of ``source``.

    Raises:
        ProvenanceError: The transform is unknown or does not fit the source.
    """
    name, _, rest = transform.partition("(")
    parameter = rest[:-1] if rest.endswith(")") else ""
    if name == "constant":
        return json.loads(parameter)
    if name == "value":
        return source
    if not isinstance(source, str):
        raise ProvenanceError(f"Transform {name!r} needs a text, not {source!r:.80}.")
    if name == "template":
        return expand(json.loads(parameter), source)
    text = cut(source, start, end)
    if name == "copy":
        return text
    if name == "number":
        return json_number(parse_number(text))
    if name == "date":
        return parse_date(text, datetime.fromisoformat(parameter)).start.isoformat()
    if name == "duration":
        return parse_duration(text).isoformat()
    raise ProvenanceError(
        f"Unknown transform {name!r}.",
        hint="Known: constant, copy, date, duration, number, template, value.",
    )


def replay(provenance: Provenance, sources: Mapping[str, Any]) -> Any:
    """Return the value that ``provenance`` describes.

    Args:
        provenance: Where the value came from.
        sources: Texts by name (``question``, ``turn:0``), step values (``step:0``).

    Raises:
        ProvenanceError: The source is missing or the transform fails.
    """
    if provenance.source not in sources and not provenance.transform.startswith("constant"):
        raise ProvenanceError(
            f"No source {provenance.source!r}.", hint=f"Known: {', '.join(sources)}."
        )
    try:
        return apply_transform(
            provenance.transform, sources.get(provenance.source), provenance.start, provenance.end
        )
    except ProvenanceError:
        raise
    except (MRKLError, ArithmeticError, TypeError, ValueError) as error:
        raise ProvenanceError(
            f"Transform {provenance.transform!r} fails on {provenance.source!r}: {error}"
        ) from error


def replay_arguments(
    arguments: Mapping[str, Any], provenance: Mapping[str, Provenance], sources: Mapping[str, Any]
) -> dict[str, Any]:
    """Replay all arguments of a call and compare them with what the call holds.

    Values a person typed (``human``) are accepted as they stand.

    Raises:
        ProvenanceError: One has no provenance, or replays to another value.
    """
    replayed: dict[str, Any] = {}
    for name, value in arguments.items():
        origin = provenance.get(name)
        if origin is None:
            raise ProvenanceError(f"Argument {name!r} has no provenance.", argument=name)
        replayed[name] = value if origin.kind == "human" else replay(origin, sources)
        if json.dumps(replayed[name]) != json.dumps(value):
            raise ProvenanceError(
                f"Argument {name!r} is {value!r} but replays to {replayed[name]!r}.",
                argument=name,
            )
    return replayed
