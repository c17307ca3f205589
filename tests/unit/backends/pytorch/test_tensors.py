from typing import Any

import pytest
from published_models import nano_8b, super_49b

from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.tensors import (
    block_tensors,
    check_tensors,
    count_block_parameters,
    count_parameters,
    count_tensors,
    expected_tensors,
)
from mrkl_core.errors import BackendError

GROUPS_OF_2 = {"n_heads_in_group": 2}
WIDE = {"intermediate_size": 24}
NONE = {"no_op": True}
LINEAR = {"replace_with_linear": True}


def tiny(attention: dict[str, Any], ffn: dict[str, Any], **changes: Any) -> Architecture:
    """Return one block of hidden size 12 with 4 heads of width 4, over 10 tokens."""
    config = {
        "model_type": "nemotron-nas",
        "block_configs": [{"attention": attention, "ffn": ffn}],
        "num_hidden_layers": 1,
        "hidden_size": 12,
        "num_attention_heads": 4,
        "head_dim": 4,
        "vocab_size": 10,
        "rms_norm_eps": 1e-5,
        "max_position_embeddings": 64,
    }
    return read_architecture(config | changes)


@pytest.mark.parametrize(
    ("attention", "ffn", "tensors"),
    [
        (
            GROUPS_OF_2,
            NONE,
            {
                "input_layernorm.weight": (12,),
                "self_attn.q_proj.weight": (16, 12),
                "self_attn.k_proj.weight": (8, 12),
                "self_attn.v_proj.weight": (8, 12),
                "self_attn.o_proj.weight": (12, 16),
            },
        ),
        (
            LINEAR,
            NONE,
            {"input_layernorm.weight": (12,), "self_attn.linear_attn.weight": (12, 12)},
        ),
        (
            NONE,
            WIDE,
            {
                "post_attention_layernorm.weight": (12,),
                "mlp.gate_proj.weight": (24, 12),
                "mlp.up_proj.weight": (24, 12),
                "mlp.down_proj.weight": (12, 24),
            },
        ),
        (
            NONE,
            LINEAR,
            {"post_attention_layernorm.weight": (12,), "mlp.linear_mlp.weight": (12, 12)},
        ),
        (NONE, NONE, {}),
    ],
)
def test_a_block_has_the_published_names(
    attention: dict[str, Any], ffn: dict[str, Any], tensors: dict[str, tuple[int, ...]]
) -> None:
    architecture = tiny(attention, ffn)
    named = {f"model.layers.0.{name}": shape for name, shape in tensors.items()}
    assert dict(block_tensors(architecture, 0)) == named
    assert list(expected_tensors(architecture)) == [
        ("model.embed_tokens.weight", (10, 12)),
        *named.items(),
        ("model.norm.weight", (12,)),
        ("lm_head.weight", (10, 12)),
    ]
    assert count_tensors(architecture) == len(tensors) + 3
    own = count_block_parameters(architecture, 0)
    assert count_parameters(architecture) == own + 120 + 12 + 120


def test_biases_and_ties_change_the_tensors() -> None:
    architecture = tiny(
        GROUPS_OF_2, WIDE, attention_bias=True, mlp_bias=True, tie_word_embeddings=True
    )
    shapes = dict(expected_tensors(architecture))
    biases = {name: shape for name, shape in shapes.items() if name.endswith(".bias")}
    assert biases == {
        "model.layers.0.self_attn.q_proj.bias": (16,),
        "model.layers.0.self_attn.k_proj.bias": (8,),
        "model.layers.0.self_attn.v_proj.bias": (8,),
        "model.layers.0.self_attn.o_proj.bias": (12,),
        "model.layers.0.mlp.gate_proj.bias": (24,),
        "model.layers.0.mlp.up_proj.bias": (24,),
        "model.layers.0.mlp.down_proj.bias": (12,),
    }
    assert "lm_head.weight" not in shapes
    assert count_tensors(architecture) == 18


def test_linear_parts_have_no_bias() -> None:
    architecture = tiny(LINEAR, LINEAR, attention_bias=True, mlp_bias=True)
    assert not [name for name, _ in expected_tensors(architecture) if name.endswith(".bias")]


def test_a_complete_checkpoint_passes() -> None:
    architecture = read_architecture(super_49b())
    found = {name: list(shape) for name, shape in expected_tensors(architecture)}
    check_tensors(found, architecture)
    found["model.layers.0.self_attn.rotary_emb.inv_freq"] = [64]
    found["model.rotary_emb.inv_freq"] = [64]
    check_tensors(found, architecture)


def test_a_tied_head_may_be_stored() -> None:
    architecture = tiny(GROUPS_OF_2, WIDE, tie_word_embeddings=True)
    found = dict(expected_tensors(architecture))
    check_tensors(found, architecture)
    check_tensors(found | {"lm_head.weight": (10, 12)}, architecture)
    with pytest.raises(BackendError, match=r"'lm_head.weight' has the shape \[9, 12\]"):
        check_tensors(found | {"lm_head.weight": (9, 12)}, architecture)


def test_the_first_wrong_tensor_is_named() -> None:
    architecture = read_architecture(nano_8b())
    found = dict(expected_tensors(architecture))
    query, up = "model.layers.4.self_attn.q_proj.weight", "model.layers.9.mlp.up_proj.weight"

    missing = {name: shape for name, shape in found.items() if name not in (query, up)}
    with pytest.raises(
        BackendError, match=r"lack the tensor .*, of shape \[4096, 4096\]"
    ) as caught:
        check_tensors(missing, architecture)
    assert caught.value.context["tensor"] == query

    with pytest.raises(
        BackendError, match=r"has the shape \[1, 4096\]; .*\[14336, 4096\]"
    ) as caught:
        check_tensors(found | {up: (1, 4096)}, architecture)
    assert caught.value.context["tensor"] == up

    extra = "model.layers.32.mlp.up_proj.weight"
    with pytest.raises(BackendError, match="not one of the 291 that the configuration") as caught:
        check_tensors(found | {extra: (1,)}, architecture)
    assert caught.value.context["tensor"] == extra


def test_an_untied_head_must_be_there() -> None:
    architecture = tiny(GROUPS_OF_2, WIDE)
    found = dict(expected_tensors(architecture))
    del found["lm_head.weight"]
    with pytest.raises(BackendError, match=r"lack the tensor 'lm_head\.weight'"):
        check_tensors(found, architecture)
