"""The training loop: AdamW, warm-up and cosine, by steps or by the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from bench.reproduce.nano.batches import Batch, Batches
from bench.reproduce.nano.model import Nano, token_losses
from bench.reproduce.nano.training_state import State, load_state, save_state

#: More steps than any run takes; the clock ends it.
ENDLESS = 10_000_000
#: Steps between two reports; reading a loss makes a GPU wait.
TOLD_EVERY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the model is trained.

    Attributes:
        steps: How many at most.
        minutes: Of the clock, if it decides; the schedule is then one of time.
        sequences: Of a step.
        length: Of a sequence, in tokens.
        rate: The highest learning rate.
        warmup: The share of the run in which the rate rises.
        last: The share of the rate that is left at the end.
        decay: Of the weights of matrices.
        clip: The largest norm of the gradient.
        seed: Of first weights and of all draws.
        workers: Processes that write batches; none: the training process does.
        kept_every: Steps between checkpoints of the run.
        compiled: Whether torch compiles the model.
    """

    steps: int = ENDLESS
    minutes: float | None = None
    sequences: int = 64
    length: int = 1_024
    rate: float = 3e-3
    warmup: float = 0.03
    last: float = 0.02
    decay: float = 0.1
    clip: float = 1.0
    seed: int = 1
    workers: int = 0
    kept_every: int = 500
    compiled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the run stands.

    Attributes:
        step: Steps done.
        share: Of the run, 0 to 1.
        loss: Of the last step, weighted, in nats.
        rate: The learning rate of the last step.
        tokens: Read so far.
        seconds: Taken so far.
    """

    step: int
    share: float
    loss: float
    rate: float
    tokens: int
    seconds: float


def rate_at(share: float, recipe: Recipe) -> float:
    """Return the learning rate at a share of the run: a line up, half a cosine down."""
    if share < recipe.warmup:
        return recipe.rate * share / recipe.warmup
    down = min((share - recipe.warmup) / (1 - recipe.warmup), 1.0)
    floor = recipe.last * recipe.rate
    return floor + (recipe.rate - floor) * (1 + math.cos(math.pi * down)) / 2


class Clock:
    """Tells how far a run is.

    The first step, in which a GPU loads its code, counts for the limit but not for the schedule.

    Args:
        recipe: Its ``steps`` or ``minutes`` decide.
        seconds: Taken before, if the run goes on.
        now: Gives seconds.
    """

    def __init__(
        self, recipe: Recipe, seconds: float = 0.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._recipe, self._now = recipe, now
        self._began = now() - seconds
        self._scheduled: float | None = seconds or None

    def seconds(self) -> float:
        """Return the seconds taken."""
        return self._now() - self._began

    def share(self, step: int) -> float:
        """Return the share of the run that is over once ``step``, from 0, is done."""
        if self._recipe.minutes is None:
            return (step + 1) / self._recipe.steps
        if step == 0:
            return 1e-3
        seconds = self.seconds()
        self._scheduled = seconds if self._scheduled is None else self._scheduled
        limit = 60 * self._recipe.minutes
        return (seconds - self._scheduled) / max(limit - self._scheduled, 1e-9) + 1e-3


def optimizer_of(model: Nano, recipe: Recipe) -> torch.optim.AdamW:
    """Return AdamW; norms do not decay."""
    weights = list(model.parameters())
    groups = [
        {"params": [w for w in weights if w.dim() > 1], "weight_decay": recipe.decay},
        {"params": [w for w in weights if w.dim() == 1], "weight_decay": 0.0},
    ]
    fused = weights[0].is_cuda
    return torch.optim.AdamW(groups, lr=recipe.rate, betas=(0.9, 0.95), fused=fused)


def autocast(device: torch.device) -> AbstractContextManager[Any]:
    """Return bfloat16 arithmetic where the device has it."""
    if device.type == "cuda":
        able = torch.cuda.is_bf16_supported()
    else:
        able = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    context: AbstractContextManager[Any] = torch.autocast(
        device.type, dtype=torch.bfloat16, enabled=able
    )
    return context


def train(
    model: Nano,
    batches: Batches,
    recipe: Recipe,
    *,
    kept: Path | None = None,
    told: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Train the model in place and return where it ended.

    Args:
        model: On its device.
        batches: What each step reads; the run ends with them, or by the clock.
        recipe: How.
        kept: Where the run is kept every so often; one that is there goes on.
        told: Called every ``TOLD_EVERY`` steps.

    Raises:
        FloatingPointError: The loss is no longer a number.
        ValueError: The run that is kept is over.
    """
    device = next(model.parameters()).device
    optimizer = optimizer_of(model, recipe)
    state = load_state(kept, model, optimizer) if kept and kept.is_file() else State()
    clock = Clock(recipe, state.seconds)
    forward = torch.compile(model) if recipe.compiled else model
    model.train()
    last: tuple[float, float, torch.Tensor] | None = None
    for step, batch in enumerate(_loader(batches, state.step, recipe), start=state.step):
        share = clock.share(step)
        if recipe.minutes is not None and share >= 1.0:
            break
        rate = rate_at(share, recipe)
        last = share, rate, _step(forward, optimizer, batch, rate, recipe.clip, device)
        tokens = state.tokens + batch.tokens[:, 1:].numel()
        state = State(step=step + 1, tokens=tokens, seconds=clock.seconds())
        if state.step % TOLD_EVERY == 0:
            told(_progress(state, *last))
        if kept and state.step % recipe.kept_every == 0:
            save_state(kept, model, optimizer, state)
    if last is None:
        raise ValueError(f"There is no step left to take after step {state.step:,}.")
    return _progress(state, *last)


def _loader(batches: Batches, first: int, recipe: Recipe) -> DataLoader[Batch]:
    """Return the batches from a step on, written ahead by other processes if there are any."""
    ahead = 4 if recipe.workers else None
    rest = range(first, len(batches))
    return DataLoader(
        batches,
        batch_size=None,
        sampler=rest,
        num_workers=recipe.workers,
        prefetch_factor=ahead,
        pin_memory=torch.cuda.is_available(),
    )


def _step(
    forward: nn.Module,
    optimizer: torch.optim.Optimizer,
    batch: Batch,
    rate: float,
    clip: float,
    device: torch.device,
) -> torch.Tensor:
    """Take one step and return its loss, still on the device."""
    tokens = batch.tokens.to(device, non_blocking=True)
    weights = batch.weights[:, 1:].flatten().to(device, non_blocking=True)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    with autocast(device):
        losses = token_losses(forward, tokens)
    loss = (losses * weights).sum() / weights.sum()
    loss.backward()
    every = [weight for group in optimizer.param_groups for weight in group["params"]]
    nn.utils.clip_grad_norm_(every, clip)
    optimizer.step()
    return loss.detach()


def _progress(state: State, share: float, rate: float, loss: torch.Tensor) -> Progress:
    value = loss.item()
    if not math.isfinite(value):
        raise FloatingPointError(f"The loss of step {state.step:,} is {value}; lower --rate.")
    return Progress(
        step=state.step,
        share=min(share, 1.0),
        loss=value,
        rate=rate,
        tokens=state.tokens,
        seconds=state.seconds,
    )
