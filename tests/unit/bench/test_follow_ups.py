"""The judging of follow-ups, and that the script runs."""

import pytest

from bench import follow_ups
from bench.claims import CLAIMS
from bench.composition import cases
from bench.follow_up_built_cases import BUILT_CASES
from bench.follow_up_cases import CASES
from bench.follow_ups import figures, half_of, is_right, measure
from mrkl_core.answer import Answer, Step
from mrkl_core.values import Provenance, Result

ANSWER = Provenance(kind="derived", source="answer:0", start=0, end=0, transform="figure")


def answer(value, *steps):
    return Answer(
        id="1",
        question="q",
        text="t",
        value=value,
        decision="call",
        confidence=0.9,
        steps=steps,
    )


def step(value):
    return Step(
        expert="currency",
        arguments={"amount": 5, "to_currency": "Swiss francs"},
        provenance={"amount": ANSWER},
        confidence=0.9,
        ms=1.0,
        result=Result(value=value, text=str(value)),
    )


@pytest.mark.parametrize(
    ("wanted", "right"),
    [
        ("currency to_currency=Swiss francs <answer == 4.5", True),
        ("currency == 4.5", True),
        ("abstain | currency amount=5", True),
        ("currency <turn", False),
        ("currency == 5", False),
        ("units", False),
        ("currency; currency", False),
        ("abstain", False),
    ],
)
def test_an_answer_is_right_as_a_case_says(wanted, right):
    assert is_right(answer({"rows": [[4.5]]}, step(4.5)), wanted) == right


def test_no_number_comes_to_none():
    assert not is_right(answer("soon", step("soon")), "currency == 4.5")


def test_no_steps_are_abstaining():
    assert is_right(answer(None), "abstain")
    assert not is_right(answer(None), "currency")


def test_shares_are_counted_by_half_and_kind():
    lines = cases(CASES["unclear"])[:4]
    found = {"unclear": [("right", one) for one in lines[:3]] + [("wrong", lines[3])]}
    counted = figures(found)
    assert counted["all"] == {"cases": 4, "right": 0.75, "abstained": 0.0, "wrong": 0.25}
    assert counted["built"]["cases"] + counted["held_out"]["cases"] == 4
    assert counted[half_of(lines[3])]["wrong"] > 0
    assert counted["kinds"]["unclear"]["not_right"] == [f"wrong: {lines[3]}"]


def test_every_case_says_what_is_wanted():
    blocks = [*CASES.values(), *BUILT_CASES.values()]
    every = [case for block in blocks for case in cases(block)]
    assert len(set(every)) == len(every) >= 80
    assert all(case.partition(" => ")[2] for case in every)
    assert {half_of(case) for case in every} == set(follow_ups.HALVES)


def test_what_was_added_in_view_of_the_rules_is_never_held_out():
    added = [case for block in BUILT_CASES.values() for case in cases(block)]
    assert {half_of(case) for case in added} == {"built"}
    assert not CASES.keys() & BUILT_CASES.keys()


def test_the_script_runs_on_two_cases_of_each_kind():
    found = measure(count=2)
    assert found["all"]["cases"] == 16
    for claim in CLAIMS["follow_ups"]:
        assert 0 <= claim.figure(found) <= 1
