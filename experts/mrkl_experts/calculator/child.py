"""One worker: waits for expressions on a socket, evaluates them, sends the results back."""

from __future__ import annotations

import signal
import socket
from typing import Any

from mrkl_core.errors import MRKLError
from mrkl_experts.calculator import sandbox
from mrkl_experts.calculator.frames import Decoder, Message, encode
from mrkl_experts.calculator.rendering import json_value, text
from mrkl_experts.calculator.symbolic import evaluate
from mrkl_experts.calculator.tree import from_wire


def work(channel: socket.socket, memory_bytes: int, deadline_s: float) -> None:
    """Serve jobs inside the sandbox until the channel closes."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    sandbox.enter(memory_bytes)
    decoder = Decoder()
    while data := channel.recv(65536):
        for job in decoder.feed(data):
            # The server kills at the deadline; the kernel does so if the server is gone.
            signal.setitimer(signal.ITIMER_REAL, deadline_s + 1)
            channel.sendall(encode(answer(job)))
            signal.setitimer(signal.ITIMER_REAL, 0)


def answer(job: Message) -> Message:
    """Return ``value`` and ``text`` of a job, or its typed ``error``."""
    try:
        return _compute(job["tree"], job["precision"])
    except MRKLError as error:
        return {"error": error.to_dict()}
    except MemoryError:
        return {"died": "memory"}
    except sandbox.ForbiddenActError as error:
        return {"died": f"forbidden act {error}"}
    except Exception as error:
        return {"died": f"{type(error).__name__}: {error}"[:200]}


def _compute(tree: list[list[Any]], precision: int) -> Message:
    number = evaluate(from_wire(tree), precision)
    return {"value": json_value(number), "text": text(number)}


def warm_up() -> None:
    """Evaluate something of everything, so that SymPy has imported all it needs."""
    from mrkl_experts.calculator.bounds import estimate
    from mrkl_experts.calculator.parser import parse

    for expression in _WARM_UP:
        tree = parse(expression)
        number = evaluate(tree, estimate(tree).precision)
        text(number)
        json_value(number)


_WARM_UP = (
    "(1.5 + 2) * 3 / 7 - 50% - 2**-3 + 2**0.5 + 10**30",
    "sqrt(2) * cbrt(-5) + exp(1.5) + e**pi + 2**pi + (1 + sqrt(2))**7",
    "ln(2) + log(5) + log(5, 7) + log2(9) + exp(-1000)",
    "sin(1) + cos(2) + tan(3) + asin(0.1) + acos(0.2) + atan(5) + asin(1)",
    "degrees(1) + radians(1) + sin(pi / 6)",
    "abs(-pi) + floor(pi) + ceil(-pi) + round(pi, 3) + mod(pi, 2)",
    "max(pi, e, 3) + min(pi, e, 3) + gcd(12, 18, sqrt(2)*sqrt(2)) + lcm(4, 6) + factorial(30)",
    "sqrt(2) * sqrt(2) - 2 + sin(10**30) + 1 / 3**700",
)
