"""What is asked of the engine, and what it says of each token."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import torch
from torch import Tensor

from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_core.errors import BackendError

FinishReason = Literal["stop", "length", "cancelled"]

MOST_ALTERNATIVES = 20


class Constraint(Protocol):
    """Says which tokens may come next."""

    def allowed(self) -> Tensor:
        """Return (V,) bool."""

    def accept(self, token: int) -> None:
        """Go on behind a token."""

    def forced(self) -> Sequence[int]:
        """Return tokens that will come next for sure, as far as that is known."""

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more may follow."""


class Given:
    """The constraint that only one text meets: its tokens are scored, not chosen.

    Args:
        tokens: The text.
        vocab_size: V.
    """

    def __init__(self, tokens: Sequence[int], vocab_size: int) -> None:
        self._tokens, self._vocab_size = tokens, vocab_size
        self._done = 0

    def allowed(self) -> Tensor:
        """Return (V,) bool, true for one token."""
        mask = torch.zeros(self._vocab_size, dtype=torch.bool)
        mask[self._tokens[self._done]] = True
        return mask

    def accept(self, token: int) -> None:
        """Go on; ``token`` is the only one that was allowed."""
        self._done += 1

    def forced(self) -> Sequence[int]:
        """Return the rest of the text."""
        return self._tokens[self._done :]

    @property
    def is_finished(self) -> bool:
        """Tell whether the text is at its end."""
        return self._done == len(self._tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One reply to write.

    Attributes:
        prompt: Token ids.
        max_tokens: Longest reply.
        sampling: How to pick its tokens.
        stop_tokens: Tokens that each end it.
        constraint: What it must match, if anything; it serves this request alone.
        tenant: Who asks; what one tenant's prompts left in the cache no other can use.
        alternatives: How many of the likeliest tokens to name beside each, 20 at most.
    """

    prompt: tuple[int, ...]
    max_tokens: int
    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    stop_tokens: Collection[int] = ()
    constraint: Constraint | None = None
    tenant: str = ""
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """A token of the reply; ``finish_reason`` is set on the last one.

    Attributes:
        token: Its id.
        logprob: Its log-probability in nats, before sampling settings and constraint.
        finish_reason: ``stop`` (a stop token, or the constraint's end) or ``length``.
        alternatives: The likeliest tokens in its place and their log-probabilities.
    """

    token: int
    logprob: float
    finish_reason: FinishReason | None = None
    alternatives: tuple[tuple[int, float], ...] = ()


def check_request(request: Request, *, vocab_size: int, capacity: int) -> None:
    """Refuse a request that can never be served.

    Args:
        request: Comes from anywhere; nothing is taken for granted.
        vocab_size: Tokens that the model knows.
        capacity: Tokens that prompt and reply may have together.

    Raises:
        BackendError: What is wrong or too long is named.
    """
    _check_tokens("prompt", request.prompt, vocab_size)
    if not request.prompt:
        raise BackendError("The prompt holds no token.", hint="Give it some text.")
    _check_tokens("list of stop tokens", request.stop_tokens, None)
    _check_count("max_tokens", request.max_tokens, 1, None)
    _check_count("alternatives", request.alternatives, 0, MOST_ALTERNATIVES)
    for name, kind in (("sampling", SamplingSettings), ("tenant", str)):
        if not isinstance(getattr(request, name), kind):
            raise _wrong(name, getattr(request, name), f"of type {kind.__name__}")
    total = len(request.prompt) + request.max_tokens
    if total > capacity:
        raise BackendError(
            f"The prompt of {len(request.prompt):,} tokens and a reply of up to"
            f" {request.max_tokens:,} make {total:,}; at most {capacity:,} fit.",
            hint="Shorten the prompt, lower max_tokens, or raise cache_tokens.",
            limit=capacity,
        )


def _check_tokens(name: str, tokens: object, vocab_size: int | None) -> None:
    if not isinstance(tokens, Collection) or any(type(token) is not int for token in tokens):
        raise BackendError(f"The {name} is not made of token ids.", hint="Give whole numbers.")
    stray = next((t for t in tokens if vocab_size is not None and not 0 <= t < vocab_size), None)
    if stray is not None and vocab_size is not None:
        raise BackendError(
            f"The {name} holds the token {stray}; the model knows 0 to {vocab_size - 1}.",
            hint="Use the tokenizer of this very checkpoint.",
        )


def _check_count(name: str, value: object, least: int, most: int | None) -> None:
    if type(value) is not int or value < least or (most is not None and value > most):
        wanted = f"at least {least}" if most is None else f"from {least} to {most}"
        raise _wrong(name, value, f"a whole number, {wanted}")


def _wrong(name: str, value: object, wanted: str) -> BackendError:
    return BackendError(f"{name} is {value!r}; it must be {wanted}.", hint=f"Change {name}.")
