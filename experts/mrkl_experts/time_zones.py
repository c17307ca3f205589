"""From the name of a city, country or zone to its time zone, and to a country's code.

Known are the zones and countries of the IANA database and the names of ``place_names``. Of a
country with several zones the one of its capital is taken where nearly everybody lives by it
(China, Spain, Chile ...); for the others (United States, Canada, Australia ...) the answer is an
error that lists them.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.place_names import ABBREVIATED_ZONES, CITY_ZONES, COUNTRY_CODES

_AREAS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
)  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([-+−])\s*(\d{1,2})(?::?([0-5]\d))?")
_EXTRA_WORDS = re.compile(
    r"^(?:the )?time (?:in|at) |^(?:in|at) |"
    r"(?:'s)?(?: local| standard| daylight)?(?: time)?(?: zone)?$"
)


def find_zone(place: str, now: datetime) -> tzinfo:
    """Return the time zone of ``place``: "tokyo", "India", "EST", "gmt+2", "Europe/Paris".

    Args:
        place: A city, country, abbreviation, offset or IANA name, in any case.
        now: The moment for which several zones of one country are compared.

    Raises:
        InvalidArgumentError: The place is unknown, or a country with several times.
    """
    name = _plain(place)
    offset = _OFFSET.fullmatch(name)
    if offset:
        return _fixed_zone(offset, place)
    key = _zone_by_name(name)
    if key is not None:
        return ZoneInfo(key)
    code = _code_or_none(name)
    if code is None or code not in _zones_by_country():
        raise InvalidArgumentError(
            f"No time zone is known for {place!r:.80}.",
            hint="Name a large city, a country or a zone such as 'Europe/Paris'.",
            argument="place",
        )
    return _only_zone(place, _zones_by_country()[code], now)


def find_country(name: str) -> str:
    """Return the ISO 3166 code of a country given by name or code.

    Raises:
        InvalidArgumentError: The country is unknown.
    """
    code = _code_or_none(_plain(name))
    if code is None:
        raise InvalidArgumentError(
            f"No country is called {name!r:.80}.",
            hint="Write a country's English name or its two-letter code, such as 'DE'.",
            argument="place",
        )
    return code


def country_name(code: str) -> str:
    """Return the English name of the country with ISO 3166 code ``code``, with its article."""
    name = next(name for name, known in _official_names().items() if known == code)
    return f"the {name}" if name.startswith(("United", "Netherlands", "Philippines")) else name


def _plain(place: str) -> str:
    """Return ``place`` in lower case without "time" and the like around it."""
    name = " ".join(place.replace("_", " ").replace("’", "'").lower().split()).strip(" .,?!")
    return _EXTRA_WORDS.sub("", name).replace(".", "").removeprefix("the ").strip()


def _zone_by_name(name: str) -> str | None:
    """Return the zone of "paris" or "paris, france", but not of "paris, texas"."""
    city, _, country = name.partition(",")
    key = CITY_ZONES.get(city) or ABBREVIATED_ZONES.get(city) or _zones_by_name().get(city)
    if not country:
        return key
    return key if key in _zones_by_country().get(_code_or_none(country.strip()) or "", ()) else None


def _fixed_zone(offset: re.Match[str], place: str) -> tzinfo:
    """Return the zone of an offset such as "gmt+2"."""
    length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    if length > timedelta(hours=14):
        raise InvalidArgumentError(
            f"{place!r} is farther from UTC than any place.",
            hint="Give at most 14 hours.",
            argument="place",
        )
    return timezone(length if offset[1] == "+" else -length)


def _only_zone(place: str, zones: tuple[str, ...], now: datetime) -> tzinfo:
    """Return the zone of a country whose zones all show the same time, now and in half a year."""
    moments = (now, now + timedelta(182))
    times: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        offsets = tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments)
        times.setdefault(offsets, zone)
    if len(times) > 1:
        raise InvalidArgumentError(
            f"{place!r} has several times: {', '.join(times.values())}.",
            hint="Name a city or one of these zones.",
            argument="place",
            zones=list(times.values()),
        )
    return ZoneInfo(zones[0])


def _code_or_none(name: str) -> str | None:
    """Return the country code for a plain name or code."""
    if len(name) == 2 and name.upper() in _official_names().values():
        return name.upper()
    return COUNTRY_CODES.get(name) or _countries().get(name)


@cache
def _zones_by_name() -> dict[str, str]:
    """Return IANA zones by full name and by city, in lower case with blanks."""
    zones: dict[str, str] = {}
    for zone in sorted(available_timezones(), key=len, reverse=True):
        plain = zone.replace("_", " ").lower()
        zones[plain] = zone
        if zone.partition("/")[0] in _AREAS:
            zones[plain.rpartition("/")[2]] = zone
    return zones


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """Return the zones of each country code."""
    zones: dict[str, tuple[str, ...]] = {}
    for code, _, zone in (line[:3] for line in _table("zone.tab")):
        zones[code] = (*zones.get(code, ()), zone)
    return zones


@cache
def _official_names() -> dict[str, str]:
    """Return country codes by the database's own names."""
    return {name: code for code, name in (line[:2] for line in _table("iso3166.tab"))}


@cache
def _countries() -> dict[str, str]:
    """Return country codes by names in lower case, with and without what is in brackets."""
    codes = {}
    for name, code in _official_names().items():
        lower = name.lower().replace("&", "and")
        codes[lower] = codes[re.sub(r" \(.*\)", "", lower)] = code
    return codes


def _table(name: str) -> list[list[str]]:
    """Return the rows of a table of the zone database."""
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
