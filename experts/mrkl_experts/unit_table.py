"""The names of units: registry name -> symbols and other spellings, all in the singular.

Unqualified gallons, pints, cups, fluid ounces and tons are the American ones (``READ_AS`` says so
in the answer); "imperial" and "UK" give the others.
"""

from __future__ import annotations

# Prefix -> its symbols.
PREFIXES: dict[str, tuple[str, ...]] = {
    "yotta": ("Y",),
    "zetta": ("Z",),
    "exa": ("E",),
    "peta": ("P",),
    "tera": ("T",),
    "giga": ("G",),
    "mega": ("M",),
    "kilo": ("k",),
    "hecto": ("h",),
    "deca": ("da",),
    "deci": ("d",),
    "centi": ("c",),
    "milli": ("m",),
    "micro": ("\u03bc", "u"),
    "nano": ("n",),
    "pico": ("p",),
    "femto": ("f",),
    "atto": ("a",),
    "kibi": ("Ki",),
    "mebi": ("Mi",),
    "gibi": ("Gi",),
    "tebi": ("Ti",),
}

# Units that take prefixes -> (symbols, other words).
PREFIXABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "meter": (("m",), ("metre",)),
    "gram": (("g",), ("gramme",)),
    "second": (("s",), ("sec",)),
    "liter": (("l", "L"), ("litre",)),
    "joule": (("J",), ()),
    "calorie": (("cal",), ()),
    "watt_hour": (("Wh",), ()),
    "electron_volt": (("eV",), ("electronvolt",)),
    "watt": (("W",), ()),
    "pascal": (("Pa",), ()),
    "bar": (("bar",), ()),
    "newton": (("N",), ()),
    "hertz": (("Hz",), ()),
    "volt": (("V",), ()),
    "ampere": (("A",), ("amp",)),
    "ohm": (("\u03a9",), ()),
    "coulomb": (("C",), ()),
    "farad": (("F",), ()),
    "henry": (("H",), ()),
    "tesla": (("T",), ()),
    "weber": (("Wb",), ()),
    "siemens": (("S",), ()),
    "kelvin": (("K",), ()),
    "mole": (("mol",), ()),
    "bit": (("b", "bit"), ()),
    "byte": (("B",), ()),
    "sievert": (("Sv",), ()),
    "gray": (("Gy",), ()),
    "becquerel": (("Bq",), ()),
    "parsec": (("pc",), ()),
    "lumen": (("lm",), ()),
    "lux": (("lx",), ()),
    "candela": (("cd",), ()),
}

