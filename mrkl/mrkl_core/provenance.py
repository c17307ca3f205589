"""Provenance: named transforms that turn a stretch of a source into an argument, replayable.

Sources are ``question``, ``turn:K`` (the words of an earlier turn), ``answer:K`` (the value of
its answer), ``step:J`` (the value of an earlier step) and ``document:D``. A transform is written
``name`` or ``name(parameter)``:

===================  ==========================================================================
``copy``             the bytes themselves
``number``           a numeral or number words, as a JSON number
``numbers``          all numbers of the span, as a JSON list
``ordinal``          "16th" or "sixteenth" as 16, or a number
``ordinals``         all of the span, as a JSON list
``percent``          "5%" or "5 percent" as 0.05; "0.05" as itself
``items``            a list phrase, as a JSON list of its items' text
``literal``          a list or an object written in brackets
``date(ISO)``        a date phrase, relative to that moment, as an ISO date (start of the interval)
``dated(JSON)``      the same in another form: ``[strftime format, moment]``
``datetime(ISO)``    a phrase for a moment, relative to that moment, as an ISO date and time
``duration``         a duration phrase, as an ISO 8601 duration
``join(JSON)``       several spans as one list: ``[[start, end, transform], ...]``
``constant(JSON)``   a value of the expert's spec: an enum choice or a default; or one that a
                     language model wrote (source ``language_model``)
``template(JSON)``   a program; ``{start:end|number}`` and ``{start:end|text}`` stand for literals
                     of the source (byte offsets), ``{step:J|number}`` for an earlier value,
                     doubled braces for braces, see ``mrkl_core.templates``
``value``            the value of an earlier step or turn (source ``step:J`` or ``answer:K``)
``single``           the same, or the only cell or item that it holds
``figure``           the one number that it is or holds, as a JSON number
``human``            typed by a person; cannot be replayed, only accepted
===================  ==========================================================================
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from mrkl_core.errors import MRKLError, ProvenanceError
from mrkl_core.phrases.dates import parse_date, parse_duration
from mrkl_core.phrases.lists import parse_items
from mrkl_core.phrases.literals import parse_literal
from mrkl_core.phrases.numbers import find_numbers, parse_number
from mrkl_core.templates import cut, expand, known_source, number_of, pointers, single
from mrkl_core.values import Provenance

__all__ = [
    "apply_transform",
    "cited_spans",
    "cut",
    "expand",
    "json_number",
    "named_sources",
    "replay",
    "replay_arguments",
]

_PERCENT = re.compile(r"\s*(?:%|per\s?cent)\s*\Z", re.IGNORECASE)


def json_number(value: Fraction) -> int | float:
    """Return an exact number as JSON holds it: int where integral, else the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)


def cited_spans(provenance: Provenance) -> tuple[tuple[int, int], ...]:
    """Return the stretches of the source that the value rests on; bytes, end exclusive."""
    name, parameter = _parts(provenance.transform)
    if name == "template":
        own = (pointer for pointer in pointers(_template(parameter)) if pointer.source is None)
        return tuple((pointer.start, pointer.end) for pointer in own)
    if name == "join":
        return tuple((start, end) for start, end, _ in json.loads(parameter))
    return ((provenance.start, provenance.end),) if provenance.end > provenance.start else ()


def named_sources(provenance: Provenance) -> tuple[str, ...]:
    """Return the names of all sources that the value rests on.

    Raises:
        ProvenanceError: The transform is a template that cannot be read.
    """
    name, parameter = _parts(provenance.transform)
    others = pointers(_template(parameter)) if name == "template" else ()
    return tuple(dict.fromkeys((provenance.source, *(p.source for p in others if p.source))))


def _template(parameter: str) -> str:
    try:
        template = json.loads(parameter)
    except ValueError:
        template = None
    if not isinstance(template, str):
        raise ProvenanceError(f"Template {parameter!r:.80} is no JSON text.")
    return template


