"""Writes a checkpoint folder as a GGUF file, so that llama.cpp runs the very same weights.

Plain Llama becomes the architecture ``llama``, anything else ``deci``, whose per-layer lists say
what a block is: no heads, no attention; heads without key-value heads, one matrix in its place,
stored as the output projection; width 0, no FFN. That engine cannot leave out everything that a
checkpoint can: it takes head sizes from layer 0, drops the attention of a layer without FFN, and
has no linear FFN. There the same function is written with what it has: matrices of zeros, which
add nothing, and a linear FFN as the linear attention of a layer of its own.

The file holds no vocabulary: tokens go in and come out as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize
from safetensors import safe_open

from mrkl_backends.pytorch.blocks import Architecture, Attention, FeedForward
from mrkl_backends.pytorch.configs import load_architecture

StoredAs = Literal["F32", "F16", "BF16", "Q8_0"]
#: The name of a checkpoint's tensor, or the shape of zeros.
Source = str | tuple[int, ...]

# What a row of zeros needs at least: Q8_0 stores 32 numbers together.
_ZERO_WIDTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer as llama.cpp describes it; ``tensors`` by their name inside the layer."""

    tensors: Mapping[str, Source]
    heads: int = 0
    kv_heads: int = 0
    width: int = 0

    def joined(self, other: Layer) -> Layer:
        """Return attention and FFN as one layer."""
        return Layer(
            tensors={**self.tensors, **other.tensors},
            heads=self.heads + other.heads,
            kv_heads=self.kv_heads + other.kv_heads,
            width=self.width + other.width,
        )


def write_gguf(folder: Path, path: Path, stored_as: StoredAs) -> None:
    """Write the checkpoint in ``folder`` to ``path``.

    Norms, biases and rotary factors stay float32. All tensors are held until they are written.
    """
    architecture = load_architecture(folder)
    layers = list(_layers(architecture))
    plain = len({(layer.kv_heads, layer.width) for layer in layers}) == 1
    writer = GGUFWriter(path, "llama" if plain and layers[0].kv_heads else "deci")
    _write_sizes(writer, architecture, layers)
    with ExitStack() as opened:
        read = _Reader(folder, opened)
        for name, source in _tensors(architecture, layers):
            tensor = read(source)
            if name.endswith(("attn_q.weight", "attn_q.bias", "attn_k.weight", "attn_k.bias")):
                tensor = _interleaved(tensor, architecture.head_dim)
            _add(writer, name, tensor, stored_as)
        if architecture.rope_scaling:
            writer.add_tensor("rope_freqs.weight", rotary_factors(architecture))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


def _write_sizes(writer: GGUFWriter, architecture: Architecture, layers: list[Layer]) -> None:
    writer.add_tokenizer_model("none")
    writer.add_vocab_size(architecture.vocab_size)
    writer.add_context_length(architecture.max_positions)
    writer.add_embedding_length(architecture.hidden_size)
    writer.add_block_count(len(layers))
    writer.add_head_count([layer.heads for layer in layers])
    writer.add_head_count_kv([layer.kv_heads for layer in layers])
    writer.add_feed_forward_length([layer.width for layer in layers])
    writer.add_key_length(architecture.head_dim)
    writer.add_value_length(architecture.head_dim)
    writer.add_rope_dimension_count(architecture.head_dim)
    writer.add_rope_freq_base(architecture.rope_theta)
    writer.add_layer_norm_rms_eps(architecture.norm_epsilon)


