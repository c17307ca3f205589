"""Serves many requests with one model: every step takes tokens of all of them.

One thread owns model and pages. A request is admitted when there are pages for its prompt and its
longest reply, so that no running request can ever lack one. Dimensions: N tokens of a step.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch

from mrkl_backends.pytorch.decoding import decoding_steps
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.paged_batch import Stretch
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool, pages_for
from mrkl_backends.pytorch.requests import FinishReason, Request, Stream, TokenEvent
from mrkl_backends.pytorch.sampling import Sampler
from mrkl_backends.pytorch.steps import Part, Steps
from mrkl_core.errors import BackendError, BackendUnavailableError, MRKLError


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Limits of an engine.

    Attributes:
        cache_tokens: Tokens whose keys and values fit at once, over all requests.
        most_running: Requests that are written at once.
        most_waiting: Requests that may wait for their turn.
        step_tokens: Tokens of one step; longer prompts are read in several.
    """

    cache_tokens: int = 8192
    most_running: int = 16
    most_waiting: int = 256
    step_tokens: int = 512


@dataclass(slots=True, eq=False)
class _Running:
    """A request that has its pages.

    Attributes:
        waiting: Tokens that the model has not read yet.
        past: Tokens that it has.
        written: Tokens of the reply so far.
    """

    request: Request
    stream: Stream
    sampler: Sampler
    pages: Sequence[int]
    waiting: list[int] = field(default_factory=list)
    past: int = 0
    written: int = 0


