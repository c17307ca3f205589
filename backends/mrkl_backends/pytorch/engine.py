"""Serves many requests with one model: every step takes tokens of all of them.

One thread owns model and pages.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from mrkl_backends.pytorch.at_exit import close_at_exit
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool, pages_for
from mrkl_backends.pytorch.quickest import quickest_steps
from mrkl_backends.pytorch.reply import Reading, Reply
from mrkl_backends.pytorch.requests import MOST_ALTERNATIVES, Request, Stream, TokenEvent
from mrkl_backends.pytorch.scheduler import Scheduler
from mrkl_backends.pytorch.scores import Scores
from mrkl_backends.pytorch.steps import Steps
from mrkl_core.errors import BackendError, BackendUnavailableError, MRKLError


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Limits of an engine.

    Attributes:
        cache_tokens: Tokens whose keys and values fit at once, over all requests.
        most_running: Requests that are written at once.
        most_waiting: Requests that may wait for their turn.
        step_tokens: Tokens of one step; longer prompts are read in several.
        most_drafted: Tokens that a greedy reply may be guessed ahead by prompt lookup; 0 for none.
    """

    cache_tokens: int = 8192
    most_running: int = 16
    most_waiting: int = 256
    step_tokens: int = 1024
    most_drafted: int = 8


@dataclass(slots=True)
class EngineCounts:
    """What an engine has done so far.

    Attributes:
        steps: Steps that the model took.
        tokens_read: Tokens that it read in them, drafts included.
        tokens_shared: Tokens of prompts that it need not read, as they had been read before.
        tokens_drafted: Tokens that were guessed ahead.
        drafts_right: Those of them that came true.
    """

    steps: int = 0
    tokens_read: int = 0
    tokens_shared: int = 0
    tokens_drafted: int = 0
    drafts_right: int = 0


@dataclass(frozen=True, slots=True)
class _Begun:
    """A step that the model was told to take.

    Attributes:
        taken: What it reads of which reply.
        scores: What comes of it.
    """

    taken: Sequence[tuple[Reply, Reading]]
    scores: Scores


