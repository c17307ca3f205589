"""Steps on a GPU: few launches a block; those of few tokens replayed as CUDA graphs.

Nothing here waits for the GPU: numbers go there and come back beside its work, so that the host
can prepare a step while the one before runs.

Dimensions: S tokens of the step, M of which logits are wanted, B sequences, D hidden, P pages of
the longest sequence, V vocabulary.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from mrkl_backends.pytorch.layers import Attention, FeedForward, Norm
from mrkl_backends.pytorch.linear import Matrix
from mrkl_backends.pytorch.model import Layer, Model
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.sampling import Choice
from mrkl_backends.pytorch.scores import Scores, choices
from mrkl_backends.pytorch.steps import Part, Rows

Run = Callable[[], tuple[Tensor, Tensor]]
"""Returns logits (S, V), and the likeliest token of each row and its log-probability (S, 2)."""
Attend = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Returns (S, H, E) for queries (S, H, E), and keys and values of a layer's pages."""

#: Up to so many tokens reading the weights is what takes the time; beyond, arithmetic is.
MOST_RECORDED = 64
_FEWEST_PAGES = 16


class Kernels(Protocol):
    """The operations between the matrices; see ``gpu_kernels``."""

    def embed(self, embedding: Tensor, ids: Tensor, chosen: Tensor) -> Tensor:
        """Return the embeddings of tokens, given as such or by the row that chose them."""

    def add_norm(self, x: Tensor, delta: Tensor | None, weight: Tensor, epsilon: float) -> Tensor:
        """Add in place, then normalise."""

    def rotate_store(
        self, qkv: Tensor, table: Tensor, positions: Tensor, places: Tensor, keys: Tensor,
        values: Tensor,
    ) -> Tensor:  # fmt: skip
        """Turn queries and keys, store keys and values, return the queries."""

    def attend(
        self, queries: Tensor, keys: Tensor, values: Tensor, table: Tensor, lengths: Tensor
    ) -> Tensor:
        """Attend over the pages, one token of each sequence."""

    def attend_stretches(
        self, queries: Tensor, keys: Tensor, values: Tensor, table: Tensor, stretches: Tensor,
        longest: int,
    ) -> Tensor:  # fmt: skip
        """Attend over the pages, any number of tokens of each sequence."""

    def gated(self, gate_up: Tensor) -> Tensor:
        """Return silu(gate) * up."""

    def product(self, x: Tensor, weight: Tensor) -> Tensor:
        """Return one row times a matrix."""

    def gated_product(self, x: Tensor, weight: Tensor) -> Tensor:
        """Return silu(gate) * up of one row times a matrix for both."""

    def likeliest(self, logits: Tensor, chosen: Tensor) -> Tensor:
        """Return the likeliest tokens and their log-probabilities, and note the tokens."""


class Device(Protocol):
    """How a GPU is told what to do; see ``cuda``."""

    def record(self, run: Run) -> Run:
        """Return a run that repeats the given one on the same tensors."""

    def pinned(self, numbers: Sequence[int]) -> Tensor:
        """Return int64 from where they can be copied to the GPU without waiting for it."""

    def fetch(self, found: Tensor) -> Callable[[], Tensor]:
        """Copy to the host beside the GPU's work; return what waits until that is done."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What differs from step to step, in one buffer of int64 so that one copy fills it.

    Attributes:
        buffer: (S * (4 + P),).
        count: S.
        pages: P.
    """

    buffer: Tensor
    count: int
    pages: int

    def column(self, place: int) -> Tensor:
        """Return (S,): tokens, positions, places in the cache, or lengths."""
        return self.buffer[place * self.count : (place + 1) * self.count]

    @property
    def table(self) -> Tensor:
        """Return (S, P): the pages of each sequence."""
        return self.buffer[4 * self.count :].view(self.count, self.pages)


