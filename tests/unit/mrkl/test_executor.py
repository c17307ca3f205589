import asyncio
import logging
import time

import pytest

from mrkl.clock import SystemClock
from mrkl.deadline import Deadline
from mrkl.executor import Executor, Request
from mrkl.retries import RetryPolicy
from mrkl.testing import FakeExpert, call, copied, from_step
from mrkl_core.errors import ExpertError, ExpertUnavailableError, NoResultError
from mrkl_core.values import Annotations, Call, Content, Provenance, Reasoning, Result, Slot

Q = "please shout hello and add 7 quietly"
NUMBER = Provenance(kind="normalised", source="question", start=27, end=28, transform="number")
NO_WAIT = RetryPolicy(jitter=lambda limit_s: 0.0)


def number_slot(**rest):
    return Slot(name="n", description="a number", type="integer", **rest)


def request(*experts, seconds=30.0, question=Q, **rest):
    return Request(
        question=question,
        experts={expert.spec.name: expert for expert in experts},
        clock=SystemClock(),
        deadline=Deadline(seconds),
        **rest,
    )


def run(calls, *experts, approve=None, approval_s=600.0, **rest):
    executor = Executor(approve=approve, retries=NO_WAIT, approval_s=approval_s)
    return asyncio.run(executor.run(calls, request(*experts, **rest)))


def test_a_call_runs_with_its_arguments():
    shout = FakeExpert("shout", lambda arguments, context: arguments["text"].upper())
    (step,) = run([call(Q, "shout", text="hello")], shout)
    assert step.result == Result(value="HELLO", text="HELLO")
    assert step.error is None
    assert (step.expert, step.confidence) == ("shout", 0.99)
    assert step.provenance["text"] == copied(Q, "hello")
    assert step.ms >= 0


def test_the_context_tells_question_clock_and_time_left():
    seen = []
    expert = FakeExpert("e", lambda arguments, context: seen.append(context) or 1)
    run([call(Q, "e", text="hello")], expert)
    assert seen[0].question == Q
    assert seen[0].clock.now().tzinfo is not None
    assert 0 < seen[0].remaining_s <= 10.0
    assert seen[0].hear is None


def test_independent_calls_run_at_once():
    slow = [FakeExpert(name, delay_s=0.8) for name in "abcd"]
    started = time.monotonic()
    steps = run([call(Q, name, text="hello") for name in "abcd"], *slow)
    assert time.monotonic() - started < 3
    assert [step.expert for step in steps] == ["a", "b", "c", "d"]


def test_a_result_flows_into_a_later_call():
    add = FakeExpert("add", lambda arguments, context: arguments["n"] + 1, slots=[number_slot()])
    calls = [
        Call(name="add", arguments={"n": 7}, provenance={"n": NUMBER}, confidence=0.9),
        Call(name="add", arguments={}, provenance={"n": from_step(0)}, confidence=0.9),
        Call(name="add", arguments={"n": None}, provenance={"n": from_step(1)}, confidence=0.9),
    ]
    steps = run(calls, add)
    assert [step.result.value for step in steps] == [8, 9, 10]
    assert [dict(step.arguments) for step in steps] == [{"n": 7}, {"n": 8}, {"n": 9}]


def test_a_failing_step_fails_those_that_need_it_and_nobody_else():
    broken = FakeExpert("broken", NoResultError("Nothing there."))
    echo = FakeExpert("echo", lambda arguments, context: arguments["text"])
    calls = [
        call(Q, "broken", text="hello"),
        Call(name="echo", arguments={}, provenance={"text": from_step(0)}, confidence=0.9),
        call(Q, "echo", text="quietly"),
        Call(name="echo", arguments={}, provenance={"text": from_step(1)}, confidence=0.9),
    ]
    first, second, third, fourth = run(calls, broken, echo)
    assert first.error.code == "no_result"
    assert second.error.code == "expert_error"
    assert second.error.message == (
        "This step needs the result of step 0 (broken), which failed (no_result)."
    )
    assert third.result.value == "quietly"
    assert fourth.error.context == {"step": 1}
    assert len(echo.runs) == 1


@pytest.mark.parametrize("source", ["step:1", "step:2", "step:x", "step:-1", "step:"])
def test_a_call_cannot_use_itself_or_what_comes_later(source):
    origin = Provenance(kind="derived", source=source, start=0, end=0, transform="value")
    calls = [
        call(Q, "e", text="hello"),
        Call(name="e", arguments={}, provenance={"text": origin}, confidence=0.9),
        call(Q, "e", text="hello"),
    ]
    steps = run(calls, FakeExpert("e"))
    assert [step.error.code if step.error else None for step in steps] == [
        None,
        "provenance_error",
        None,
    ]


