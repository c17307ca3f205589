"""Steps of few tokens on a GPU: few launches, replayed as CUDA graphs.

Dimensions: S tokens of the step, M of which logits are wanted, D hidden, P pages of the longest
sequence, V vocabulary.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from mrkl_backends.pytorch.layers import Attention, FeedForward, Norm
from mrkl_backends.pytorch.linear import Matrix
from mrkl_backends.pytorch.model import Layer, Model
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.scores import Scores
from mrkl_backends.pytorch.steps import Part, Rows

Run = Callable[[], Tensor]
#: Up to so many tokens reading the weights is what takes the time; beyond, arithmetic is.
MOST_TOKENS = 64
_FEWEST_PAGES = 16


class Kernels(Protocol):
    """The operations between the matrices; see ``gpu_kernels``."""

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
        """Attend over the pages."""

    def gated(self, gate_up: Tensor) -> Tensor:
        """Return silu(gate) * up."""

    def product(self, x: Tensor, weight: Tensor) -> Tensor:
        """Return one row times a matrix."""


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


class DecodingSteps:
    """Takes the steps of up to MOST_TOKENS tokens.

    Tokens and pages are padded to powers of two, and each such size is recorded once.

    Args:
        model: Filled and finished, its matrices not packed.
        pool: Where keys and values are kept.
        kernels: What runs between the matrices.
        record: Makes a run that repeats the given one on the same tensors: a CUDA graph.
    """

    def __init__(
        self, model: Model, pool: PagePool, kernels: Kernels, record: Callable[[Run], Run]
    ) -> None:
        self._model, self._pool, self._kernels, self._record = model, pool, kernels, record
        self._recorded: dict[tuple[int, int], tuple[Inputs, Run]] = {}

    def scores(self, parts: Sequence[Part]) -> Scores | None:
        """Return M rows on the GPU; None where there are too many tokens.

        They are overwritten by the next step.
        """
        if sum(len(part.tokens) for part in parts) > MOST_TOKENS:
            return None
        rows = Rows(parts)
        count = _power_of_two(len(rows.ids))
        pages = max(_FEWEST_PAGES, _power_of_two(max(map(len, rows.tables))))
        numbers = _numbers(rows, count, pages)
        known = self._recorded.get((count, pages))
        if known is None:
            known = self._recorded[count, pages] = self._recording(numbers, count, pages)
        inputs, run = known
        inputs.buffer.copy_(numbers)
        logits = run()
        if len(rows.scored) == len(rows.ids):
            return Scores(logits[: len(rows.ids)])
        return Scores(logits[torch.tensor(rows.scored, device=logits.device)])

    def _recording(self, numbers: Tensor, count: int, pages: int) -> tuple[Inputs, Run]:
        inputs = Inputs(numbers.to(self._model.device, copy=True), count, pages)
        # Grown before recording: a recorded run keeps the table that it saw.
        table = self._model.rotary.table(self._model.architecture.max_positions)
        return inputs, self._record(lambda: self._read(inputs, table))

    def _read(self, inputs: Inputs, table: Tensor) -> Tensor:
        model = self._model
        x, delta = model.embedding[inputs.column(0)], None
        for layer in model.layers:
            delta = self._attention(layer, x, delta, inputs, table)
            delta = self._feed_forward(layer, x, delta)
        normed = self._normed(x, delta, model.norm)
        head = model.embedding if model.head is None else model.head.weight
        return self._times(normed, head).float()

    def _attention(
        self, layer: Layer, x: Tensor, delta: Tensor | None, inputs: Inputs, table: Tensor
    ) -> Tensor | None:
        part, norm, kernels = layer.attention, layer.attention_norm, self._kernels
        if part is None or norm is None:
            return delta
        normed = self._normed(x, delta, norm)
        if not isinstance(part, Attention):
            return self._matrix(part.matrix, normed)
        keys, values = self._pool.keys[part.place], self._pool.values[part.place]
        qkv = self._matrix(part.qkv, normed).view(len(x), -1, keys.shape[2])
        queries = kernels.rotate_store(qkv, table, inputs.column(1), inputs.column(2), keys, values)
        found = kernels.attend(queries, keys, values, inputs.table, inputs.column(3))
        return self._matrix(part.output, found.view(len(x), -1))

    def _feed_forward(self, layer: Layer, x: Tensor, delta: Tensor | None) -> Tensor | None:
        part, norm = layer.feed_forward, layer.feed_forward_norm
        if part is None or norm is None:
            return delta
        normed = self._normed(x, delta, norm)
        if not isinstance(part, FeedForward):
            return self._matrix(part, normed)
        gate_up = self._matrix(part.gate_up, normed)
        return self._matrix(part.down, self._kernels.gated(gate_up))

    def _normed(self, x: Tensor, delta: Tensor | None, norm: Norm) -> Tensor:
        return self._kernels.add_norm(x, delta, norm.weight, norm.epsilon)

    def _matrix(self, matrix: Matrix, x: Tensor) -> Tensor:
        if type(matrix) is not Matrix or matrix.bias is not None:
            return matrix(x)
        return self._times(x, matrix.weight)

    def _times(self, x: Tensor, weight: Tensor) -> Tensor:
        if len(x) == 1:
            return self._kernels.product(x, weight)
        return torch.nn.functional.linear(x, weight)


def decoding_steps(model: Model, pool: PagePool) -> DecodingSteps | None:
    """Return the quicker steps for where the model lies; None where there are none."""
    if torch.device(model.device).type != "cuda" or not importlib.util.find_spec("triton"):
        return None
    kernels = importlib.import_module("mrkl_backends.pytorch.gpu_kernels")
    return DecodingSteps(model, pool, kernels, recorded_by_cuda)


def recorded_by_cuda(run: Run) -> Run:
    """Return a run that replays ``run`` as one CUDA graph."""
    # A first pass outside of the graph compiles kernels and makes the libraries' buffers.
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        out = run()

    def replay() -> Tensor:
        graph.replay()
        return out

    return replay


def _numbers(rows: Rows, count: int, pages: int) -> Tensor:
    """Return the inputs of a step, (count * (4 + pages),) int64.

    Rows that pad the step repeat its first, so they write what that writes.
    """
    order = [*range(len(rows.ids)), *[0] * (count - len(rows.ids))]
    columns = [[column[k] for k in order] for column in (rows.ids, rows.positions, rows.places)]
    columns.append([rows.positions[k] + 1 for k in order])
    columns += [[*rows.tables[k], *[0] * (pages - len(rows.tables[k]))] for k in order]
    return torch.tensor([number for column in columns for number in column])


def _power_of_two(number: int) -> int:
    return 1 << (number - 1).bit_length()
