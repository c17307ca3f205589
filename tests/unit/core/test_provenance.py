from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.errors import ProvenanceError
from mrkl_core.provenance import (
    apply_transform,
    cited_spans,
    cut,
    expand,
    json_number,
    named_sources,
    replay,
    replay_arguments,
)
from mrkl_core.values import Provenance

NOW = "2026-03-04T12:00:00+00:00"


def origin(transform, start=0, end=0, *, source="question", kind="normalised"):
    return Provenance(kind=kind, source=source, start=start, end=end, transform=transform)


@pytest.mark.parametrize(
    ("text", "start", "end", "transform", "value"),
    [
        ("say grüezi now", 4, 11, "copy", "grüezi"),
        ("add 2,480 now", 4, 9, "number", 2480),
        ("take twenty-five", 5, 16, "number", 25),
        ("half of it: 0.5", 12, 15, "number", 0.5),
        ("on 4 July 2027", 3, 14, "date(" + NOW + ")", "2027-07-04"),
        ("tomorrow", 0, 8, "date(" + NOW + ")", "2026-03-05"),
        ("in three days", 3, 13, "duration", "P3D"),
        ("at 5 pm tomorrow", 0, 16, "datetime(" + NOW + ")", "2026-03-05T17:00:00+00:00"),
        ("whatever", 0, 0, 'constant("metric")', "metric"),
        ("whatever", 0, 0, "constant([1, null])", [1, None]),
        ("15% of 2,480", 0, 0, 'template("({0:2|number}/100)*{7:12|number}")', "(15/100)*2480"),
        ("3, minus 4 and .5", 0, 17, "numbers", [3, -4, 0.5]),
        ("no number", 0, 9, "numbers", []),
        ("2nd, third and 4", 0, 16, "ordinals", [2, 3, 4]),
        ("16th", 0, 4, "ordinal", 16),
        ("at 5% a year", 3, 5, "percent", 0.05),
        ("at five per cent", 3, 16, "percent", 0.05),
        ("a rate of 0.05", 10, 14, "percent", 0.05),
        ("200 Percent", 0, 11, "percent", 2),
        ("buy apples, bananas and pears", 4, 29, "items", ["apples", "bananas", "pears"]),
        ("in Rome and for 3 days", 0, 0, 'join([[3, 7, "copy"], [16, 17, "number"]])', ["Rome", 3]),
        ("from O'Hara", 0, 0, 'template("name={5:11|text} {{x}}")', "name='O''Hara' {x}"),
    ],
)
def test_a_transform_gives_the_value(text, start, end, transform, value):
    assert apply_transform(transform, text, start, end) == value


def test_an_earlier_value_is_taken_as_it_is():
    assert replay(origin("value", source="step:1"), {"step:1": {"a": 1}}) == {"a": 1}


@pytest.mark.parametrize(
    ("transform", "value", "found"),
    [
        ("single", 5, 5),
        ("single", {"columns": ["n"], "rows": [["Oslo"]], "truncated": False}, "Oslo"),
        ("single", {"columns": ["n"], "rows": [[1, 2]], "truncated": False}, [1, 2]),
        ("figure", 0.1, 0.1),
        ("figure", {"columns": ["n"], "rows": [[412]], "truncated": False}, 412),
        ("figure", ["1.5e+3"], 1500),
        ("figure", "The deposit is two months.", 2),
    ],
)
def test_an_earlier_value_gives_what_it_holds(transform, value, found):
    assert replay(origin(transform, source="answer:0"), {"answer:0": value}) == found


def test_a_program_takes_numbers_from_other_sources():
    template = '"{0:2|number}/100*{step:0|number}-{answer:1|number}+{turn:0:4:5|number}"'
    sources = {"question": "15% of that", "step:0": [[2480]], "answer:1": -0.5, "turn:0": "add 7"}
    source = origin(f"template({template})", kind="program")
    assert replay(source, sources) == "15/100*2480-(-0.5)+7"
    assert named_sources(source) == ("question", "step:0", "answer:1", "turn:0")
    assert cited_spans(source) == ((0, 2),)


