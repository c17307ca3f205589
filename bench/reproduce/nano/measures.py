"""Measures the model on text that was held out: perplexity, bits a byte, exact answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import nn
from torch.nn import functional

from bench.reproduce.nano.batches import Batches
from bench.reproduce.nano.model import token_losses
from bench.reproduce.nano.pool import Pool
from bench.reproduce.nano.tasks import TASKS, Make
from bench.reproduce.nano.tokens import Encoder
from bench.reproduce.nano.training import autocast
from bench.reproduce.nano.writing import Document

_AT_ONCE = 16
#: Tasks whose answers cannot be foreseen word by word.
FREE = frozenset({"passages", "definitions", "gsm8k"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the model makes of held-out documents of one task.

    Attributes:
        perplexity: Of the tokens of text, control tokens left out.
        bits_per_byte: Of the same text.
        answer_perplexity: Of the tokens of answers, their ends included.
        exact: The share of answers that greedy decoding gives to the letter, each with the true
            answers before it; None where answers are free.
        answers: How many there are.
    """

    perplexity: float
    bits_per_byte: float
    answer_perplexity: float
    exact: float | None
    answers: int


def held_out_loss(model: nn.Module, batches: Batches) -> float:
    """Return the weighted loss on all batches, in nats, as in training."""
    device = next(model.parameters()).device
    total = weight = 0.0
    with torch.no_grad(), autocast(device):
        for step in range(len(batches)):
            batch = batches[step]
            counts = batch.weights[:, 1:].flatten().to(device)
            losses = token_losses(model, batch.tokens.to(device))
            total += (losses * counts).sum().item()
            weight += counts.sum().item()
    return total / weight


def measure(
    model: nn.Module,
    pool: Pool,
    encoder: Encoder,
    *,
    documents: int,
    tasks: Mapping[str, Make] | None = None,
) -> dict[str, Measure]:
    """Return the measures of every task.

    Args:
        model: On its device.
        pool: The text that was held out.
        encoder: Makes tokens of it.
        documents: How many of each task.
        tasks: Which ones; all that are trained when absent.
    """
    device = next(model.parameters()).device
    measures = {}
    for name, make in (tasks or {name: task.make for name, task in TASKS.items()}).items():
        rng = Random(name)
        drawn = [make(pool, rng) for _ in range(documents)]
        sums = _Sums(encoder.token_bytes())
        for place in range(0, documents, _AT_ONCE):
            _add(sums, model, encoder, drawn[place : place + _AT_ONCE], device)
        measures[name] = sums.measure(free=name in FREE)
    return measures


def _add(
    sums: _Sums, model: nn.Module, encoder: Encoder, documents: Sequence[Document],
    device: torch.device,
) -> None:  # fmt: skip
    encoded = [encoder.encode(document) for document in documents]
    longest = max(len(ids) for ids, _ in encoded)
    tokens = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _ in encoded])
    with torch.no_grad(), autocast(device):
        logits = model(tokens[:, :-1].to(device)).float().cpu()
    losses = functional.cross_entropy(
        logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none"
    ).view(len(encoded), -1)
    foreseen = logits.argmax(-1) == tokens[:, 1:]
    for row, (ids, weights) in enumerate(encoded):
        wanted = [weight == 1.0 for weight in weights[1:]]
        sums.add(ids[1:], wanted, losses[row].tolist(), foreseen[row].tolist())


class _Sums:
    """Adds up what ``Measure`` is made of."""

    def __init__(self, token_bytes: Sequence[int]) -> None:
        self._token_bytes = token_bytes
        self._text: list[float] = []
        self._bytes = 0
        self._answers: list[float] = []
        self._exact: list[bool] = []

    def add(
        self, ids: Sequence[int], wanted: Sequence[bool], losses: Sequence[float],
        foreseen: Sequence[bool],
    ) -> None:  # fmt: skip
        """Take a document without its first token; the lists may be longer than ``ids``."""
        for token, loss in zip(ids, losses, strict=False):
            if self._token_bytes[token]:
                self._text.append(loss)
                self._bytes += self._token_bytes[token]
        for first, last in _runs(wanted):
            self._answers += losses[first:last]
            self._exact.append(all(foreseen[first:last]))

    def measure(self, *, free: bool) -> Measure:
        text, answers = sum(self._text), sum(self._answers)
        return Measure(
            perplexity=math.exp(text / len(self._text)),
            bits_per_byte=text / math.log(2) / self._bytes,
            answer_perplexity=math.exp(answers / max(len(self._answers), 1)),
            exact=None if free or not self._exact else sum(self._exact) / len(self._exact),
            answers=len(self._exact),
        )


def _runs(wanted: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where tokens that are wanted begin and end."""
    first = None
    for place, one in enumerate((*wanted, False)):
        if one and first is None:
            first = place
        elif not one and first is not None:
            yield first, place
            first = None
