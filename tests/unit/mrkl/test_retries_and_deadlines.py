import pytest

from mrkl.deadline import Deadline
from mrkl.retries import RetryPolicy
from mrkl_core.errors import ExpertUnavailableError
from mrkl_core.values import ExpertSpec

SPEC = ExpertSpec(name="e", description="d")


def wait_s(policy, attempt, seconds=100.0, **context):
    error = ExpertUnavailableError("Down.", **context)
    return policy.wait_s(error, attempt=attempt, spec=SPEC, deadline=Deadline(seconds))


def test_the_longest_wait_doubles():
    policy = RetryPolicy(attempts=5, jitter=lambda limit_s: limit_s)
    assert [wait_s(policy, attempt) for attempt in (1, 2, 3, 4, 5)] == [0.2, 0.4, 0.8, 1.6, None]


def test_the_wait_is_drawn_from_the_whole_range():
    waits = [wait_s(RetryPolicy(), 2) for _ in range(200)]
    assert all(0 <= wait <= 0.4 for wait in waits)
    assert min(waits) < 0.1 < 0.3 < max(waits)


def test_no_attempt_starts_after_the_deadline():
    assert wait_s(RetryPolicy(jitter=lambda limit_s: limit_s), 1, seconds=0.1) is None


@pytest.mark.parametrize(("asked", "wait"), [(3, 3.0), (0.001, 0.2), ("soon", 0.2)])
def test_a_server_may_ask_for_a_longer_wait(asked, wait):
    assert wait_s(RetryPolicy(jitter=lambda limit_s: limit_s), 1, retry_after_s=asked) == wait


def test_a_deadline_counts_down_and_can_only_come_closer():
    deadline = Deadline(50)
    assert 49 < deadline.remaining_s() <= 50
    assert deadline.within(10).remaining_s() <= 10
    assert deadline.within(1000).remaining_s() <= 50
    assert Deadline(-5).remaining_s() == 0.0
