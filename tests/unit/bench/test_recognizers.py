"""The benchmark of value parsers, on rows of its own and on the public cases."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import recognizers
from bench.recognizer_cases import LISTS, cases
from mrkl_core.errors import DataNotFoundError
from mrkl_router.training.sources import data_folder


def case(text, *found, now="2027-03-10T14:20:00"):
    results = [
        {"Text": phrase.lower(), "Start": (at := text.index(phrase)), "End": at + len(phrase) - 1,
         "Resolution": resolution}
        for phrase, resolution in found
    ]  # fmt: skip
    return {"Input": text, "Context": {"ReferenceDateTime": now}, "Results": results}


def times(kind, **value):
    return {"values": [{"type": kind, **value}]}


ROWS = {
    "number": [case("It has 17 of 18", ("17", {"value": "17"}), ("18", {"value": "19"}))],
    "percent": [case("17% of it", ("17%", {"value": "17%"})),
                case("a percentage", ("percentage", {"value": "null"}))],
    "money": [case("USD 17 each", ("USD 17", {"value": "17", "unit": "x", "isoCurrency": "USD"})),
              case("17 pounds", ("17 pounds", {"value": "17", "unit": "Pound"}))],
    "dimension": [case("17 km", ("17 km", {"value": "17", "unit": "Kilometer"}))],
    "temperature": [case("17 C", ("17 C", {"value": "17", "unit": "C"}))],
    "datetime": [
        case("see you tomorrow", ("tomorrow", times("date", value="2027-03-11"))),
        case("2 hours", ("2 hours", times("duration", timex="PT2H", value="7200"))),
        case("every day", ("every day", times("set", timex="P1D", value="not resolved"))),
        case("next year", ("next year", times("daterange", start="2028-01-01", end="2029-01-01"))),
        case("soonish", ("soonish", times("date", value="2027-03-11"))),
        case("now", ("now", times("datetime", value="2027-03-10 14:20:01"))),
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, file in LISTS.items():
        path = tmp_path / "recognizers_text" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = json.dumps(ROWS[name]).encode("utf-8-sig")
        path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    return tmp_path


def test_right_wrong_and_refused_are_counted(folder):
    figures = recognizers.measure()
    lists = figures["lists"]
    assert (lists["number"]["exact"], lists["number"]["wrong"]) == (0.5, 1)
    assert [lists[name]["exact"] for name in ("percent", "money", "dimension", "temperature")] == [
        1
    ] * 4
    assert lists["money"]["inputs_exact"] == 1
    assert lists["percent"]["phrases"] == 1
    assert lists["datetime"]["exact"] == 4 / 6
    assert (lists["datetime"]["wrong"], lists["datetime"]["refused"]) == (1, 1)
    assert lists["datetime"]["by_type"]["date"] == {"right": 1, "refused": 1}
    assert figures["quantities_exact"] == 6 / 7
    assert figures["dates_any_listed"]["mrkl"]["exact"] == 1 / 3
    assert set(figures["dates_any_listed"]) == {"mrkl", "dateparser"}


def test_it_prints_one_document(folder):
    done = subprocess.run(
        [sys.executable, "-m", "bench.recognizers", "--json"],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["lists"]["dimension"]["phrases"] == 1


@pytest.fixture
def public_data():
    try:
        return data_folder()
    except DataNotFoundError as error:
        pytest.skip(str(error))


@pytest.mark.data
@pytest.mark.parametrize("name", recognizers.QUANTITIES)
def test_public_quantities_resolve(public_data, name):
    assert recognizers.score(name)["exact"] >= 0.92


@pytest.mark.data
def test_public_times_resolve(public_data):
    figures = recognizers.score("datetime")
    assert figures["exact"] >= 0.85
    assert figures["wrong"] / figures["phrases"] < 0.05
    assert sum(one.held_out for one in cases("datetime")) > 200
