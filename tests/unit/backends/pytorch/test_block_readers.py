from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from published_models import nano_8b, super_49b

from mrkl_backends.pytorch.block_readers import ffn_width
from mrkl_backends.pytorch.blocks import Attention, Block, FeedForward
from mrkl_backends.pytorch.configs import read_architecture
from mrkl_core.errors import BackendError

WIDTHS_8192 = {0.5: 2816, 1.0: 5632, 1.3125: 7168, 2.625: 14336, 3.28125: 17920, 5.25: 28672}
WIDTHS_16384 = {
    0.4875: 5376,
    0.975: 10752,
    1.4625: 16128,
    1.95: 21504,
    2.4375: 26624,
    2.925: 32000,
    3.4125: 37376,
    4.875: 53248,
    27.5625: 301056,
    31.40625: 343040,
    36.5625: 399360,
    39.0: 425984,
}


def tiny(*blocks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a small configuration with the given ``block_configs``."""
    return {
        "model_type": "nemotron-nas",
        "block_configs": list(blocks),
        "num_hidden_layers": len(blocks),
        "hidden_size": 64,
        "num_attention_heads": 8,
        "vocab_size": 100,
        "rms_norm_eps": 1e-5,
        "max_position_embeddings": 256,
    } | changes


def block(attention: Any = None, ffn: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "attention": {"n_heads_in_group": 2} if attention is None else attention,
        "ffn": {"ffn_mult": 1.0} if ffn is None else ffn,
    } | more


def layered(overrides: Any, **changes: Any) -> dict[str, Any]:
    """Return a small configuration in transformers' per-layer spelling."""
    config = tiny(num_hidden_layers=4, intermediate_size=128, num_key_value_heads=4)
    del config["block_configs"]
    return config | {"model_type": "llama", "per_layer_config": overrides} | changes


def blocks_of(config: dict[str, Any]) -> tuple[Block, ...]:
    return read_architecture(config).blocks


def refused(config: Any) -> BackendError:
    with pytest.raises(BackendError) as caught:
        read_architecture(config)
    return caught.value


@pytest.mark.parametrize(
    ("hidden_size", "multiplier", "width"),
    [(8192, *item) for item in WIDTHS_8192.items()]
    + [(16384, *item) for item in WIDTHS_16384.items()],
)
def test_ffn_multipliers_give_the_published_widths(
    hidden_size: int, multiplier: float, width: int
) -> None:
    assert ffn_width(multiplier, hidden_size) == width
    # What a conversion through fp32 leaves of it counts to six decimals only.
    assert ffn_width(multiplier + 2e-7, hidden_size) == width


@pytest.mark.parametrize(
    ("attention", "read"),
    [
        ({"n_heads_in_group": 8}, Attention(op="normal", kv_heads=1)),
        ({"n_heads_in_group": 1, "no_op": False}, Attention(op="normal", kv_heads=8)),
        ({"num_key_value_heads": 4}, Attention(op="normal", kv_heads=4)),
        ({"num_key_value_heads": 4, "n_heads_in_group": 2}, Attention(op="normal", kv_heads=4)),
        ({"no_op": True, "n_heads_in_group": None}, Attention(op="none")),
        ({"no_op": True, "n_heads_in_group": 2}, Attention(op="none")),
        ({"replace_with_linear": True}, Attention(op="linear")),
        (
            {
                "num_key_value_heads": 2,
                "llama4": None,
                "mamba": None,
                "sparsify": [],
                "weights_precision": "bf16",
            },
            Attention(op="normal", kv_heads=2),
        ),
    ],
)
def test_attention_spellings(attention: dict[str, Any], read: Attention) -> None:
    assert blocks_of(tiny(block(attention)))[0].attention == read


@pytest.mark.parametrize(
    ("ffn", "read"),
    [
        ({"ffn_mult": 1.0}, FeedForward(op="normal", width=256)),
        ({"ffn_mult": 7}, FeedForward(op="normal", width=512)),
        ({"intermediate_size": 100}, FeedForward(op="normal", width=100)),
        ({"intermediate_size": 256, "ffn_mult": 1.5}, FeedForward(op="normal", width=256)),
        ({"no_op": True, "ffn_mult": None}, FeedForward(op="none")),
        ({"replace_with_linear": True}, FeedForward(op="linear")),
        (
            {"intermediate_size": 256, "hidden_act": "silu", "gated": True, "moe": None},
            FeedForward(op="normal", width=256),
        ),
    ],
)
def test_ffn_spellings(ffn: dict[str, Any], read: FeedForward) -> None:
    assert blocks_of(tiny(block(ffn=ffn)))[0].feed_forward == read


def test_every_combination_of_operations_is_a_block() -> None:
    none, linear = {"no_op": True}, {"replace_with_linear": True}
    blocks = [block(a, f) for a in (None, linear, none) for f in (None, linear, none)]
    read = blocks_of(tiny(*blocks))
    operations = [(one.attention.op, one.feed_forward.op) for one in read]
    kinds = ("normal", "linear", "none")
    assert operations == [(a, f) for a in kinds for f in kinds]


def test_entries_may_be_objects() -> None:
    config = super_49b()
    expected = blocks_of(config)
    config["block_configs"] = [
        SimpleNamespace(
            attention=SimpleNamespace(**entry["attention"]), ffn=SimpleNamespace(**entry["ffn"])
        )
        for entry in config["block_configs"]
    ]
    assert blocks_of(config) == expected


def test_block_configs_stand_on_any_known_model_type() -> None:
    # Puzzletron saves them on top of the parent's own configuration.
    config = tiny(
        block({"num_key_value_heads": 2}, {"intermediate_size": 96}, parallel_blocks=None),
        model_type="llama",
        architectures=["AnyModel"],
        intermediate_size=128,
        num_key_value_heads=8,
    )
    assert blocks_of(config)[0].attention.kv_heads == 2
    assert blocks_of(config)[0].feed_forward.width == 96


def test_plain_llama_repeats_one_block() -> None:
    assert set(blocks_of(nano_8b())) == {
        Block(
            attention=Attention(op="normal", kv_heads=8),
            feed_forward=FeedForward(op="normal", width=14336),
        )
    }
    config = nano_8b()
    del config["num_key_value_heads"]
    assert blocks_of(config)[0].attention.kv_heads == 32


def test_per_layer_overrides_as_transformers_writes_them() -> None:
    overrides = {
        "0": {"intermediate_size": 64},
        "1": {"num_key_value_heads": 2, "skip": ["mlp"]},
        "02": {"skip": ["attention"], "hidden_act": None, "head_dim": None},
        3: {"skip": ["attention", "mlp"]},
    }
    assert blocks_of(layered(overrides)) == (
        Block(
            attention=Attention(op="normal", kv_heads=4),
            feed_forward=FeedForward(op="normal", width=64),
        ),
        Block(attention=Attention(op="normal", kv_heads=2), feed_forward=FeedForward(op="none")),
        Block(attention=Attention(op="none"), feed_forward=FeedForward(op="normal", width=128)),
        Block(attention=Attention(op="none"), feed_forward=FeedForward(op="none")),
    )


def test_sizes_that_every_layer_overrides_need_no_common_value() -> None:
    overrides = {str(layer): {"intermediate_size": 32 * layer + 32} for layer in range(4)}
    read = blocks_of(layered(overrides, intermediate_size=None, model_type="nemotron-nas"))
    assert [one.feed_forward.width for one in read] == [32, 64, 96, 128]


@pytest.mark.parametrize(
    ("overrides", "layer", "key"),
    [
        ({"0": {"head_dim": 16}}, 0, "per_layer_config.head_dim"),
        ({"2": {"sliding_window": 8}}, 2, "per_layer_config.sliding_window"),
        ({"1": {"skip": ["norm"]}}, 1, "per_layer_config.skip"),
        ({"1": {"skip": "mlp"}}, 1, "per_layer_config.skip"),
        ({"1": {"skip": [[]]}}, 1, "per_layer_config.skip"),
        ({"1": {"num_key_value_heads": 3}}, 1, "num_key_value_heads"),
        ({"1": {"intermediate_size": None}}, 1, "intermediate_size"),
        ({"1": {"intermediate_size": 0}}, 1, "intermediate_size"),
        ({"1": [1]}, 1, "per_layer_config"),
        ({"4": {}}, None, "per_layer_config.4"),
        ({"-1": {}}, None, "per_layer_config.-1"),
        ({"one": {}}, None, "per_layer_config.one"),
        ({"9" * 5000: {}}, None, "per_layer_config." + "9" * 80),
        ({"1": {}, "01": {}}, None, "per_layer_config.01"),
        ([], None, "per_layer_config"),
    ],
)
def test_wrong_overrides_name_their_layer(overrides: Any, layer: int | None, key: str) -> None:
    error = refused(layered(overrides))
    assert (error.context["layer"], error.context["key"]) == (layer, key)


def test_two_spellings_must_agree() -> None:
    both = tiny(block(), per_layer_config={"0": {"intermediate_size": 256}}, num_key_value_heads=4)
    assert blocks_of(both)[0].feed_forward.width == 256
    both["per_layer_config"] = {"0": {"intermediate_size": 128}}
    assert refused(both).context["key"] == "per_layer_config"


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("attention", "window_length", 4096),
        ("attention", "num_sink_tokens", 4),
        ("attention", "num_sink_tokens", 0),
        ("attention", "use_prefill_window_in_sink_attention", True),
        ("attention", "unshifted_sink", True),
        ("attention", "sparsify", ["q_proj"]),
        ("attention", "mamba", {"state_dim": 128}),
        ("attention", "llama4", {"use_rope": False}),
        ("attention", "weights_precision", "fp8"),
        ("ffn", "sparsify", ["up_proj"]),
        ("ffn", "moe", {"num_local_experts": 8}),
        ("ffn", "gated", False),
        ("ffn", "hidden_act", "relu2"),
        ("ffn", "weights_precision", "nvfp4"),
    ],
)
def test_what_we_do_not_run_is_refused_with_its_layer(part: str, key: str, value: object) -> None:
    config = super_49b()
    config["block_configs"][37][part][key] = value
    error = refused(config)
    assert error.message.startswith(f"config.json, layer 37: '{part}.{key}' is ")
    assert "which this engine does not run" in error.message
    assert error.context == {"file": "config.json", "layer": 37, "key": f"{part}.{key}"}


