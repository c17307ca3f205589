"""The parent's side of the worker process: starts it at first use, talks to it, ends it.

It is a plain subprocess with pipes and one reading thread: bound to no event loop, so one
calculator serves several loops and threads, and free of ``multiprocessing``, which would import the
user's main module again.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import json
import os
import subprocess
import sys
import threading
import weakref
from concurrent.futures import Future, InvalidStateError
from functools import partial
from pathlib import Path
from typing import IO

from mrkl_core.errors import ExpertUnavailableError
from mrkl_experts.calculator.frames import Decoder, Message, encode
from mrkl_experts.calculator.limits import Limits

# The worker sees only these variables: what Python itself may need to start, and no secrets.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TMPDIR")


class WorkerPool:
    """Evaluates trees in killable processes; safe to use from any thread and event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._closed = False

    def warm(self) -> None:
        """Start the worker process in the background, if it is not running."""
        self._running()

    async def evaluate(self, job: Message) -> Message:
        """Return the worker's reply to a job.

        Cancelling kills the worker of this job. The deadline counts from when a worker takes it.

        Raises:
            ExpertUnavailableError: The worker process cannot be started, or ended.
        """
        return await asyncio.wrap_future(self._running().submit(job))

    def close(self) -> None:
        """End the worker process; running jobs fail, later ones are refused."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.end()

    def _running(self) -> _Process:
        with self._lock:
            if self._closed:
                raise ExpertUnavailableError(
                    "The calculator was closed.", hint="Create a new CalculatorExpert."
                )
            # After a fork of the parent, the child needs a process of its own.
            if self._process is None or not self._process.usable:
                self._process = _Process(self._limits)
                weakref.finalize(self, self._process.end)
            return self._process


class _Process:
    """One worker process and the jobs that wait for it."""

    def __init__(self, limits: Limits) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: dict[int, Future[Message]] = {}
        self._unsent: list[Message] | None = []  # None once the process is ready
        self._failure = "it ended"
        self._ended = False
        self._popen = _start(limits)
        self._requests, self._replies = _pipes(self._popen)
        self._reader = threading.Thread(target=self._read, name="calculator", daemon=True)
        self._reader.start()

    @property
    def usable(self) -> bool:
        """Return whether it takes jobs from this process."""
        return not self._ended and self._owner == os.getpid()

    def submit(self, job: Message) -> Future[Message]:
        """Hand a job over; cancelling the future kills its worker."""
        number = next(self._numbers)
        future: Future[Message] = Future()
        with self._lock:
            if self._ended:
                raise unavailable(self._failure)
            self._waiting[number] = future
        future.add_done_callback(partial(self._forget, number))
        self._send({"id": number, **job})
        return future

    def end(self) -> None:
        """Close the pipe to the process, on which it kills its workers and exits."""
        if self._owner != os.getpid():
            return
        self._ended = True
        self._requests.close()
        if threading.current_thread() is self._reader:  # a finalizer may run anywhere
            return
        self._reader.join(timeout=5)
        if self._reader.is_alive():
            self._popen.kill()
            self._reader.join()

    def _forget(self, number: int, future: Future[Message]) -> None:
        with self._lock:
            self._waiting.pop(number, None)
        if future.cancelled():
            self._send({"cancel": number})

    def _send(self, message: Message) -> None:
        with self._lock:
            if self._unsent is not None:
                self._unsent.append(message)  # SymPy is still being imported
            else:
                self._write(message)

    def _write(self, message: Message) -> None:
        with contextlib.suppress(OSError, ValueError):  # the reader reports the end
            self._requests.write(encode(message))

    def _read(self) -> None:
        decoder = Decoder()
        while data := os.read(self._replies.fileno(), 65536):
            for message in decoder.feed(data):
                self._receive(message)
        self._replies.close()
        self._requests.close()
        self._popen.wait()
        self._fail_all()

    def _receive(self, message: Message) -> None:
        if "ready" in message:
            with self._lock:
                unsent, self._unsent = self._unsent or [], None
                for waiting in unsent:
                    self._write(waiting)
        elif "failed" in message:
            self._failure = message["failed"]
        else:
            with self._lock:
                future = self._waiting.get(message["id"])
            if future is not None:
                with contextlib.suppress(InvalidStateError):  # cancelled meanwhile
                    future.set_result(message)

    def _fail_all(self) -> None:
        with self._lock:
            self._ended = True
            waiting = list(self._waiting.values())
        for future in waiting:
            with contextlib.suppress(InvalidStateError):
                future.set_exception(unavailable(self._failure))


def unavailable(reason: str) -> ExpertUnavailableError:
    """Return the error for a worker process that cannot serve."""
    return ExpertUnavailableError(
        f"The calculator's worker process cannot serve: {reason}.", hint="Try again."
    )


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    settings = {"path": sys.path, "limits": dataclasses.asdict(limits)}
    script = Path(__file__).with_name("bootstrap.py")
    try:
        return subprocess.Popen(
            [sys.executable, "-P", str(script), json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            bufsize=0,
            start_new_session=True,  # Ctrl-C in a terminal is for the parent
        )
    except OSError as error:
        raise unavailable(str(error)) from error


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise unavailable("it has no pipes")
    return process.stdin, process.stdout
