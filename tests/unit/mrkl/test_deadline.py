import time

from mrkl.deadline import Deadline


def test_a_pause_puts_the_end_off():
    deadline = Deadline(1.0)
    before = deadline.remaining_s()
    with deadline.paused(), deadline.paused():
        time.sleep(0.5)
    assert 0 <= before - deadline.remaining_s() < 0.5


def test_a_deadline_within_another_ends_first():
    deadline = Deadline(0.5)
    assert deadline.within(100).remaining_s() <= 0.5
    assert deadline.within(0.1).remaining_s() <= 0.1
    assert Deadline(0).remaining_s() == 0