class Engine:
    """Writes replies; requests of all threads and event loops are served together.

    Args:
        model: Filled and finished.
        settings: Limits.
    """

    def __init__(self, model: Model, settings: EngineSettings | None = None) -> None:
        self._model = model
        self._settings = settings or EngineSettings()
        self._pool = PagePool(
            model.architecture, pages=self.pages, dtype=model.dtype, device=model.device
        )
        self._steps = Steps(model, self._pool, decoding_steps(model, self._pool))
        self._waiting: deque[tuple[Request, Stream]] = deque()
        self._running: list[_Running] = []
        self._cancelled: set[Stream] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def pages(self) -> int:
        """Return how many pages the engine has."""
        return pages_for(self._settings.cache_tokens)

    @property
    def capacity(self) -> int:
        """Return how many tokens prompt and reply of one request may have together."""
        return min(self._model.architecture.max_positions, self.pages * PAGE_TOKENS)

    @property
    def free_pages(self) -> int:
        """Return how many of them no request holds."""
        return self._pool.free

    def submit(self, request: Request) -> Stream:
        """Queue a request and return its stream at once.

        Raises:
            BackendError: The request can never be served; what is wrong or too long is named.
            BackendUnavailableError: Too many requests wait, or the engine was closed.
        """
        self._check(request)
        stream = Stream(self._cancel)
        with self._changed:
            if self._closed:
                raise BackendUnavailableError("The engine was closed.", hint="Load the model anew.")
            if len(self._waiting) >= self._settings.most_waiting:
                raise BackendUnavailableError(
                    f"{len(self._waiting)} requests are waiting already.",
                    hint="Try again in a moment, or raise most_waiting.",
                    limit=self._settings.most_waiting,
                )
            self._waiting.append((request, stream))
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="mrkl-engine", daemon=True)
                self._thread.start()
            self._changed.notify()
        return stream

    def close(self) -> None:
        """End all requests and the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _check(self, request: Request) -> None:
        architecture, prompt = self._model.architecture, request.prompt
        if not prompt:
            raise BackendError("The prompt holds no token.", hint="Give it some text.")
        stray = next((t for t in prompt if not 0 <= t < architecture.vocab_size), None)
        if stray is not None:
            raise BackendError(
                f"The prompt holds the token {stray}; the model knows 0 to"
                f" {architecture.vocab_size - 1}.",
                hint="Use the tokenizer of this very checkpoint.",
            )
        if request.max_tokens < 1:
            raise BackendError(
                f"max_tokens is {request.max_tokens}; it must be at least 1.", hint="Raise it."
            )
        total = len(prompt) + request.max_tokens
        most = self.capacity
        if total > most:
            raise BackendError(
                f"The prompt of {len(prompt):,} tokens and a reply of up to"
                f" {request.max_tokens:,} make {total:,}; at most {most:,} fit.",
                hint="Shorten the prompt, lower max_tokens, or raise cache_tokens.",
                limit=most,
            )

    def _cancel(self, stream: Stream) -> None:
        with self._changed:
            self._cancelled.add(stream)
            self._changed.notify()

    def _serve(self) -> None:
        with torch.inference_mode():
            while self._admit():
                self._step()

    def _admit(self) -> bool:
        """Wait until there is something to do, and take it up; False when the engine is closed."""
        with self._changed:
            while True:
                self._drop_cancelled()
                if self._closed:
                    self._end_all()
                    return False
                self._start_waiting()
                if self._running:
                    return True
                self._changed.wait()

    def _drop_cancelled(self) -> None:
        for running in [one for one in self._running if one.stream in self._cancelled]:
            self._finish(running)
        left = [pair for pair in self._waiting if pair[1] in self._cancelled]
        for pair in left:
            self._waiting.remove(pair)
            pair[1].put(None)
        self._cancelled.clear()

    def _start_waiting(self) -> None:
        # First come, first served: a long request is not overtaken, so it cannot starve.
        pool = self._pool
        while self._waiting and len(self._running) < self._settings.most_running:
            request, stream = self._waiting[0]
            needed = pages_for(len(request.prompt) + request.max_tokens)
            if needed > pool.free:
                return
            self._waiting.popleft()
            sampler = Sampler(request.sampling, request.prompt, self._model.architecture.vocab_size)
            self._running.append(
                _Running(request, stream, sampler, pool.take(needed), list(request.prompt))
            )

    def _end_all(self) -> None:
        gone = BackendUnavailableError("The engine was closed.", hint="Load the model anew.")
        for running in list(self._running):
            running.stream.put(gone)
            self._finish(running)
        for _, stream in self._waiting:
            stream.put(gone)
        self._waiting.clear()

    def _finish(self, running: _Running) -> None:
        self._running.remove(running)
        self._pool.give_back(running.pages)
        running.stream.put(None)

    def _step(self) -> None:
        """Let the model read the next tokens of every request, and write one where all are read."""
        taken = self._share()
        try:
            rows = self._logits(taken)
        except Exception as error:  # one bad step must not take the engine down
            self._fail([running for running, _ in taken], error)
            return
        for (running, count), row in zip(taken, rows, strict=True):
            running.past += count
            del running.waiting[:count]
            if not running.waiting:
                self._write(running, row)

    def _share(self) -> list[tuple[_Running, int]]:
        """Return how many tokens of each request this step reads: replies first, then prompts."""
        left = self._settings.step_tokens
        taken = []
        for running in sorted(self._running, key=lambda one: len(one.waiting) > 1):
            count = min(len(running.waiting), left)
            if count:
                taken.append((running, count))
                left -= count
        return taken

    def _logits(self, taken: Sequence[tuple[_Running, int]]) -> torch.Tensor:
        """Return the logits behind the last token that each request reads, (requests, V)."""
        return self._steps.logits(
            [Part(one.waiting[:count], Stretch(one.pages, one.past, count)) for one, count in taken]
        ).cpu()

    def _write(self, running: _Running, logits: torch.Tensor) -> None:
        request = running.request
        try:
            allowed = request.constraint.allowed() if request.constraint else None
            choice = running.sampler.choose(logits, allowed)
            if request.constraint:
                request.constraint.accept(choice.token)
        except Exception as error:  # the request's own: it ends, the others go on
            self._fail([running], error)
            return
        running.written += 1
        running.waiting = [choice.token]
        reason = _reason(running, choice.token)
        running.stream.put(TokenEvent(choice.token, choice.logprob, reason))
        if reason is not None:
            with self._changed:
                self._finish(running)

    def _fail(self, failed: Sequence[_Running], error: Exception) -> None:
        typed = error
        if not isinstance(error, MRKLError):
            typed = BackendError(
                f"The model failed: {type(error).__name__}: {error}",
                hint="Try a shorter prompt or another dtype.",
            )
        with self._changed:
            for running in failed:
                running.stream.put(typed)
                self._finish(running)


def _reason(running: _Running, token: int) -> FinishReason | None:
    request = running.request
    if token in request.stop_tokens:
        return "stop"
    if request.constraint is not None and request.constraint.is_finished:
        return "stop"
    return "length" if running.written >= request.max_tokens else None