@pytest.mark.parametrize(
    ("entry", "key", "said"),
    [
        (block({"n_heads_in_group": 3}), "attention.n_heads_in_group", "does not divide the 8"),
        (block({"n_heads_in_group": 16}), "attention.n_heads_in_group", "does not divide"),
        (block({"num_key_value_heads": 5}), "attention.num_key_value_heads", "does not divide"),
        (block({"n_heads_in_group": 0}), "attention.n_heads_in_group", "whole number from 1"),
        (block({"n_heads_in_group": 2.0}), "attention.n_heads_in_group", "whole number"),
        (block({"n_heads_in_group": True}), "attention.n_heads_in_group", "whole number"),
        (block({}), "attention.n_heads_in_group", "is missing"),
        (
            block({"n_heads_in_group": 2, "num_key_value_heads": 2}),
            "attention.n_heads_in_group",
            "'n_heads_in_group' gives 4, 'num_key_value_heads' gives 2",
        ),
        (block({"no_op": True, "replace_with_linear": True}), "attention.no_op", "exclude"),
        (block(ffn={"no_op": True, "replace_with_linear": True}), "ffn.no_op", "exclude"),
        (block({"no_op": 1}), "attention.no_op", "must be true or false"),
        (block({"n_heads_in_groups": 2}), "attention.n_heads_in_groups", "is not known"),
        (block(ffn={"width": 2}), "ffn.width", "is not known"),
        (block(ffn={}), "ffn.ffn_mult", "is missing"),
        (block(ffn={"ffn_mult": 0}), "ffn.ffn_mult", "above 0"),
        (block(ffn={"ffn_mult": -1.5}), "ffn.ffn_mult", "above 0"),
        (block(ffn={"ffn_mult": float("nan")}), "ffn.ffn_mult", "above 0"),
        (block(ffn={"ffn_mult": float("inf")}), "ffn.ffn_mult", "at most"),
        (block(ffn={"ffn_mult": 10**400}), "ffn.ffn_mult", "at most"),
        (block(ffn={"ffn_mult": "2.625"}), "ffn.ffn_mult", "above 0"),
        (block(ffn={"ffn_mult": True}), "ffn.ffn_mult", "above 0"),
        (block(ffn={"ffn_mult": 1e-6}), "ffn.ffn_mult", "an FFN of width 0"),
        (block(ffn={"ffn_mult": 1e7}), "ffn.ffn_mult", "an FFN of width 426,666,752"),
        (block(ffn={"intermediate_size": 2**24 + 1}), "ffn.intermediate_size", "16,777,216"),
        (block(ffn={"ffn_mult": 1, "intermediate_size": 8}), "ffn.ffn_mult", "not agree"),
        (block(parallel_blocks=[block()]), "parallel_blocks", "does not run"),
        (block(subblock_configs=[]), "subblock_configs", "is not known"),
        ({"ffn": {"ffn_mult": 1.0}}, "attention", "is missing"),
        (block(ffn=[1]) | {"ffn": None}, "ffn", "is missing"),
        (block([1, 2]), "attention", "an object belongs there"),
        (7, "block_configs", "an object belongs there"),
    ],
)
def test_wrong_blocks_name_layer_and_key(entry: Any, key: str, said: str) -> None:
    error = refused(tiny(block(), entry))
    assert (error.context["layer"], error.context["key"]) == (1, key)
    assert said in error.message
    assert error.message.startswith(f"config.json, layer 1: '{key}' ")


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"num_hidden_layers": 3}, "block_configs", "has 2 entries; 'num_hidden_layers' is 3"),
        ({"block_configs": []}, "block_configs", "has 0 entries"),
        ({"block_configs": {"0": {}}}, "block_configs", "is no list"),
        ({"num_hidden_layers": None}, "num_hidden_layers", "is missing"),
        ({"num_hidden_layers": 4097}, "num_hidden_layers", "from 1 to 4,096"),
    ],
)
def test_there_must_be_one_entry_a_layer(changes: dict[str, Any], key: str, said: str) -> None:
    error = refused(tiny(block(), block()) | changes)
    assert error.context["key"] == key
    assert said in error.message


def test_reading_changes_nothing() -> None:
    config = super_49b()
    before = deepcopy(config)
    read_architecture(config)
    assert config == before
