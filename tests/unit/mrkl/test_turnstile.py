import threading
import time

from mrkl.turnstile import Turnstile


def test_many_are_inside_at_once():
    turnstile, together = Turnstile(), threading.Barrier(3)

    def enter():
        with turnstile.shared():
            together.wait(5)

    threads = [threading.Thread(target=enter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert not together.broken


def test_one_alone_waits_for_the_others_and_keeps_them_out():
    turnstile, seen = Turnstile(), []
    inside, leave = threading.Event(), threading.Event()

    def share(name):
        with turnstile.shared():
            seen.append(name)
            inside.set()
            leave.wait(5)

    def alone():
        with turnstile.alone():
            seen.append("alone")
            time.sleep(0.05)
            seen.append("still alone")

    threads = [threading.Thread(target=share, args=["first"])]
    threads[0].start()
    inside.wait(5)
    threads.append(threading.Thread(target=alone))
    threads[1].start()
    while not turnstile._entrance.locked():
        time.sleep(0.001)
    threads.append(threading.Thread(target=share, args=["second"]))
    threads[2].start()
    time.sleep(0.05)
    assert seen == ["first"]
    leave.set()
    for thread in threads:
        thread.join(5)
    assert seen == ["first", "alone", "still alone", "second"]


def test_leaving_by_an_error_leaves():
    turnstile = Turnstile()
    for enter in (turnstile.shared, turnstile.alone, turnstile.shared):
        try:
            with enter():
                raise KeyError
        except KeyError:
            pass
    entered = False
    with turnstile.alone():
        entered = True
    assert entered
