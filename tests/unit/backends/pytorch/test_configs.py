import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_models import llama3_rope, nano_8b, super_49b

from mrkl_backends.pytorch.blocks import RopeScaling
from mrkl_backends.pytorch.configs import load_architecture, read_architecture
from mrkl_core.errors import BackendError, ModelNotFoundError

LLAMA3 = RopeScaling(
    factor=8.0, low_frequency_factor=1.0, high_frequency_factor=4.0, original_positions=8192
)
FACTORS = {key: value for key, value in llama3_rope(8.0).items() if key != "rope_type"}


def without(*keys: str, **changes: Any) -> dict[str, Any]:
    return {key: value for key, value in nano_8b().items() if key not in keys} | changes


def refused(config: Any) -> BackendError:
    with pytest.raises(BackendError) as caught:
        read_architecture(config)
    return caught.value


def test_llamas_defaults_hold_where_nothing_is_said() -> None:
    architecture = read_architecture(
        without(
            "rope_theta", "rope_scaling", "tie_word_embeddings", "attention_bias", "mlp_bias",
            "torch_dtype", "bos_token_id", "eos_token_id", "hidden_act",
        )
    )  # fmt: skip
    assert (architecture.rope_theta, architecture.rope_scaling) == (10_000.0, None)
    assert (architecture.bos_id, architecture.eos_ids, architecture.dtype) == (None, (), None)
    assert not architecture.tied_embeddings
    assert not architecture.attention_bias
    assert not architecture.mlp_bias
    assert architecture.head_dim == 128


def test_biases_ties_dtype_and_single_ids_are_read() -> None:
    architecture = read_architecture(
        without(
            "torch_dtype",
            dtype="float16",
            attention_bias=True,
            o_proj_bias=True,
            mlp_bias=True,
            tie_word_embeddings=True,
            eos_token_id=2,
        )
    )
    assert architecture.attention_bias
    assert architecture.mlp_bias
    assert architecture.tied_embeddings
    assert (architecture.eos_ids, architecture.dtype) == ((2,), "float16")


@pytest.mark.parametrize(
    ("changes", "theta", "scaling"),
    [
        ({"rope_scaling": llama3_rope(8.0)}, 500_000.0, LLAMA3),
        ({"rope_scaling": {"type": "llama3", **FACTORS}}, 500_000.0, LLAMA3),
        (
            {"rope_scaling": {"type": "llama3", "rope_type": "llama3", **FACTORS}},
            500_000.0,
            LLAMA3,
        ),
        (
            {
                "rope_theta": None,
                "rope_scaling": None,
                "rope_parameters": {"rope_theta": 250_000, **llama3_rope(8.0)},
            },
            250_000.0,
            LLAMA3,
        ),
        # Both spellings, saying the same.
        ({"rope_parameters": {"rope_theta": 500000, **llama3_rope(8.0)}}, 500_000.0, LLAMA3),
        ({"rope_scaling": None}, 500_000.0, None),
        ({"rope_scaling": {}}, 500_000.0, None),
        ({"rope_scaling": {"rope_type": "default", "partial_rotary_factor": 1.0}}, 500_000.0, None),
        (
            {
                "rope_theta": None,
                "rope_scaling": None,
                "rope_parameters": {"rope_theta": 500, "rope_type": "default"},
            },
            500.0,
            None,
        ),
        (
            {"rope_theta": None, "rope_scaling": None, "rope_parameters": {"rope_theta": 500}},
            500.0,
            None,
        ),
    ],
)
def test_rotary_spellings(
    changes: dict[str, Any], theta: float, scaling: RopeScaling | None
) -> None:
    architecture = read_architecture(nano_8b() | changes)
    assert (architecture.rope_theta, architecture.rope_scaling) == (theta, scaling)


