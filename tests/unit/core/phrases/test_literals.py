import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.literals import MAX_DEPTH, find_literals, parse_literal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
# Brackets inside texts are taken for brackets: such a literal is refused, never misread.
BRACKETS = set("()[]{}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2.5, -3]", [1, 2.5, -3]),
        (" [200,300,400] ", [200, 300, 400]),
        ("[[10, 20], [30, 40]]", [[10, 20], [30, 40]]),
        ("{'name': 'Ann', \"age\": 30}", {"name": "Ann", "age": 30}),
        ("(33.4, -112.1)", [33.4, -112.1]),
        ("[True, None, 'a']", [True, None, "a"]),
        ("[true, null]", [True, None]),
    ],
)
def test_literals_are_read(text, value):
    assert parse_literal(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "[a, b]",
        "[1, 2",
        "1, 2",
        "[1] and [2]",
        "[__import__('os')]",
        "[2 ** 99999]",
        "{1: 2}",
        "{1, 2}",
        "[b'x']",
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[" + "1," * 5000 + "1]",
        "",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueFormatError, match="no literal"):
        parse_literal(text)


def test_outermost_brackets_are_found():
    text = "Control [10, 15] and (x [1]) but not ] or (here"
    assert [text[a:b] for a, b in find_literals(text)] == ["[10, 15]", "(x [1])"]


def test_an_unclosed_bracket_hides_nothing():
    assert find_literals("(see [1, 2]") == ((5, 11),)


@given(st.lists(JSON, max_size=4))
def test_what_json_writes_is_read_back(value):
    text = json.dumps(value)
    if not BRACKETS & set("".join(part for part in text.split('"')[1::2])):
        assert json.dumps(parse_literal(text)) == json.dumps(value)


@given(st.text(alphabet="[]{}()1,'a ", max_size=60))
def test_no_text_crashes_it(text):
    for start, end in find_literals(text):
        try:
            parse_literal(text[start:end])
        except ValueFormatError:
            continue
