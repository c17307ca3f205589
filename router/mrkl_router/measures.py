"""What units measure, as far as the router has to know it: no length becomes a weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.quantities import Kind, parse_quantity
from mrkl_core.values import Abstain, Call

#: Units by what they measure, as ``parse_quantity`` names them; metric ones may have prefixes.
_UNITS: Mapping[str, tuple[str, ...]] = {
    "length": (
        "inch", "foot", "yard", "mile", "nautical mile", "light year", "astronomical unit",
        "parsec", "micron", "angstrom", "furlong", "league", "fathom", "rod",
    ),
    "area": ("acre", "hectare"),
    "volume": (
        "barrel", "gallon", "quart", "pint", "cup", "bushel", "peck", "tablespoon", "teaspoon",
        "ounce", "fluid ounce", "fluid dram", "hogshead",
    ),
    "mass": (
        "ounce", "pound", "stone", "grain", "dram", "carat", "hundredweight", "ton", "metric ton",
        "short ton", "long ton",
    ),
    "pressure": ("bar", "atmosphere", "pound per square inch", "millimeter of mercury"),
    "speed": ("mile per hour", "kilometer per hour", "foot per second", "knot", "mach"),
}  # fmt: skip
_METRIC: Mapping[str, str] = {
    "meter": "length", "gram": "mass", "liter": "volume", "watt-hour": "energy",
    "calorie": "energy", "joule": "energy", "watt": "power", "pascal": "pressure",
    "byte": "data", "bit": "data",
}  # fmt: skip
_SHAPES: Mapping[str, str] = {"square": "area", "cubic": "volume"}
_OTHER_KINDS: tuple[Kind, ...] = ("money", "temperature")


def measured(words: str) -> frozenset[str]:
    """Return what a unit or currency may measure: "pounds" a mass or money; nothing if unknown."""
    return frozenset(_measured(words))


def at_odds(call: Call) -> Abstain | None:
    """Return why a conversion makes no sense, if its ends measure different things for sure.

    Args:
        call: What may be a conversion: it has arguments such as ``from_unit`` and ``to_unit``.
    """
    for name, start in call.arguments.items():
        end = call.arguments.get(name.replace("from_", "to_", 1))
        known = isinstance(start, str) and isinstance(end, str)
        if known and name.startswith("from_") and _differ(str(start), str(end)):
            return Abstain(reason=f"{start!r} and {end!r} measure different things.")
    return None


def _differ(one: str, other: str) -> bool:
    first, second = measured(one), measured(other)
    return bool(first and second) and not first & second


def _measured(words: str) -> Iterator[str]:
    for kind in _OTHER_KINDS:
        if _unit(words, kind):
            yield kind
    unit = _unit(words, "dimension")
    shape, _, rest = unit.partition(" ")
    yield from (what for what, units in _UNITS.items() if unit in units)
    if rest and shape in _SHAPES:
        yield _SHAPES[shape]
    elif " " not in unit:
        yield from (what for base, what in _METRIC.items() if unit.endswith(base))


def _unit(words: str, kind: Kind) -> str:
    """Return the unit of a kind that words name; nothing if they name none."""
    try:
        return parse_quantity(f"1 {words}", kind).unit
    except ValueFormatError:
        return ""
