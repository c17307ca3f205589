"""Fits the compose head on the finished encoder, as it runs: three small convolutions.

Whether "that" refers to an earlier result depends on the words around it. The encoder learns little
of this beside its larger tasks, so the head looks at neighbouring pieces itself. It is trained on
the int8 states that it will see, in minutes, and changes no other task.

``python -m mrkl_router.training.compose_head FOLDER`` fits it to the weights in a folder.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (the field's own name)

from mrkl_router.composition import LABELS
from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.training.compositions import CompositionRow, training_compositions
from mrkl_router.training.export import seal
from mrkl_router.training.questions import routing_questions
from mrkl_router.weights import SHIPPED, Array, load_weights
from mrkl_router.word_pieces import pack

CHANNELS = 96
WINDOWS = (5, 7, 7, 1)
_BATCH = 64
_RATE = 2e-3
#: Share of the states' numbers that are left out in each step.
_DROPPED = 0.1


class ComposeNet(nn.Module):
    """Convolutions over piece states (B, T, D) to logits of LABELS (B, T, 4)."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (WIDTH, *[CHANNELS] * (len(WINDOWS) - 1), len(LABELS))
        self.layers = nn.ModuleList(
            nn.Conv1d(before, after, window, padding=window // 2)
            for before, after, window in zip(sizes[:-1], sizes[1:], WINDOWS, strict=True)
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return logits; padding (``mask`` 0) counts as nothing in every layer."""
        x, mask = F.dropout(x, _DROPPED, self.training).transpose(1, 2), mask[:, None]
        for layer in self.layers[:-1]:
            x = F.relu(layer(x)) * mask
        out: Tensor = self.layers[-1](x).transpose(1, 2)
        return out


def piece_states(encoder: Encoder, row: CompositionRow) -> tuple[Array, Array]:
    """Return the states (T, D) and labels (T, 4) of a row's pieces."""
    pieces = encoder.tokenizer.split(row.text, limit=128)
    hidden, _ = encoder.states([pack(pieces)])
    wanted = np.zeros((len(pieces), len(LABELS)), np.float32)
    for label, spans in row.spans.items():
        for index, (a, b) in enumerate(pieces.spans):
            inside = any(a < end and b > start for start, end in spans)
            wanted[index, LABELS.index(label)] = inside
    return hidden[0, 1 : 1 + len(pieces)].astype(np.float16), wanted


def fit(examples: Sequence[tuple[Array, Array]], seed: int, rounds: int = 12) -> dict[str, Array]:
    """Return the fitted head as arrays by name, ``compose.K.weight`` and ``compose.K.bias``."""
    torch.manual_seed(seed)
    net = ComposeNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=1e-3)
    ordered = sorted(examples, key=lambda example: len(example[0]))
    groups = [ordered[k : k + _BATCH] for k in range(0, len(ordered), _BATCH)]
    steps, step = rounds * len(groups), 0
    for number in range(rounds):
        Random(seed + number).shuffle(groups)
        for group in groups:
            for one in optimiser.param_groups:
                one["lr"] = _RATE * max(0.01, 1 - step / steps)
            step += 1
            loss = _loss(net, group)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        print(f"compose head, round {number + 1}: {float(loss.detach()):.4f}", flush=True)
    return {
        f"compose.{name.removeprefix('layers.')}": value.numpy().astype(np.float32)
        for name, value in net.state_dict().items()
    }


def _loss(net: ComposeNet, group: Sequence[tuple[Array, Array]]) -> Tensor:
    width = max(len(states) for states, _ in group)
    states = torch.zeros(len(group), width, WIDTH)
    wanted = torch.zeros(len(group), width, len(LABELS))
    mask = torch.zeros(len(group), width)
    for index, (x, y) in enumerate(group):
        states[index, : len(x)] = torch.from_numpy(x.astype(np.float32))
        wanted[index, : len(y)] = torch.from_numpy(y)
        mask[index, : len(x)] = 1
    logits = net(states, mask)
    losses = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").sum(-1)
    return (losses * mask).sum() / mask.sum()


def refit(folder: Path, rows: Sequence[CompositionRow], seed: int, rounds: int = 12) -> None:
    """Put a fitted head into the weights in ``folder``, and seal them again."""
    encoder = Encoder(load_weights(folder))
    examples = [piece_states(encoder, row) for row in rows]
    path = folder / "heads.safetensors"
    heads = {k: v for k, v in load_file(path).items() if not k.startswith("compose.")}
    save_file(heads | fit(examples, seed, rounds), path)
    calibration = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["calibration"]
    seal(folder, calibration)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the head to the weights in a folder."""
    parser = argparse.ArgumentParser(prog="mrkl_router.training.compose_head", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--rows", type=int, default=8000, help="compound rows; as many single ones")
    options = parser.parse_args(arguments)
    questions = routing_questions(Random(f"{options.seed}-route"), share_alike=True)
    rows = training_compositions(questions, Random(f"{options.seed}-compose"), options.rows)
    refit(options.folder, rows, options.seed)


if __name__ == "__main__":
    main()
