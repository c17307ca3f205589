import json

import pytest

from mrkl_core.values import Call, ExpertSpec, Provenance, Slot
from mrkl_router.restating import restated


def calculator(template, question, source="turn:0"):
    expression = Slot(name="expression", description="e", format="expression")
    spec = ExpertSpec(name="calculator", description="c", slots=(expression,))
    origin = Provenance(
        kind="program",
        source=source,
        start=0,
        end=len(question),
        transform=f"template({json.dumps(template)})",
    )
    base = Call(
        name="calculator",
        arguments={"expression": "?"},
        provenance={"expression": origin},
        confidence=0.8,
    )
    return spec, base


def program(template, question, fragment):
    spec, base = calculator(template, question)
    stated = Call(name="calculator", arguments={}, provenance={}, confidence=0.9)
    sources = {"question": fragment, "turn:0": question}
    call = restated(spec, base, stated, (0, len(fragment)), sources)
    return call and call.arguments["expression"]


@pytest.mark.parametrize(
    ("fragment", "expression"),
    [
        ("and 20%?", "20/100*2480"),
        ("what about twenty percent", "20/100*2480"),
        ("and of 300", "15/100*300"),
        ("and 20% of 300", None),
        ("in Oslo", None),
        ("and 20?", None),
        ("and of 20?", "15/100*20"),
        ("and half?", None),
        ("and minus 5?", None),
        ("and twenty?", None),
        ("what about 5,000?", "15/100*5000"),
        ("and 20% of the whole amount that it was last year", "20/100*2480"),
    ],
)
def test_a_fragment_replaces_the_number_it_is_meant_for(fragment, expression):
    template = "{8:10|number}/100*{15:20|number}"
    assert program(template, "What is 15% of 2,480?", fragment) == expression


def test_a_number_that_could_be_two_replaces_none():
    assert program("{8:9|number}+{12:13|number}", "what is 3 + 4", "and 5") is None


@pytest.mark.parametrize(
    ("fragment", "query"),
    [
        ("and from Canada", "c = 'Canada'"),
        ("what about the United States?", "c = 'United States'"),
        ("only the ones in O'Higgins", None),
        ("and which of them have paid for more than one album", None),
    ],
)
def test_a_fragment_replaces_the_only_text_of_a_query(fragment, query):
    question = "how many customers are from Brazil"
    span = (0, len(fragment.rstrip("?")))
    spec, base = calculator("c = {28:34|text}", question)
    stated = Call(name="calculator", arguments={}, provenance={}, confidence=0.9)
    sources = {"question": fragment, "turn:0": question}
    call = restated(spec, base, stated, span, sources)
    if query is None:
        assert call is None or call.arguments["expression"] != "c = 'Canada'"
    else:
        assert call.arguments["expression"] == query


def test_a_program_over_a_step_cannot_be_restated():
    spec, base = calculator("{step:0|number}*{8:9|number}", "what is 3 times that", "question")
    stated = Call(name="calculator", arguments={}, provenance={}, confidence=0.9)
    sources = {"question": "what is 3 times that and 4"}
    assert restated(spec, base, stated, (25, 26), sources) is None
    bare = Call(name="calculator", arguments={}, provenance={}, confidence=0.8)
    assert restated(spec, bare, stated, (25, 26), sources) is None


def copied(start):
    return Provenance(
        kind="copied", source="question", start=start, end=start + 4, transform="copy"
    )


def times(**values):
    origins = {name: copied(len(str(value)) + ord(value[-1])) for name, value in values.items()}
    return Call(name="calendar", arguments=values, provenance=origins, confidence=0.9)


def difference(*names):
    slots = [Slot(name=n, description=n, format="date", required=False) for n in names]
    return ExpertSpec(name="calendar", description="c", slots=tuple(slots))


def test_another_date_is_another_of_those_that_were_given():
    spec = difference("start", "end")
    base, stated = times(end="2026-12-25"), times(start="2027-03-28")
    call = restated(spec, base, stated, (0, 1), {"question": "x"})
    assert call.arguments == {"end": "2027-03-28"}


def test_a_date_that_could_replace_two_does_not_fit():
    spec = difference("start", "end", "now")
    base = times(start="2026-12-25", end="2026-12-26")
    assert restated(spec, base, times(now="2027-03-28"), (0, 1), {"question": "x"}) is None


def test_what_makes_a_call_incomplete_does_not_fit():
    slots = (Slot(name="place", description="p"), Slot(name="day", description="d"))
    spec = ExpertSpec(name="calendar", description="c", slots=slots)
    assert restated(spec, times(place="Rome"), times(place="Oslo"), (0, 1), {}) is None
    both = restated(spec, times(place="Rome"), times(day="today"), (0, 1), {})
    assert both.arguments == {"place": "Rome", "day": "today"}


def test_a_whole_question_is_not_an_argument_to_replace():
    slots = (Slot(name="query", description="q", format="question"),)
    spec = ExpertSpec(name="documents", description="d", slots=slots)
    assert restated(spec, times(query="leave"), times(query="travel"), (0, 1), {}) is None