@pytest.mark.parametrize(
    ("arguments", "provenance", "code"),
    [
        ({"text": "HELLO"}, {"text": copied(Q, "hello")}, "provenance_error"),
        ({"text": "hello"}, {}, "provenance_error"),
        ({}, {"text": copied(Q, "hello")}, "provenance_error"),
        (
            {"text": "rm -rf"},
            {"text": Provenance(kind="human", source="human", start=0, end=0, transform="human")},
            "provenance_error",
        ),
        ({}, {}, "missing_argument"),
        ({"other": "hello"}, {"other": copied(Q, "hello")}, "invalid_argument"),
        ({"text": 7}, {"text": NUMBER}, "invalid_argument"),
    ],
)
def test_a_call_that_is_not_sound_never_runs(arguments, provenance, code):
    expert = FakeExpert("e")
    calls = [Call(name="e", arguments=arguments, provenance=provenance, confidence=0.9)]
    (step,) = run(calls, expert)
    assert step.error.code == code
    assert step.result is None
    assert expert.runs == []


def test_an_unknown_name_never_runs():
    (step,) = run([call(Q, "calc", text="hello")], FakeExpert("calculator"))
    assert step.error.code == "unknown_expert"
    assert step.error.hint == "Known: calculator. Did you mean 'calculator'?"


def test_defaults_are_filled_in_and_replay():
    slots = [number_slot(required=False, default=3)]
    expert = FakeExpert("e", lambda arguments, context: arguments["n"], slots=slots)
    (step,) = run([Call(name="e", arguments={}, provenance={}, confidence=0.9)], expert)
    assert step.result.value == 3
    assert step.provenance["n"].kind == "default"


def test_unexpected_exceptions_are_logged_and_become_typed_errors(caplog):
    with caplog.at_level(logging.ERROR):
        (step,) = run([call(Q, "e", text="hello")], FakeExpert("e", ZeroDivisionError("secret")))
    assert step.error.code == "expert_error"
    assert step.error.message == "Expert 'e' failed unexpectedly."
    assert "secret" not in repr(step)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}])
def test_a_value_that_json_cannot_hold_is_an_error(value):
    (step,) = run([call(Q, "e", text="hello")], FakeExpert("e", Result(value=value, text="t")))
    assert "JSON cannot hold" in step.error.message


class NoResultAtAll(FakeExpert):
    """Breaks the contract."""

    async def run(self, arguments, context):
        return "text"


def test_an_expert_must_return_a_result():
    (step,) = run([call(Q, "e", text="hello")], NoResultAtAll("e"))
    assert step.error.message == "Expert 'e' returned no Result but str."


# Deadlines


def test_the_experts_own_deadline_holds():
    slow = FakeExpert("slow", delay_s=60, annotations=Annotations(timeout_s=0.05))
    quick = FakeExpert("quick")
    steps = run([call(Q, "slow", text="hello"), call(Q, "quick", text="hello")], slow, quick)
    assert steps[0].error.code == "expert_timeout"
    assert steps[1].result is not None


def test_the_questions_deadline_holds_for_all():
    experts = [FakeExpert(name, delay_s=60) for name in "ab"]
    steps = run([call(Q, name, text="hello") for name in "ab"], *experts, seconds=0.05)
    assert [step.error.code for step in steps] == ["expert_timeout", "expert_timeout"]


def test_a_bare_timeout_error_of_an_expert_is_typed():
    (step,) = run([call(Q, "e", text="hello")], FakeExpert("e", TimeoutError()))
    assert step.error.code == "expert_timeout"


def test_cancelling_stops_all_calls():
    ended = []

    class Watched(FakeExpert):
        async def run(self, arguments, context):
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(self.spec.name)

    async def cancelled():
        experts = [Watched(name) for name in "abc"]
        work = Executor().run([call(Q, name, text="hello") for name in "abc"], request(*experts))
        task = asyncio.create_task(work)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(asyncio.all_tasks())

    assert asyncio.run(cancelled()) == 1
    assert sorted(ended) == ["a", "b", "c"]


# Retries


def unavailable(**context):
    return ExpertUnavailableError("Down.", **context)


def test_a_retryable_failure_is_tried_again():
    expert = FakeExpert("e", unavailable(), unavailable(), Result(value=1, text="1"))
    (step,) = run([call(Q, "e", text="hello")], expert)
    assert step.result.value == 1
    assert len(expert.runs) == 3


