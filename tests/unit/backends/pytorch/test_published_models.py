"""The real per-layer tables, to the last parameter. Expected values are the published ones."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from published_models import nano_4b, nano_8b, super_49b, ultra_253b

from mrkl_backends.pytorch.blocks import Architecture, Attention, Block, FeedForward, RopeScaling
from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.tensors import (
    count_block_parameters,
    count_parameters,
    count_tensors,
    expected_tensors,
)


def part_parameters(architecture: Architecture, *parts: str) -> int:
    total = 0
    for name, shape in expected_tensors(architecture):
        if any(part in name for part in parts):
            total += shape[0] * (shape[1] if len(shape) > 1 else 1)
    return total


@pytest.mark.parametrize(
    ("config", "parameters", "attention", "feed_forward", "tensors", "kv_elements", "kv_bytes"),
    [
        (super_49b, 49_867_145_216, 7_399_153_664, 40_366_637_056, 568, 100_352, 200_704),
        (ultra_253b, 253_401_268_224, 36_508_270_592, 212_690_288_640, 647, 131_072, 262_144),
        (nano_8b, 8_030_261_248, 1_342_308_352, 5_637_275_648, 291, 65_536, 131_072),
    ],
)
def test_totals_are_exact(
    config: Callable[[], dict[str, Any]],
    parameters: int,
    attention: int,
    feed_forward: int,
    tensors: int,
    kv_elements: int,
    kv_bytes: int,
) -> None:
    architecture = read_architecture(config())
    assert count_parameters(architecture) == parameters
    assert part_parameters(architecture, ".self_attn.", ".input_layernorm.") == attention
    assert part_parameters(architecture, ".mlp.", ".post_attention_layernorm.") == feed_forward
    assert count_tensors(architecture) == tensors
    assert architecture.kv_elements_per_token == kv_elements
    assert architecture.kv_bytes_per_token(2) == kv_bytes


def test_blocks_and_the_rest_make_up_the_whole() -> None:
    architecture = read_architecture(super_49b())
    blocks = sum(count_block_parameters(architecture, layer) for layer in range(80))
    assert blocks == 7_399_153_664 + 40_366_637_056
    assert count_parameters(architecture) == blocks + 2 * 128256 * 8192 + 8192


def test_super_has_its_blocks() -> None:
    architecture = read_architecture(super_49b())
    assert len(architecture.blocks) == 80
    assert Counter(block.attention for block in architecture.blocks) == {
        Attention(op="normal", kv_heads=8): 49,
        Attention(op="none"): 31,
    }
    # ffn_mult 5.25, 1.3125, 1.0, 2.625, 0.5, 3.28125
    assert Counter(block.feed_forward.width for block in architecture.blocks) == {
        28672: 49,
        7168: 10,
        5632: 8,
        14336: 6,
        2816: 6,
        17920: 1,
    }
    assert {block.feed_forward.op for block in architecture.blocks} == {"normal"}
    assert (architecture.hidden_size, architecture.heads, architecture.head_dim) == (8192, 64, 128)
    assert architecture.rope_theta == 500_000.0
    assert architecture.rope_scaling == RopeScaling(
        factor=8.0, low_frequency_factor=1.0, high_frequency_factor=4.0, original_positions=8192
    )
    assert (architecture.bos_id, architecture.eos_ids) == (128000, (128001, 128008, 128009))
    assert (architecture.dtype, architecture.model_type) == ("bfloat16", "nemotron-nas")
    assert (architecture.max_positions, architecture.norm_epsilon) == (131072, 1e-5)
    assert not architecture.tied_embeddings
    assert not architecture.attention_bias
    assert not architecture.mlp_bias


def test_ultra_has_its_blocks() -> None:
    architecture = read_architecture(ultra_253b())
    kinds = Counter((block.attention.op, block.feed_forward.op) for block in architecture.blocks)
    assert kinds == {("normal", "normal"): 64, ("none", "normal"): 17, ("none", "none"): 81}
    kv_heads = [block.attention.kv_heads for block in architecture.blocks]
    assert sum(kv_heads) == 512
    assert set(kv_heads) == {0, 8}
    fused = {125: 399_360, 134: 425_984, 143: 343_040, 149: 301_056}
    assert {k: architecture.blocks[k].feed_forward.width for k in fused} == fused
    assert count_block_parameters(architecture, 9) == 0
    assert count_block_parameters(architecture, 134) == 3 * 425_984 * 16_384 + 16_384
    assert architecture.rope_scaling is not None
    assert architecture.rope_scaling.factor == 16.0


def test_an_explicit_head_width_wins() -> None:
    architecture = read_architecture(nano_4b())
    assert architecture.head_dim == 128  # not 3072 / 32 = 96
    shapes = dict(expected_tensors(architecture))
    assert shapes["model.layers.0.self_attn.q_proj.weight"] == (4096, 3072)
    assert shapes["model.layers.31.self_attn.o_proj.weight"] == (3072, 4096)
    assert count_parameters(architecture) == 4_512_746_496


def test_caches_are_counted_over_attention_layers_only() -> None:
    architecture = read_architecture(ultra_253b())
    assert len(architecture.attention_layers) == 64
    assert architecture.attention_layers[:11] == (0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 14)
    assert architecture.attention_layers[-1] == 161
    assert len(architecture.cache_indices) == 162
    assert architecture.cache_indices[8:15] == (8, None, None, None, None, 9, 10)
    assert architecture.cache_indices[161] == 63


def test_nemotron_51b_with_variable_groups_and_linear_attention() -> None:
    config = super_49b()
    heads = [8] * 44 + [4] + [2] * 6 + [1] * 3
    for layer, block in enumerate(config["block_configs"]):
        linear = layer >= len(heads)
        block["attention"]["no_op"] = False
        block["attention"]["replace_with_linear"] = linear
        block["attention"]["n_heads_in_group"] = None if linear else 64 // heads[layer]
    architecture = read_architecture(config)
    assert architecture.blocks[79] == Block(
        attention=Attention(op="linear"), feed_forward=FeedForward(op="normal", width=28672)
    )
    assert len(architecture.attention_layers) == 54
    assert architecture.kv_elements_per_token == 94_976
    assert architecture.kv_bytes_per_token(2) == 189_952


def test_reading_checkpoints_loads_no_torch() -> None:
    modules = "configs", "tensors", "checkpoint", "blocks"
    code = ";".join(f"import mrkl_backends.pytorch.{module}" for module in modules)
    check = f"{code};import sys;sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
