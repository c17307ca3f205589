"""The configurations of published Llama-Nemotron checkpoints, for the tests of the local engine.

The per-layer tables are written ``first-last:Xm``: X is ``A`` (attention with 8 KV heads) or ``-``
(none), m the ``ffn_mult``, ``x`` for no FFN.
"""

from typing import Any

SUPER_49B = """
0:A2.625 1-5:A5.25 6-7:-2.625 8-10:A5.25 11:-3.28125 12-41:A5.25 42:-1.3125 43-44:-2.625
45:-1.3125 46:-5.25 47:-1.3125 48:-2.625 49-51:-1.3125 52:A5.25 53:-1.3125 54-55:-1.0 56:-1.3125
57-59:-1.0 60-61:-1.3125 62-63:-0.5 64-65:-1.0 66-67:-0.5 68:-1.0 69-70:-0.5 71-79:A5.25
"""
ULTRA_253B = """
0:A0.4875 1:A0.975 2-7:A1.4625 8:A1.95 9-12:-x 13-15:A1.95 16-17:A4.875 18-23:-x 24-26:A4.875
27-31:-x 32-34:A4.875 35:A2.4375 36-38:-x 39-41:A1.95 42:-1.95 43:A4.875 44:-4.875 45-49:-x
50-53:A4.875 54-58:-x 59-62:A4.875 63-67:-x 68-71:A4.875 72-76:-x 77-80:A4.875 81-85:-x 86:A4.875
87-89:A3.4125 90-91:-x 92:A2.925 93-95:A2.4375 96-97:-2.4375 98:A2.4375 99:-x 100-106:-2.4375
107:A2.4375 108-112:-x 113:A2.925 114:A4.875 115:-4.875 116:A4.875 117-124:-x 125:-36.5625
126-133:-x 134:-39.0 135-142:-x 143:-31.40625 144-148:-x 149:-27.5625 150:-1.95 151:A1.95
152:A2.4375 153:-x 154-155:A2.4375 156:A3.4125 157-160:A4.875 161:A2.4375
"""


def block_configs(table: str, group: int) -> list[dict[str, Any]]:
    """Return the ``block_configs`` of a per-layer table, with every key the release writes."""
    blocks: list[dict[str, Any]] = []
    for entry in table.split():
        layers, _, kind = entry.partition(":")
        first, _, last = layers.partition("-")
        assert int(first) == len(blocks), entry
        present, multiplier = kind[0] == "A", kind[1:]
        for _ in range(int(first), int(last or first) + 1):
            blocks.append(
                {
                    "attention": {
                        "n_heads_in_group": group if present else None,
                        "no_op": not present,
                        "num_sink_tokens": None,
                        "replace_with_linear": False,
                        "sparsify": None,
                        "unshifted_sink": False,
                        "use_prefill_window_in_sink_attention": False,
                        "window_length": None,
                    },
                    "ffn": {
                        "ffn_mult": None if multiplier == "x" else float(multiplier),
                        "no_op": multiplier == "x",
                        "replace_with_linear": False,
                        "sparsify": None,
                    },
                }
            )
    return blocks


def nemotron_nas(
    table: str, *, hidden_size: int, heads: int, group: int, factor: float
) -> dict[str, Any]:
    """Return a whole ``nemotron-nas`` configuration."""
    blocks = block_configs(table, group)
    return {
        "architectures": ["DeciLMForCausalLM"],
        "model_type": "nemotron-nas",
        "auto_map": {"AutoConfig": "configuration_decilm.DeciLMConfig"},
        "block_configs": blocks,
        "num_hidden_layers": len(blocks),
        "hidden_size": hidden_size,
        "num_attention_heads": heads,
        "intermediate_size": None,
        "num_key_value_heads": None,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-5,
        "attention_bias": False,
        "attention_dropout": 0.0,
        "mlp_bias": False,
        "vocab_size": 128256,
        "bos_token_id": 128000,
        "eos_token_id": [128001, 128008, 128009],
        "max_position_embeddings": 131072,
        "rope_theta": 500000.0,
        "rope_scaling": llama3_rope(factor),
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "pretraining_tp": 1,
        "initializer_range": 0.02,
        "use_cache": True,
        "transformers_version": "4.48.3",
    }


def llama3_rope(factor: float) -> dict[str, Any]:
    """Return the rotary scaling of Llama 3.1 and later."""
    return {
        "factor": factor,
        "high_freq_factor": 4.0,
        "low_freq_factor": 1.0,
        "original_max_position_embeddings": 8192,
        "rope_type": "llama3",
    }


def super_49b() -> dict[str, Any]:
    """Return the configuration of Llama-3_3-Nemotron-Super-49B-v1."""
    return nemotron_nas(SUPER_49B, hidden_size=8192, heads=64, group=8, factor=8.0)


def ultra_253b() -> dict[str, Any]:
    """Return the configuration of Llama-3_1-Nemotron-Ultra-253B-v1."""
    return nemotron_nas(ULTRA_253B, hidden_size=16384, heads=128, group=16, factor=16.0)


def nano_8b() -> dict[str, Any]:
    """Return the configuration of Llama-3.1-Nemotron-Nano-8B-v1: plain Llama 3.1."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": 4096,
        "intermediate_size": 14336,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-5,
        "attention_bias": False,
        "mlp_bias": False,
        "vocab_size": 128256,
        "bos_token_id": 128000,
        "eos_token_id": [128001, 128008, 128009],
        "max_position_embeddings": 131072,
        "rope_theta": 500000.0,
        "rope_scaling": llama3_rope(8.0),
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
    }


def nano_4b() -> dict[str, Any]:
    """Return the configuration of Llama-3.1-Nemotron-Nano-4B-v1.1: heads wider than their share."""
    return nano_8b() | {"hidden_size": 3072, "intermediate_size": 9216, "head_dim": 128}
