"""Fits small networks on the finished encoder, as it runs: one reads tools, one reads tables.

A few small transformer layers over the int8 encoder's states. They are trained on the very states
that they will see, which are computed once, so that a step costs a tenth of one through the
encoder, and nothing else that the encoder does can change. They begin as the identity, with the
heads that the encoder was trained with.

Dimension key: B batch, T pieces of the input, D = 384 encoder width, E width of the network.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn

from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.sql_tokens import LIMIT, OPERATORS, ORDER, SELECT
from mrkl_router.training.batches import Example
from mrkl_router.training.export import export_states
from mrkl_router.training.loop import precision
from mrkl_router.training.losses import query_loss, reading_loss
from mrkl_router.training.model import Attention
from mrkl_router.weights import Array, load_weights

LAYERS = 2
_RATE, _WARMUP = 1e-3, 100
#: Padded pieces of a batch.
_PIECES = 3000
#: What is learned together: an input, or a table with its distractors.
Unit = Sequence[Example[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A network, its heads and its loss.

    Attributes:
        name: The file is called so, with ``.onnx``.
        width: Of the network.
        outputs: Heads by name, with the number of their outputs.
        loss: Of model, states (B, T, D) and batch.
    """

    name: str
    width: int
    outputs: Mapping[str, int]
    loss: Callable[[Any, Tensor, Sequence[Example[Any]]], Tensor]


TOOLS = Task(
    name="reader",
    width=256,
    outputs={"match": 1, "argument": 2 * WIDTH, "option": 1, "unsaid": 1},
    loss=reading_loss,
)
TABLES = Task(
    name="tables",
    width=192,
    outputs={
        "table": 1,
        "column": len(SELECT) + 1 + len(OPERATORS) + len(ORDER),
        "value": 2 * WIDTH,
        "query": len(LIMIT) + 1,
    },
    loss=query_loss,
)


class StateLayer(nn.Module):
    """Self-attention over the whole input and a feed-forward part, norms first."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        """Return (B, T, E)."""
        y = self.before(x)
        x = x + self.attention(y, y, padding)
        out: Tensor = x + self.down(nn.functional.gelu(self.up(self.between(x))))
        return out


class StateNet(nn.Module):
    """Encoder states made to say more of one task."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.narrow = nn.Linear(WIDTH, width)
        self.layers = nn.ModuleList(StateLayer(width) for _ in range(LAYERS))
        self.widen = nn.Linear(width, WIDTH)
        nn.init.zeros_(self.widen.weight)
        nn.init.zeros_(self.widen.bias)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return states (B, T, D) for encoder states (B, T, D) and mask (B, T), float."""
        padding = (1 - mask)[:, None, None, :] * -1e4
        x = self.narrow(hidden)
        for layer in self.layers:
            x = layer(x, padding)
        out: Tensor = hidden + self.widen(x)
        return out


class StateModel(nn.Module):
    """A task's network with its heads, which have the names that its loss calls them by."""

    def __init__(self, task: Task, heads: Mapping[str, Array]) -> None:
        super().__init__()
        self.names = tuple(task.outputs)
        self.net = StateNet(task.width)
        for name, outputs in task.outputs.items():
            self.add_module(name, nn.Linear(WIDTH, outputs))
        with torch.no_grad():
            for name, value in self.named_parameters():
                if name in heads:
                    value.copy_(torch.from_numpy(heads[name].astype(np.float32)))

    def heads(self) -> dict[str, Array]:
        """Return the heads as arrays by name."""
        return {
            name: value.detach().numpy().astype(np.float32)
            for name, value in self.named_parameters()
            if name.split(".")[0] in self.names
        }


def states_of(encoder: Encoder, units: Sequence[Unit]) -> list[list[Array]]:
    """Return the encoder states (T, D), float16, of every input; one run each, as at run time."""
    made = []
    for index, unit in enumerate(units):
        made.append([encoder.states([example.packed])[0][0].astype(np.float16) for example in unit])
        if (index + 1) % 4000 == 0:
            print(f"{index + 1:,} of {len(units):,} inputs encoded", flush=True)
    return made


def _groups(states: Sequence[Sequence[Array]], rng: Random) -> Iterator[list[int]]:
    """Yield the units of one round in batches of similar lengths."""
    lengths = [max(map(len, unit)) for unit in states]
    order = sorted(range(len(states)), key=lambda k: lengths[k] + rng.random() * 8)
    groups: list[list[int]] = [[]]
    inputs = 0
    for index in order:
        inputs += len(states[index])
        if groups[-1] and inputs * lengths[index] > _PIECES:
            groups.append([])
            inputs = len(states[index])
        groups[-1].append(index)
    rng.shuffle(groups)
    yield from groups


def fit(
    task: Task,
    units: Sequence[Unit],
    states: Sequence[Sequence[Array]],
    heads: Mapping[str, Array],
    *,
    rounds: int,
    seed: int,
) -> StateModel:
    """Return the fitted network and heads.

    Args:
        task: What to fit.
        units: Inputs that are learned together.
        states: (T, D) float16 encoder states of each.
        heads: Where the heads start.
        rounds: Passes over the units.
        seed: Fixes the start and the order.
    """
    torch.manual_seed(seed)
    model, cast = StateModel(task, heads), precision()
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01)
    plan = [group for k in range(rounds) for group in _groups(states, Random(f"{seed}-{k}"))]
    total = 0.0
    for step, group in enumerate(plan, start=1):
        rate = _RATE * min(1.0, step / _WARMUP) * max(0.02, 1 - step / len(plan))
        for one in optimiser.param_groups:
            one["lr"] = rate
        hidden, mask = _padded([one for k in group for one in states[k]])
        with cast:
            read = model.net(hidden, mask)
        loss = task.loss(model, read.float(), [one for k in group for one in units[k]])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        total += float(loss.detach())
        if step % 200 == 0:
            now = time.strftime("%H:%M:%S")
            print(f"{now} {task.name} step {step} of {len(plan)}: {total / 200:.3f}", flush=True)
            total = 0.0
    return model.eval()


def _padded(states: Sequence[Array]) -> tuple[Tensor, Tensor]:
    width = max(len(one) for one in states)
    hidden, mask = torch.zeros(len(states), width, WIDTH), torch.zeros(len(states), width)
    for index, one in enumerate(states):
        hidden[index, : len(one)] = torch.from_numpy(one.astype(np.float32))
        mask[index, : len(one)] = 1
    return hidden, mask


def refit(folder: Path, task: Task, units: Sequence[Unit], rounds: int, seed: int) -> None:
    """Fit a task to the encoder in ``folder`` and put it beside it, not sealed yet."""
    path = folder / "heads.safetensors"
    heads = load_file(path)
    states = states_of(Encoder(load_weights(folder)), units)
    model = fit(task, units, states, heads, rounds=rounds, seed=seed)
    export_states(model.net, folder / f"{task.name}.onnx")
    save_file(heads | model.heads(), path)
