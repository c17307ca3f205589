"""The worker's side, run in this process, where the coverage is measured."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from mrkl_experts.calculator import Limits
from mrkl_experts.calculator.child import answer, warm_up
from mrkl_experts.calculator.expert import prepare
from mrkl_experts.calculator.frames import Decoder, encode
from mrkl_experts.calculator.sandbox import ForbiddenActError, enter, refuse
from mrkl_experts.calculator.server import Server, cause

WIDE = Limits(digits=10**12, cost=1e30, deadline_s=0.4, workers=2)


@contextlib.contextmanager
def serving(limits):
    """Yield functions that send messages to a server and wait for its next reply."""
    read_requests, write_requests = os.pipe()
    read_replies, write_replies = os.pipe()
    server = Server(limits, os.fdopen(read_requests, "rb", 0), os.fdopen(write_replies, "wb"))
    thread = threading.Thread(target=server.serve)
    thread.start()
    decoder = Decoder()
    waiting = []

    def send(message):
        os.write(write_requests, encode(message))

    def receive():
        while not waiting:
            assert select.select([read_replies], [], [], 20)[0], "the server does not answer"
            waiting.extend(decoder.feed(os.read(read_replies, 65536)))
        return waiting.pop(0)

    try:
        assert receive() == {"ready": True}
        yield send, receive
    finally:
        os.close(write_requests)
        thread.join()
        os.close(read_replies)
        server._replies.close()


def test_the_server_answers_kills_and_cancels():
    warm_up()
    slow = prepare("9**9**8", WIDE)
    with serving(WIDE) as (send, receive):
        send({"id": 1, **prepare("6*7")})
        assert receive() == {"id": 1, "value": 42, "text": "42"}
        send({"id": 2, **slow})
        assert receive() == {"id": 2, "died": "deadline"}
        send({"id": 3, **slow})
        send({"id": 4, **slow})
        send({"id": 5, **prepare("1/3")})
        send({"id": 6, **prepare("1/7")})
        send({"cancel": 3})
        send({"cancel": 6})
        replies = [receive(), receive()]
        assert {reply["id"] for reply in replies} == {4, 5}
        send({"id": 7, **prepare("sqrt(-1)")})
        assert receive()["error"]["code"] == "invalid_argument"


def test_a_cancel_may_cross_the_reply_of_its_job():
    with serving(WIDE) as (send, receive):
        for number in range(0, 200, 2):
            send({"id": number, **prepare("6*7")})
            if number % 4:  # let the worker's reply and the cancel wait in the same turn
                time.sleep(0.001)
            send({"cancel": number})
            send({"id": number + 1, **prepare("1/3")})
            while receive()["id"] != number + 1:
                pass


def test_messages_may_arrive_in_pieces():
    decoder = Decoder()
    data = encode({"id": 1}) + encode({"id": 2})
    got = [message for byte in data for message in decoder.feed(bytes([byte]))]
    assert got == [{"id": 1}, {"id": 2}]


def test_unexpected_errors_end_the_worker_not_the_answer():
    assert answer({"tree": [["nonsense", 0]], "precision": 100})["died"].startswith("Attribute")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (signal.SIGALRM, "deadline"),
        (signal.SIGKILL, "signal 9"),
        (3 << 8, "memory"),
        (1 << 8, "exit code 1"),
    ],
)
def test_why_a_worker_ended(status, reason):
    assert cause(status) == reason


def test_audited_acts_are_refused():
    for event in ("open", "import", "exec", "compile", "socket.connect", "os.system", "what.ever"):
        with pytest.raises(ForbiddenActError, match=event):
            refuse(event, ())
    assert refuse("object.__getattr__", ()) is None


ACTS = [
    lambda: open("/etc/hostname").close(),  # noqa: PTH123
    lambda: os.system("true"),
    lambda: subprocess.run(["true"], check=False),
    lambda: socket.socket(),
    lambda: eval("1"),  # noqa: S307
    lambda: compile("1", "", "eval"),
    lambda: __import__("wave"),
    lambda: os.listdir("/"),  # noqa: PTH208
    lambda: os.kill(os.getppid(), 0),
    lambda: os.fork(),
]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_gets_out_of_the_sandbox(act):
    sys.modules.pop("wave", None)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        outcome = b"done"
        try:
            enter(2**33)
            act()
        except ForbiddenActError:
            outcome = b"refused"
        finally:
            os.write(write, outcome)
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    assert os.read(read, 100) == b"refused"
    os.close(read)
