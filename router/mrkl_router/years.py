"""The year that a fragment leaves unsaid: "and July 5?" after "July 4, 2027" is one of 2027."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mrkl_core.errors import ProvenanceError
from mrkl_core.phrases.dates import parse_date
from mrkl_core.provenance import replay
from mrkl_core.templates import cut
from mrkl_core.values import Call, Provenance

_YEAR = re.compile(r"\b\d{4}\b")
_DATE = re.compile(r"date\((.*)\)")


def in_year_before(base: Call, call: Call, sources: Mapping[str, Any]) -> Call | None:
    """Return a call with the dates that say no year read in the year of those they replace.

    Args:
        base: The call before.
        call: The same with what a fragment states.
        sources: What both rest on, by name.

    Returns:
        None if it is not clear which day is meant: a feast's or a weekday's year, "next year" for
        a day.
    """
    arguments, provenance = dict(call.arguments), dict(call.provenance)
    for name, origin in call.provenance.items():
        old = base.provenance.get(name, origin)
        if old == origin or not (_is_date(old) and _is_date(origin)):
            continue
        if _days(origin, sources) > 1 and _days(old, sources) == 1:
            return None
        if not _is_of_other_year(old, origin, sources):
            continue
        read = _on(origin, str(base.arguments[name]), sources)
        if read is None:
            return None
        provenance[name] = read
        arguments[name] = replay(read, sources)
    return replace(call, arguments=arguments, provenance=provenance)


def _is_date(origin: Provenance) -> bool:
    return _DATE.fullmatch(origin.transform) is not None


def _is_of_other_year(old: Provenance, new: Provenance, sources: Mapping[str, Any]) -> bool:
    """Tell whether a date has its year from its words, or a date before it, and the new has not."""
    if _YEAR.search(_words(new, sources)):
        return False
    says_year = _YEAR.search(_words(old, sources)) or _moment(old).year != _moment(new).year
    return bool(says_year) and replay(old, sources)[:4] != replay(new, sources)[:4]


def _on(origin: Provenance, day: str, sources: Mapping[str, Any]) -> Provenance | None:
    """Return a date read as if said in the year of another; None unless any day of it will do."""
    moment, year = _moment(origin), date.fromisoformat(day).year
    ends = (moment.replace(year=year, month=m, day=d) for m, d in ((1, 1), (12, 31)))
    first, last = (replace(origin, transform=f"date({end.isoformat()})") for end in ends)
    try:
        same = replay(first, sources) == replay(last, sources)
    except ProvenanceError:  # 29 February
        return None
    return first if same else None


def _days(origin: Provenance, sources: Mapping[str, Any]) -> int:
    return parse_date(_words(origin, sources), _moment(origin)).days


def _moment(origin: Provenance) -> datetime:
    found = _DATE.fullmatch(origin.transform)
    return datetime.fromisoformat(found[1] if found else "")


def _words(origin: Provenance, sources: Mapping[str, Any]) -> str:
    return cut(str(sources[origin.source]), origin.start, origin.end)