class GpuSteps:
    """Takes the steps of a model on a GPU.

    Up to MOST_RECORDED tokens are padded to powers of two, as their pages are, and each such size
    is recorded once; longer steps are launched one by one.

    Args:
        model: Filled and finished, its matrices not packed.
        pool: Where keys and values are kept.
        kernels: What runs between the matrices.
        device: Runs them.
    """

    def __init__(self, model: Model, pool: PagePool, kernels: Kernels, device: Device) -> None:
        self._model, self._pool, self._kernels, self._device = model, pool, kernels, device
        self._recorded: dict[tuple[int, int], tuple[Inputs, Run]] = {}
        # The tokens that the last recorded step found likeliest, for the next one to read.
        self._chosen = torch.zeros(MOST_RECORDED, dtype=torch.int64, device=model.device)

    def scores(self, parts: Sequence[Part]) -> Scores:
        """Return M rows on the GPU; their logits are overwritten by the next step."""
        rows = Rows(parts)
        if len(rows.ids) > MOST_RECORDED:
            logits, found = self._long(rows, parts)
            return Scores(logits, self._arriving(found))
        count = _power_of_two(len(rows.ids))
        pages = max(_FEWEST_PAGES, _power_of_two(max(map(len, rows.tables))))
        numbers = self._device.pinned(_numbers(rows, count, pages))
        known = self._recorded.get((count, pages))
        if known is None:
            known = self._recorded[count, pages] = self._recording(numbers, count, pages)
        inputs, run = known
        inputs.buffer.copy_(numbers, non_blocking=True)
        logits, found = run()
        return Scores(logits, self._arriving(found), rows.scored, leads=True)

    def _arriving(self, found: Tensor) -> Callable[[], Sequence[Choice]]:
        """Send the likeliest tokens to the host; return what waits for them, once."""
        arrived = self._device.fetch(found)
        return functools.cache(lambda: choices(arrived()))

    def _recording(self, numbers: Tensor, count: int, pages: int) -> tuple[Inputs, Run]:
        inputs = Inputs(numbers.to(self._model.device, copy=True), count, pages)
        # Grown before recording: a recorded run keeps the table that it saw.
        table = self._table()

        def attend(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
            return self._kernels.attend(queries, keys, values, inputs.table, inputs.column(3))

        def run() -> tuple[Tensor, Tensor]:
            ids, positions, places = (inputs.column(k) for k in range(3))
            logits = self._logits(self._states(ids, positions, places, table, attend))
            return logits, self._kernels.likeliest(logits, self._chosen)

        # Recording may run the step, which must not choose in the place of the one before.
        chosen = self._chosen.clone()
        recorded = self._device.record(run)
        self._chosen.copy_(chosen)
        return inputs, recorded

    def _long(self, rows: Rows, parts: Sequence[Part]) -> tuple[Tensor, Tensor]:
        """Take a step of any number of tokens; return (M, V) and (M, 2)."""
        count, sequences, columns = len(rows.ids), len(parts), _columns(rows, parts)
        numbers = self._device.pinned(columns).to(self._model.device, non_blocking=True)
        ids, positions, places = numbers[: 3 * count].view(3, count)
        scored = numbers[3 * count : 3 * count + len(rows.scored)]
        rest = numbers[3 * count + len(rows.scored) :].view(sequences, -1)
        stretches, pages = rest[:, :3].contiguous(), rest[:, 3:].contiguous()
        longest = max(part.stretch.new for part in parts)

        def attend(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
            return self._kernels.attend_stretches(queries, keys, values, pages, stretches, longest)

        states = self._states(ids, positions, places, self._table(), attend)
        logits = self._logits(states[scored])
        return logits, self._kernels.likeliest(logits, torch.empty_like(scored))

    def _table(self) -> Tensor:
        return self._model.rotary.table(self._model.architecture.max_positions)

    def _logits(self, states: Tensor) -> Tensor:
        model = self._model
        if model.head is None:
            return self._times(states, model.embedding)
        return self._matrix(model.head, states)

    def _states(
        self, ids: Tensor, positions: Tensor, places: Tensor, table: Tensor, attend: Attend
    ) -> Tensor:
        """Return the states after the last norm, (S, D)."""
        model = self._model
        x, delta = self._kernels.embed(model.embedding, ids, self._chosen), None
        for layer in model.layers:
            delta = self._attention(layer, x, delta, (table, positions, places), attend)
            delta = self._feed_forward(layer, x, delta)
        return self._normed(x, delta, model.norm)

    def _attention(
        self,
        layer: Layer,
        x: Tensor,
        delta: Tensor | None,
        where: tuple[Tensor, Tensor, Tensor],
        attend: Attend,
    ) -> Tensor | None:
        part, norm = layer.attention, layer.attention_norm
        if part is None or norm is None:
            return delta
        normed = self._normed(x, delta, norm)
        if not isinstance(part, Attention):
            return self._matrix(part.matrix, normed)
        keys, values = self._pool.keys[part.place], self._pool.values[part.place]
        qkv = self._matrix(part.qkv, normed).view(len(x), -1, keys.shape[2])
        queries = self._kernels.rotate_store(qkv, *where, keys, values)
        return self._matrix(part.output, attend(queries, keys, values).view(len(x), -1))

    def _feed_forward(self, layer: Layer, x: Tensor, delta: Tensor | None) -> Tensor | None:
        part, norm = layer.feed_forward, layer.feed_forward_norm
        if part is None or norm is None:
            return delta
        normed = self._normed(x, delta, norm)
        if not isinstance(part, FeedForward):
            return self._matrix(part, normed)
        if len(x) == 1 and _is_plain(part.gate_up):
            gated = self._kernels.gated_product(normed, part.gate_up.weight)
        else:
            gated = self._kernels.gated(self._matrix(part.gate_up, normed))
        return self._matrix(part.down, gated)

    def _normed(self, x: Tensor, delta: Tensor | None, norm: Norm) -> Tensor:
        return self._kernels.add_norm(x, delta, norm.weight, norm.epsilon)

    def _matrix(self, matrix: Matrix, x: Tensor) -> Tensor:
        return self._times(x, matrix.weight) if _is_plain(matrix) else matrix(x)

    def _times(self, x: Tensor, weight: Tensor) -> Tensor:
        if len(x) == 1:
            return self._kernels.product(x, weight)
        return torch.nn.functional.linear(x, weight)


def _is_plain(matrix: Matrix) -> bool:
    return type(matrix) is Matrix and matrix.bias is None


def _numbers(rows: Rows, count: int, pages: int) -> list[int]:
    """Return the inputs of a recorded step, count * (4 + pages).

    Rows that pad the step repeat its first, so they write what that writes.
    """
    order = [*range(len(rows.ids)), *[0] * (count - len(rows.ids))]
    columns = [[column[k] for k in order] for column in (rows.ids, rows.positions, rows.places)]
    columns.append([rows.positions[k] + 1 for k in order])
    columns += [[*rows.tables[k], *[0] * (pages - len(rows.tables[k]))] for k in order]
    return [number for column in columns for number in column]


def _columns(rows: Rows, parts: Sequence[Part]) -> list[int]:
    """Return the inputs of a long step: 3 S, M, and B * (3 + P).

    Of each sequence its first row, how many it has, the tokens before them, and its pages.
    """
    numbers = [*rows.ids, *rows.positions, *rows.places, *rows.scored]
    tables, first = [], 0
    for part in parts:
        tables.append((first, part.stretch.new, part.stretch.past, *rows.tables[first]))
        first += part.stretch.new
    widest = max(map(len, tables))
    for table in tables:
        numbers += (*table, *[0] * (widest - len(table)))
    return numbers


def _power_of_two(number: int) -> int:
    return 1 << (number - 1).bit_length()
