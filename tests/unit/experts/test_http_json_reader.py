"""Strict JSON."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mrkl_core.errors import ValueFormatError
from mrkl_experts.http import parse_json

DATA = Path(os.environ.get("MRKL_DATA", Path(__file__).parents[3] / "../shared/data"))
SUITE = DATA / "bad_inputs/jsontestsuite/test_parsing"

# The suite takes a repeated key; RFC 8259 warns that programs then read different things.
OUR_EXCEPTIONS = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}

# Free to be read or refused; what we do is fixed here.
FREE_AND_ACCEPTED = {
    "i_number_double_huge_neg_exp.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"{}", {}),
        (b' [1, -2.5, "x", true, false, null] ', [1, -2.5, "x", True, False, None]),
        (b'{"a": {"a": 1}}', {"a": {"a": 1}}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        ('"é"'.encode(), "é"),
        (b"1e-999", 0.0),
        (b"[" * 64 + b"]" * 64, None),
    ],
)
def test_strict_json_is_read(text: bytes, value: object) -> None:
    found = parse_json(text)
    assert value is None or found == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b"-1e999",
        b"9" * 400,
        b"9" * 5_000,
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "b": 2}}',
        b'"\\ud800"',
        b'{"\\udc00": 1}',
        b'["\\ud800x"]',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b"[" * 65 + b"]" * 65,
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b'{"a": 1',
        b"<html></html>",
        b"{'a': 1}",
        b"[1,]",
        b"01",
        b"{} {}",
    ],
)
def test_all_else_is_refused(text: bytes) -> None:
    with pytest.raises(ValueFormatError, match="Not acceptable as JSON") as caught:
        parse_json(text)
    assert len(str(caught.value)) < 300


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


def _accepted(path: Path) -> bool:
    try:
        parse_json(path.read_bytes())
    except ValueFormatError:
        return False
    return True


@pytest.mark.data
def test_the_public_parsing_suite() -> None:
    if not SUITE.is_dir():
        pytest.skip(f"{SUITE} is absent; set MRKL_DATA")
    read = {path.name: _accepted(path) for path in sorted(SUITE.glob("*.json"))}
    must_fail = {name for name in read if name.startswith("n_")}
    must_pass = {name for name in read if name.startswith("y_")}
    free = read.keys() - must_fail - must_pass
    assert (len(must_fail), len(must_pass), len(free)) == (188, 95, 35)
    assert {name for name in must_fail if read[name]} == set()
    assert {name for name in must_pass if not read[name]} == OUR_EXCEPTIONS
    assert {name for name in free if read[name]} == FREE_AND_ACCEPTED
