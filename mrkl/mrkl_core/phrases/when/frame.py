"""What a phrase about time is relative to, what it may mean, and the books of rules that read it.

A rule is a pattern for a whole canonical phrase and a function from its match to a ``Meaning``, or
to None where the phrase only looks alike. A phrase may have several meanings of one kind: "Monday"
is the last one and the next one, "at 7" is in the morning and in the evening.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from fractions import Fraction
from typing import Literal, NamedTuple

Kind = Literal[
    "date", "time", "datetime", "daterange", "timerange", "datetimerange", "duration", "set"
]
Point = date | datetime | time

_MAX_DEPTH = 6


class Option(NamedTuple):
    """One meaning: a point, or a range, which may be open at one side."""

    start: Point | None
    end: Point | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means.

    Attributes:
        kind: What sort of time it is.
        options: The meanings that it may have, earlier years and mornings first.
        unit: For a period of the calendar, which; for a duration, "more" or "less" than it.
        code: The ISO-like code of what has no place in the calendar, such as a set.
        seconds: The length of a duration.
    """

    kind: Kind
    options: tuple[Option, ...] = ()
    unit: str = ""
    code: str = ""
    seconds: Fraction = Fraction(0)


Rule = Callable[["re.Match[str]", "Frame"], Meaning | None]


class RuleBook:
    """Rules in the order in which they are tried."""

    def __init__(self) -> None:
        self._rules: list[tuple[str, Rule]] = []
        self._compiled: list[tuple[re.Pattern[str], Rule]] = []

    def rule(self, pattern: str) -> Callable[[Rule], Rule]:
        """Register the function below for phrases that are ``pattern`` as a whole."""

        def register(rule: Rule) -> Rule:
            self._rules.append((pattern, rule))
            return rule

        return register

    def read(self, phrase: str, frame: Frame) -> Meaning | None:
        """Return what the first fitting rule makes of ``phrase``."""
        if len(self._compiled) != len(self._rules):
            self._compiled = [(re.compile(pattern), rule) for pattern, rule in self._rules]
        for pattern, rule in self._compiled:
            match = pattern.fullmatch(phrase)
            if match:
                try:
                    found = rule(match, frame)
                except (ValueError, OverflowError):
                    return None
                if found is not None:
                    return found
        return None


@dataclass(slots=True)
class Frame:
    """The moment that phrases are relative to, and what was read already."""

    now: datetime
    depth: int = 0
    memo: dict[tuple[int, str], Meaning | None] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the day of ``now``."""
        return self.now.date()

    def at(self, day: date) -> Frame:
        """Return a frame whose today is ``day``."""
        return Frame(datetime.combine(day, time(), self.now.tzinfo), self.depth + 1)

    def read(self, book: RuleBook, phrase: str) -> Meaning | None:
        """Return what ``phrase`` means by the rules of ``book``, once for all."""
        key = (id(book), phrase)
        if key not in self.memo and self.depth < _MAX_DEPTH:
            deeper = replace(self, depth=self.depth + 1)
            self.memo[key] = book.read(phrase, deeper)
        return self.memo.get(key)


def meaning(kind: Kind, options: Iterable[Option], unit: str = "") -> Meaning | None:
    """Return a meaning without repeated options, or None where there is no option."""
    distinct = tuple(dict.fromkeys(options))
    return Meaning(kind, distinct, unit) if distinct else None


def around(candidates: Iterable[Option], now: Point) -> list[Option]:
    """Return the latest option that begins before ``now`` and the earliest that does not."""
    past: Option | None = None
    for option in candidates:
        if option.start is not None and _key(option.start) >= _key(now):
            return [option] if past is None else [past, option]
        past = option
    return [] if past is None else [past]


def _key(point: Point) -> datetime:
    """Return ``point`` as a naive moment; days begin at midnight."""
    if isinstance(point, datetime):
        return point.replace(tzinfo=None)
    assert isinstance(point, date)
    return datetime.combine(point, time())


def precedes(first: Point, second: Point) -> bool:
    """Return whether ``first`` is before ``second``."""
    return _key(first) < _key(second)
