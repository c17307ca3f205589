from datetime import UTC, datetime

import numpy as np

from mrkl.testing import FixedClock
from mrkl_core.values import Abstain, Call
from mrkl_router.antecedents import Given
from mrkl_router.composition import Composition, Part
from mrkl_router.encoder import WIDTH
from mrkl_router.judge import Judge

CLOCK = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
QUESTION = "how far is half of the way to Linz"


class Counting:
    """A router that notes what it is asked."""

    def __init__(self):
        self.decided, self.encoded = [], []

    def vector(self, words):
        self.encoded.append(words)
        return np.ones(WIDTH, np.float32)

    def composition(self, words):
        return Composition((Part(0, len(words), inner=((3, 6),)),)), self.vector(words)

    def decide(self, clause, experts, clock, prior=None):
        self.decided.append(clause.text)
        self.prior = prior
        return Abstain(reason="none")

    def foreseen(self, vector, experts):
        assert vector().shape == (WIDTH,)
        return experts

    def state(self, clause, expert, clock):
        return Call(name=expert, arguments={}, provenance={}, confidence=0.5)


def judged():
    router = Counting()
    return router, Judge(router, QUESTION, ["wiki"], CLOCK)


def test_a_part_is_decided_about_once():
    router, judge = judged()
    part = Part(0, 10)
    assert judge.decide(part, ()) is judge.decide(part, ())
    assert router.decided == ["how far is"]


def test_a_part_with_given_values_is_decided_about_each_time():
    router, judge = judged()
    call = Call(name="calculator", arguments={}, provenance={}, confidence=0.5)
    given = Given(4, 7, "far", "step:0", call, {})
    judge.decide(Part(0, 10), (given,))
    assert router.encoded == ["how 100 is", "how far is"]
    judge.decide(Part(0, 10), (given,))
    assert len(router.decided) == 4


def test_the_same_words_are_encoded_once():
    router, judge = judged()
    inner = Part(11, 26)
    looked = judge.look(inner)
    assert looked.inner == ((14, 17),)
    judge.state(inner, "wiki")
    judge.decide(inner, ())
    assert judge.foreseen(inner) == ["wiki"]
    assert router.encoded == [QUESTION[11:26]]


def test_another_question_is_asked_as_one_part():
    router, judge = judged()
    assert isinstance(judge.ask("how far is Linz", {"wiki": 2.0}), Abstain)
    assert router.prior == {"wiki": 2.0}
    assert router.decided == router.encoded == ["how far is Linz"]
