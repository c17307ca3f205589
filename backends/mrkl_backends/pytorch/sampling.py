"""How the next token is picked from the model's logits.

Order: penalties, then temperature, then top-k, top-p and min-p, each over what the one before left.
V is the size of the vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mrkl_core.errors import BackendError, SettingsError

_RANGES: dict[str, tuple[float, float]] = {
    "temperature": (0.0, 100.0),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
    "repetition_penalty": (0.01, 100.0),
    "presence_penalty": (-100.0, 100.0),
    "frequency_penalty": (-100.0, 100.0),
}
_MOST_K, _MOST_SEED = 2**31 - 1, 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingSettings:
    """How to sample.

    Attributes:
        temperature: 0 takes the likeliest token.
        top_k: Keep so many of the likeliest tokens; 0 keeps all.
        top_p: Keep the likeliest tokens that together reach this probability.
        min_p: Keep tokens at least this share as likely as the likeliest.
        repetition_penalty: Divides positive logits of tokens that the prompt or the reply holds,
            and multiplies negative ones (CTRL, arXiv 1909.05858, section 4.1).
        presence_penalty: Taken off the logits of tokens that the reply holds.
        frequency_penalty: The same, as often as the reply holds them.
        seed: The same seed gives the same tokens, whoever else is served; None takes any.

    Raises:
        SettingsError: A value is out of its range; it is named.
    """

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    repetition_penalty: float = 1.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    seed: int | None = None

    def __post_init__(self) -> None:
        for name, (lowest, highest) in _RANGES.items():
            value = getattr(self, name)
            if not _is_number(value) or not lowest <= value <= highest:
                raise _out_of_range(name, value, f"a number from {lowest:g} to {highest:g}")
        if not _is_count(self.top_k, _MOST_K):
            raise _out_of_range("top_k", self.top_k, "0 or a positive whole number")
        if self.seed is not None and not _is_count(self.seed, _MOST_SEED):
            raise _out_of_range("seed", self.seed, "a whole number from 0 to 2**63 - 1")

    @property
    def is_greedy(self) -> bool:
        """Tell whether the likeliest token is always taken."""
        return self.temperature == 0

    @property
    def penalises(self) -> bool:
        """Tell whether earlier tokens change the logits."""
        return (self.repetition_penalty, self.presence_penalty, self.frequency_penalty) != (1, 0, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A token and its log-probability (nats) under the distribution as the model gave it."""

    token: int
    logprob: float


class Sampler:
    """Picks the tokens of one reply.

    Args:
        settings: How.
        prompt: The tokens before the reply.
        vocab_size: V.
    """

    def __init__(self, settings: SamplingSettings, prompt: Sequence[int], vocab_size: int) -> None:
        self._settings = settings
        self._generator = torch.Generator()
        if settings.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(settings.seed)
        if settings.penalises:
            self._counts = torch.zeros(vocab_size)
            self._said = torch.zeros(vocab_size, dtype=torch.bool)
            self._said[torch.tensor(list(prompt), dtype=torch.int64)] = True

    def choose(self, logits: Tensor, allowed: Tensor | None = None) -> Choice:
        """Pick a token; costs one pass over V, and a sort where top-p is set.

        Args:
            logits: (V,) float32 on the CPU; left as they are.
            allowed: (V,) bool: the tokens that may be picked; all where None.

        Raises:
            BackendError: A logit is not a number, or no token is allowed.
        """
        changed = self._penalised(logits)
        if allowed is not None:
            changed = changed.masked_fill(~allowed, -math.inf)
        token = int(changed.argmax()) if self._settings.is_greedy else self._drawn(changed)
        score = float(logits[token])
        if not math.isfinite(score) or (allowed is not None and not allowed[token]):
            raise unusable()
        self.accept(token)
        return Choice(token, score - float(logits.logsumexp(0)))

    def accept(self, token: int) -> None:
        """Count a token as part of the reply; ``choose`` does so by itself."""
        if self._settings.penalises:
            self._counts[token] += 1
            self._said[token] = True

    def _penalised(self, logits: Tensor) -> Tensor:
        settings = self._settings
        if not settings.penalises:
            return logits
        factor = settings.repetition_penalty
        repeated = torch.where(logits > 0, logits / factor, logits * factor)
        changed = torch.where(self._said, repeated, logits)
        changed -= settings.frequency_penalty * self._counts
        changed -= settings.presence_penalty * (self._counts > 0)
        return changed

    def _drawn(self, logits: Tensor) -> int:
        settings = self._settings
        logits = (logits - logits.max()) / settings.temperature
        if 0 < settings.top_k < len(logits):
            values, places = logits.topk(settings.top_k)
        elif settings.top_p < 1:
            values, places = logits.sort(descending=True)
        else:
            values, places = logits, None
        odds = values.softmax(0)
        if settings.top_p < 1:
            # The token that reaches the mark is kept, and so is always the first.
            odds = odds.masked_fill(odds.cumsum(0) - odds >= settings.top_p, 0.0)
            odds[0] = max(float(odds[0]), 1e-30)
        if settings.min_p > 0:
            odds = odds.masked_fill(odds < settings.min_p * odds.max(), 0.0)
        if not torch.isfinite(odds).all():
            return int(logits.argmax())
        drawn = int(torch.multinomial(odds, 1, generator=self._generator))
        return drawn if places is None else int(places[drawn])


def unusable() -> BackendError:
    """Return the error of logits from which no token can be picked."""
    return BackendError(
        "The model gave no usable number for any token that may come next.",
        hint="Check the weights, or try another dtype.",
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _out_of_range(name: str, value: object, wanted: str) -> SettingsError:
    return SettingsError(
        f"{name} is {value!r}; it must be {wanted}.",
        hint=f"Change {name}.",
        setting=name,
        value=value,
    )
