"""A reply in the making: what the model has read of it, and what it is to read next.

R are the rows of scores that a step gives for one reply, V the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from mrkl_backends.pytorch.paged_batch import Stretch
from mrkl_backends.pytorch.prompt_lookup import MATCH, Drafting, propose
from mrkl_backends.pytorch.requests import FinishReason, Request, Stream, TokenEvent
from mrkl_backends.pytorch.sampling import Sampler
from mrkl_backends.pytorch.scores import Scores
from mrkl_backends.pytorch.steps import Part
from mrkl_core.errors import BackendError


@dataclass(frozen=True, slots=True)
class Reading:
    """What one step reads of a reply.

    Attributes:
        part: The known tokens and those of the draft.
        draft: Tokens that may come next, the last ones of the part.
        is_last: Whether no known token is left to read.
    """

    part: Part
    draft: Sequence[int]
    is_last: bool


class Reply:
    """One request that is served, with its place in the cache.

    Args:
        request: Already checked.
        stream: Where its tokens go.
        vocab_size: V.
        most_drafted: Longest draft by prompt lookup; 0 for none.

    Attributes:
        request: As given.
        stream: As given.
        tokens: Prompt and reply.
        pages: Where keys and values lie; enough for the prompt and the longest reply.
        past: Tokens that the model has read.
    """

    def __init__(
        self, request: Request, stream: Stream, *, vocab_size: int, most_drafted: int
    ) -> None:
        self.request, self.stream = request, stream
        self.tokens = list(request.prompt)
        self.pages: Sequence[int] = ()
        self.past = 0
        self._ended = False
        self._vocab_size = vocab_size
        self._sampler = Sampler(request.sampling, request.prompt, vocab_size)
        self._drafting = Drafting(most_drafted)

    @property
    def waiting(self) -> int:
        """Return how many known tokens the model has not read."""
        return len(self.tokens) - self.past

    @property
    def room(self) -> int:
        """Return how many tokens may still be written."""
        return len(self.request.prompt) + self.request.max_tokens - len(self.tokens)

    @property
    def is_reading(self) -> bool:
        """Tell whether the model has not read the whole prompt."""
        return self.past < len(self.request.prompt)

    def begin(self) -> Iterator[TokenEvent]:
        """Yield the tokens that a constraint forces the reply to begin with.

        Raises:
            BackendError: A forced token is none of the vocabulary.
        """
        yield from self._forced()

    def next(self, most: int, *, draft: bool) -> Reading:
        """Return what to read now.

        Args:
            most: Most tokens, at least one.
            draft: Whether to draft.
        """
        count = min(self.waiting, most)
        is_last = count == self.waiting
        drafted: Sequence[int] = ()
        if is_last and draft and self._takes_likeliest and (length := self._drafting.next()):
            # The last token of a reply is not read, so there need be no place for it.
            drafted = propose(self.tokens, length=min(length, most - count, self.room - 1))
        tokens = [*self.tokens[self.past : self.past + count], *drafted]
        stretch = Stretch(self.pages, self.past, len(tokens))
        return Reading(Part(tokens, stretch, 1 + len(drafted)), drafted, is_last)

    def foresees(self, reading: Reading, *, draft: bool) -> bool:
        """Tell whether what to read behind ``reading`` is known but for the very token it gives.

        So it is where the likeliest token is taken, unless a draft may begin with it.
        """
        if not self._takes_likeliest or self.request.alternatives:
            return False
        if reading.draft or not reading.is_last:
            return False
        return not (draft and self._drafting.is_ready and propose(self.tokens, match=MATCH - 1))

    def behind(self, reading: Reading, row: int) -> Reading:
        """Return what to read behind ``reading``, whose token the step finds in its ``row``."""
        self._drafting.next()
        past = reading.part.stretch.past + len(reading.part.tokens)
        return Reading(Part((~row,), Stretch(self.pages, past, 1)), (), is_last=True)

    def go_on(self, reading: Reading, scores: Scores) -> Iterator[TokenEvent]:
        """Note what was read, and yield the tokens that follow from it, until one is the last.

        Each token is chosen as without a draft. As long as it is the drafted one, the next row of
        scores is the one behind it; what is left of the draft is forgotten, and written over in
        the cache by what is read next.

        Args:
            reading: As ``next`` returned it.
            scores: R rows, as many as the part wanted.

        Raises:
            BackendError: The logits are of no use.
        """
        self.past += len(reading.part.tokens) - len(reading.draft)
        if self.waiting:  # of the prompt, or tokens that were forced after this step had begun
            return
        yield self._choose(scores, 0)
        right = 0
        while not self._ended and self.tokens[-1:] == list(reading.draft[right : right + 1]):
            right += 1
            self.past += 1
            yield self._choose(scores, right)
        if reading.draft:
            self._drafting.learn(len(reading.draft), right)
        if not self._ended:
            yield from self._forced()

    @property
    def _takes_likeliest(self) -> bool:
        sampling, constraint = self.request.sampling, self.request.constraint
        if not sampling.is_greedy or sampling.penalises:
            return False
        return constraint is None or constraint.is_free

    def _choose(self, scores: Scores, row: int) -> TokenEvent:
        request = self.request
        if self._takes_likeliest and not request.alternatives:
            likeliest = scores.likeliest(row)
            return self._written(likeliest.token, likeliest.logprob, ())
        logits = scores.row(row)
        allowed = request.constraint.allowed() if request.constraint else None
        choice = self._sampler.choose(logits, allowed)
        others = _likeliest(logits, request.alternatives) if request.alternatives else ()
        return self._written(choice.token, choice.logprob, others)

    def _forced(self) -> Iterator[TokenEvent]:
        constraint = self.request.constraint
        for token in constraint.forced()[: self.room] if constraint else ():
            if not 0 <= token < self._vocab_size:
                raise BackendError(
                    f"The constraint forces the token {token}; the model knows 0 to"
                    f" {self._vocab_size - 1}.",
                    hint="Make the constraint with the tokenizer of this very checkpoint.",
                )
            self._sampler.accept(token)
            yield self._written(token, 0.0, ())
            if self._ended:
                return

    def _written(
        self, token: int, logprob: float, likeliest: tuple[tuple[int, float], ...]
    ) -> TokenEvent:
        if self.request.constraint:
            self.request.constraint.accept(token)
        self.tokens.append(token)
        reason = self._reason(token)
        self._ended = reason is not None
        return TokenEvent(token, logprob, reason, likeliest)

    def _reason(self, token: int) -> FinishReason | None:
        constraint = self.request.constraint
        if token in self.request.stop_tokens or (constraint and constraint.is_finished):
            return "stop"
        return None if self.room else "length"


def _likeliest(logits: Tensor, count: int) -> tuple[tuple[int, float], ...]:
    logprobs, tokens = logits.log_softmax(0).topk(min(count, len(logits)))
    return tuple(zip(tokens.tolist(), logprobs.tolist(), strict=True))
