import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from bench.random_models import (
    LINEAR,
    LLAMA3_ROPE,
    NONE,
    SIZES,
    attention,
    feed_forward,
    heterogeneous,
    write_random,
)
from mrkl_backends.pytorch.configs import read_architecture

gguf = pytest.importorskip("gguf", reason="of the bench extra")
gguf_writer = pytest.importorskip("bench.gguf_writer")


def written(folder: Path, config, stored_as="F32"):
    write_random(folder, config, seed=3, dtype="float32")
    gguf_writer.write_gguf(folder, folder / "model.gguf", stored_as)
    reader = gguf.GGUFReader(folder / "model.gguf")
    fields = {name: field.contents() for name, field in reader.fields.items()}
    return fields, {tensor.name: tensor for tensor in reader.tensors}


def test_a_plain_llama_keeps_its_architecture_and_sizes(tmp_path):
    fields, tensors = written(tmp_path, SIZES["tiny"])
    assert fields["general.architecture"] == "llama"
    assert fields["llama.attention.head_count"] == [4, 4]
    assert fields["llama.attention.head_count_kv"] == [2, 2]
    assert fields["llama.feed_forward_length"] == [128, 128]
    assert fields["llama.rope.dimension_count"] == 16
    assert len(tensors) == 2 * 9 + 4
    assert tensors["output_norm.weight"].tensor_type.name == "F32"


def test_values_are_kept_and_query_rows_of_a_pair_are_neighbours(tmp_path):
    from safetensors.torch import load_file

    _, tensors = written(tmp_path, SIZES["tiny"])
    stored = load_file(tmp_path / "model.safetensors")
    down = stored["model.layers.1.mlp.down_proj.weight"].numpy()
    assert np.array_equal(tensors["blk.1.ffn_down.weight"].data, down)
    for name, ours in (("q", "attn_q"), ("k", "attn_k")):
        rows = stored[f"model.layers.0.self_attn.{name}_proj.weight"].numpy()
        written_rows = tensors[f"blk.0.{ours}.weight"].data
        for head in range(len(rows) // 16):
            for pair in range(8):
                first = head * 16 + pair
                assert np.array_equal(written_rows[head * 16 + 2 * pair], rows[first])
                assert np.array_equal(written_rows[head * 16 + 2 * pair + 1], rows[first + 8])


@pytest.mark.parametrize("stored_as", ["F16", "BF16", "Q8_0"])
def test_matrices_are_stored_as_asked(tmp_path, stored_as):
    _, tensors = written(tmp_path, SIZES["tiny"], stored_as)
    assert tensors["blk.0.ffn_up.weight"].tensor_type.name == stored_as
    assert tensors["blk.0.ffn_norm.weight"].tensor_type.name == "F32"


def test_blocks_become_the_lists_of_deci(tmp_path):
    config = heterogeneous(
        [
            (attention(2), feed_forward(1.0)),
            (LINEAR, feed_forward(1.0)),
            (NONE, feed_forward(1.0)),
            (NONE, NONE),
            (attention(4), feed_forward(1.0)),
        ]
    )
    fields, tensors = written(tmp_path, config)
    assert fields["general.architecture"] == "deci"
    assert fields["deci.attention.head_count"] == [4, 4, 0, 0, 4]
    assert fields["deci.attention.head_count_kv"] == [2, 0, 0, 0, 1]
    assert fields["deci.feed_forward_length"] == [256, 256, 256, 0, 256]
    assert [name for name in tensors if name.startswith("blk.3.")] == []
    assert {"blk.1.attn_output.weight", "blk.1.attn_norm.weight"} <= tensors.keys()
    assert "blk.1.attn_q.weight" not in tensors


def test_what_deci_cannot_leave_out_is_zeros(tmp_path):
    config = heterogeneous([(NONE, feed_forward(1.0)), (attention(2), NONE), (NONE, NONE)])
    fields, tensors = written(tmp_path, config)
    assert fields["deci.attention.head_count"] == [4, 4, 0]
    assert fields["deci.attention.head_count_kv"] == [0, 2, 0]
    assert fields["deci.feed_forward_length"] == [256, 32, 32]
    for name in ("blk.0.attn_output.weight", "blk.1.ffn_down.weight", "blk.2.ffn_down.weight"):
        assert not tensors[name].data.any()


def test_a_linear_ffn_becomes_a_layer_of_its_own(tmp_path):
    from safetensors.torch import load_file

    config = heterogeneous([(attention(2), LINEAR), (attention(2), feed_forward(1.0))])
    fields, tensors = written(tmp_path, config)
    assert fields["deci.block_count"] == 3
    assert fields["deci.attention.head_count_kv"] == [2, 0, 2]
    stored = load_file(tmp_path / "model.safetensors")
    matrix = stored["model.layers.0.mlp.linear_mlp.weight"].numpy()
    assert np.array_equal(tensors["blk.1.attn_output.weight"].data, matrix)
    assert not tensors["blk.1.ffn_down.weight"].data.any()


@pytest.mark.parametrize("factor", [8.0, 16.0])
def test_rotary_factors_are_those_of_transformers(factor):
    scaling = LLAMA3_ROPE | {"factor": factor, "original_max_position_embeddings": 256}
    config = SIZES["tiny"] | {"rope_scaling": scaling, "head_dim": 64}
    plain = 500000.0 ** -(torch.arange(0, 64, 2) / 64)
    theirs = LlamaConfig(
        head_dim=64, rope_parameters=scaling | {"rope_theta": 500000.0}, hidden_size=256
    )
    scaled, _ = ROPE_INIT_FUNCTIONS["llama3"](theirs, "cpu")
    factors = gguf_writer.rotary_factors(read_architecture(config))
    assert np.allclose(factors, (plain / scaled).numpy(), rtol=1e-5)
    assert set(factors) >= {np.float32(1), np.float32(factor)}


def test_random_checkpoints_are_the_same_every_time(tmp_path):
    counts = [write_random(tmp_path / name, SIZES["tiny"], seed=5) for name in ("a", "b")]
    first, second = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("a", "b"))
    assert first == second
    assert len(first) > 2 * counts[0]
    assert json.loads((tmp_path / "a" / "config.json").read_text()) == SIZES["tiny"]