def _parts(transform: str) -> tuple[str, str]:
    name, _, rest = transform.partition("(")
    return name, rest[:-1] if rest.endswith(")") else ""


def _numbers(text: str, *, ordinals: bool = False) -> list[int | float]:
    return [json_number(found.value) for found in find_numbers(text, ordinals=ordinals)]


def _percent(text: str, _: str) -> int | float:
    plain = _PERCENT.sub("", text)
    value = parse_number(plain)
    return json_number(value if plain == text else value / 100)


def _dated(text: str, parameter: str) -> str:
    form, now = json.loads(parameter)
    return parse_date(text, datetime.fromisoformat(now)).start.strftime(form)


def _date_time(text: str, parameter: str) -> str:
    from mrkl_core.phrases.dates import parse_moment

    return parse_moment(text, datetime.fromisoformat(parameter)).isoformat()


#: What each transform makes of a text and its own parameter.
_OF_TEXT: Mapping[str, Callable[[str, str], Any]] = {
    "copy": lambda text, _: text,
    "number": lambda text, _: json_number(parse_number(text)),
    "numbers": lambda text, _: _numbers(text),
    "ordinal": lambda text, _: json_number(parse_number(text, ordinals=True)),
    "ordinals": lambda text, _: _numbers(text, ordinals=True),
    "percent": _percent,
    "items": lambda text, _: list(parse_items(text)),
    "literal": lambda text, _: parse_literal(text),
    "date": lambda text, now: parse_date(text, datetime.fromisoformat(now)).start.isoformat(),
    "dated": _dated,
    "datetime": _date_time,
    "duration": lambda text, _: parse_duration(text).isoformat(),
}
#: What each transform makes of an earlier value.
_OF_VALUE: Mapping[str, Callable[[Any], Any]] = {
    "value": lambda value: value,
    "single": single,
    "figure": lambda value: json_number(number_of(value)),
}
_KNOWN = sorted({*_OF_TEXT, *_OF_VALUE, "constant", "join", "template"})


def apply_transform(
    transform: str,
    source: Any,
    start: int,
    end: int,
    sources: Mapping[str, Any] | None = None,
) -> Any:
    """Apply ``transform`` to bytes ``start:end`` of ``source``.

    Args:
        transform: Name and parameter.
        source: A text, or the value of an earlier step or turn.
        start: First byte of a text; values are taken whole, with 0 and 0.
        end: Byte after the last.
        sources: What a template's other pointers point into, by name.

    Raises:
        ProvenanceError: The transform is unknown or does not fit the source.
    """
    name, parameter = _parts(transform)
    if name == "constant":
        return json.loads(parameter)
    if name in _OF_VALUE:
        return _OF_VALUE[name](source)
    if name not in _KNOWN:
        raise ProvenanceError(f"Unknown transform {name!r}.", hint=f"Known: {', '.join(_KNOWN)}.")
    if name == "template":
        return expand(_template(parameter), source, sources)
    if not isinstance(source, str):
        raise ProvenanceError(f"Transform {name!r} needs a text, not {source!r:.80}.")
    if name == "join":
        return [apply_transform(str(t), source, a, b) for a, b, t in json.loads(parameter)]
    return _OF_TEXT[name](cut(source, start, end), parameter)


def replay(provenance: Provenance, sources: Mapping[str, Any]) -> Any:
    """Return the value that ``provenance`` describes.

    Args:
        provenance: Where the value came from.
        sources: Texts by name (``question``, ``turn:0``), values (``step:0``, ``answer:0``).

    Raises:
        ProvenanceError: The source is missing or the transform fails.
    """
    name = provenance.source
    constant = provenance.transform.startswith("constant")
    source = sources.get(name) if constant else known_source(name, sources)
    try:
        return apply_transform(
            provenance.transform, source, provenance.start, provenance.end, sources
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
