"""Values of phrases: how many of the English Recognizers-Text cases resolve exactly.

Two measures per list:

* ``phrases``: the listed phrase goes to the parser, which is the parser's job here (finding spans
  is the router's). Right is the exact value with its unit (for times: the type and every listed
  meaning, no more and no less). Wrong values and refusals are counted apart. Row: >= 92 % on each
  of the five lists of quantities, >= 75 % on times.
* ``inputs``: whole sentences; right when exactly the listed phrases are found, in order, each with
  its exact value.

``held_out`` is the share of right phrases among the quarter of cases that was never looked at.
The peer is dateparser, on the phrases listed as a date or a moment: one value is right when it is
any of the listed ones.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bench.recognizer_cases import LISTS, Case, cases, of_meaning, of_quantity, rounded
from bench.report import run
from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.found_quantities import find_amounts, find_quantities
from mrkl_core.phrases.quantities import Kind, parse_quantity
from mrkl_core.phrases.when.finder import find_when
from mrkl_core.phrases.when.reader import read_when

QUANTITIES: tuple[Kind, ...] = ("number", "percent", "money", "dimension", "temperature")


def resolve(name: str, text: str, case: Case) -> Any:
    """Return what a phrase means, in the form of the lists, or None where it is refused."""
    try:
        if name == "datetime":
            return of_meaning(read_when(text, case.now))
        kind = next(kind for kind in QUANTITIES if kind == name)
        return of_quantity(parse_quantity(text, None if kind == "number" else kind))
    except ValueFormatError:
        return None


def found(name: str, case: Case) -> list[Any]:
    """Return what a sentence says, in the form of the lists."""
    if name == "datetime":
        return [of_meaning(span.meaning) for span in find_when(case.text, case.now)]
    if name == "number":
        return [(rounded(value), "") for _, _, value in find_amounts(case.text)]
    kind = next(kind for kind in QUANTITIES if kind == name)
    spans = find_quantities(case.text, kind)
    return [of_quantity(span.quantity) for span in spans if span.quantity.kind == kind]


def score(name: str) -> dict[str, Any]:
    """Score one list."""
    outcomes: Counter[str] = Counter()
    held_out: Counter[bool] = Counter()
    types: dict[str, Counter[str]] = {}
    inputs = rows = 0
    for case in cases(name):
        rows += 1
        inputs += found(name, case) == [value for _, value in case.phrases]
        for text, listed in case.phrases:
            value = resolve(name, text, case)
            outcome = "right" if value == listed else "refused" if value is None else "wrong"
            outcomes[outcome] += 1
            held_out[outcome == "right"] += case.held_out
            if name == "datetime":
                types.setdefault(listed[0], Counter())[outcome] += 1
    total = outcomes.total()
    return {
        "phrases": total,
        "exact": outcomes["right"] / max(1, total),
        "wrong": outcomes["wrong"],
        "refused": outcomes["refused"],
        "held_out": held_out[True] / max(1, held_out.total()),
        "held_out_phrases": held_out.total(),
        "inputs": rows,
        "inputs_exact": inputs / max(1, rows),
        **({"by_type": {kind: dict(count) for kind, count in types.items()}} if types else {}),
    }


def any_listed(read: Callable[[str, Case], str | None]) -> dict[str, float]:
    """Score a reader of one value per phrase on the listed dates and moments."""
    outcomes: Counter[str] = Counter()
    for case in cases("datetime"):
        for text, (kind, listed) in case.phrases:
            if kind in ("date", "datetime"):
                value = read(text, case)
                right = value is not None and any(value[: len(str(v))] == v for v in listed)
                outcomes["right" if right else "refused" if value is None else "wrong"] += 1
    return {"phrases": outcomes.total(), "exact": outcomes["right"] / max(1, outcomes.total()),
            "wrong": outcomes["wrong"], "refused": outcomes["refused"]}  # fmt: skip


def ours(text: str, case: Case) -> str | None:
    """Return the latest meaning of a phrase that we read as a date or a moment."""
    value = resolve("datetime", text, case)
    return max(value[1]) if value and value[0] in ("date", "datetime") else None


def dateparser(text: str, case: Case) -> str | None:
    """Return what dateparser makes of a phrase."""
    from dateparser import parse

    moment = parse(text, languages=["en"], settings={"RELATIVE_BASE": case.now})
    return None if moment is None else moment.isoformat(" ", "seconds")


def microseconds() -> float:
    """Return the processor time that reading a phrase about time takes, on average."""
    phrases = [(text, case) for case in cases("datetime") for text, _ in case.phrases]
    start = time.process_time()
    for text, case in phrases:
        resolve("datetime", text, case)
    return (time.process_time() - start) * 1e6 / max(1, len(phrases))


def measure() -> Mapping[str, Any]:
    """Score all lists, and the peer on dates."""
    lists = {name: score(name) for name in LISTS}
    pooled = [lists[name] for name in QUANTITIES]
    total = sum(one["phrases"] for one in pooled)
    return {
        "quantities_exact": sum(one["exact"] * one["phrases"] for one in pooled) / max(1, total),
        "quantities_held_out": sum(one["held_out"] * one["held_out_phrases"] for one in pooled)
        / max(1, sum(one["held_out_phrases"] for one in pooled)),
        "datetime_exact": lists["datetime"]["exact"],
        "datetime_held_out": lists["datetime"]["held_out"],
        "lists": lists,
        "dates_any_listed": {"mrkl": any_listed(ours), "dateparser": any_listed(dateparser)},
        "microseconds_per_time_phrase": microseconds(),
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
