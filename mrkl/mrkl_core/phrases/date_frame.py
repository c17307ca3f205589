"""What a date phrase is relative to, and the books of rules that read it.

A rule is a pattern for a whole canonical phrase and a function from its match to days, or to None
where the phrase only looks alike. Patterns are compiled at first use.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mrkl_core.phrases.intervals import PERIODS, Interval, period

WHICH = {"this": 0, "next": 1, "last": -1, None: 0}
"""How many periods away "this", "next", "last" or nothing is."""

YEAR = r"(?: (?P<year>\d{4}|(?:this|next|last) year))?"
"""Pattern of an optional year behind a date."""

UNITS = "|".join(PERIODS)
"""Pattern of the name of a period."""

_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """What a phrase is relative to, and the rules for phrases inside phrases."""

    now: datetime
    rules: tuple[tuple[str, Rule], ...]
    month_first: bool = True
    depth: int = 0

    @property
    def today(self) -> date:
        """Return the day of ``now``."""
        return self.now.date()

    def resolve(self, phrase: str) -> Interval | None:
        """Return what the canonical ``phrase`` means, or None.

        Raises:
            ValueError: A day does not exist.
            OverflowError: The calendar ends before.
        """
        if self.depth > _MAX_DEPTH:
            return None
        inner = replace(self, depth=self.depth + 1)
        for pattern, rule in self.rules:
            match = re.fullmatch(pattern, phrase, re.ASCII)
            found = rule(match, inner) if match else None
            if found is not None:
                return found
        return None

    def span(self, phrase: str) -> Interval | None:
        """Resolve ``phrase`` where a bare "month" means this month."""
        return period(phrase, self.today) if phrase in PERIODS else self.resolve(phrase)

    def year(self, said: str | None) -> int:
        """Return the year that "2024", "next year" or nothing means."""
        if said is None or said.isdigit():
            return int(said or self.today.year)
        return self.today.year + WHICH[said.split()[0]]


Rule = Callable[[re.Match[str], Frame], Interval | None]


class RuleBook:
    """Rules in the order in which they are tried."""

    def __init__(self) -> None:
        self._rules: list[tuple[str, Rule]] = []

    def rule(self, pattern: str) -> Callable[[Rule], Rule]:
        """Register the function below for phrases that are ``pattern`` as a whole."""

        def register(rule: Rule) -> Rule:
            self._rules.append((pattern, rule))
            return rule

        return register

    @property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        """Return all rules."""
        return tuple(self._rules)
