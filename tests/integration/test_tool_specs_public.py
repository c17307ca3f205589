"""Function specs as others write them: the public collections, read and checked."""

import gzip
import json
import os
from pathlib import Path

import pytest

from mrkl.arguments import check_arguments
from mrkl.tools import read_tools
from mrkl_core.errors import MRKLError

DATA = Path(os.environ.get("MRKL_DATA", Path(__file__).parents[2] / "../shared/data"))
BFCL = DATA / "bfcl"
SEAL = DATA / "seal_tools" / "tool.jsonl.gz"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not BFCL.is_dir(), reason=f"no bfcl in MRKL_DATA ({DATA})"),
]


def rows(path):
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.splitlines()]


def test_every_spec_of_bfcl_is_read():
    read = 0
    for path in sorted(BFCL.glob("BFCL_v4_*.json*")):
        for row in rows(path):
            names = [spec["name"] for spec in row["function"]]
            assert [spec.name for spec in read_tools(row["function"]).specs] == names
            read += len(names)
    assert read > 2_000


def accepted(values):
    """Return the first accepted value, without members that may be left out."""
    kept = [value for value in values if value != ""]
    first = kept[0] if kept else None
    return members(first) if isinstance(first, dict) else first


def members(answer):
    found = {name: accepted(values) for name, values in answer.items()}
    return {name: value for name, value in found.items() if value is not None}


def fits(spec, answer):
    try:
        check_arguments(spec, answer)
    except MRKLError:
        return False
    return True


@pytest.mark.parametrize("part", ["simple_python", "multiple", "parallel", "parallel_multiple"])
def test_right_calls_fit_their_specs(part):
    answers = {
        row["id"]: row["ground_truth"]
        for row in rows(BFCL / "possible_answer" / f"BFCL_v4_{part}.json")
    }
    results = []
    for row in rows(BFCL / f"BFCL_v4_{part}.json.gz"):
        specs = {spec.name: spec for spec in read_tools(row["function"]).specs}
        for call in answers[row["id"]]:
            results += [fits(specs[name], members(answer)) for name, answer in call.items()]
    # Some answers upstream name arguments that their own specs do not have.
    assert sum(results) / len(results) >= 0.98


def test_specs_without_a_schema_around_their_parameters_are_read():
    for row in rows(SEAL):
        tool = {"name": row["api_name"], "description": row["api_description"],
                "parameters": row["parameters"], "required": row["required"]}  # fmt: skip
        (spec,) = read_tools([tool]).specs
        assert {slot.name for slot in spec.slots} == set(row["parameters"])
        assert {slot.name for slot in spec.slots if slot.required} == set(row["required"])