def test_there_are_three_attempts_at_most():
    expert = FakeExpert("e", unavailable())
    (step,) = run([call(Q, "e", text="hello")], expert)
    assert step.error.code == "expert_unavailable"
    assert len(expert.runs) == 3


@pytest.mark.parametrize(
    ("error", "annotations"),
    [
        (unavailable(), Annotations(idempotent=False)),
        (ExpertError("No."), Annotations()),
        (unavailable(retry_after_s=3600), Annotations()),
        (unavailable(retryable=False), Annotations()),
    ],
)
def test_others_are_not_tried_again(error, annotations):
    expert = FakeExpert("e", error, annotations=annotations)
    run([call(Q, "e", text="hello")], expert)
    assert len(expert.runs) == 1


def test_the_wait_that_was_asked_for_is_kept():
    expert = FakeExpert("e", unavailable(retry_after_s=0.2), Result(value=1, text="1"))
    started = time.monotonic()
    run([call(Q, "e", text="hello")], expert)
    assert time.monotonic() - started >= 0.2


def test_what_was_heard_is_not_said_again():
    heard = []

    def speak(said):
        def outcome(arguments, context):
            if said is not None:
                context.hear(said)
            raise unavailable()

        return outcome

    fine = Result(value=1, text="1")
    for said in (Reasoning(text="Hm"), Content(text="One")):
        expert = FakeExpert("e", speak(None), speak(said), fine)
        (step,) = run([call(Q, "e", text="hello")], expert, hear=heard.append)
        assert step.error.code == "expert_unavailable"
        assert len(expert.runs) == 2
    assert heard == [Reasoning(text="Hm"), Content(text="One")]


# Approval


RISKY = Annotations(needs_approval=True, read_only=False, idempotent=False)


def test_without_a_hook_nothing_that_needs_approval_runs():
    expert = FakeExpert("e", annotations=RISKY)
    (step,) = run([call(Q, "e", text="hello")], expert)
    assert step.error.code == "approval_required"
    assert expert.runs == []


def test_the_hook_sees_the_call_and_the_spec():
    expert = FakeExpert("e", annotations=RISKY)
    seen = []

    def approve(asked, spec):
        seen.append((asked.name, asked.arguments, spec.annotations.needs_approval))
        return True

    (step,) = run([call(Q, "e", text="hello")], expert, approve=approve)
    assert step.result is not None
    assert seen == [("e", {"text": "hello"}, True)]


def test_an_async_hook_will_do():
    async def approve(asked, spec):
        return True

    expert = FakeExpert("e", annotations=RISKY)
    (step,) = run([call(Q, "e", text="hello")], expert, approve=approve)
    assert step.result is not None
    (step,) = run([call(Q, "e", text="hello")], expert, approve=lambda *given: approve(*given))
    assert step.result is not None


@pytest.mark.parametrize("verdict", [False, None, "yes", 1])
def test_anything_but_true_refuses(verdict):
    expert = FakeExpert("e", annotations=RISKY)
    (step,) = run([call(Q, "e", text="hello")], expert, approve=lambda *_: verdict)
    assert step.error.code == "approval_required"
    assert expert.runs == []


def test_an_edited_argument_is_marked_as_a_persons():
    slots = [Slot(name="text", description="t"), Slot(name="to", description="to")]
    expert = FakeExpert("e", annotations=RISKY, slots=slots)
    asked = call(Q, "e", text="hello", to="quietly")
    edited = {"text": "hello", "to": "Ada"}
    (step,) = run([asked], expert, approve=lambda *_: edited)
    assert step.arguments == edited
    assert {name: origin.kind for name, origin in step.provenance.items()} == {
        "text": "copied",
        "to": "human",
    }


def test_an_edited_argument_must_still_fit():
    expert = FakeExpert("e", annotations=RISKY)
    (step,) = run([call(Q, "e", text="hello")], expert, approve=lambda *_: {"text": 3})
    assert step.error.code == "invalid_argument"
    assert expert.runs == []


def test_nobody_waits_for_approval_forever():
    async def approve(asked, spec):
        await asyncio.sleep(60)

    expert = FakeExpert("e", annotations=RISKY)
    (step,) = run([call(Q, "e", text="hello")], expert, approve=approve, approval_s=0.05)
    assert step.error.message == "The call of 'e' was not approved in time."


def test_finished_steps_are_told_with_their_index():
    told = []
    slow, quick = FakeExpert("slow", delay_s=0.2), FakeExpert("quick")
    calls = [call(Q, "slow", text="hello"), call(Q, "quick", text="hello")]
    run(calls, slow, quick, on_step=lambda index, step: told.append((index, step.expert)))
    assert told == [(1, "quick"), (0, "slow")]
