import asyncio
import itertools

import pytest

from mrkl.testing import FakeExpert, ScriptedRouter, call, check_expert
from mrkl_core.errors import InvalidArgumentError
from mrkl_core.protocols import Expert, Router
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot

GOOD = [{"text": "hello"}]


def test_the_fakes_satisfy_the_protocols():
    assert isinstance(FakeExpert("a"), Expert)
    assert isinstance(ScriptedRouter(), Router)


def test_a_scripted_router_can_be_a_function():
    router = ScriptedRouter(lambda question, experts: call(question, experts[0], text="it"))
    assert [score.score for score in router.explain("do it", experts=["a", "b"])] == [1.0, 0.0]


def test_an_expert_that_keeps_the_rules_passes():
    check_expert(FakeExpert("a"), good_arguments=GOOD, bad_arguments=[{}, {"text": 3}])
    refuses = FakeExpert("b", InvalidArgumentError("Not that."))
    check_expert(refuses, good_arguments=[], bad_arguments=GOOD)


count = itertools.count()


class Textual(FakeExpert):
    """Returns no result."""

    async def run(self, arguments, context):
        return "text"


class Changing(FakeExpert):
    """Changes its arguments, or its spec."""

    def __init__(self, *args, examples=None, **rest):
        super().__init__(*args, **rest)
        self.examples = examples

    @property
    def spec(self):
        spec = super().spec
        if self.examples is None:
            return ExpertSpec(name="a", description="d", examples=(f"x{next(count)}",))
        return ExpertSpec(
            name="a", description="d", slots=spec.slots, examples=self.examples, negatives=("n",)
        )

    async def run(self, arguments, context):
        arguments["text"] = "changed"
        return Result(value=1, text="1")


class Stubborn(FakeExpert):
    """Does not stop when it is cancelled."""

    async def run(self, arguments, context):
        if self.runs:
            for _ in range(25):
                try:
                    await asyncio.sleep(0.1)
                except asyncio.CancelledError:
                    continue
        self.runs.append(arguments)
        return Result(value=1, text="1")


class Untyped(FakeExpert):
    """Fails untyped when cancelled."""

    async def run(self, arguments, context):
        try:
            await asyncio.sleep(0 if len(self.runs) < 2 else 5)
        except asyncio.CancelledError:
            raise ValueError("untyped") from None
        self.runs.append(arguments)
        return Result(value=1, text="1")


@pytest.mark.parametrize(
    ("expert", "message"),
    [
        (Textual("a"), "run must return a Result, not str"),
        (FakeExpert("a", Result(value=1, text=" ")), "a result needs a text"),
        (FakeExpert("a", lambda *_: next(count)), "same call, other value"),
        (FakeExpert("a", delay_s=5, annotations=Annotations(timeout_s=0.05)), "took longer"),
        (Changing("a"), "spec must be the same at each access"),
        (Changing("a", examples=()), "spec needs examples"),
        (Changing("a", examples=("x", "x")), "examples must be distinct"),
        (Changing("a", examples=("n",)), "no example may also be a negative"),
        (Changing("a", examples=("x",)), "run must not change its arguments"),
        (
            FakeExpert("a", slots=[Slot(name="text", description=" ")]),
            "argument 'text' needs a description",
        ),
        (
            Stubborn("a", annotations=Annotations(idempotent=False)),
            "a cancelled call must end within 2 seconds",
        ),
        (Untyped("a"), "a cancelled call must end within 2 seconds"),
    ],
)
def test_breaches_are_named(expert, message):
    with pytest.raises(AssertionError, match=message):
        check_expert(expert, good_arguments=GOOD)


def test_bad_arguments_must_be_refused_with_a_typed_error():
    with pytest.raises(AssertionError, match="must be refused, not answered"):
        check_expert(FakeExpert("a"), good_arguments=[], bad_arguments=GOOD)
    with pytest.raises(AssertionError, match="must end in a typed error"):
        check_expert(FakeExpert("a", KeyError("x")), good_arguments=[], bad_arguments=GOOD)
