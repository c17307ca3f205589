"""What a model is made of: the one description of its blocks that all of the engine shares.

Knows sizes only; it must not know how a checkpoint spells them (``configs``), what their tensors
are called (``tensors``), or torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operation = Literal["normal", "linear", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """The attention sub-block.

    Attributes:
        op: ``normal``; ``linear``, one hidden x hidden matrix in its place; ``none``, nothing at
            all: no norm and no residual either.
        kv_heads: Key-value heads; 0 unless ``normal``.
    """

    op: Operation
    kv_heads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedForward:
    """The feed-forward sub-block.

    Attributes:
        op: As for ``Attention``.
        width: Rows of the gate and up projections; 0 unless ``normal``.
    """

    op: Operation
    width: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One layer. An empty block costs nothing, yet tensor names count it."""

    attention: Attention
    feed_forward: FeedForward


@dataclass(frozen=True, slots=True, kw_only=True)
class RopeScaling:
    """The llama3 stretching of rotary frequencies; plain rotary embeddings have none.

    With wavelengths in tokens: those below ``original_positions / high_frequency_factor`` stay,
    those above ``original_positions / low_frequency_factor`` grow by ``factor``, and those
    between are blended linearly.
    """

    factor: float
    low_frequency_factor: float
    high_frequency_factor: float
    original_positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """Everything about a checkpoint but its weights.

    Attributes:
        model_type: As the checkpoint calls itself.
        hidden_size: Width of the residual stream.
        heads: Query heads of every normal attention.
        head_dim: Width of one head; ``heads * head_dim`` may differ from ``hidden_size``.
        vocab_size: Rows of the embedding and of the output head.
        blocks: All layers in order, the empty ones too.
        norm_epsilon: What RMSNorm adds to the mean square.
        rope_theta: Base of the rotary frequencies.
        rope_scaling: How they are stretched, if they are.
        max_positions: Longest sequence in tokens.
        tied_embeddings: Whether the output head is the embedding.
        attention_bias: Whether the query, key, value and output projections have biases.
        mlp_bias: Whether the gate, up and down projections have biases.
        bos_id: Token that begins a text, if any.
        eos_ids: Tokens that each end one.
        dtype: What the weights are said to be stored as; None where nothing is said.
    """

    model_type: str
    hidden_size: int
    heads: int
    head_dim: int
    vocab_size: int
    blocks: tuple[Block, ...]
    norm_epsilon: float
    rope_theta: float
    rope_scaling: RopeScaling | None
    max_positions: int
    tied_embeddings: bool
    attention_bias: bool
    mlp_bias: bool
    bos_id: int | None
    eos_ids: tuple[int, ...]
    dtype: str | None

    @property
    def attention_layers(self) -> tuple[int, ...]:
        """Return the layers that keep keys and values; place k holds the layer of cache k."""
        return tuple(
            layer for layer, block in enumerate(self.blocks) if block.attention.op == "normal"
        )

    @property
    def cache_indices(self) -> tuple[int | None, ...]:
        """Return for every layer its place in the contiguous cache, None where it has none."""
        places = {layer: place for place, layer in enumerate(self.attention_layers)}
        return tuple(places.get(layer) for layer in range(len(self.blocks)))

    @property
    def kv_elements_per_token(self) -> int:
        """Return how many numbers the cache keeps for one token, keys and values together."""
        kv_heads = sum(block.attention.kv_heads for block in self.blocks)
        return 2 * self.head_dim * kv_heads

    def kv_bytes_per_token(self, element_bytes: int) -> int:
        """Return the bytes of cache that one token takes at ``element_bytes`` a number."""
        return self.kv_elements_per_token * element_bytes