def rope(**changes: Any) -> dict[str, Any]:
    return {"rope_scaling": llama3_rope(8.0) | changes}


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        (rope(rope_type="yarn"), "rope_scaling.rope_type", "'yarn', which this engine does not"),
        (rope(rope_type=None), "rope_scaling.rope_type", "is missing"),
        (rope(factor=None), "rope_scaling.factor", "is missing"),
        (rope(factor=0.5), "rope_scaling.factor", "is 0.5; it must be 1 or more"),
        (rope(factor=float("inf")), "rope_scaling.factor", "at most 1e+06"),
        (rope(low_freq_factor=4.0), "rope_scaling.high_freq_factor", "above 'low_freq_factor'"),
        (
            rope(original_max_position_embeddings=0),
            "rope_scaling.original_max_position_embeddings",
            "from 1",
        ),
        (rope(mscale=1.0), "rope_scaling.mscale", "is not known"),
        (rope(partial_rotary_factor=0.5), "rope_scaling.partial_rotary_factor", "does not run"),
        ({"rope_scaling": []}, "rope_scaling", "an object belongs there"),
        ({"rope_theta": 0}, "rope_theta", "above 0"),
        ({"rope_theta": float("nan")}, "rope_theta", "above 0"),
        (
            {"rope_parameters": {"rope_theta": 1e4, **llama3_rope(8.0)}},
            "rope_theta",
            "given twice, with different values",
        ),
        ({"rope_parameters": llama3_rope(16.0)}, "rope_parameters", "other than 'rope_scaling'"),
        (
            {"rope_parameters": {"full_attention": llama3_rope(8.0)}},
            "rope_parameters.full_attention",
            "is not known",
        ),
        ({"model_type": "deci"}, "model_type", "'deci', which this engine does not run"),
        ({"model_type": None}, "model_type", "is missing"),
        ({"model_type": ["llama"]}, "model_type", "does not run"),
        ({"num_key_value_heads_per_layer": [4] * 32}, "num_key_value_heads_per_layer", "not run"),
        ({"hidden_act": "gelu"}, "hidden_act", "'gelu', which this engine does not run"),
        ({"sliding_window": 4096}, "sliding_window", "4096, which this engine does not run"),
        ({"attention_chunk_size": 8192}, "attention_chunk_size", "does not run"),
        ({"layer_types": ["sliding_attention"]}, "layer_types", "does not run"),
        ({"quantization_config": {"quant_method": "fp8"}}, "quantization_config", "not run"),
        ({"position_embedding_type": "none"}, "position_embedding_type", "does not run"),
        ({"partial_rotary_factor": 0.5}, "partial_rotary_factor", "does not run"),
        ({"o_proj_bias": True}, "o_proj_bias", "does not run"),
        ({"hidden_size": None}, "hidden_size", "is missing"),
        ({"hidden_size": "4096"}, "hidden_size", "is '4096'; it must be a whole number"),
        ({"hidden_size": 2**24 + 1}, "hidden_size", "whole number from 1 to 16,777,216"),
        ({"hidden_size": 10**4000}, "hidden_size", "whole number from 1"),
        ({"hidden_size": 4100}, "num_attention_heads", "is 32, which does not divide 4,100"),
        ({"hidden_size": 96}, "num_attention_heads", "heads 3 wide"),
        ({"head_dim": 127}, "head_dim", "heads 127 wide"),
        ({"num_attention_heads": -32}, "num_attention_heads", "whole number"),
        ({"num_key_value_heads": 7}, "num_key_value_heads", "is 7, which does not divide the 32"),
        ({"intermediate_size": None}, "intermediate_size", "is missing"),
        ({"vocab_size": 0}, "vocab_size", "whole number"),
        ({"rms_norm_eps": None}, "rms_norm_eps", "is missing"),
        ({"rms_norm_eps": 0.0}, "rms_norm_eps", "above 0 and at most 1"),
        ({"max_position_embeddings": None}, "max_position_embeddings", "is missing"),
        ({"tie_word_embeddings": "no"}, "tie_word_embeddings", "must be true or false"),
        ({"torch_dtype": "int8"}, "torch_dtype", "'int8', which this engine does not run"),
        ({"eos_token_id": "</s>"}, "eos_token_id", "token ids are whole numbers below 128,256"),
        ({"eos_token_id": [1, 128256]}, "eos_token_id", "holds 128256"),
        ({"eos_token_id": [True]}, "eos_token_id", "holds True"),
        ({"bos_token_id": -1}, "bos_token_id", "holds -1"),
    ],
)
def test_wrong_values_name_their_key(changes: dict[str, Any], key: str, said: str) -> None:
    error = refused(nano_8b() | changes)
    assert error.context == {"file": "config.json", "layer": None, "key": key}
    assert error.message.startswith(f"config.json: '{key}' ")
    assert said in error.message


