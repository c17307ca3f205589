"""Fits the tool reader's network and heads on the finished encoder, as it runs.

Two small transformer layers over the int8 encoder's states of a question and a tool. They are
trained on the very states that they will see, which are computed once, so that a step costs a tenth
of one through the encoder, and nothing else that the encoder does can change.

Dimension key: B batch, T pieces of the input, D = 384 encoder width, E = 256 width of the network.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn

from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.training.batches import Example
from mrkl_router.training.export import export_reader
from mrkl_router.training.losses import reading_loss
from mrkl_router.training.model import DECODER_WIDTH, Attention
from mrkl_router.weights import Array, load_weights

READER_WIDTH, LAYERS = DECODER_WIDTH, 2
_RATE, _WARMUP = 1e-3, 100
#: Padded pieces of a batch.
_PIECES = 3000


class ReaderLayer(nn.Module):
    """Self-attention over the whole input and a feed-forward part, norms first."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(READER_WIDTH), nn.LayerNorm(READER_WIDTH)
        self.attention = Attention()
        self.up = nn.Linear(READER_WIDTH, 2 * READER_WIDTH)
        self.down = nn.Linear(2 * READER_WIDTH, READER_WIDTH)

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        """Return (B, T, E)."""
        y = self.before(x)
        x = x + self.attention(y, y, padding)
        out: Tensor = x + self.down(nn.functional.gelu(self.up(self.between(x))))
        return out


class ReaderNet(nn.Module):
    """States of a question beside a tool, made to say what belongs to which argument."""

    def __init__(self) -> None:
        super().__init__()
        self.narrow = nn.Linear(WIDTH, READER_WIDTH)
        self.layers = nn.ModuleList(ReaderLayer() for _ in range(LAYERS))
        self.widen = nn.Linear(READER_WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return states (B, T, D) for encoder states (B, T, D) and mask (B, T), float."""
        padding = (1 - mask)[:, None, None, :] * -1e4
        x = self.narrow(hidden)
        for layer in self.layers:
            x = layer(x, padding)
        out: Tensor = self.norm(hidden + self.widen(x))
        return out


class ReaderModel(nn.Module):
    """The network and its heads; the names of the heads are those of ``losses.reading_loss``."""

    def __init__(self) -> None:
        super().__init__()
        self.net = ReaderNet()
        self.match = nn.Linear(WIDTH, 1)
        self.argument = nn.Linear(WIDTH, 2 * WIDTH)
        self.option = nn.Linear(WIDTH, 1)
        self.unsaid = nn.Linear(WIDTH, 1)

    def heads(self) -> dict[str, Array]:
        """Return the heads as arrays by name."""
        return {
            f"{name}.{part}": value.detach().numpy().astype(np.float32)
            for name in ("match", "argument", "option", "unsaid")
            for part, value in getattr(self, name).named_parameters()
        }


def states_of(encoder: Encoder, examples: Sequence[Example[Any]]) -> list[Array]:
    """Return each example's encoder states (T, D), float16; one run each, as at run time."""
    made = []
    for index, example in enumerate(examples):
        made.append(encoder.states([example.packed])[0][0].astype(np.float16))
        if (index + 1) % 4000 == 0:
            print(f"reader: {index + 1:,} of {len(examples):,} inputs encoded", flush=True)
    return made


def _groups(lengths: Sequence[int], rng: Random) -> Iterator[list[int]]:
    """Yield the rows of one round in batches of similar lengths."""
    order = sorted(range(len(lengths)), key=lambda k: lengths[k] + rng.random() * 8)
    groups: list[list[int]] = [[]]
    for index in order:
        if groups[-1] and (len(groups[-1]) + 1) * lengths[index] > _PIECES:
            groups.append([])
        groups[-1].append(index)
    rng.shuffle(groups)
    yield from groups


def fit(
    examples: Sequence[Example[Any]], states: Sequence[Array], rounds: int, seed: int
) -> ReaderModel:
    """Return the fitted network and heads; ``rounds`` passes over the examples."""
    torch.manual_seed(seed)
    model, lengths = ReaderModel(), [len(one) for one in states]
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01)
    planned = rounds * (sum(lengths) // _PIECES + 1)
    step, total = 0, 0.0
    for number in range(rounds):
        for group in _groups(lengths, Random(f"{seed}-{number}")):
            rate = _RATE * min(1.0, (step + 1) / _WARMUP) * max(0.02, 1 - step / planned)
            for one in optimiser.param_groups:
                one["lr"] = rate
            loss = _step(model, optimiser, [examples[k] for k in group], [states[k] for k in group])
            step, total = step + 1, total + loss
            if step % 200 == 0:
                now = time.strftime("%H:%M:%S")
                print(f"{now} reader step {step} of {planned}: {total / 200:.3f}", flush=True)
                total = 0.0
    return model.eval()


def _step(
    model: ReaderModel,
    optimiser: torch.optim.Optimizer,
    batch: Sequence[Example[Any]],
    states: Sequence[Array],
) -> float:
    width = max(len(one) for one in states)
    hidden, mask = torch.zeros(len(batch), width, WIDTH), torch.zeros(len(batch), width)
    for index, one in enumerate(states):
        hidden[index, : len(one)] = torch.from_numpy(one.astype(np.float32))
        mask[index, : len(one)] = 1
    loss = reading_loss(model, model.net(hidden, mask), batch)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def refit(folder: Path, examples: Sequence[Example[Any]], rounds: int, seed: int) -> None:
    """Fit network and heads to the encoder in ``folder`` and put them beside it, not sealed yet."""
    model = fit(examples, states_of(Encoder(load_weights(folder)), examples), rounds, seed)
    export_reader(model.net, folder)
    path = folder / "heads.safetensors"
    save_file(load_file(path) | model.heads(), path)
