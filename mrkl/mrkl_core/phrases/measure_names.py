"""The units of measure as people write them, each with its canonical English name.

Names are in the singular ("mile per hour", "square meter"); symbols are matched in the case in
which they are listed first, then in lower case, where "mb" is a megabyte and "m" a meter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_LONGEST = 60
_LENGTHS = ("inch", "foot", "yard", "mile", "meter")

_PREFIXES = {
    "yotta": "Y", "zetta": "Z", "exa": "E", "peta": "P", "tera": "T", "giga": "G", "mega": "M",
    "kilo": "k", "hecto": "h", "deca": "da", "deci": "d", "centi": "c", "milli": "m", "micro": "μ",
    "nano": "n", "pico": "p", "femto": "f",
}  # fmt: skip
_LARGE = ("kilo", "mega", "giga", "tera", "peta", "exa")
# Base -> its symbols, other words, and the prefixes in use.
_METRIC: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "meter": ("m", "metre", tuple(_PREFIXES)),
    "gram": ("g", "gramme, gm", tuple(_PREFIXES)),
    "liter": ("l, L", "litre", ("hecto", "deca", "deci", "centi", "milli", "micro")),
    "watt": ("W", "", ("milli", *_LARGE)),
    "watt-hour": ("Wh", "watt hour", _LARGE),
    "joule": ("J", "", ("milli", *_LARGE)),
    "calorie": ("cal", "", ("kilo",)),
    "hertz": ("Hz", "", ("milli", *_LARGE)),
    "volt": ("V", "", ("milli", "micro", "kilo", "mega")),
    "ampere": ("A", "amp", ("milli", "micro", "kilo")),
    "ohm": ("Ω", "", ("milli", "kilo", "mega")),
    "newton": ("N", "", ("milli", "kilo", "mega")),
    "pascal": ("Pa", "", ("hecto", "kilo", "mega", "giga")),
    "bit": ("bit", "", _LARGE),
    "byte": ("B", "", _LARGE),
}
_OTHER = {
    "inch": "in, inches, \", ″, ”, in.",
    "foot": "ft, feet, ′, ', ft.",
    "yard": "yd, yds",
    "mile": "mi",
    "nautical mile": "nmi",
    "light year": "light-year, lightyear, ly",
    "astronomical unit": "au",
    "parsec": "pc",
    "micron": "",
    "angstrom": "Å, ångström",
    "furlong": "", "league": "", "fathom": "", "rod": "",
    "point": "pt, pts",
    "pixel": "px",
    "acre": "", "hectare": "ha",
    "barrel": "bbl, bbls", "gallon": "gal, gals", "quart": "qt", "pint": "", "cup": "",
    "bushel": "", "peck": "",
    "tablespoon": "tbsp, tbs, tbsp.", "teaspoon": "tsp, tsp.", "pinch": "",
    "fluid ounce": "fl oz, fl. oz, fl. oz., floz", "fluid dram": "",
    "cord": "", "hogshead": "", "minim": "",
    "ounce": "oz, oz., ozs",
    "pound": "lb, lbs, lb., lbs.",
    "stone": "st", "grain": "", "dram": "drachma, drachm", "carat": "ct",
    "hundredweight": "cwt",
    "ton": "t, tonne", "metric ton": "metric tonne, mt",
    "short ton": "", "long ton": "",
    "horsepower": "hp, horse power", "british thermal unit": "btu",
    "knot": "kt, kn, kts, kts.", "mach": "",
    "bar": "", "atmosphere": "atm", "pound per square inch": "psi",
    "millimeter of mercury": "mmhg",
    "radian": "rad", "turn": "", "arcminute": "arc minute", "arcsecond": "arc second",
    "decibel": "dB, db", "lumen": "", "lux": "", "mole": "mol",
}  # fmt: skip
_TIMES = {
    "millisecond": "ms, msec", "microsecond": "μs, us", "second": "s, sec, secs",
    "minute": "min", "hour": "h, hr", "day": "d",
}  # fmt: skip
_RATES = {
    "mile per hour": "mph", "kilometer per hour": "kph, kmh, kmph, kmhr",
    "foot per second": "fps", "revolution per minute": "rpm", "mile per gallon": "mpg",
    "bit per second": "bps", "kilobit per second": "kbps", "megabit per second": "mbps",
    "gigabit per second": "gbps",
}  # fmt: skip
_POWERS = {"2": "square", "²": "square", "3": "cubic", "³": "cubic"}
_SHAPED = re.compile(
    r"(?P<shape>square|sq\.?|cubic|cu\.?) (?P<unit>.+)|(?P<symbol>\D+?)\^?(?P<power>[23²³])"
)
_RATIO = re.compile(r"(?P<unit>.+?)(?: ?/ ?| per | an? | every )(?P<time>[a-zμ]+)")
_SAME = frozenset("hertz lux mach feet inches".split())
_IRREGULAR = {"foot": "feet", "inch": "inches", "pinch": "pinches"}


def measure_name(spelling: str) -> str | None:
    """Return the canonical name of the unit that ``spelling`` names, or None."""
    if len(spelling) > _LONGEST:
        return None
    known = _known(spelling)
    if known is not None:
        return known
    shaped = _SHAPED.fullmatch(spelling)
    if shaped:
        unit = _known(shaped["unit"] or shaped["symbol"])
        shape = _POWERS[shaped["power"]] if shaped["power"] else shaped["shape"]
        metric = unit is not None and unit.endswith(_LENGTHS)
        return f"{'square' if shape[0] == 's' else 'cubic'} {unit}" if metric else None
    ratio = _RATIO.fullmatch(spelling)
    if ratio:
        unit, time = measure_name(ratio["unit"]), _table()[1].get(ratio["time"])
        return f"{unit} per {time}" if unit and time else None
    return None


def spellings() -> frozenset[str]:
    """Return the spellings of all units and times, in lower case."""
    return frozenset(name.lower() for table in _table() for name in table)


def _known(spelling: str) -> str | None:
    names = _table()[0]
    return names.get(spelling) or names.get(spelling.lower())


def _plurals(name: str) -> set[str]:
    """Return ``name`` in the singular and in the plural."""
    if name in _SAME:
        return {name}
    last = name.split()[-1]
    return {name, name[: len(name) - len(last)] + _IRREGULAR.get(last, last + "s")}


def _simple() -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield each unit's canonical name, its words and its symbols."""
    for base, (symbols, others, prefixes) in _METRIC.items():
        words = {base, *filter(None, others.split(", "))}
        yield base, words, set(symbols.split(", "))
        for prefix in prefixes:
            signs = ("μ", "µ", "u") if prefix == "micro" else (_PREFIXES[prefix],)
            shorts = {sign + symbol for sign in signs for symbol in symbols.split(", ")}
            yield prefix + base, {prefix + word for word in words}, shorts
    for name, others in (_OTHER | _RATES).items():
        spellings = set(filter(None, others.split(", ")))
        words = {word for word in spellings if len(word) > 4 and word.isascii()}
        head, per, rest = name.partition(" per ")
        yield name, words | {plural + per + rest for plural in _plurals(head)}, spellings


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Return the names by their spellings: of units, and of times."""
    units: dict[str, str] = {"degree": "degree", "degrees": "degree"}
    simple = list(_simple())
    for name, words, _ in simple:
        units.update({form: name for word in words for form in _plurals(word)})
    for name, _, symbols in simple:
        units = dict.fromkeys(symbols, name) | units
    folded: dict[str, str] = {}
    for spelling, name in units.items():
        if spelling == "A":
            continue  # "a" is a word
        if name.startswith("mega") or spelling.lower() not in folded:
            folded[spelling.lower()] = name
    units |= {"kgs": "kilogram", "kilo": "kilogram", "kilos": "kilogram", "kms": "kilometer"}
    times = {
        form: name
        for name, shorts in _TIMES.items()
        for form in (*_plurals(name), *shorts.split(", "))
    }
    return folded | units, times


TEMPERATURES = {
    spelling: unit
    for unit, spellings in {
        "celsius": "c, celsius, celcius, centigrade, centigrate, °c, ℃, º c, ºc, ° c, "
        "degree c, degrees c, deg c, deg. c, degree celsius, degrees celsius, deg celsius, "
        "degree celcius, degrees celcius, degree centigrade, degrees centigrade, deg centigrade, "
        "° celsius, °celsius, degs c, degs celsius, degrees celsius scale",
        "fahrenheit": "f, fahrenheit, farenheit, farenheight, fahrenhite, °f, ℉, º f, ºf, ° f, "
        "degree f, degrees f, deg f, deg. f, degree fahrenheit, degrees fahrenheit, "
        "deg fahrenheit, degree farenheit, degrees farenheit, ° fahrenheit, °fahrenheit, "
        "degs f, degs fahrenheit",
        "kelvin": "k, kelvin, kelvins, °k, degree kelvin, degrees kelvin, degree k, degrees k, "
        "deg k",
        "rankine": "°r, degree rankine, degrees rankine, rankine",
        "degree": "°, º, deg, degs",
    }.items()
    for spelling in spellings.split(", ")
}
"""Spelling in lower case -> scale; "degree" where none is named."""