def test_unknown_model_types_list_the_known() -> None:
    error = refused(nano_8b() | {"model_type": "lama"})
    assert error.hint == "Known: llama, nemotron-nas. Did you mean 'llama'?"


def test_nemotron_nas_needs_its_blocks() -> None:
    config = super_49b()
    del config["block_configs"]
    assert refused(config).message == "config.json: 'block_configs' is missing."


def write(folder: Path, config: object, name: str = "config.json") -> Path:
    (folder / name).write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_a_folder_is_read(tmp_path: Path) -> None:
    assert load_architecture(write(tmp_path, super_49b())) == read_architecture(super_49b())


def test_generation_config_may_add_ends_of_text(tmp_path: Path) -> None:
    write(tmp_path, nano_8b() | {"eos_token_id": 128009})
    write(tmp_path, {"eos_token_id": [128001, 128009]}, "generation_config.json")
    assert load_architecture(tmp_path).eos_ids == (128009, 128001)
    write(tmp_path, {"do_sample": True}, "generation_config.json")
    assert load_architecture(tmp_path).eos_ids == (128009,)
    write(tmp_path, {"eos_token_id": 128256}, "generation_config.json")
    with pytest.raises(BackendError, match=r"generation_config\.json: 'eos_token_id' holds"):
        load_architecture(tmp_path)


def test_errors_name_the_file(tmp_path: Path) -> None:
    write(tmp_path, nano_8b() | {"vocab_size": None})
    with pytest.raises(BackendError) as caught:
        load_architecture(tmp_path)
    assert caught.value.context["file"] == str(tmp_path / "config.json")
    assert str(tmp_path / "config.json") in caught.value.message


def test_a_folder_without_a_config_is_no_checkpoint(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ModelNotFoundError, match=r"holds no 'config\.json'\. Give the folder"):
            load_architecture(folder)


def test_configs_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b" " * 10_000_001)
    with pytest.raises(BackendError, match="has 10,000,001 bytes; at most 10,000,000 are read"):
        load_architecture(tmp_path)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, 2**24, "llama", "llama3"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


KEYS = [*nano_8b(), "block_configs", "dtype", "head_dim", "per_layer_config", "rope_parameters"]


@given(st.sampled_from(KEYS), JSON_VALUES)
def test_no_value_of_a_key_escapes_as_another_error(key: str, value: object) -> None:
    with contextlib.suppress(BackendError):
        read_architecture(nano_8b() | {key: value})


PART_KEYS = ["no_op", "n_heads_in_group", "num_key_value_heads", "ffn_mult", "intermediate_size"]


@given(st.sampled_from(["attention", "ffn"]), st.sampled_from(PART_KEYS), JSON_VALUES)
def test_no_value_in_a_block_escapes_as_another_error(part: str, key: str, value: object) -> None:
    config = super_49b()
    config["block_configs"][3][part][key] = value
    with contextlib.suppress(BackendError):
        read_architecture(config)


@given(st.binary(max_size=64))
def test_no_bytes_escape_as_another_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("config")
    (folder / "config.json").write_bytes(data)
    with pytest.raises(BackendError):
        load_architecture(folder)
