"""Checkpoint folders with random weights, for figures that do not depend on what a model knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.tensors import expected_tensors

LLAMA3_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}


def llama(
    *, hidden: int, layers: int, heads: int, kv_heads: int, width: int, vocabulary: int
) -> dict[str, Any]:
    """Return the ``config.json`` of a plain Llama without tied embeddings or end tokens."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": hidden,
        "intermediate_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": hidden // heads,
        "vocab_size": vocabulary,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-5,
        "rope_theta": 500000.0,
        "rope_scaling": LLAMA3_ROPE,
        "max_position_embeddings": 131072,
        "tie_word_embeddings": False,
        "bos_token_id": None,
        "eos_token_id": None,
        "torch_dtype": "bfloat16",
    }


#: By name; "1B" is Llama-3.2-1B with fewer words.
SIZES: Mapping[str, dict[str, Any]] = {
    "tiny": llama(hidden=64, layers=2, heads=4, kv_heads=2, width=128, vocabulary=256),
    "150M": llama(hidden=1024, layers=10, heads=16, kv_heads=8, width=2816, vocabulary=16384),
    "1B": llama(hidden=2048, layers=16, heads=32, kv_heads=8, width=8192, vocabulary=32768),
}


_OTHER = {"no_op": False, "replace_with_linear": False}
NONE = _OTHER | {"no_op": True}
LINEAR = _OTHER | {"replace_with_linear": True}


def attention(group: int) -> dict[str, Any]:
    """Return the attention of a block in which ``group`` query heads share keys and values."""
    return _OTHER | {"n_heads_in_group": group}


def feed_forward(multiplier: float) -> dict[str, Any]:
    """Return the FFN of a block, by its ``ffn_mult``."""
    return _OTHER | {"ffn_mult": multiplier}


Block = tuple[dict[str, Any], dict[str, Any]]
_USUAL: Block = (attention(2), feed_forward(1.0))

#: Small models for every kind of block, one at a time and together.
_KINDS: Mapping[str, tuple[Block, ...]] = {
    "grouped attention": tuple((attention(group), feed_forward(1.0)) for group in (1, 2, 4)),
    "FFN widths": tuple((attention(2), feed_forward(size)) for size in (9.0, 1.0, 24.0)),
    "linear attention": (_USUAL, (LINEAR, feed_forward(1.0)), _USUAL),
    "no attention": (_USUAL, (NONE, feed_forward(1.0)), _USUAL),
    "no FFN": ((attention(2), NONE), _USUAL, (attention(4), NONE)),
    "linear FFN": (_USUAL, (attention(2), LINEAR), (NONE, LINEAR), _USUAL),
    "linear attention alone": (_USUAL, (LINEAR, NONE)),
    "empty": ((NONE, NONE), _USUAL, (NONE, NONE), (NONE, NONE)),
    "first without attention": ((NONE, feed_forward(1.0)), _USUAL),
}
BLOCK_KINDS = {**_KINDS, "all": tuple(chain.from_iterable(_KINDS.values()))}


def heterogeneous(blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the ``config.json`` of a small ``nemotron-nas`` model."""
    plain = SIZES["tiny"]
    kept = ("hidden_size", "num_attention_heads", "vocab_size", "hidden_act", "rms_norm_eps")
    kept += ("rope_theta", "max_position_embeddings", "tie_word_embeddings")
    return {
        **{key: plain[key] for key in kept},
        "architectures": ["DeciLMForCausalLM"],
        "model_type": "nemotron-nas",
        "num_hidden_layers": len(blocks),
        "block_configs": [{"attention": first, "ffn": second} for first, second in blocks],
        "rope_scaling": LLAMA3_ROPE | {"original_max_position_embeddings": 64},
    }


def write_random(
    folder: Path,
    config: Mapping[str, Any],
    *,
    seed: int,
    dtype: str = "bfloat16",
    scale: float = 0.02,
) -> int:
    """Write a checkpoint whose matrices are normal with deviation ``scale``, its norms ones.

    The output head is drawn ten times as wide, so that the likeliest token stands out.

    Returns:
        How many parameters it has.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, shape in expected_tensors(read_architecture(config)):
        tensor = torch.ones(shape)
        if len(shape) == 2:
            deviation = 10 * scale if name == "lm_head.weight" else scale
            tensor.normal_(0, deviation, generator=generator)
        tensors[name] = tensor.to(getattr(torch, dtype))
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return sum(tensor.numel() for tensor in tensors.values())
