"""Steps on a CPU, by the compiled program ``cpu_step/step.cpp``.

Dimensions: N tokens of the step, M of which logits are wanted, V vocabulary.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Sequence

import torch
from torch import Tensor

from mrkl_backends.pytorch.cpu_matrix import CompiledMatrix
from mrkl_backends.pytorch.layers import Attention, FeedForward, LinearAttention
from mrkl_backends.pytorch.linear import Matrix
from mrkl_backends.pytorch.model import Layer, Model
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.sampling import Choice
from mrkl_backends.pytorch.scores import Scores
from mrkl_backends.pytorch.steps import Part, Rows

_NORMAL, _LINEAR = 1, 2


class _Block(ctypes.Structure):
    _fields_ = (
        ("attention", ctypes.c_int64),
        ("feed_forward", ctypes.c_int64),
        ("kv_heads", ctypes.c_int64),
        ("attention_norm", ctypes.c_void_p),
        ("feed_forward_norm", ctypes.c_void_p),
        ("keys", ctypes.c_void_p),
        ("values", ctypes.c_void_p),
        ("qkv", CompiledMatrix),
        ("output", CompiledMatrix),
        ("gate_up", CompiledMatrix),
        ("down", CompiledMatrix),
    )


class _Model(ctypes.Structure):
    _fields_ = (
        ("hidden", ctypes.c_int64),
        ("heads", ctypes.c_int64),
        ("head_width", ctypes.c_int64),
        ("layers", ctypes.c_int64),
        ("widest_input", ctypes.c_int64),
        ("widest_output", ctypes.c_int64),
        ("epsilon", ctypes.c_double),
        ("embedding", ctypes.c_void_p),
        ("norm", ctypes.c_void_p),
        ("cosines", ctypes.c_void_p),
        ("sines", ctypes.c_void_p),
        ("blocks", ctypes.POINTER(_Block)),
        ("head", CompiledMatrix),
    )


class _Step(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("tokens", "scored", "pages", "longest", "threads")),
        *(
            (name, ctypes.c_void_p)
            for name in (
                "ids",
                "positions",
                "places",
                "table",
                "rows",
                "logits",
                "likeliest",
                "logprobs",
                "workspace",
            )
        ),
    )


class CompiledSteps:
    """Takes steps of up to ``most_tokens`` tokens.

    Args:
        library: The compiled program, the one that laid the model's matrices out.
        model: In bfloat16 or int8 on the CPU.
        pool: Where keys and values are kept.
    """

    def __init__(self, library: ctypes.CDLL, model: Model, pool: PagePool) -> None:
        self._step, self._sized = library.mrkl_step, library.mrkl_workspace
        self._sized.restype = ctypes.c_int64
        self.most_tokens: int = library.mrkl_most_tokens()
        self._sized.argtypes = (ctypes.c_void_p, *[ctypes.c_int64] * 3)
        self._vocabulary, self._rotary = model.architecture.vocab_size, model.rotary
        self._kept: list[object] = [None, model, pool]
        self._positions = 0
        self._model = self._described(model, pool)
        self._workspace = torch.empty(0)

    def scores(self, parts: Sequence[Part]) -> Scores | None:
        """Return M rows; None where there are too many tokens."""
        count = sum(len(part.tokens) for part in parts)
        if count > self.most_tokens:
            return None
        rows = Rows(parts)
        longest, scored = max(rows.positions) + 1, len(rows.scored)
        threads, pages = torch.get_num_threads(), max(map(len, rows.tables))
        self._place_table(longest)
        self._grow(self._sized(ctypes.byref(self._model), count, longest, threads))
        logits = torch.empty(scored, self._vocabulary)
        plain = (rows.ids, rows.positions, rows.places, rows.scored)
        ids, positions, places, kept = (array("q", column) for column in plain)
        arrays = (ids, positions, places, _tables(parts, rows, pages), kept)
        likeliest, logprobs = (ctypes.c_int64 * scored)(), (ctypes.c_float * scored)()
        step = _Step(
            count, scored, pages, longest, threads, *(one.buffer_info()[0] for one in arrays),
            logits.data_ptr(), ctypes.addressof(likeliest), ctypes.addressof(logprobs),
            self._workspace.data_ptr(),
        )  # fmt: skip
        self._step(ctypes.byref(self._model), ctypes.byref(step))
        chosen = list(map(Choice, likeliest, logprobs))
        return Scores(logits, lambda: chosen)

    def _grow(self, floats: int) -> None:
        if floats > self._workspace.numel():
            self._workspace = torch.empty(0)  # never both at once
            self._workspace = torch.empty(floats)

    def _place_table(self, longest: int) -> None:
        """Point at the rotary table, which may have been made anew for a longer text."""
        if longest > self._positions:
            cosines, sines = self._rotary.table(longest)
            self._model.cosines, self._model.sines = cosines.data_ptr(), sines.data_ptr()
            self._kept[0] = (cosines, sines)
            self._positions = len(cosines)

    def _described(self, model: Model, pool: PagePool) -> _Model:
        architecture = model.architecture
        blocks = (_Block * len(model.layers))(*(self._block(one, pool) for one in model.layers))
        self._kept.append(blocks)
        head = _plain(model.embedding) if model.head is None else _record(model.head)
        matrices = [m for block in blocks for m in (block.qkv, block.output, block.gate_up)]
        matrices += [block.down for block in blocks] + [head]
        return _Model(
            architecture.hidden_size, architecture.heads, architecture.head_dim,
            len(model.layers), max(m.inputs for m in matrices),
            max(m.outputs for m in matrices if m is not head), architecture.norm_epsilon,
            model.embedding.data_ptr(), model.norm.weight.data_ptr(), 0, 0, blocks, head,
        )  # fmt: skip

    def _block(self, layer: Layer, pool: PagePool) -> _Block:
        block = _Block()
        attention, feed_forward = layer.attention, layer.feed_forward
        if isinstance(attention, Attention):
            keys, values = pool.keys[attention.place], pool.values[attention.place]
            block.attention, block.kv_heads = _NORMAL, keys.shape[1]
            block.keys, block.values = keys.data_ptr(), values.data_ptr()
            block.qkv = _record(attention.qkv)
            block.output = _record(attention.output)
        elif isinstance(attention, LinearAttention):
            block.attention, block.output = _LINEAR, _record(attention.matrix)
        if isinstance(feed_forward, FeedForward):
            block.feed_forward = _NORMAL
            block.gate_up = _record(feed_forward.gate_up)
            block.down = _record(feed_forward.down)
        elif isinstance(feed_forward, Matrix):
            block.feed_forward, block.down = _LINEAR, _record(feed_forward)
        if layer.attention_norm is not None:
            block.attention_norm = layer.attention_norm.weight.data_ptr()
        if layer.feed_forward_norm is not None:
            block.feed_forward_norm = layer.feed_forward_norm.weight.data_ptr()
        return block


def _tables(parts: Sequence[Part], rows: Rows, pages: int) -> array[int]:
    """Return the pages of every token, filled up to ``pages`` of them."""
    tables = array("q")
    for part in parts:
        known = rows.tables[len(tables) // pages]
        tables += array("q", [*known, *[0] * (pages - len(known))]) * len(part.tokens)
    return tables


def _record(matrix: Matrix) -> CompiledMatrix:
    if matrix.blocks is not None:
        return matrix.blocks.record
    return _plain(matrix.weight, matrix.bias)


def _plain(weight: Tensor, bias: Tensor | None = None) -> CompiledMatrix:
    bias_place = 0 if bias is None else bias.data_ptr()
    return CompiledMatrix(weight.data_ptr(), 0, 0, bias_place, *weight.shape, False)


def compiled_steps(model: Model, pool: PagePool) -> CompiledSteps | None:
    """Return compiled steps for a model; None where they do not fit it, or cannot be compiled."""
    return None if model.library is None else CompiledSteps(model.library, model, pool)