def test_an_earlier_text_in_a_program_cannot_leave_its_quotes():
    template = "name = {step:0|text}"
    assert expand(template, "", {"step:0": [["O'Hara"]]}) == "name = 'O''Hara'"


def test_a_constant_needs_no_source():
    assert replay(origin("constant(3)", source="spec"), {}) == 3


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_cutting_gives_the_bytes_or_a_typed_error(text, start, end):
    raw = text.encode()
    try:
        found = cut(text, start, end)
    except ProvenanceError:
        assert not (start <= end <= len(raw)) or not _decodes(raw[start:end])
    else:
        assert found.encode() == raw[start:end]


def _decodes(raw):
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("transform", "sources", "message"),
    [
        ("copy", {}, "No source 'question'."),
        ("upper", {"question": "a"}, "Unknown transform 'upper'. Known: constant, copy"),
        ("copy", {"question": 3}, "Transform 'copy' needs a text, not 3."),
        ("number", {"question": "apple"}, "Transform 'number' fails on 'question':"),
        ("constant({)", {"question": "a"}, "Transform 'constant({)' fails"),
        ("template(3)", {"question": "a"}, "Template '3' is no JSON text."),
        ("template({)", {"question": "a"}, "Template '{' is no JSON text."),
        ('template("{step:0|number}")', {"question": "a"}, "No source 'step:0'."),
        ("figure", {"question": "2 of 3"}, "Transform 'figure' fails on 'question': '2 of 3' is"),
        ("figure", {"question": True}, "Transform 'figure' fails on 'question': True is"),
        ("items", {"question": " "}, "Transform 'items' fails on 'question'"),
        ("join([[0, 9, 3]])", {"question": "a"}, "Unknown transform '3'."),
        ("percent", {"question": "%"}, "Transform 'percent' fails on 'question'"),
        ('template("{5:9|text}")', {"question": "a"}, "Span 5:9 leaves a source of 1 bytes."),
    ],
)
def test_what_cannot_be_replayed_is_a_typed_error(transform, sources, message):
    with pytest.raises(ProvenanceError) as caught:
        replay(origin(transform, 0, 1), sources)
    assert str(caught.value).startswith(message)


def test_numbers_are_whole_where_they_can_be():
    assert json_number(Fraction(10**30)) == 10**30
    assert json_number(Fraction(1, 4)) == 0.25
    assert isinstance(json_number(Fraction(4, 2)), int)


def test_text_in_a_program_cannot_leave_its_quotes():
    text = "x'; DROP TABLE t; --"
    assert expand("name = {0:20|text}", text) == "name = 'x''; DROP TABLE t; --'"


def test_cited_spans_are_those_the_value_rests_on():
    assert cited_spans(origin("copy", 3, 7)) == ((3, 7),)
    assert cited_spans(origin("constant(1)")) == ()
    template = origin('template("{{a}} {1:2|number}+{5:8|number}")', 1, 8)
    assert cited_spans(template) == ((1, 2), (5, 8))
    assert cited_spans(origin('join([[3, 7, "copy"], [9, 11, "copy"]])')) == ((3, 7), (9, 11))


def test_arguments_replay_together():
    provenance = {
        "n": origin("number", 4, 5),
        "who": origin("human", source="human", kind="human"),
    }
    arguments = {"n": 7, "who": "Ada"}
    assert replay_arguments(arguments, provenance, {"question": "add 7"}) == arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 8}, "Argument 'n' is 8 but replays to 7."),
        ({"n": 7.0}, "Argument 'n' is 7.0 but replays to 7."),
        ({"n": 7, "m": 1}, "Argument 'm' has no provenance."),
    ],
)
def test_other_values_do_not_replay(arguments, message):
    with pytest.raises(ProvenanceError) as caught:
        replay_arguments(arguments, {"n": origin("number", 4, 5)}, {"question": "add 7"})
    assert str(caught.value) == message
