"""What fragments say, and what they leave open."""

import pytest

from mrkl_core.values import Call, ExpertSpec, Provenance, Slot
from mrkl_router.fragments import (
    converts_kinds,
    core,
    directed,
    is_of_other_kind,
    may_be_the_other,
    names_value,
    replaces_values,
    says_more,
    takes_filling,
)


def origin(text, words, transform="copy", source="question", kind="copied"):
    start = text.encode().index(words.encode())
    return Provenance(
        kind=kind,
        source=source,
        start=start,
        end=start + len(words.encode()),
        transform=transform,
    )


def call(text, source="question", **words):
    transforms = {"value": "number"}
    provenance = {
        name: origin(text, said, transforms.get(name, "copy"), source)
        for name, said in words.items()
    }
    return Call(name="e", arguments=dict(words), provenance=provenance, confidence=0.9)


def program(template, source="turn:0"):
    made = Provenance(
        kind="program", source=source, start=0, end=9, transform=f'template("{template}")'
    )
    return Call(name="e", arguments={"p": "?"}, provenance={"p": made}, confidence=0.9)


@pytest.mark.parametrize(
    ("question", "words", "more"),
    [
        ("and in Zürich, please?", {"place": "Zürich"}, False),
        ("and what’s it in Oslo", {"place": "Oslo"}, False),
        ("and half as much in Oslo", {"place": "Oslo"}, True),
        ("not in Oslo", {"place": "Oslo"}, True),
        ("and $5", {"value": "5"}, True),
    ],
)
def test_words_that_no_argument_takes_count_unless_they_are_filling(question, words, more):
    assert says_more(question, (0, len(question)), call(question, **words)) == more


def test_a_percent_sign_belongs_to_its_number_only():
    made = program("{question:4:6|number}/100*{15:20|number}")
    assert not says_more("and 20%?", (0, 8), made)
    assert not says_more("and 20 percent?", (0, 15), made)
    assert says_more("and 20 or %", (0, 11), made)


def test_a_choice_takes_no_words():
    chosen = Provenance(
        kind="enum", source="question", start=0, end=9, transform='constant("time")'
    )
    made = Call(name="e", arguments={"o": "time"}, provenance={"o": chosen}, confidence=0.9)
    assert says_more("and later", (0, 9), made)
    kept = Call(
        name="e",
        arguments={"p": "Rome"},
        provenance={"p": origin("Rome", "Rome", source="turn:0")},
        confidence=0.9,
    )
    assert says_more("and later", (0, 9), kept)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("and how about in yen?", "in yen"),
        ("so, in yen instead, please", "in yen"),
        ("yen", "yen"),
        ("what about", "what about"),
    ],
)
def test_what_leads_over_and_what_ends_is_left_out(question, rest):
    assert question[slice(*core(question, (0, len(question))))] == rest


@pytest.mark.parametrize(
    ("question", "read", "meant"),
    [
        ("in yards", {"to_unit": "yards"}, {"to_unit": "yards"}),
        ("in yards", {"from_unit": "yards"}, {"to_unit": "yards"}),
        ("from yards", {"to_unit": "yards"}, {"from_unit": "yards"}),
        ("3 feet", {"value": "3", "from_unit": "feet"}, {"value": "3", "from_unit": "feet"}),
        ("3 feet", {"value": "3", "to_unit": "feet"}, {"value": "3", "from_unit": "feet"}),
        ("$300", {"value": "300", "from_unit": "$"}, {"value": "300", "from_unit": "$"}),
        ("yards", {"to_unit": "yards"}, None),
        ("what about yards", {"from_unit": "yards"}, None),
        ("in yards in feet", {"from_unit": "yards", "to_unit": "feet"}, None),
        ("Oslo", {"place": "Oslo"}, {"place": "Oslo"}),
        ("5", {"from_": "5"}, {"from_": "5"}),
    ],
)
def test_the_word_before_says_which_end_is_meant(question, read, meant):
    found = directed(question, call(question, **read))
    assert (found and found.arguments) == meant
    if found is not None:
        assert found.provenance.keys() == meant.keys()


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        ("Rome", "Oslo", False),
        ("Rome", "euros", True),
        ("Rome", "tomorrow", True),
        ("euros", "kilometres", True),
        ("euros", "yen", False),
        ("dollars", "pounds", False),
        ("kilograms", "pounds", False),
        ("miles", "pounds", False),  # what they measure is another question
        ("Ada Lovelace", "20%", True),
    ],
)
def test_words_replace_words_of_their_kind(old, new, other):
    sources = {"turn:0": old, "question": new}
    before, after = call(old, "turn:0", place=old), call(new, place=new)
    assert is_of_other_kind(before, after, sources) == other
    assert not is_of_other_kind(before, before, sources)


@pytest.mark.parametrize(
    ("start", "end", "other"),
    [
        ("miles", "feet", False),
        ("miles", "pounds", False),
        ("miles", "3", True),
        ("miles", "Rome", True),
        ("Rome", "Oslo", False),
    ],
)
def test_a_conversion_is_between_words_of_one_kind(start, end, other):
    made = call(f"{start} {end}", from_unit=start, to_unit=end)
    assert converts_kinds(made) == other
    assert not converts_kinds(call(f"{start} {end}", one_unit=start, to_unit=end))


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ({"value": "5", "unit": "miles"}, {"value": "7", "unit": "miles"}, True),
        ({"value": "5", "unit": "miles"}, {"value": "5", "unit": "feet"}, True),
        ({"value": "5", "unit": "miles"}, {"value": "5", "unit": "Oslo"}, False),
        ({"value": "5"}, {"value": "5", "unit": "miles"}, False),  # added
    ],
)
def test_values_take_the_place_of_values(old, new, values):
    texts = {"turn:0": " ".join(old.values()), "question": " ".join(new.values())}
    before, after = call(texts["turn:0"], "turn:0", **old), call(texts["question"], **new)
    assert replaces_values(before, after, texts) == values


def times(*names):
    slots = tuple(Slot(name=name, description="d", format="date") for name in names)
    return ExpertSpec(name="e", description="e", slots=slots)


@pytest.mark.parametrize(
    ("question", "before", "either"),
    [
        ("and July 1", ("start", "end"), True),
        ("and until July 1", ("start", "end"), False),
        ("since July 1", ("start", "end"), False),
        ("and July 1", ("end",), False),
        ("and July 1", ("start",), False),
    ],
)
def test_a_date_may_be_either_end(question, before, either):
    base = call("May 1", "turn:0", **dict.fromkeys(before, "May 1"))
    stated = call(question, start="July 1")
    assert may_be_the_other(times("start", "end"), base, stated, question) == either


def test_both_ends_are_what_they_are():
    both = call("May 1 June 2", start="May 1", end="June 2")
    assert not may_be_the_other(times("start", "end"), both, both, "May 1 June 2")


@pytest.mark.parametrize(
    ("words", "value"),
    [("12", True), ("yen", True), ("kilometres", True), ("Christmas", True), ("Rome", False)],
)
def test_words_may_name_a_value(words, value):
    assert names_value(words) == value


def test_a_program_is_no_value():
    before, after = program("{turn:0:0:1|text}"), program("{question:0:1|text}")
    assert not replaces_values(before, after, {"turn:0": "a", "question": "b"})


@pytest.mark.parametrize(
    ("words", "filling"),
    [("she", True), ("here", True), ("how about", True), ("Oslo", False), ("in Oslo", False)],
)
def test_a_pronoun_names_nothing(words, filling):
    assert takes_filling(call(words, place=words), {"question": words}) == filling
