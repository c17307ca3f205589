import threading

import pytest
from threadpoolctl import ThreadpoolController

from mrkl_router.blas import OneThread


def blas_threads():
    controller = ThreadpoolController().select(user_api="blas")
    return {library["num_threads"] for library in controller.info()}


@pytest.fixture(autouse=True)
def two_threads():
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        assert blas_threads() == {2}
        yield


def test_one_thread_inside_and_what_was_before_outside():
    before, context = blas_threads(), OneThread()
    for _ in range(2):
        with context:
            assert blas_threads() == {1}
            with context:
                assert blas_threads() == {1}
            assert blas_threads() == {1}
        assert blas_threads() == before


def test_threads_that_overlap_put_back_what_was_before():
    before, context = blas_threads(), OneThread()
    entered, leave = threading.Event(), threading.Event()

    def stay():
        with context:
            entered.set()
            leave.wait(5)

    other = threading.Thread(target=stay)
    with context:
        other.start()
        entered.wait(5)
    assert blas_threads() == {1}
    leave.set()
    other.join(5)
    assert blas_threads() == before
