"""A Llama in plain torch, for training: its parameters have the names of Hugging Face's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

ROPE_THETA = 10_000.0
NORM_EPSILON = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The size of the model; as it stands, 12.1 million parameters.

    Attributes:
        vocabulary: Tokens it knows; the embedding is the output layer too.
        hidden: Width of the residual stream.
        layers: How many.
        heads: Of the queries.
        kv_heads: Of keys and values.
        head_dim: Width of a head.
        ffn: Width of the SwiGLU.
        positions: The longest sequence.
    """

    vocabulary: int = 6_144
    hidden: int = 320
    layers: int = 8
    heads: int = 5
    kv_heads: int = 5
    head_dim: int = 64
    ffn: int = 896
    positions: int = 2_048

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Shape:
        """Return the shape that a ``config.json`` states."""
        return cls(**{name: config[key] for name, key in _KEYS.items()})

    def config(self, *, begin: int, ends: list[int]) -> dict[str, Any]:
        """Return the ``config.json``."""
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            **{key: getattr(self, name) for name, key in _KEYS.items()},
            "rope_theta": ROPE_THETA,
            "rms_norm_eps": NORM_EPSILON,
            "hidden_act": "silu",
            "attention_bias": False,
            "mlp_bias": False,
            "tie_word_embeddings": True,
            "initializer_range": _DEVIATION,
            "bos_token_id": begin,
            "eos_token_id": ends,
            "torch_dtype": "bfloat16",
        }


_DEVIATION = 0.02
_KEYS: Mapping[str, str] = {
    "vocabulary": "vocab_size",
    "hidden": "hidden_size",
    "layers": "num_hidden_layers",
    "heads": "num_attention_heads",
    "kv_heads": "num_key_value_heads",
    "head_dim": "head_dim",
    "ffn": "intermediate_size",
    "positions": "max_position_embeddings",
}


class Attention(nn.Module):
    """Causal self-attention with rotary positions."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._head_dim = shape.head_dim
        self._grouped = shape.kv_heads != shape.heads
        wide, narrow = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
        self.q_proj = nn.Linear(shape.hidden, wide, bias=False)
        self.k_proj = nn.Linear(shape.hidden, narrow, bias=False)
        self.v_proj = nn.Linear(shape.hidden, narrow, bias=False)
        self.o_proj = nn.Linear(wide, shape.hidden, bias=False)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        """Return what each position reads from those up to it, ``(B, T, hidden)``."""
        queries, keys, values = (
            layer(x).unflatten(-1, (-1, self._head_dim)).transpose(1, 2)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        read = functional.scaled_dot_product_attention(
            _turned(queries, cos, sin),
            _turned(keys, cos, sin),
            values,
            is_causal=True,
            enable_gqa=self._grouped,
        )
        return self.o_proj(read.transpose(1, 2).flatten(-2))


def _turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Return queries or keys turned by their positions, halves against halves."""
    first, second = x.chunk(2, dim=-1)
    return x * cos.to(x.dtype) + torch.cat((-second, first), dim=-1) * sin.to(x.dtype)


class FeedForward(nn.Module):
    """SwiGLU."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.hidden, shape.ffn, bias=False)
        self.up_proj = nn.Linear(shape.hidden, shape.ffn, bias=False)
        self.down_proj = nn.Linear(shape.ffn, shape.hidden, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return ``(B, T, hidden)``."""
        return self.down_proj(functional.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    """Attention and feed-forward, each on normalised input, each added."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.hidden, eps=NORM_EPSILON)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = nn.RMSNorm(shape.hidden, eps=NORM_EPSILON)
        self.mlp = FeedForward(shape)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        """Return ``(B, T, hidden)``."""
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Decoder(nn.Module):
    """Embedding, layers and the last norm: what the checkpoint calls ``model``."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.hidden)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.hidden, eps=NORM_EPSILON)
        steps = torch.arange(0, shape.head_dim, 2) / shape.head_dim
        angles = torch.outer(torch.arange(shape.positions), ROPE_THETA**-steps).repeat(1, 2)
        self.register_buffer("_cos", angles.cos(), persistent=False)
        self.register_buffer("_sin", angles.sin(), persistent=False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return the states after the last norm, ``(B, T, hidden)``."""
        x = self.embed_tokens(tokens)
        length = tokens.shape[1]
        for layer in self.layers:
            x = layer(x, self._cos[:length], self._sin[:length])
        return self.norm(x)


class Nano(nn.Module):
    """The language model; the embedding is its output layer too.

    Args:
        shape: Its size.
        seed: Of its first weights.
    """

    def __init__(self, shape: Shape, seed: int) -> None:
        super().__init__()
        self.shape = shape
        self.model = Decoder(shape)
        generator = torch.Generator().manual_seed(seed)
        for name, weight in self.named_parameters():
            if weight.dim() > 1:
                # What is added to the stream starts smaller, the deeper the model (GPT-2, 2.3).
                adds = name.endswith(("o_proj.weight", "down_proj.weight"))
                deviation = _DEVIATION / (2 * shape.layers) ** 0.5 if adds else _DEVIATION
                nn.init.normal_(weight, std=deviation, generator=generator)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return the logits ``(B, T, vocabulary)`` of the tokens ``(B, T)`` int64 that follow."""
        return functional.linear(self.model(tokens), self.model.embed_tokens.weight)


def token_losses(model: nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """Return the loss of each token but the first, in nats: ``(B, T)`` float32.

    Args:
        model: Gives logits.
        tokens: ``(B, T + 1)`` int64.
    """
    logits = model(tokens[:, :-1]).float()
    return functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
