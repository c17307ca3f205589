"""Number, date and duration phrases of public English lists: how many resolve exactly.

The lists are those of microsoft/Recognizers-Text in the data folder (MRKL_DATA, else
../shared/data). The parsers were not changed after the first run on
them; four rows of each of two lists were seen before the rules were written ("Oct2" is one).

Scoring rule, over every case that has a moment, also those that the lists mark as unsupported
elsewhere:

* number rows (NumberModel): right when ``find_numbers`` finds exactly the listed values, in
  order, and nothing else; value recall counts each listed value by itself. Values are compared
  to 12 significant digits, as the lists round them. The lists take "1/5" for one number and do
  not want "180ml"; our parser holds otherwise, and loses those.
* dates and holidays: the listed phrase is parsed at the listed moment; right when it is one day
  and that day is the listed future or past resolution. Refused and wrong are counted apart.
* periods: the same with first day and exclusive end.
* durations: right when the length in seconds is the listed one (a month is 30 days, a year 365).
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.report import run
from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.dates import parse_date, parse_duration
from mrkl_core.phrases.numbers import find_numbers

_SECONDS = {"years": 31_536_000, "months": 2_592_000, "weeks": 604_800, "days": 86_400}
_SECONDS |= {"hours": 3_600, "minutes": 60, "seconds": 1}
_BASES = ("FutureResolution", "PastResolution")


def rows(name: str) -> list[dict[str, Any]]:
    """Return the cases of one list."""
    root = Path(os.environ.get("MRKL_DATA", Path(__file__).parents[2] / "shared" / "data"))
    path = root / "recognizers_text" / name
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found: list[dict[str, Any]] = json.loads(raw.decode("utf-8-sig"))
    return found


def numbers(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Score the number list."""
    right = 0
    values: Counter[str] = Counter()
    recalled: Counter[str] = Counter()
    for case in cases:
        listed = [result["Resolution"] for result in case["Results"]]
        found = [_rounded(span.value) for span in find_numbers(case["Input"])]
        right += [_rounded(one["value"]) for one in listed] == found
        for one in listed:
            kind = one.get("subtype", "unnamed")
            values[kind] += 1
            if _rounded(one["value"]) in found:
                found.remove(_rounded(one["value"]))
                recalled[kind] += 1
    return {
        "rows": len(cases),
        "rows_exact": right,
        "row_accuracy": right / max(1, len(cases)),
        "value_recall": recalled.total() / max(1, values.total()),
        "recalled_by_kind": {kind: [recalled[kind], count] for kind, count in values.items()},
    }


def _rounded(value: str | Fraction) -> str:
    return f"{float(Fraction(value)):.12g}"


def day(text: str, now: datetime) -> tuple[str, ...]:
    """Return the single day of a phrase; an interval of more days is no resolution."""
    found = parse_date(text, now)
    return (found.start.isoformat(),) if found.days == 1 else ()


def days(text: str, now: datetime) -> tuple[str, ...]:
    """Return first day and exclusive end of a phrase."""
    found = parse_date(text, now)
    return (found.start.isoformat(), found.end.isoformat())


def length(text: str, now: datetime) -> tuple[str, ...]:
    """Return the seconds of a length of time."""
    found = parse_duration(text)
    seconds = sum(getattr(found, unit) * factor for unit, factor in _SECONDS.items())
    return (_rounded(Fraction(seconds)),)


def _listed(case: Mapping[str, Any]) -> Iterator[tuple[str, datetime, list[tuple[str, ...]]]]:
    """Yield each resolved phrase of a case with its moment and its accepted resolutions."""
    if "Context" not in case:
        return
    now = datetime.fromisoformat(case["Context"]["ReferenceDateTime"])
    for result in case["Results"]:
        if result.get("Value"):
            accepted = [tuple(result["Value"].get(base, {}).values()) for base in _BASES]
            yield result["Text"], now, accepted


def phrases(
    cases: list[dict[str, Any]], read: Callable[[str, datetime], tuple[str, ...]]
) -> dict[str, float]:
    """Score a list of phrases with one parser."""
    outcomes: Counter[str] = Counter()
    for case in cases:
        for text, now, accepted in _listed(case):
            try:
                found = read(text, now)
            except ValueFormatError:
                outcomes["refused"] += 1
            else:
                outcomes["right" if found in accepted else "wrong"] += 1
    total = outcomes.total()
    return {
        "phrases": total,
        "exact": outcomes["right"],
        "wrong": outcomes["wrong"],
        "refused": outcomes["refused"],
        "accuracy": outcomes["right"] / max(1, total),
    }


def measure() -> dict[str, Any]:
    """Score all lists."""
    return {
        "numbers": numbers(rows("Number/English/NumberModel.json")),
        "dates": phrases(rows("DateTime/English/DateParser.json"), day),
        "holidays": phrases(rows("DateTime/English/HolidayParser.json"), day),
        "periods": phrases(rows("DateTime/English/DatePeriodParser.json.gz"), days),
        "durations": phrases(rows("DateTime/English/DurationParser.json"), length),
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
