"""Tiny checkpoint folders with random weights, for tests of the local engine.

A table of blocks is written like those of ``published_models``: ``A2`` is attention with two
key-value heads, ``L`` linear attention, ``-`` none; behind the slash the FFN's width, ``L`` for a
linear one, ``-`` for none.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.tensors import expected_tensors

HIDDEN, HEADS = 32, 4
#: Every kind of block, the first one without attention.
EVERY_KIND = "-/64 A4/64 A2/96 A1/- L/64 -/- A2/L L/L -/L"


def llama_config(**changes: Any) -> dict[str, Any]:
    """Return the configuration of a small plain Llama."""
    return {
        "model_type": "llama", "hidden_size": HIDDEN, "num_attention_heads": HEADS,
        "num_key_value_heads": 2, "num_hidden_layers": 2, "intermediate_size": 64,
        "vocab_size": 120, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
        "max_position_embeddings": 512, "tie_word_embeddings": False, "bos_token_id": 0,
        "eos_token_id": [1], "torch_dtype": "float32", **changes,
    }  # fmt: skip


def blocks_config(table: str, **changes: Any) -> dict[str, Any]:
    """Return a ``nemotron-nas`` configuration with these blocks."""
    blocks = [block(entry) for entry in table.split()]
    return llama_config(
        **{
            "model_type": "nemotron-nas", "num_hidden_layers": len(blocks),
            "intermediate_size": None, "num_key_value_heads": None, "block_configs": blocks,
            **changes,
        }
    )  # fmt: skip


def block(entry: str) -> dict[str, Any]:
    """Return one entry of ``block_configs``."""
    attention, _, ffn = entry.partition("/")
    normal = attention.startswith("A")
    return {
        "attention": {
            "n_heads_in_group": HEADS // int(attention[1:]) if normal else None,
            "no_op": attention == "-",
            "replace_with_linear": attention == "L",
        },
        "ffn": {
            "intermediate_size": int(ffn) if ffn.isdigit() else None,
            "ffn_mult": None,
            "no_op": ffn == "-",
            "replace_with_linear": ffn == "L",
        },
    }


def random_tensors(config: dict[str, Any], seed: int = 0) -> dict[str, torch.Tensor]:
    """Return random weights by name; norms are near one, as trained ones are."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, shape in expected_tensors(read_architecture(config)):
        values = torch.randn(shape, generator=generator)
        tensors[name] = 1 + values / 10 if "norm" in name else values / shape[-1] ** 0.5
    return tensors


def write_checkpoint(
    folder: Path, config: dict[str, Any], tensors: dict[str, torch.Tensor] | None = None
) -> Path:
    """Write ``config.json`` and ``model.safetensors`` into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    made = random_tensors(config) if tensors is None else tensors
    save_file(made, folder / "model.safetensors")
    return folder
