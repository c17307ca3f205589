"""Well-known days by name, computed for any year; where countries differ, as in the US."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from mrkl_core.phrases.intervals import months, nth_weekday

DayOfYear = Callable[[int], date]


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leaps, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    weekday = (32 + 2 * skipped + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> DayOfYear:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, number: int, offset: int = 0) -> DayOfYear:
    def find(year: int) -> date:
        day = nth_weekday(months(year, month), weekday, number)
        if day is None:
            raise ValueError(f"Month {month} has no weekday {weekday} number {number}.")
        return day + timedelta(offset)

    return find


def _from_easter(offset: int) -> DayOfYear:
    return lambda year: easter(year) + timedelta(offset)


_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6
_NAMES: dict[str, DayOfYear] = {
    "new years day, new year, new years": _fixed(1, 1),
    "epiphany": _fixed(1, 6),
    "martin luther king day, martin luther king jr day, mlk day": _nth(1, _MONDAY, 3),
    "australia day": _fixed(1, 26),
    "groundhog day": _fixed(2, 2),
    "valentines day, valentines, valentine day": _fixed(2, 14),
    "presidents day, washingtons birthday": _nth(2, _MONDAY, 3),
    "womens day, international womens day": _fixed(3, 8),
    "pi day": _fixed(3, 14),
    "st patricks day, saint patricks day, st patrick day, st patricks, st patrick": _fixed(3, 17),
    "april fools day, april fools, april fool day": _fixed(4, 1),
    "earth day": _fixed(4, 22),
    "anzac day": _fixed(4, 25),
    "may day, workers day, international workers day": _fixed(5, 1),
    "cinco de mayo": _fixed(5, 5),
    "mothers day, mother day": _nth(5, _SUNDAY, 2),
    "memorial day": _nth(5, _MONDAY, -1),
    "flag day": _fixed(6, 14),
    "fathers day, father day": _nth(6, _SUNDAY, 3),
    "juneteenth, freedom day, jubilee day, emancipation day": _fixed(6, 19),
    "canada day": _fixed(7, 1),
    "independence day": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "labor day": _nth(9, _MONDAY, 1),
    "columbus day, indigenous peoples day": _nth(10, _MONDAY, 2),
    "halloween": _fixed(10, 31),
    "all saints day": _fixed(11, 1),
    "all souls day": _fixed(11, 2),
    "election day": _nth(11, _MONDAY, 1, 1),
    "bonfire night, guy fawkes night, guy fawkes day": _fixed(11, 5),
    "veterans day, armistice day, remembrance day": _fixed(11, 11),
    "thanksgiving, thanksgiving day": _nth(11, _THURSDAY, 4),
    "black friday": _nth(11, _THURSDAY, 4, 1),
    "cyber monday": _nth(11, _THURSDAY, 4, 4),
    "christmas eve, xmas eve": _fixed(12, 24),
    "christmas, christmas day, xmas, xmas day": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "new years eve, new year eve": _fixed(12, 31),
    "shrove tuesday, mardi gras, pancake day": _from_easter(-47),
    "ash wednesday": _from_easter(-46),
    "palm sunday": _from_easter(-7),
    "maundy thursday": _from_easter(-3),
    "good friday": _from_easter(-2),
    "holy saturday": _from_easter(-1),
    "easter, easter sunday, easter day": _from_easter(0),
    "easter monday": _from_easter(1),
    "ascension day, ascension": _from_easter(39),
    "pentecost, whit sunday": _from_easter(49),
    "whit monday": _from_easter(50),
    "corpus christi": _from_easter(60),
}

FEASTS: dict[str, DayOfYear] = {
    name: rule for names, rule in _NAMES.items() for name in names.split(", ")
}
"""Names in lower case without apostrophes, each with the function from year to day."""


def upcoming(feast: DayOfYear, today: date, offset: int = 0) -> date:
    """Return the feast on or after ``today``; with offset 1 after it, with -1 before it."""
    days = [feast(year) for year in range(today.year - 1, today.year + 3)]
    if offset < 0:
        return max(day for day in days if day < today)
    return min(day for day in days if day > today or (day == today and not offset))
