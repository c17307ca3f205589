"""Values that fill the arguments of generated function tools, each as people write it.

A kind is written ``name(arguments)`` in a family, such as ``int(1,20)`` or
``enum(a=up/rising;b=down)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from mrkl_core.values import SlotType
from mrkl_router.training.fillers import MONTHS, PLACES, WEEKDAYS, Fillers, number_words
from mrkl_router.training.function_pools import POOLS

#: Stands between units, but not inside one such as "km/h".
_BETWEEN_UNITS = re.compile(r"(?<!\bm)(?<!\bkm)/|/(?![sh](?![a-z]))")


@dataclass(frozen=True)
class Written:
    """A value in a question: ``text`` is what fills the argument, the rest stands around it.

    ``choice`` is set for an option or a boolean that the text states; ``unit`` is a part of
    ``after``.
    """

    text: str
    before: str = ""
    after: str = ""
    unit: str = ""
    choice: Any = None


@dataclass
class Hand:
    """Who writes one question: the same units and the same habits throughout."""

    rng: Random
    fillers: Fillers
    units: dict[str, str] = field(default_factory=dict)
    listed: int = 0

    def count(self) -> int:
        """Return how many items the lists of this question have: those of weights as of scores."""
        self.listed = self.listed or self.rng.choice((2, 2, 3, 3, 3, 4, 5))
        return self.listed

    def unit(self, options: str) -> str:
        """Return the unit of this question for a dimension, sometimes none."""
        if options not in self.units:
            chosen = "" if self.rng.random() < 0.25 else self.rng.choice(units_of(options))
            self.units[options] = chosen
        return self.units[options]


def units_of(options: str) -> list[str]:
    """Return the units that ``options`` lists, such as ``m/s/mph/meters per second``."""
    return _BETWEEN_UNITS.split(options)


def spelled(value: float, hand: Hand) -> str:
    """Return a number as digits, with separators, or as words."""
    rng = hand.rng
    if value != int(value):
        return f"{value:,}" if value >= 1000 and rng.random() < 0.6 else str(value)
    whole = int(value)
    if 0 <= whole <= 20 and rng.random() < 0.12:
        return number_words(whole, rng)
    return f"{whole:,}" if whole >= 1000 and rng.random() < 0.5 else str(whole)


def _bounds(arguments: str, low: float, high: float) -> tuple[float, float]:
    parts = arguments.split(",") if arguments else []
    return (float(parts[0]), float(parts[1])) if len(parts) >= 2 else (low, high)


def _drawn(arguments: str, low: float, high: float, hand: Hand) -> float:
    low, high = _bounds(arguments, low, high)
    rng = hand.rng
    if rng.random() < (0.35 if high < 2000 else 0.1):
        return round(rng.uniform(low, high), rng.choice((1, 1, 2)))
    wide = low + (high - low) * rng.choice((0.05, 0.3, 1.0))
    value = rng.randint(int(low), max(int(low) + 1, int(wide)))
    if value > 500 and rng.random() < 0.6:
        value -= value % (100 if value < 20000 else 1000)
    return max(value, int(low) or 1) if low >= 0 else value


def _whole(arguments: str, hand: Hand) -> Written:
    low, high = _bounds(arguments, 1, 100)
    wide = low + (high - low) * hand.rng.choice((0.1, 0.4, 1.0))
    return Written(spelled(hand.rng.randint(int(low), max(int(low) + 1, int(wide))), hand))


def _plain(arguments: str, hand: Hand) -> Written:
    low, high = _bounds(arguments, 1, 100)
    return Written(str(hand.rng.randint(int(low), int(high))))


def _number(arguments: str, hand: Hand) -> Written:
    return Written(spelled(_drawn(arguments, 1, 1000, hand), hand))


def _measure(arguments: str, hand: Hand) -> Written:
    low, high, options = arguments.split(",")
    unit = hand.unit(options)
    value = spelled(_drawn(f"{low},{high}", 0, 1, hand), hand)
    glued = len(unit) <= 3 and value[-1:].isdigit() and hand.rng.random() < 0.3
    joint = "" if glued or unit in ("", "°") else " "
    return Written(value, after=joint + unit, unit=unit)


def _money(arguments: str, hand: Hand) -> Written:
    value = spelled(_drawn(arguments, 5, 5000, hand), hand)
    style = hand.unit("$/$/ dollars/£/€/ euros/ USD/ pounds/ bucks")
    if style[:1] in "$£€" and style and value[0].isdigit():
        return Written(value, before=style)
    return Written(value, after=" dollars" if style[:1] in "$£€" and style else style)


def _percent(arguments: str, hand: Hand) -> Written:
    value = spelled(_drawn(arguments, 1, 30, hand), hand)
    after = "%" if value[-1].isdigit() and hand.rng.random() < 0.75 else " percent"
    return Written(value, after=after)


def _signed(arguments: str, hand: Hand) -> Written:
    low, high = _bounds(arguments, -12, 12)
    if hand.rng.random() < 0.2:
        return Written(str(round(hand.rng.uniform(low, high), 1)))
    return Written(str(hand.rng.randint(int(low), int(high))))


def _listed(items: list[str], hand: Hand, quote: bool = False) -> str:
    style = hand.rng.random()
    if quote and style < 0.25:
        mark = hand.rng.choice("'\"")
        items = [f"{mark}{item}{mark}" for item in items]
    if style < (0.3 if quote else 0.45):
        return "[" + hand.rng.choice((", ", ", ", ",")).join(items) + "]"
    if style < 0.6:
        return ", ".join(items)
    if len(items) == 1:
        return items[0]
    joint = (" and ", ", and ", " and ") if len(items) > 2 else (" and ", " and ", " & ")
    return ", ".join(items[:-1]) + hand.rng.choice(joint) + items[-1]


def _numbers(arguments: str, hand: Hand) -> Written:
    rng = hand.rng
    low, high = _bounds(arguments, 0, rng.choice((10, 50, 100, 1000)))
    places = 0 if arguments else rng.choice((0, 0, 0, 1))
    count = rng.randint(3, 8)
    values = [round(rng.uniform(low, high), places) for _ in range(count)]
    return Written(_listed([f"{value:.{places}f}" for value in values], hand))


def _strings(arguments: str, hand: Hand) -> Written:
    pool = POOLS[arguments]
    count = hand.rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
    items = hand.rng.sample(pool, min(len(pool), count))
    return Written(_listed(items, hand, quote=True))


def _run_on(items: list[str], hand: Hand) -> Written:
    """Return items as running text lists them: no brackets, no quotes, however few they are."""
    if len(items) < 3:
        return Written(hand.rng.choice((*[" and "] * 8, " & ", ", ")).join(items))
    last = hand.rng.choice((*[" and ", ", and "] * 3, ", "))
    return Written(", ".join(items[:-1]) + last + items[-1])


def _items(arguments: str) -> list[str]:
    """Return the items of a pool, or those that ``arguments`` itself lists."""
    return POOLS.get(arguments) or arguments.split("/")


def _names(arguments: str, hand: Hand) -> Written:
    pool = _items(arguments)
    return _run_on(hand.rng.sample(pool, min(len(pool), hand.rng.choice((1, 1, 2, 2, 3, 4)))), hand)


def _several(arguments: str, hand: Hand) -> Written:
    pool = _items(arguments)
    return _run_on(hand.rng.sample(pool, min(len(pool), hand.count())), hand)


def _figures(arguments: str, hand: Hand) -> Written:
    """Return numbers, mostly in running text."""
    rng = hand.rng
    low, high = _bounds(arguments, 1, 100)
    places = int(arguments.split(",")[2]) if arguments.count(",") == 2 else 0
    values = [f"{rng.uniform(low, high):.{places}f}" for _ in range(hand.count())]
    return Written(_listed(values, hand)) if rng.random() < 0.2 else _run_on(values, hand)


def _point(arguments: str, hand: Hand) -> Written:
    rng, count = hand.rng, 3 if arguments == "3" else 2
    values = ", ".join(str(rng.randint(-12, 20)) for _ in range(count))
    return Written(f"[{values}]" if rng.random() < 0.15 else f"({values})")


def _date(arguments: str, hand: Hand) -> Written:
    rng, fillers = hand.rng, hand.fillers
    if arguments != "past":
        return Written(fillers.date())
    month, day, year = rng.choice(MONTHS), rng.randint(1, 28), rng.randint(1940, 2025)
    number = rng.randint(1, 12)
    forms = (
        f"{month} {day}, {year}",
        f"{day} {month} {year}",
        f"{year}-{number:02}-{day:02}",
        f"{number}/{day}/{year}",
    )
    return Written(rng.choice(forms))


def _time(arguments: str, hand: Hand) -> Written:
    rng = hand.rng
    hour, minute = rng.randint(1, 12), rng.choice((0, 0, 15, 30, 45))
    half = rng.choice(("am", "pm", " am", " pm", " a.m.", " PM", " AM"))
    forms = (f"{hour}{half}", f"{hour}:{minute:02}{half}", f"{hour + 8}:{minute:02}", "noon",
             f"{hour} o'clock")  # fmt: skip
    return Written(rng.choice(forms))


def _year(arguments: str, hand: Hand) -> Written:
    low, high = _bounds(arguments, 1950, 2026)
    return Written(str(hand.rng.randint(int(low), int(high))))


def _place(arguments: str, hand: Hand) -> Written:
    rng = hand.rng
    city = hand.fillers.place() if rng.random() < 0.4 else rng.choice(POOLS["city"])
    return Written(f"{city}, {rng.choice(POOLS['region'])}" if rng.random() < 0.12 else city)


def _country(arguments: str, hand: Hand) -> Written:
    return Written(hand.rng.choice(POOLS["country"]))


def _quoted(arguments: str, hand: Hand) -> Written:
    mark = hand.rng.choice("'\"")
    return Written(hand.rng.choice(POOLS[arguments]), before=mark, after=mark)


def _titled(arguments: str, hand: Hand) -> Written:
    text = hand.rng.choice(POOLS[arguments])
    mark = hand.rng.choice(("", "", "'", '"'))
    return Written(text, before=mark, after=mark)


def _picked(arguments: str, hand: Hand) -> Written:
    return Written(hand.rng.choice(arguments.split("/")))


def _identifier(arguments: str, hand: Hand) -> Written:
    rng = hand.rng
    digits = str(rng.randint(100, 10 ** rng.randint(4, 7)))
    prefix = rng.choice((*arguments.split("/"), "#", "")) if arguments else ""
    return Written(digits, before="#") if prefix == "#" else Written(prefix + digits)


def _sequence(arguments: str, hand: Hand) -> Written:
    length = hand.rng.randint(6, 20)
    return Written("".join(hand.rng.choice(arguments or "ACGT") for _ in range(length)))


def _polynomial(arguments: str, hand: Hand) -> Written:
    rng, name = hand.rng, hand.rng.choice("xxxt")
    power = rng.choice(("^", "**"))
    first, second, last = rng.randint(2, 9), rng.randint(1, 9), rng.randint(1, 20)
    sign, other = rng.choice("+-"), rng.choice("+-")
    forms = (
        f"{first}{name}{power}2 {sign} {second}{name} {other} {last}",
        f"{first}{name}{power}3 {sign} {last}",
        f"{first}*{name}{power}2{sign}{second}",
        f"{name}{power}2 {sign} {last}",
        f"{name}{power}{first}",
        f"e{power}{name}",
        f"sin({name})",
    )
    return Written(rng.choice(forms))


def _ratio(arguments: str, hand: Hand) -> Written:
    places = hand.rng.choice((1, 2, 2, 3))
    low, high = _bounds(arguments, 0, 1)
    return Written(f"{hand.rng.uniform(low, high):.{places}f}")


def _email(arguments: str, hand: Hand) -> Written:
    name = hand.rng.choice(POOLS["person"]).lower().replace(" ", hand.rng.choice("._"))
    return Written(f"{name}@{hand.rng.choice(('example.com', 'mail.com', 'acme.org'))}")


def _weekday(arguments: str, hand: Hand) -> Written:
    return Written(hand.rng.choice(WEEKDAYS))


def _month(arguments: str, hand: Hand) -> Written:
    return Written(hand.rng.choice(MONTHS))


def _region(arguments: str, hand: Hand) -> Written:
    return Written(hand.rng.choice((*PLACES, *POOLS["region"])))


Writer = Callable[[str, Hand], Written]
NUMERIC: Mapping[str, Writer] = {
    "int": _whole, "plain": _plain, "num": _number, "measure": _measure, "money": _money,
    "percent": _percent, "signed": _signed, "year": _year, "ratio": _ratio,
}  # fmt: skip
TEXTUAL: Mapping[str, Writer] = {
    "date": _date, "time": _time, "city": _place, "country": _country, "quoted": _quoted,
    "titled": _titled, "pick": _picked, "id": _identifier, "sequence": _sequence,
    "expr": _polynomial, "email": _email, "weekday": _weekday, "month": _month, "region": _region,
}  # fmt: skip
LISTS: Mapping[str, Writer] = {
    "numbers": _numbers, "strings": _strings, "point": _point, "figures": _figures,
    "names": _names, "several": _several, "options": _names,
}  # fmt: skip


def choices(arguments: str) -> dict[str, tuple[str, ...]]:
    """Return the options of ``enum`` or ``bool`` with the words that state each."""
    pairs = (part.partition("=") for part in arguments.split(";"))
    return {name: tuple((said or name).split("/")) for name, _, said in pairs}


def write(kind: str, arguments: str, hand: Hand, *, before_noun: bool = False) -> Written:
    """Return a value of ``kind``; options ``before_noun`` are only those said in one word."""
    if kind in ("enum", "bool"):
        options = choices(arguments)
        if before_noun:
            options = {name: short for name, said in options.items() if (short := _short(said))}
        name = hand.rng.choice(list(options))
        value = name == "true" if kind == "bool" else name
        return Written(hand.rng.choice(options[name]), choice=value)
    if kind in POOLS and kind not in TEXTUAL:
        return _without_article(Written(hand.rng.choice(POOLS[kind])))
    written = ({**NUMERIC, **TEXTUAL, **LISTS})[kind](arguments, hand)
    return _without_article(written) if kind in ("city", "country", "region", "pick") else written


_SAID_OF_BOOLEANS = {"true": ("true", "yes", "on"), "false": ("false", "no", "off")}
_CASES: tuple[Callable[[str], str], ...] = (
    str, str.upper, str.capitalize, lambda text: text.replace("_", " "),
    lambda text: text.replace(" ", "_"),
)  # fmt: skip


def literal(kind: str, arguments: str, hand: Hand) -> Written:
    """Return an option by its own name, as programs write it: in some case, perhaps quoted."""
    name = hand.rng.choice(list(choices(arguments)))
    if kind == "bool":
        return Written(hand.rng.choice(_SAID_OF_BOOLEANS[name]), choice=name == "true")
    mark = hand.rng.choice(("", "'", '"'))
    return Written(hand.rng.choice(_CASES)(name), before=mark, after=mark, choice=name)


def _short(said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words for words in said if " " not in words)


def _without_article(written: Written) -> Written:
    """Leave a small "the" outside the value, as in the Louvre."""
    article, _, rest = written.text.partition(" ")
    return Written(rest, before="the ") if article == "the" and rest else written


def slot_type(kind: str, said: str, rng: Random) -> SlotType:
    """Return the type of an argument of ``kind`` that may hold the words ``said``."""
    if kind == "bool":
        return "boolean"
    if kind in LISTS:
        return "array"
    if kind in ("int", "plain", "year"):
        return "integer" if rng.random() < 0.9 else "number"
    if kind in NUMERIC:
        return "integer" if "." not in said and rng.random() < 0.35 else "number"
    return "string"
