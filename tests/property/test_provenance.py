"""What a transform writes can be read again: each class of provenance, both ways."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.provenance import expand, json_number, replay
from mrkl_core.values import Provenance

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=12)
NUMBERS = st.integers(0, 10**9) | st.decimals(0, 10**6, places=3).map(float)
NAMES = st.from_regex(r"[A-Za-zäöå][a-zäöå]{1,8}", fullmatch=True).filter(
    lambda name: name.lower() not in ("and", "or", "plus")
)


def span(before, text):
    start = len(before.encode())
    return start, start + len(text.encode())


def origin(transform, start=0, end=0, source="question"):
    return Provenance(kind="derived", source=source, start=start, end=end, transform=transform)


@given(WORDS, st.lists(NAMES, min_size=1, max_size=5), WORDS)
def test_items_come_back(before, names, after):
    text = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    question = before + text + after
    assert replay(origin("items", *span(before, text)), {"question": question}) == names
    listed = json.dumps(names)
    assert replay(origin("items", 0, len(listed.encode())), {"question": listed}) == names


@given(WORDS, st.lists(NUMBERS, max_size=5), WORDS)
def test_numbers_come_back(before, numbers, after):
    text = " and ".join(f"{number}" for number in numbers)
    found = replay(origin("numbers", *span(before, text)), {"question": before + text + after})
    assert found == [json_number(Fraction(str(number))) for number in numbers]


@given(WORDS, st.integers(0, 10**6), st.sampled_from(["%", " %", " percent", " per cent"]))
def test_percentages_come_back(before, number, sign):
    text = f"{number}{sign}"
    found = replay(origin("percent", *span(before, text)), {"question": before + text})
    assert found == json_number(Fraction(number, 100))


@given(st.lists(st.tuples(WORDS, NAMES), min_size=1, max_size=4))
def test_joined_spans_come_back(parts):
    text, spans = "", []
    for before, name in parts:
        text += before
        spans.append([*span(text, name), "copy"])
        text += name
    found = replay(origin(f"join({json.dumps(spans)})"), {"question": text})
    assert found == [name for _, name in parts]


@given(NUMBERS, st.integers(-(10**6), 10**6), NUMBERS, st.sampled_from(["step:0", "answer:3"]))
def test_programs_over_several_sources_come_back(stated, value, other, source):
    question, turn = f"take {stated}", f"it was {other}!"
    end = len(f"it was {other}")
    template = f"{{5:{len(question)}|number}}-{{{source}|number}}*{{turn:0:7:{end}|number}}"
    sources = {"question": question, source: {"rows": [[value]]}, "turn:0": turn}
    written = expand(template, question, sources)
    assert replay(origin(f"template({json.dumps(template)})"), sources) == written
    assert Fraction(written.split("-", 1)[0]) == Fraction(str(stated))
    assert f"-{value}*" in written or f"-({value})*" in written


@given(st.integers() | st.text() | st.lists(st.integers()) | st.none(), st.text(max_size=3))
def test_earlier_values_come_back_as_they_are(value, key):
    for held in (value, {key: value}):
        assert replay(origin("value", source="step:2"), {"step:2": held}) == held
