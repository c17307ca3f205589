"""References and alternatives of a JSON schema, resolved to one plain schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mrkl.bounds import EXPANSIONS, LISTED_NAMES
from mrkl.schema_choices import choices_of
from mrkl.schema_types import PLAINEST, may_be_null, meaning_of
from mrkl_core.errors import ValueFormatError, did_you_mean
from mrkl_core.names import shown

_FOLDERS = ("$defs", "definitions")
_NESTED = 64


@dataclass(frozen=True, slots=True)
class Plain:
    """A schema without references and alternatives.

    Attributes:
        schema: Its keywords.
        nullable: Whether null would do as well.
        trail: The references that were followed to get here.
    """

    schema: Mapping[str, Any]
    nullable: bool
    trail: frozenset[str]


class References:
    """Resolves the parts of one root schema.

    A schema that contains itself (a tree) is cut where it begins again; one that is nothing but
    itself is an error. The work is bounded, so that nested references cannot multiply.

    Args:
        root: The schema that references point into.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._left = EXPANSIONS

    def plain(self, schema: Any, where: str, trail: frozenset[str] = frozenset()) -> Plain:
        """Return ``schema`` with its references, ``allOf`` and ``anyOf`` resolved.

        Args:
            schema: A part of the root schema; ``True`` and ``{}`` are anything.
            where: What it belongs to, for messages.
            trail: The references that lead to it.

        Raises:
            ValueFormatError: It is no schema, or a reference leads nowhere.
        """
        return self._plain(schema, where, trail, ())

    def _plain(
        self, schema: Any, where: str, trail: frozenset[str], chain: tuple[str, ...]
    ) -> Plain:
        self._left -= 1
        if self._left < 0 or len(chain) > _NESTED:
            raise ValueFormatError(
                f"{where}: references and alternatives nest deeper than {_NESTED} or expand to "
                f"more than {EXPANSIONS:,} schemas.",
                hint="Write the schema out, or make it smaller.",
            )
        if schema is True:
            schema = {}
        if not isinstance(schema, Mapping):
            raise ValueFormatError(f"{where} must be an object, not {shown(schema)}.")
        found = Plain(schema, may_be_null(schema), trail)
        if isinstance(schema.get("$ref"), str):
            found = self._referred(found, where, chain)
        for part in _list(schema, "allOf", where):
            found = _both(found, self._plain(part, where, found.trail, (*chain, "allOf")))
        for keyword in ("anyOf", "oneOf"):
            options = _list(schema, keyword, where)
            if options:
                found = _both(found, self._chosen(options, where, found.trail, chain))
        return found

    def _referred(self, found: Plain, where: str, chain: tuple[str, ...]) -> Plain:
        reference = found.schema["$ref"]
        if reference in chain:
            raise ValueFormatError(
                f"{where} refers to itself: {' -> '.join((*chain, reference)):.200}.",
                hint="Give the definition a type of its own.",
            )
        target = self._target(reference, where)
        own = {key: value for key, value in found.schema.items() if key != "$ref"}
        if reference in found.trail:
            # A tree: its branches hold trees again, so their insides stay open.
            opened = {key: target[key] for key in ("type", "description", "title") if key in target}
            return Plain({**opened, **own}, found.nullable, found.trail)
        trail = found.trail | {reference}
        inner = self._plain(target, where, trail, (*chain, reference))
        return _both(Plain(own, found.nullable, trail), inner)

    def _target(self, reference: str, where: str) -> Mapping[str, Any]:
        target: Any = self._root if reference == "#" or reference.startswith("#/") else None
        for part in reference.split("/")[1:65]:
            key = part.replace("~1", "/").replace("~0", "~")
            target = target.get(key) if isinstance(target, Mapping) else None
        if target is True:
            return {}
        if not isinstance(target, Mapping):
            folders = [self._root.get(name) for name in _FOLDERS]
            known = (str(key) for one in folders if isinstance(one, Mapping) for key in one)
            name = reference.rpartition("/")[2][:80]
            raise ValueFormatError(
                f"{where} refers to {shown(reference)}, which the schema does not define.",
                hint=did_you_mean(name, islice(known, LISTED_NAMES)),
            )
        return target

    def _chosen(
        self, options: Sequence[Any], where: str, trail: frozenset[str], chain: tuple[str, ...]
    ) -> Plain:
        """Return one schema for several alternatives: all their values, or the plainest type."""
        found = [self._plain(option, where, trail, (*chain, "anyOf")) for option in options]
        rest = [one for one in found if one.schema.get("type") != "null"]
        nullable = len(rest) < len(found) or any(one.nullable for one in rest)
        if not rest:
            return Plain({}, True, trail)
        best = min(rest, key=lambda one: PLAINEST.index(meaning_of(one.schema, where).type))
        schema = best.schema
        if all("enum" in one.schema or "const" in one.schema for one in rest):
            values = [value for one in rest for value in choices_of(one.schema, where)]
            schema = {"enum": values}
        elif "required" in schema and "properties" not in schema:
            # "One of these must be given": none of them must.
            schema = {key: value for key, value in schema.items() if key != "required"}
        return Plain(schema, nullable, best.trail)


def _list(schema: Mapping[str, Any], keyword: str, where: str) -> Sequence[Any]:
    value = schema.get(keyword) or ()
    if not isinstance(value, list | tuple):
        raise ValueFormatError(f"{where}: {keyword!r} must be a list, not {shown(value)}.")
    return value


def _both(own: Plain, other: Plain) -> Plain:
    """Return what satisfies both; the keywords of ``own`` win, members and needs add up."""
    schema = {**other.schema, **own.schema}
    for keyword in ("$ref", "allOf", "anyOf", "oneOf"):
        schema.pop(keyword, None)
    ours, theirs = own.schema.get("properties"), other.schema.get("properties")
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        schema["properties"] = {**ours, **theirs, **ours}
    needed, also = own.schema.get("required"), other.schema.get("required")
    if isinstance(needed, list | tuple) and isinstance(also, list | tuple):
        schema["required"] = [*needed, *also]
    return Plain(schema, own.nullable or other.nullable, own.trail | other.trail)
