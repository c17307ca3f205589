"""The English cases of microsoft/Recognizers-Text, and our answers in their form.

A case is a sentence with the phrases in it and what each resolves to. Left out are phrases that the
lists give no value ("dollar" alone, "percentage").

A quarter of the cases, chosen by a checksum of the sentence, was never looked at while the parsers
were written; of the others the failures were read.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from mrkl_core.phrases.quantities import Quantity
from mrkl_core.phrases.when.frame import Meaning, Point

LISTS = {
    "number": "Number/English/NumberModel.json",
    "percent": "Number/English/PercentModel.json",
    "money": "NumberWithUnit/English/CurrencyModel.json",
    "dimension": "NumberWithUnit/English/DimensionModel.json",
    "temperature": "NumberWithUnit/English/TemperatureModel.json",
    "datetime": "DateTime/English/DateTimeModel.json.gz",
}
"""Name of each list of cases, with its file."""

_SCALES = {"c": "celsius", "f": "fahrenheit", "k": "kelvin", "r": "rankine"}
_NO_MOMENT = "2016-11-07T00:00:00"


@dataclass(frozen=True)
class Case:
    """A sentence at a moment, with its phrases and their resolutions."""

    text: str
    now: datetime
    phrases: tuple[tuple[str, Any], ...]

    @property
    def held_out(self) -> bool:
        """Return whether the case was never looked at."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 4 == 3


def cases(name: str) -> Iterator[Case]:
    """Yield the cases of one list."""
    root = Path(os.environ.get("MRKL_DATA", Path(__file__).parents[2] / "shared" / "data"))
    path = root / "recognizers_text" / LISTS[name]
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for row in json.loads(raw.decode("utf-8-sig")):
        moment = row.get("Context", {}).get("ReferenceDateTime", _NO_MOMENT)
        listed = ((_phrase(row, found), _listed(name, found)) for found in row["Results"])
        phrases = tuple((text, value) for text, value in listed if value is not None)
        yield Case(row["Input"], datetime.fromisoformat(moment[:19]), phrases)


def _phrase(row: dict[str, Any], found: dict[str, Any]) -> str:
    """Return a phrase as the sentence spells it; the lists have it in lower case."""
    start, end = found.get("Start"), found.get("End")
    return found["Text"] if start is None else row["Input"][start : end + 1]


def _listed(name: str, found: dict[str, Any]) -> Any:
    """Return a listed resolution, or None where it has no value."""
    resolution = found.get("Resolution") or {}
    if name == "datetime":
        values = resolution.get("values")
        return values and (values[0]["type"], frozenset(_time(one) for one in values))
    value = resolution.get("value")
    if value in (None, "null"):
        return None
    unit = resolution.get("isoCurrency") or resolution.get("unit", "").lower()
    if name == "temperature":
        unit = _SCALES.get(unit, unit)
    return rounded(value.rstrip("%")), "percent" if name == "percent" else unit


def _time(value: dict[str, Any]) -> Any:
    """Return one listed meaning; what has no place in the calendar by its code."""
    if value["type"] == "duration":
        return rounded(value["value"]), value.get("Mod", "")
    if value.get("value") == "not resolved":
        return value["timex"]
    return value["value"] if "value" in value else (value.get("start"), value.get("end"))


def rounded(value: str | Fraction) -> str:
    """Return a number to the 12 significant digits that the lists have."""
    return f"{float(value):.12g}"


def of_quantity(found: Quantity) -> tuple[str, str]:
    """Return a quantity in the form of the lists."""
    return rounded(found.value), found.unit


def of_meaning(found: Meaning) -> tuple[str, frozenset[Any]]:
    """Return a meaning in the form of the lists: every value that it may have."""
    if found.kind == "duration":
        return found.kind, frozenset([(rounded(found.seconds), found.unit)])
    if found.code:
        return found.kind, frozenset([found.code])
    if found.kind in ("date", "time", "datetime"):
        return found.kind, frozenset(_written(one.start) for one in found.options)
    options = ((_written(one.start), _written(one.end)) for one in found.options)
    return found.kind, frozenset(options)


def _written(point: Point | None) -> str | None:
    return None if point is None else point.isoformat(*[" "] * isinstance(point, datetime))
