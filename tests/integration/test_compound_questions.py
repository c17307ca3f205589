"""Compound questions and follow-ups from words to replayed answers, with the shipped weights."""

from datetime import UTC, datetime

import pytest

from mrkl import System
from mrkl.clock import FixedClock
from mrkl.settings import Settings
from mrkl_core.answer import Turn

CLOCK = FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def system():
    with System.default(clock=CLOCK, settings=Settings(offline=True, deadline_s=60)) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "experts", "value"),
    [
        ("what time is it in Tokyo and in New York", ["calendar", "calendar"], None),
        ("what is 15% of the number of customers from Brazil?", ["database", "calculator"], 0.75),
        ("How many days until the next public holiday in Germany?", ["calendar", "calendar"], 30),
        ("convert 5 miles to km and then multiply the result by 3", ["units", "calculator"], None),
        ("What is 15% of 2,480 and how many days are left until Christmas?",
         ["calculator", "calendar"], [372, 30]),
    ],
)  # fmt: skip
def test_a_compound_question_is_a_plan(system, question, experts, value):
    answer = system.ask(question)
    assert [step.expert for step in answer.steps] == experts
    assert all(step.error is None for step in answer.steps)
    assert answer.replay() == tuple(step.arguments for step in answer.steps)
    if value is not None:
        assert answer.value == value


@pytest.mark.parametrize(
    ("questions", "arguments"),
    [
        (["What is 15% of 2,480?", "and 20%?"], {"expression": "20/100*2480"}),
        (["What is 15% of 2,480?", "divide that by 4"], {"expression": "372/4"}),
        (["what time is it in Tokyo", "and in Oslo?"], {"operation": "time", "place": "Oslo"}),
        (["what is 100 dollars in euros", "and in yen?"], {"amount": 100, "to_currency": "yen"}),
        (["what is 100 dollars in euros", "and convert that to yen"],
         {"amount": 86.84, "from_currency": "euros", "to_currency": "yen"}),
    ],
)  # fmt: skip
def test_a_follow_up_uses_the_turn_before(system, questions, arguments):
    turns = []
    for question in questions:
        answer = system.ask(question, conversation=str(arguments))
        replayed = answer.replay(turns)
        turns.append(Turn(question=question, answer=answer))
    (step,) = answer.steps
    assert step.error is None
    assert {name: step.arguments[name] for name in arguments} == arguments
    assert replayed == (step.arguments,)


def test_a_reference_to_nothing_is_not_guessed(system):
    answer = system.ask("multiply that by 2")
    assert answer.decision == "abstain"
