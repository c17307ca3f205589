"""The worker process: preloads SymPy, forks workers, and is the only one that kills them.

It alone knows which process ids are still its own, so a kill can never hit a stranger. It ends
when its input closes, which also happens when the parent dies.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import BinaryIO

from mrkl_experts.calculator.frames import Decoder, Message, encode
from mrkl_experts.calculator.limits import Limits

# After so long a job yields the processor to newer ones, so that slow ones hold up nobody.
_DEMOTED_AFTER_S = 0.1
_IDLE_KEPT = 2
_OUT_OF_MEMORY = 3


@dataclass(slots=True, eq=False)
class _Worker:
    pid: int
    channel: socket.socket
    decoder: Decoder = field(default_factory=Decoder)
    job: int | None = None
    started: float = 0.0
    demoted: bool = False
    jobs: int = 0


def run(limits: Limits) -> None:
    """Serve on standard input and output until input closes."""
    sys.setrecursionlimit(10_000)  # evalf recurses over the whole tree
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)  # nothing printed by mistake may get between the replies
    os.close(nowhere)
    try:
        from mrkl_experts.calculator import child

        child.warm_up()
    except Exception as error:
        replies.write(encode({"failed": f"{type(error).__name__}: {error}"}))
        replies.close()
        return
    gc.collect()
    gc.freeze()  # keeps the collector from copying pages that the workers share
    with replies, contextlib.suppress(BrokenPipeError):
        Server(limits, os.fdopen(os.dup(0), "rb", buffering=0), replies).serve()


class Server:
    """Spreads jobs over forked workers and enforces their deadlines."""

    def __init__(self, limits: Limits, requests: BinaryIO, replies: BinaryIO) -> None:
        self._limits = limits
        self._requests = requests
        self._replies = replies
        self._decoder = Decoder()
        self._selector = selectors.DefaultSelector()
        self._queue: deque[Message] = deque()
        self._workers: list[_Worker] = []

    def serve(self) -> None:
        """Serve until the requests end."""
        self._selector.register(self._requests, selectors.EVENT_READ)
        self._fork()
        self._reply({"ready": True})
        try:
            while self._turn():
                pass
        finally:
            for worker in list(self._workers):
                self._end(worker)
            self._selector.close()
            self._requests.close()

    def _turn(self) -> bool:
        for key, _ in self._selector.select(self._patience()):
            if isinstance(key.data, _Worker):
                if key.data in self._workers:  # not cancelled earlier in this very turn
                    self._hear(key.data)
                continue
            data = os.read(self._requests.fileno(), 65536)
            if not data:
                return False
            for message in self._decoder.feed(data):
                self._accept(message)
        self._enforce()
        self._assign()
        return True

    def _patience(self) -> float | None:
        """Return the seconds until a running job must be demoted or killed."""
        now = time.monotonic()
        waits = [
            worker.started + (self._limits.deadline_s if worker.demoted else _DEMOTED_AFTER_S) - now
            for worker in self._workers
            if worker.job is not None
        ]
        return max(0.0, min(waits)) if waits else None

    def _accept(self, message: Message) -> None:
        if "cancel" not in message:
            self._queue.append(message)
            return
        for worker in list(self._workers):
            if worker.job == message["cancel"]:
                self._end(worker)
        self._queue = deque(job for job in self._queue if job["id"] != message["cancel"])

    def _hear(self, worker: _Worker) -> None:
        try:
            data = worker.channel.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            status = self._end(worker)
            if worker.job is not None:
                self._reply({"id": worker.job, "died": cause(status)})
            return
        for result in worker.decoder.feed(data):
            self._reply({"id": worker.job, **result})
            worker.job = None
            self._retire_if_worn(worker, result)

    def _retire_if_worn(self, worker: _Worker, result: Message) -> None:
        idle = sum(other.job is None for other in self._workers)
        worn = worker.demoted or worker.jobs >= self._limits.jobs_per_worker
        if "died" in result or worn or idle > _IDLE_KEPT:
            self._end(worker)

    def _enforce(self) -> None:
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.job is None:
                continue
            if now >= worker.started + self._limits.deadline_s:
                self._end(worker)
                self._reply({"id": worker.job, "died": "deadline"})
            elif now >= worker.started + _DEMOTED_AFTER_S and not worker.demoted:
                worker.demoted = True
                os.setpriority(os.PRIO_PROCESS, worker.pid, 10)

    def _assign(self) -> None:
        while self._queue:
            worker = self._idle_worker()
            if worker is None:
                return
            job = self._queue.popleft()
            worker.job = job["id"]
            worker.jobs += 1
            worker.started = time.monotonic()
            with contextlib.suppress(ConnectionError):  # a dead worker is heard of next turn
                worker.channel.sendall(encode(job))
        if all(worker.job is not None for worker in self._workers):
            self._fork()  # a spare one, so that the next job need not wait for the fork

    def _idle_worker(self) -> _Worker | None:
        for worker in self._workers:
            if worker.job is None:
                return worker
        return self._fork()

    def _fork(self) -> _Worker | None:
        if len(self._workers) >= self._limits.workers:
            return None
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become_worker(theirs)
        theirs.close()
        worker = _Worker(pid, ours)
        self._workers.append(worker)
        self._selector.register(ours, selectors.EVENT_READ, worker)
        return worker

    def _become_worker(self, channel: socket.socket) -> None:
        from mrkl_experts.calculator import child

        try:
            os.dup2(channel.fileno(), 0)
            os.dup2(1, 2)
            os.closerange(3, 1024)
            with socket.socket(fileno=0) as only:
                child.work(only, self._limits.memory_bytes, self._limits.deadline_s)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        finally:
            os._exit(1)  # not even an error may run the parent's clean-up twice

    def _end(self, worker: _Worker) -> int:
        """Kill and reap a worker; return its wait status."""
        self._selector.unregister(worker.channel)
        worker.channel.close()
        self._workers.remove(worker)
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        return os.waitpid(worker.pid, 0)[1]

    def _reply(self, message: Message) -> None:
        self._replies.write(encode(message))
        self._replies.flush()


def cause(status: int) -> str:
    """Return why a worker ended, from its wait status."""
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGALRM:  # the kernel was quicker than the server
        return "deadline"
    if code == _OUT_OF_MEMORY:
        return "memory"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
