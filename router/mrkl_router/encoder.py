"""Runs the int8 encoder with ONNX Runtime.

Dimension key: N texts, T word pieces (padded), D = 384.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime

from mrkl_router.weights import Array, Weights, load_weights
from mrkl_router.word_pieces import Packed, WordPieces, pack

WIDTH = 384


def session(graph: bytes, threads: int) -> onnxruntime.InferenceSession:
    """Return an ONNX Runtime session on the CPU with ``threads`` threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads that spin take the cores from the next session's run: see
    # docs/decisions/007-threads-do-not-spin.md.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


class Encoder:
    """The encoder with its tokenizer; a ``TextEncoder`` for documents and plug-ins."""

    def __init__(self, weights: Weights, threads: int = 1) -> None:
        self.tokenizer = WordPieces(weights.vocabulary)
        self._session = session(weights.encoder, threads)

    @classmethod
    def load(cls) -> Encoder:
        """Return the encoder with the shipped weights.

        Raises:
            WeightsError: They are missing or damaged.
        """
        return cls(load_weights())

    def states(self, packed: Sequence[Packed]) -> tuple[Array, Array]:
        """Run the encoder.

        Args:
            packed: N encoder inputs.

        Returns:
            Hidden states (N, T, D) and the mask (N, T), both float32.
        """
        width = max(len(one.ids) for one in packed)
        ids = np.zeros((len(packed), width), dtype=np.int64)
        types, mask = np.zeros_like(ids), np.zeros_like(ids)
        for index, one in enumerate(packed):
            ids[index, : len(one.ids)] = one.ids
            types[index, : len(one.ids)] = one.types
            mask[index, : len(one.ids)] = 1
        (hidden,) = self._session.run(None, {"ids": ids, "types": types, "mask": mask})
        return hidden, mask.astype(np.float32)

    def encode(self, texts: Sequence[str]) -> Array:
        """Return unit sentence vectors (N, D), float32; about 1 ms a text of 20 pieces.

        Each text is a run of its own: the int8 encoder scales its activations over a whole batch,
        so that in a batch a text's vector would depend on its neighbours.
        """
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for index, text in enumerate(texts):
            vectors[index] = pooled(*self.states([pack(self.tokenizer.split(text, limit=200))]))[0]
        return vectors


def pooled(hidden: Array, mask: Array) -> Array:
    """Return unit means (N, D) of hidden (N, T, D) under mask (N, T)."""
    mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    out: Array = mean / np.linalg.norm(mean, axis=-1, keepdims=True)
    return out


def softmax(logits: Array) -> Array:
    """Return probabilities over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    out: Array = shifted / shifted.sum(-1, keepdims=True)
    return out


def sigmoid(logits: Array) -> Array:
    """Return 1 / (1 + exp(-x)), without overflow."""
    out: Array = 0.5 * (1 + np.tanh(0.5 * logits))
    return out
