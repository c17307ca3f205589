"""Random plans: order, dependencies and failures hold whatever the shape."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from mrkl.clock import SystemClock
from mrkl.deadline import Deadline
from mrkl.executor import Executor, Request
from mrkl.testing import FakeExpert, from_step
from mrkl_core.errors import NoResultError
from mrkl_core.values import Call, Slot


@st.composite
def plans(draw):
    """Draw for each step which earlier steps it needs, and whether it fails by itself."""
    size = draw(st.integers(1, 7))
    needs = [
        draw(st.sets(st.integers(0, index - 1), max_size=3)) if index else set()
        for index in range(size)
    ]
    fails = [draw(st.integers(0, 4)) == 0 for _ in range(size)]
    return needs, fails


@given(plans())
@settings(max_examples=60)
def test_plans_keep_order_and_dependencies(plan):
    needs, fails = plan
    finished = []
    experts = {}
    for index, needed in enumerate(needs):

        def outcome(arguments, context, index=index):
            assert set(needs[index]) <= set(finished)
            if fails[index]:
                raise NoResultError("Nothing.")
            finished.append(index)
            return 1 + sum(arguments.values())

        slots = [Slot(name=f"a{j}", description="x", type="integer") for j in sorted(needed)]
        experts[f"e{index}"] = FakeExpert(f"e{index}", outcome, slots=slots)
    calls = [
        Call(
            name=f"e{index}",
            arguments={},
            provenance={f"a{j}": from_step(j) for j in needed},
            confidence=0.9,
        )
        for index, needed in enumerate(needs)
    ]
    request = Request(question="q", experts=experts, clock=SystemClock(), deadline=Deadline(300))
    steps = asyncio.run(Executor().run(calls, request))

    wanted = {}
    for index, needed in enumerate(needs):
        if not fails[index] and all(j in wanted for j in needed):
            wanted[index] = 1 + sum(wanted[j] for j in needed)
    assert [step.expert for step in steps] == [call.name for call in calls]
    assert {i: s.result.value for i, s in enumerate(steps) if s.result} == wanted
    assert all((step.result is None) != (step.error is None) for step in steps)