UNITS: dict[str, tuple[str, ...]] = {
    # Length
    "inch": ("in", "inches"),
    "foot": ("ft", "feet"),
    "yard": ("yd",),
    "mile": ("mi", "statute mile"),
    "nautical_mile": ("nmi", "sea mile"),
    "light_year": ("ly", "lightyear"),
    "astronomical_unit": ("au", "AU"),
    "angstrom": ("\u00c5", "\u00e5ngstr\u00f6m"),
    "micron": (),
    "thou": ("mil",),
    "international_furlong": ("furlong",),
    "international_fathom": ("fathom",),
    "hand": (),
    "international_rod": ("rod",),
    "international_chain": ("chain",),
    "international_league": ("league",),
    # Mass
    "pound": ("lb", "lbs"),
    "ounce": ("oz",),
    "stone": ("st",),
    "metric_ton": ("t", "tonne"),
    "ton": ("short ton", "us ton"),
    "long_ton": ("imperial ton", "uk ton", "british ton"),
    "hundredweight": ("cwt",),
    "carat": ("ct",),
    "grain": ("gr",),
    "dram": (),
    "troy_ounce": ("ozt",),
    "slug": (),
    "dalton": ("Da",),
    # Time
    "minute": ("min", "m"),
    "hour": ("h", "hr"),
    "day": ("d",),
    "week": ("wk",),
    "fortnight": (),
    "month": ("mo",),
    "year": ("yr", "y"),
    "decade": (),
    "century": (),
    "millennium": ("millennia",),
    # Volume
    "gallon": ("gal", "us gallon", "us gal"),
    "quart": ("qt", "us quart"),
    "pint": ("pt", "us pint"),
    "cup": ("us cup",),
    "fluid_ounce": ("fl oz", "floz", "us fluid ounce", "us fl oz", "oz", "ounce"),
    "tablespoon": ("tbsp", "tbs"),
    "teaspoon": ("tsp",),
    "gill": (),
    "imperial_gallon": ("uk gallon", "british gallon", "imp gal"),
    "imperial_quart": ("uk quart", "british quart"),
    "imperial_pint": ("uk pint", "british pint"),
    "imperial_cup": ("uk cup",),
    "imperial_fluid_ounce": ("uk fluid ounce", "imperial fl oz"),
    "oil_barrel": ("barrel", "bbl", "barrel of oil"),
    "bushel": (),
    "cubic_centimeter": ("cc",),
    # Area
    "hectare": ("ha",),
    "international_acre": ("acre", "ac"),
    # Speed
    "mile_per_hour": ("mph",),
    "kilometer_per_hour": ("kph", "kmh", "kmph"),
    "knot": ("kn", "kt"),
    "speed_of_light": ("c",),
    # Temperature
    "degree_Celsius": ("C", "celsius", "centigrade", "degree celsius", "degree c", "degC"),
    "degree_Fahrenheit": ("F", "fahrenheit", "degree fahrenheit", "degree f", "degF"),
    "degree_Rankine": ("rankine", "degree rankine", "degree r"),
    # Energy, power, force, pressure
    "british_thermal_unit": ("btu", "BTU"),
    "erg": (),
    "therm": (),
    "foot_pound": ("ft lb", "ft lbs", "foot pound force"),
    "horsepower": ("hp",),
    "metric_horsepower": ("PS",),
    "force_pound": ("lbf", "pound force", "pound", "lb", "lbs"),
    "kilogram_force": ("kgf", "kilogram force"),
    "dyne": ("dyn",),
    "pound_force_per_square_inch": ("psi",),
    "standard_atmosphere": ("atm", "atmosphere"),
    "torr": (),
    "millimeter_Hg": ("mmHg",),
    "inch_Hg": ("inHg",),
    # Angle and turning
    "degree": ("deg",),
    "radian": ("rad",),
    "gradian": ("grad",),
    "arcminute": ("arcmin", "minute of arc"),
    "arcsecond": ("arcsec", "second of arc"),
    "turn": ("revolution", "rev"),
    "cycle_per_minute": ("rpm",),
    "revolutions_per_minute": ("rpm",),
    # Radioactivity
    "curie": ("Ci",),
}

# Spellings that mean one thing only, whatever the tables above would make of them.
ALIASES: dict[str, tuple[str, ...]] = {
    "KB": ("kilobyte",),
    "kb": ("kilobyte",),
    "mb": ("megabyte",),
    "gb": ("gigabyte",),
    "tb": ("terabyte",),
    "degree kelvin": ("kelvin",),
    "degree k": ("kelvin",),
    "Calorie": ("kilocalorie",),
    "food calorie": ("kilocalorie",),
    "foot": ("foot",),
    "feet": ("foot",),
}

# Words that stand for several.
REWRITES = {
    "sqft": "square foot",
    "sqm": "square meter",
    "sqkm": "square kilometer",
    "sqmi": "square mile",
    "cuft": "cubic foot",
    "mpg": "mile / gallon",
    "mps": "meter / second",
    "fps": "foot / second",
    "mbps": "megabit / second",
    "gbps": "gigabit / second",
    "degs": "degree",
    "degrees": "degree",
}

# What the registry lacks, or defines by the survey foot, which nobody means today.
DEFINITIONS = (
    "international_acre = 43560 * foot ** 2",
    "international_chain = 66 * foot",
    "international_fathom = 6 * foot",
    "international_furlong = 660 * foot",
    "international_league = 3 * mile",
    "international_rod = 16.5 * foot",
    "cycle_per_minute = 1 / minute",
)

# What the registry takes for pure numbers (or for each other) but people do not: 1 byte is no
# angle, 1 rpm no radian. The key ends the name of the unit.
KINDS = {
    "radian": "angle",
    "degree": "angle",
    "arcminute": "angle",
    "arcsecond": "angle",
    "turn": "angle",
    "revolutions_per_minute": "angle",
    "bit": "information",
    "byte": "information",
    "becquerel": "activity",
    "curie": "activity",
    "sievert": "dose",
    "lumen": "light",
    "lux": "light",
}

# What a reading that is not the only one is called in the answer.
READ_AS = {
    "gallon": "US gallons",
    "quart": "US quarts",
    "pint": "US pints",
    "cup": "US cups",
    "ton": "short tons of 2,000 pounds",
    "fluid_ounce": "US fluid ounces",
    "oil_barrel": "barrels of oil",
    "calorie": "small calories",
}
