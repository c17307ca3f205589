import pytest

from mrkl_apps.rest import limits
from mrkl_apps.rest.errors import TooManyRequestsError
from mrkl_apps.rest.limits import RateLimit


class Watch:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_is_taken_and_then_one_at_a_time():
    watch = Watch()
    limit = RateLimit(60, watch)
    for _ in range(60):
        limit.count("a")
    with pytest.raises(TooManyRequestsError) as refused:
        limit.count("a")
    assert refused.value.context == {"limit": "requests_per_minute", "retry_after_s": 1}
    watch.now = 1.0
    limit.count("a")
    with pytest.raises(TooManyRequestsError, match="More than 60 requests a minute"):
        limit.count("a")


def test_owners_do_not_count_for_each_other():
    limit = RateLimit(1, Watch())
    limit.count("a")
    limit.count("b")
    with pytest.raises(TooManyRequestsError):
        limit.count("a")


def test_a_bucket_never_holds_more_than_a_minute_of_requests():
    watch = Watch()
    limit = RateLimit(2, watch)
    limit.count("a")
    watch.now = 1e6
    limit.count("a")
    limit.count("a")
    with pytest.raises(TooManyRequestsError):
        limit.count("a")


def test_only_so_many_owners_are_remembered(monkeypatch):
    monkeypatch.setattr(limits, "_OWNERS", 2)
    limit = RateLimit(1, Watch())
    for owner in "abc":
        limit.count(owner)
    limit.count("a")  # the one unused longest was forgotten
    with pytest.raises(TooManyRequestsError):
        limit.count("c")