class _Reader:
    """Reads tensors of a checkpoint as float32, one at a time."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        files = [
            opened.enter_context(safe_open(path, framework="pt"))
            for path in sorted(folder.glob("*.safetensors"))
        ]
        self._files = {name: file for file in files for name in file.keys()}  # noqa: SIM118

    def __call__(self, source: Source) -> np.ndarray[Any, Any]:
        if isinstance(source, tuple):
            return np.zeros(source, np.float32)
        return self._files[source].get_tensor(source).float().numpy()


def _add(writer: GGUFWriter, name: str, tensor: np.ndarray[Any, Any], stored_as: StoredAs) -> None:
    kind = GGMLQuantizationType[stored_as if tensor.ndim == 2 else "F32"]
    writer.add_tensor(name, quantize(tensor, kind), raw_dtype=kind)


def _tensors(architecture: Architecture, layers: list[Layer]) -> Iterator[tuple[str, Source]]:
    yield "token_embd.weight", "model.embed_tokens.weight"
    for place, layer in enumerate(layers):
        for name, source in layer.tensors.items():
            yield f"blk.{place}.{name}", source
    yield "output_norm.weight", "model.norm.weight"
    if not architecture.tied_embeddings:
        yield "output.weight", "lm_head.weight"


def _layers(architecture: Architecture) -> Iterator[Layer]:
    """Yield the layers; none that llama.cpp would compute otherwise than the checkpoint says."""
    last = len(architecture.blocks) - 1
    for place, block in enumerate(architecture.blocks):
        prefix = f"model.layers.{place}"
        attention = _attention(architecture, block.attention, f"{prefix}.self_attn")
        if place == 0 and not attention.heads:
            attention = _linear(architecture, None, None)
        feed_forward = _feed_forward(architecture, block.feed_forward, f"{prefix}.mlp")
        if not feed_forward.width and (attention.heads or place == last):
            feed_forward = _zero_feed_forward(architecture)
        yield attention.joined(feed_forward)
        if block.feed_forward.op == "linear":
            norm, matrix = f"{prefix}.post_attention_layernorm", f"{prefix}.mlp.linear_mlp"
            linear = _linear(architecture, f"{norm}.weight", f"{matrix}.weight")
            yield linear.joined(_zero_feed_forward(architecture))


def _attention(architecture: Architecture, attention: Attention, prefix: str) -> Layer:
    norm = prefix.replace("self_attn", "input_layernorm.weight")
    if attention.op == "none":
        return Layer(tensors={})
    if attention.op == "linear":
        return _linear(architecture, norm, f"{prefix}.linear_attn.weight")
    names = {"attn_q": "q_proj", "attn_k": "k_proj", "attn_v": "v_proj", "attn_output": "o_proj"}
    tensors = _named(names, prefix, architecture.attention_bias)
    tensors["attn_norm.weight"] = norm
    return Layer(tensors=tensors, heads=architecture.heads, kv_heads=attention.kv_heads)


def _linear(architecture: Architecture, norm: str | None, matrix: str | None) -> Layer:
    """Return one matrix in the place of the attention, zeros where there is none."""
    hidden = architecture.hidden_size
    tensors = {"attn_norm.weight": norm or (hidden,), "attn_output.weight": matrix or (hidden,) * 2}
    return Layer(tensors=tensors, heads=architecture.heads)


def _feed_forward(architecture: Architecture, feed_forward: FeedForward, prefix: str) -> Layer:
    if feed_forward.op != "normal":
        return Layer(tensors={})
    names = {"ffn_gate": "gate_proj", "ffn_up": "up_proj", "ffn_down": "down_proj"}
    tensors = _named(names, prefix, architecture.mlp_bias)
    tensors["ffn_norm.weight"] = prefix.replace("mlp", "post_attention_layernorm.weight")
    return Layer(tensors=tensors, width=feed_forward.width)


def _zero_feed_forward(architecture: Architecture) -> Layer:
    hidden, width = architecture.hidden_size, _ZERO_WIDTH
    tensors: dict[str, Source] = {"ffn_norm.weight": (hidden,), "ffn_down.weight": (hidden, width)}
    tensors |= {"ffn_gate.weight": (width, hidden), "ffn_up.weight": (width, hidden)}
    return Layer(tensors=tensors, width=width)


def _named(names: Mapping[str, str], prefix: str, bias: bool) -> dict[str, Source]:
    kinds = ("weight", "bias") if bias else ("weight",)
    return {
        f"{name}.{kind}": f"{prefix}.{projection}.{kind}"
        for name, projection in names.items()
        for kind in kinds
    }


def _interleaved(tensor: np.ndarray[Any, Any], head_dim: int) -> np.ndarray[Any, Any]:
    """Return query or key rows so that the two of a rotated pair are neighbours.

    Checkpoints rotate row i of a head with row i + half of it, llama.cpp row 2i with 2i + 1.
    """
    rest = tensor.shape[1:]
    halves = tensor.reshape(-1, 2, head_dim // 2, *rest)
    return np.ascontiguousarray(halves.swapaxes(1, 2)).reshape(tensor.shape)


def rotary_factors(architecture: Architecture) -> np.ndarray[Any, Any]:
    """Return what each rotary frequency is divided by under llama3 scaling, (head_dim / 2,)."""
    scaling = architecture.rope_scaling
    if scaling is None:
        return np.ones(architecture.head_dim // 2, np.float32)
    low, high = scaling.low_frequency_factor, scaling.high_frequency_factor
    factors = []
    for place in range(0, architecture.head_dim, 2):
        wavelength = 2 * math.pi * architecture.rope_theta ** (place / architecture.head_dim)
        turns = scaling.original_positions / wavelength
        kept = min(1.0, max(0.0, (turns - low) / (high - low)))
        factors.append(1 / (kept + (1 - kept) / scaling.factor))
    return np.array(factors, np.float32)