class Engine:
    """Writes replies; requests of all threads and event loops are served together.

    Args:
        model: Filled and finished.
        settings: Limits.
        steps: Makes what lets the model read tokens.
    """

    def __init__(
        self,
        model: Model,
        settings: EngineSettings | None = None,
        *,
        steps: Callable[[Model, PagePool], Steps] = quickest_steps,
    ) -> None:
        self._model = model
        self._settings = settings or EngineSettings()
        self._pool = PagePool(
            model.architecture, pages=self.pages, dtype=model.dtype, device=model.device
        )
        self._steps = steps(model, self._pool)
        self._begun: _Begun | None = None
        self._scheduler = Scheduler(
            self._pool,
            most_running=self._settings.most_running,
            step_tokens=self._settings.step_tokens,
        )
        self._counts = EngineCounts()
        self._waiting: deque[Reply] = deque()
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
        """Return how many of them no request holds; what is kept for later is given up for any."""
        with self._changed:
            return self._scheduler.free_pages

    @property
    def counts(self) -> EngineCounts:
        """Return what the engine has done so far."""
        return replace(self._counts)

    def submit(self, request: Request) -> Stream:
        """Queue a request and return its stream at once.

        Raises:
            BackendError: The request can never be served; what is wrong or too long is named.
            BackendUnavailableError: Too many requests wait, or the engine was closed.
        """
        self._check(request)
        stream = Stream(self._cancel)
        reply = Reply(
            request,
            stream,
            vocab_size=self._model.architecture.vocab_size,
            most_drafted=self._settings.most_drafted,
        )
        with self._changed:
            if self._closed:
                raise BackendUnavailableError("The engine was closed.", hint="Load the model anew.")
            if len(self._waiting) >= self._settings.most_waiting:
                raise BackendUnavailableError(
                    f"{len(self._waiting)} requests are waiting already.",
                    hint="Try again in a moment, or raise most_waiting.",
                    limit=self._settings.most_waiting,
                )
            self._waiting.append(reply)
            if self._thread is None:
                self._start()
            self._changed.notify()
        return stream

    def close(self) -> None:
        """End all requests and the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._serve, name="mrkl-engine", daemon=True)
        self._thread.start()
        # A thread that the interpreter's end meets inside the model would abort the process.
        close_at_exit(self)

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
        if not 0 <= request.alternatives <= MOST_ALTERNATIVES:
            raise BackendError(
                f"alternatives is {request.alternatives}; it must be from 0 to"
                f" {MOST_ALTERNATIVES}.",
                hint="Ask for fewer.",
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
                if self._scheduler.running:
                    return True
                self._changed.wait()

    def _drop_cancelled(self) -> None:
        for reply in [one for one in self._scheduler.running if one.stream in self._cancelled]:
            self._finish(reply)
        for reply in [one for one in self._waiting if one.stream in self._cancelled]:
            self._waiting.remove(reply)
            reply.stream.put(None)
        self._cancelled.clear()

    def _start_waiting(self) -> None:
        # First come, first served: a long request is not overtaken, so it cannot starve.
        while self._waiting and self._scheduler.admit(self._waiting[0]):
            reply = self._waiting.popleft()
            self._counts.tokens_shared += reply.past
            if self._put(reply, reply.begin()):
                self._finish(reply)

    def _end_all(self) -> None:
        gone = BackendUnavailableError("The engine was closed.", hint="Load the model anew.")
        for reply in list(self._scheduler.running):
            reply.stream.put(gone)
            self._finish(reply)
        for reply in self._waiting:
            reply.stream.put(gone)
        self._waiting.clear()

    def _finish(self, reply: Reply) -> None:
        self._scheduler.keep(reply)
        self._scheduler.end(reply)
        reply.stream.put(None)

    def _step(self) -> None:
        """Let the model take a step, and write the tokens that it gives.

        Where the next step needs but those tokens, which are with the model already, it is begun
        before they are read: so it runs while they are handed out. What it reads for replies that
        end by then is in vain; their pages are written to before anybody else gets to read them.
        """
        begun, self._begun = self._begun or self._begin(self._scheduler.readings()), None
        if begun is None:
            return
        behind = self._scheduler.readings_behind(begun.taken) if begun.scores.leads else ()
        if behind:
            self._begun = self._begin(behind)
        self._counts.steps += 1
        running = set(self._scheduler.running)
        rows = begun.scores.split([reading.part.scored for _, reading in begun.taken])
        for (reply, reading), scores in zip(begun.taken, rows, strict=True):
            if reply in running:
                self._go_on(reply, reading, scores)

    def _begin(self, taken: Sequence[tuple[Reply, Reading]]) -> _Begun | None:
        """Let the model read the next tokens of every request; None if that failed."""
        try:
            return _Begun(taken, self._steps.scores([reading.part for _, reading in taken]))
        except Exception as error:  # one bad step must not take the engine down
            self._fail([reply for reply, _ in taken], error)
            return None

    def _go_on(self, reply: Reply, reading: Reading, scores: Scores) -> None:
        counts, was_reading = self._counts, reply.is_reading
        known = reply.past + len(reading.part.tokens) - len(reading.draft)
        is_over = self._put(reply, reply.go_on(reading, scores))
        counts.tokens_read += len(reading.part.tokens)
        counts.tokens_drafted += len(reading.draft)
        counts.drafts_right += reply.past - known
        with self._changed:
            if is_over:
                self._finish(reply)
            elif was_reading and not reply.is_reading:
                self._scheduler.keep(reply)

    def _put(self, reply: Reply, events: Iterator[TokenEvent]) -> bool:
        """Hand events to the reader; return whether the last one ends the reply."""
        reason = None
        try:
            for event in events:
                reply.stream.put(event)
                reason = event.finish_reason
        except Exception as error:  # the request's own: it ends, the others go on
            self._fail([reply], error)
            return False
        return reason is not None

    def _fail(self, failed: Sequence[Reply], error: Exception) -> None:
        typed = error
        if not isinstance(error, MRKLError):
            typed = BackendError(
                f"The model failed: {type(error).__name__}: {error}",
                hint="Try a shorter prompt or another dtype.",
            )
        with self._changed:
            for reply in failed:
                reply.stream.put(typed)
                self._finish(reply)
